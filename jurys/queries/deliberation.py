"""What the deliberation shows: anonymous rows, those to be discussed first. No table of candidates is read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from certif_portal.centre.models import parametres
from certif_portal.commun.durees import compte
from jurys.choix import Decision, EtatJury
from jurys.models import DecisionBloc, DecisionPrise, Jury, MembreJury, Presentation
from jurys.queries.synthese import BlocAnonyme, SyntheseAnonyme, lire_synthese
from jurys.regles.delai import ACQUIS_HORS_RNCP, ACQUIS_RNCP
from jurys.regles.deliberation import blocs_acquis, s_ecarte


@dataclass(frozen=True)
class LigneDeliberation:
    """One anonymous candidate and one title: a code, a synthesis, a decision. Two blocs aimed at are two rows.

    `delivre`: a bloc acquired whole within a certification refused is delivered (decision 0245).
    """

    pk: int
    code: str
    decision: str
    motif: str
    synthese: SyntheseAnonyme
    acquises: frozenset[int]
    voix: tuple[int, int] | None
    ecartes: tuple[MembreJury, ...] = ()
    delivre: bool = False
    saisie: bool = False  # what is ticked was sent, and refused
    refusee: bool = False

    @property
    def cle(self) -> str:
        """Names the row in the address of the page: « J4-07 », « J4-07.12 » for a bloc."""
        return f"{self.code}.{self.synthese.bloc}" if self.synthese.bloc else self.code

    @property
    def nom(self) -> str:
        """« J4-07 », « J4-07, BDC0170 »."""
        return f"{self.code}, {self.synthese.blocs[0].code}" if self.synthese.bloc else self.code

    @property
    def observations(self) -> list[str]:
        """Why the jury talks of this one; nothing: confirmed with the others."""
        return [*self.synthese.observations, *self._a_l_ecart]

    @property
    def autres_observations(self) -> list[str]:
        """Those that no column of the row shows."""
        return [*self.synthese.autres_observations, *self._a_l_ecart]

    @property
    def _a_l_ecart(self) -> list[str]:
        return [f"{compte(len(self.ecartes), 'membre')} à l’écart de la décision"] if self.ecartes else []

    @property
    def s_ecarte(self) -> bool:
        """The jury did not follow the commission."""
        return bool(self.decision) and s_ecarte(self.synthese.maitrisees, self.acquises)

    @property
    def a_confirmer(self) -> bool:
        return not self.decision and not self.observations

    @property
    def a_examiner(self) -> bool:
        """Of those to be discussed, or that were: the others are confirmed together."""
        return bool(self.observations) or self.s_ecarte or self.decision == Decision.NA or self.voix is not None

    @property
    def blocs_acquis(self) -> list[BlocAnonyme]:
        """Blocs of which the jury's decision validates every competence."""
        blocs = {bloc.id: [c.id for c in bloc.competences] for bloc in self.synthese.blocs}
        acquis = set(blocs_acquis(blocs, self.acquises))
        return [bloc for bloc in self.synthese.blocs if bloc.id in acquis]

    @property
    def acquis_libelle(self) -> str:
        """« 1 bloc acquis et 2 compétences acquises, 5 ans », « 1 bloc délivré »: what a candidate not admitted has."""
        if self.decision != Decision.NA:
            return ""
        entiers = self.blocs_acquis if self.synthese.rncp else []
        delivres = [bloc for bloc in entiers if self.delivre and not bloc.deja_acquis]
        restantes = len(self.acquises - {c.id for bloc in entiers for c in bloc.competences})
        gardes = [
            f"{compte(nombre, mot)} {accord}"
            for nombre, mot, accord in (
                (len(entiers) - len(delivres), "bloc", "acquis"),
                (restantes, "compétence", "acquises" if restantes > 1 else "acquise"),
            )
            if nombre
        ]
        benefice = ACQUIS_RNCP if self.synthese.rncp else ACQUIS_HORS_RNCP
        parties = [f"{compte(len(delivres), 'bloc')} délivré{'s' if len(delivres) > 1 else ''}"] if delivres else []
        if gardes:
            parties.append(f"{' et '.join(gardes)}, {benefice.duree}")
        return " ; ".join(parties) or "rien d’acquis"

    @property
    def voix_pour(self) -> int | str:
        """What the field of the vote shows."""
        return self.voix[0] if self.voix else ""

    @property
    def voix_contre(self) -> int | str:
        return self.voix[1] if self.voix else ""

    @property
    def vote_libelle(self) -> str:
        if self.voix is None:
            return "unanimité" if self.decision else ""
        pour, contre = self.voix
        partage = ", voix du président prépondérante" if pour == contre else ""
        return f"{pour} pour, {contre} contre{partage}"


@dataclass(frozen=True)
class GroupeDeliberation:
    """The rows of one title decided of."""

    titre: str
    lignes: list[LigneDeliberation] = field(default_factory=list)

    @property
    def a_confirmer(self) -> int:
        return sum(ligne.a_confirmer for ligne in self.lignes)


@dataclass(frozen=True)
class Seance:
    """The whole deliberation: those to be discussed first, everybody else after them, each by title."""

    lignes: list[LigneDeliberation]
    """As they are shown."""

    @property
    def a_examiner(self) -> list[GroupeDeliberation]:
        return grouper(ligne for ligne in self.lignes if ligne.a_examiner)

    @property
    def sans_observation(self) -> list[GroupeDeliberation]:
        return grouper(ligne for ligne in self.lignes if not ligne.a_examiner)

    @property
    def a_confirmer(self) -> list[LigneDeliberation]:
        return [ligne for ligne in self.lignes if ligne.a_confirmer]

    @property
    def sans_decision(self) -> int:
        return sum(not ligne.decision for ligne in self.lignes)

    @property
    def decides(self) -> int:
        return len(self.lignes) - self.sans_decision

    @property
    def restent_a_examiner(self) -> int:
        return sum(ligne.a_examiner and not ligne.decision for ligne in self.lignes)

    def choisie(self, cle: str = "", apres: str = "") -> LigneDeliberation | None:
        """The candidate shown: the one asked, else the next to be discussed after the one just decided, else the first,
        else the first left."""
        rangs = [rang for rang, ligne in enumerate(self.lignes, start=1) if ligne.cle == apres]
        depuis = [*self.lignes[sum(rangs) :], *self.lignes]
        choix = [ligne for ligne in self.lignes if cle in (ligne.cle, ligne.code)]
        choix += [ligne for ligne in depuis if not ligne.decision and ligne.a_examiner]
        choix += [ligne for ligne in depuis if not ligne.decision]
        return next(iter(choix or self.lignes), None)

    def voisines(self, choisie: LigneDeliberation) -> tuple[LigneDeliberation | None, LigneDeliberation | None]:
        """Before and after it, as they are shown."""
        rang = self.lignes.index(choisie)
        suivantes = self.lignes[rang + 1 :]
        return (self.lignes[rang - 1] if rang else None), (suivantes[0] if suivantes else None)


def lire_seance(jury: Jury) -> Seance:
    """5 queries, those of `lignes_deliberation`."""
    lignes = lignes_deliberation(jury)
    return Seance(
        [
            ligne
            for partie in (True, False)
            for groupe in grouper(ligne for ligne in lignes if ligne.a_examiner is partie)
            for ligne in groupe.lignes
        ]
    )


def lignes_deliberation(jury: Jury) -> list[LigneDeliberation]:
    """5 queries, and no table of candidates among them; in the drawn order."""
    presentations = (
        Presentation.objects.filter(jury=jury, synthese__isnull=False)
        .defer(None)
        .only("jury_id", "code", "ordre", "decision", "motif", "synthese", "voix_pour", "voix_contre")
        .prefetch_related("validations", "decisions_blocs", "ecartes")
        .order_by("ordre")
    )
    clos = jury.etat == EtatJury.CLOS
    reglage = not clos and parametres().blocs_cqpm_delivres
    return [
        _ligne(presentation, titre, reglage)
        for presentation in presentations
        for titre in lire_synthese(presentation.synthese).titres
    ]


def _ligne(presentation: Presentation, titre: SyntheseAnonyme, reglage: bool) -> LigneDeliberation:
    """`reglage`: the centre delivers such blocs; of a jury that is closed, what it delivered says so."""
    prises = {prise.version_bloc_id: prise for prise in presentation.decisions_blocs.all()}
    prise = prises.get(titre.bloc, DecisionBloc()) if titre.bloc else presentation
    acquises = frozenset(v.competence_id for v in presentation.validations.all() if v.acquise)
    return LigneDeliberation(
        pk=presentation.pk,
        code=presentation.code,
        decision=prise.decision,
        motif=prise.motif,
        synthese=titre,
        acquises=acquises & frozenset(titre.visees),
        voix=_voix(prise),
        ecartes=tuple(presentation.ecartes.all()),
        delivre=not titre.bloc and titre.rncp and (reglage or bool(prises)),
    )


def _voix(prise: DecisionPrise) -> tuple[int, int] | None:
    if prise.voix_pour is None or prise.voix_contre is None:
        return None
    return prise.voix_pour, prise.voix_contre


def grouper(lignes: Iterable[LigneDeliberation]) -> list[GroupeDeliberation]:
    """By title decided of, in the order of their names; inside, the order given."""
    groupes: dict[tuple[str, int, int], GroupeDeliberation] = {}
    for ligne in lignes:
        titre = ligne.synthese
        cle = (titre.titre, titre.certification, titre.bloc or 0)
        groupes.setdefault(cle, GroupeDeliberation(titre.titre)).lignes.append(ligne)
    return [groupes[cle] for cle in sorted(groupes)]
