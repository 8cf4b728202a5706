"""The anonymous synthesis: made once when the deliberation opens, then read without any civil status.

The dataclasses are the guarantee: they have no field for a name, a company, an OF or a birth date, and
what names somebody is masked in the comments (`jurys/regles/anonymat.py`).
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q

from candidats.choix import Origine, Portee, Voie
from candidats.models import Inscription
from certif_portal.commun.durees import compte
from certif_portal.commun.typographie import date_longue
from evaluations.choix import EtatAvis
from evaluations.models import Appreciation, AvisActivite
from evaluations.queries.avis import SituationAvis, etat_avis
from evaluations.queries.synthese import SyntheseEvaluation, synthese_evaluation
from jurys.models import Presentation
from jurys.queries.anonymat import Commentaire, Masque, lire_masques
from jurys.queries.piece import PieceAttendue, certifications_au_rncp, pieces_pour_jury

AVIS = "avis de l’entreprise"


@dataclass(frozen=True)
class CompetenceAnonyme:
    id: int
    numero: int
    intitule: str
    maitrisee: bool | None
    commentaire: str = ""
    acquise_le: str = ""


@dataclass(frozen=True)
class BlocAnonyme:
    id: int
    code: str
    intitule: str
    competences: list[CompetenceAnonyme]

    @property
    def maitrise(self) -> bool:
        return all(competence.maitrisee for competence in self.competences)

    @property
    def deja_acquis(self) -> bool:
        """Whole before an earlier jury: nothing of it is judged again."""
        return all(competence.acquise_le for competence in self.competences)


@dataclass(frozen=True)
class AvisAnonyme:
    """`reserve`: the value asks for a comment (decision 0004), or the opinion is absent."""

    libelle: str
    reserve: bool = False
    commentaire: str = ""
    activites: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class PieceAnonyme:
    libelle: str
    etat: str


@dataclass(frozen=True)
class SyntheseAnonyme:
    certification: int
    titre: str
    voie: str
    blocs_seuls: bool
    rncp: bool
    blocs: list[BlocAnonyme]
    avis: AvisAnonyme
    pieces: list[PieceAnonyme]
    passage_outre: str = ""
    masques: int = 0
    conclusion: str = ""
    bloc: int | None = None  # of the synthesis narrowed to one bloc

    @property
    def titres(self) -> list["SyntheseAnonyme"]:
        """One per certification the jury decides of: the whole, or each bloc aimed at alone (decision 0180)."""
        if not self.blocs_seuls:
            return [self]
        return [
            replace(self, titre=f"{bloc.code} {bloc.intitule}, bloc du {self.titre}", blocs=[bloc], bloc=bloc.id)
            for bloc in self.blocs
        ]

    @property
    def competences(self) -> list[CompetenceAnonyme]:
        return [competence for bloc in self.blocs for competence in bloc.competences]

    @property
    def visees(self) -> list[int]:
        return [competence.id for competence in self.competences]

    @property
    def reprises(self) -> list[int]:
        """Declared acquired by an earlier jury: this one does not go back on it."""
        return [competence.id for competence in self.competences if competence.acquise_le]

    @property
    def maitrisees(self) -> list[int]:
        return [competence.id for competence in self.competences if competence.maitrisee]

    @property
    def non_maitrisees(self) -> list[CompetenceAnonyme]:
        return [competence for competence in self.competences if not competence.maitrisee]

    @property
    def blocs_maitrises(self) -> int:
        return sum(bloc.maitrise for bloc in self.blocs)

    @property
    def pieces_manquantes(self) -> list[PieceAnonyme]:
        return [piece for piece in self.pieces if piece.etat == "manquante"]

    @property
    def observations(self) -> list[str]:
        """What the jury has to talk of, in short; nothing of a candidate to be confirmed with the others."""
        refusees = sum(competence.maitrisee is False for competence in self.competences)
        manquent = sum(competence.maitrisee is None for competence in self.competences)
        dites = (
            (not self.competences, "aucune compétence"),
            (refusees, f"{compte(refusees, 'compétence')} pas en autonomie"),
            (manquent, f"{compte(manquent, 'compétence')} {'non évaluées' if manquent > 1 else 'non évaluée'}"),
            (self.avis.reserve, f"avis de l’entreprise : {self.avis.libelle}"),
        )
        return [*(dite for vraie, dite in dites if vraie), *self.autres_observations]

    @property
    def autres_observations(self) -> list[str]:
        """Those that are neither the commission's nor the company's overall opinion."""
        activites, pieces = len(self.avis.activites), len(self.pieces_manquantes)
        dites = (
            (activites, f"avis différent sur {compte(activites, 'activité')}"),
            (pieces, f"passage outre : {compte(pieces, 'pièce')} {'manquantes' if pieces > 1 else 'manquante'}"),
            (self.masques, f"{compte(self.masques, 'passage')} {'masqués' if self.masques > 1 else 'masqué'}"),
        )
        return [dite for vraie, dite in dites if vraie]


def lire_synthese(donnees: Any) -> SyntheseAnonyme:
    """From the JSON frozen at the opening."""
    blocs = [
        BlocAnonyme(**bloc | {"competences": [CompetenceAnonyme(**c) for c in bloc["competences"]]})
        for bloc in donnees["blocs"]
    ]
    pieces = [PieceAnonyme(**piece) for piece in donnees["pieces"]]
    return SyntheseAnonyme(**donnees | {"blocs": blocs, "avis": AvisAnonyme(**donnees["avis"]), "pieces": pieces})


def syntheses_anonymes(presentations: Iterable[Presentation], le: date) -> dict[int, dict[str, Any]]:
    """By presentation, the JSON to freeze. Runs once, by the staff: it does read the names, to mask them."""
    return {pk: asdict(synthese) for pk, (synthese, _) in _lire(presentations, le).items()}


def commentaires_a_lire(presentations: Iterable[Presentation], le: date) -> list[Commentaire]:
    """Every comment the jury would read, with what may name somebody in it; in the drawn order."""
    ecrites = _avec_commentaire(presentations)
    return [lu for _, masque in _lire(ecrites, le, pieces=False).values() for lu in masque.commentaires]


def _avec_commentaire(presentations: Iterable[Presentation]) -> list[Presentation]:
    """Those of whom somebody wrote something: nothing of the others need be read. 1 query."""
    presentations = list(presentations)
    champs = ("passage_outre_motif", "inscription__avis__commentaire", "inscription__avis__absence_motif")
    ecrit = reduce(or_, (Q(**{f"{champ}__gt": ""}) for champ in champs))
    appreciations = Appreciation.objects.filter(grille__inscription=OuterRef("inscription")).exclude(commentaire="")
    concernees = Presentation.objects.filter(pk__in=[p.pk for p in presentations]).filter(ecrit | Exists(appreciations))
    gardees = set(concernees.order_by().values_list("pk", flat=True))
    return [presentation for presentation in presentations if presentation.pk in gardees]


def _lire(
    presentations: Iterable[Presentation], le: date, *, pieces: bool = True
) -> dict[int, tuple[SyntheseAnonyme, Masque]]:
    """`pieces`: without, those of the file are left out, which say nothing of the comments."""
    presentations = list(presentations)
    inscriptions = list(
        Inscription.objects.filter(pk__in=[presentation.inscription_id for presentation in presentations])
        .select_related("candidat", "organisme", "entreprise", "referentiel__certification")
        .select_related("avis", "livret", "recevabilite")
        .prefetch_related("formateurs")
    )
    par_inscription = {inscription.pk: inscription for inscription in inscriptions}
    evaluations, avis = synthese_evaluation(inscriptions), etat_avis(inscriptions)
    attendues = pieces_pour_jury(inscriptions, le) if pieces else {i.pk: [] for i in inscriptions}
    activites = _avis_par_activite(avis.values())
    rncp = certifications_au_rncp((i.referentiel.certification_id for i in inscriptions), le)
    masques = lire_masques(presentations, par_inscription)
    return {
        presentation.pk: (
            _synthese(
                masques[presentation.pk],
                par_inscription[presentation.inscription_id],
                evaluations[presentation.inscription_id],
                _Avis(
                    avis[presentation.inscription_id],
                    _sans_entreprise(par_inscription[presentation.inscription_id]),
                    activites,
                ),
                attendues[presentation.inscription_id],
                rncp,
            ),
            masques[presentation.pk],
        )
        for presentation in presentations
    }


@dataclass(frozen=True)
class _Avis:
    """`sans_entreprise`: a job seeker whom no company follows, of whom no opinion is expected."""

    situation: SituationAvis
    sans_entreprise: bool
    activites: dict[int, list[tuple[str, str]]]


def _synthese(
    masque: Masque,
    inscription: Inscription,
    evaluation: SyntheseEvaluation,
    avis: _Avis,
    pieces: list[PieceAttendue],
    rncp: frozenset[int],
) -> SyntheseAnonyme:
    certification = inscription.referentiel.certification
    blocs = [
        BlocAnonyme(
            id=bloc.version_bloc.pk,
            code=str(bloc.version_bloc.bloc or ""),
            intitule=bloc.version_bloc.intitule,
            competences=[
                CompetenceAnonyme(
                    ligne.competence.pk,
                    ligne.numero,
                    ligne.competence.intitule,
                    ligne.maitrisee,
                    masque(f"competence-{ligne.competence.pk}", f"compétence {ligne.numero}", ligne.commentaire),
                    date_longue(ligne.acquise_le) if ligne.acquise_le else "",
                )
                for ligne in bloc.lignes
            ],
        )
        for bloc in evaluation.blocs
    ]
    return SyntheseAnonyme(
        certification=certification.pk,
        titre=f"{certification.type} {inscription.referentiel.intitule}",
        voie=str(Voie(inscription.voie).label),
        blocs_seuls=inscription.portee == Portee.BLOCS,
        rncp=certification.pk in rncp,
        blocs=blocs,
        avis=_avis_anonyme(avis, masque),
        pieces=[PieceAnonyme(piece.libelle, piece.etat) for piece in pieces],
        passage_outre=masque("passage-outre", "motif du passage outre", masque.presentation.passage_outre_motif),
        masques=masque.nombre,
        conclusion=evaluation.conclusion,
    )


def _sans_entreprise(inscription: Inscription) -> bool:
    return inscription.origine == Origine.DE and inscription.entreprise_id is None


def _avis_anonyme(avis: _Avis, masque: Masque) -> AvisAnonyme:
    situation = avis.situation
    if not situation.requis:
        return AvisAnonyme("sans objet")
    rendu = situation.avis
    if rendu is None or rendu.etat in (EtatAvis.ATTENDU, EtatAvis.A_VERIFIER):
        return AvisAnonyme("non rendu", reserve=True)
    if rendu.etat == EtatAvis.ABSENT:
        sans_entreprise = avis.sans_entreprise
        libelle = "sans objet, pas d’entreprise" if sans_entreprise else "absence constatée"
        commentaire = masque("absence", AVIS, rendu.absence_motif)
        return AvisAnonyme(libelle, reserve=not sans_entreprise, commentaire=commentaire)
    valeur = rendu.valeur
    return AvisAnonyme(
        libelle=valeur.libelle.lower() if valeur else "rendu",
        reserve=bool(valeur and valeur.commentaire_attendu),
        commentaire=masque("avis", AVIS, rendu.commentaire),
        activites=avis.activites.get(rendu.pk, []),
    )


def _avis_par_activite(situations: Iterable[SituationAvis]) -> dict[int, list[tuple[str, str]]]:
    """By opinion, (activity, value) of those that are not the overall value: 1 query."""
    avis = {situation.avis.pk: situation.avis for situation in situations if situation.avis}
    par_avis: dict[int, list[tuple[str, str]]] = {}
    lignes = AvisActivite.objects.filter(avis__in=avis).order_by("activite__ordre")
    for avis_id, valeur_id, intitule, libelle in lignes.values_list(
        "avis_id", "valeur_id", "activite__intitule", "valeur__libelle"
    ):
        if valeur_id != avis[avis_id].valeur_id:
            par_avis.setdefault(avis_id, []).append((intitule, libelle.lower()))
    return par_avis
