"""The synthesis of an evaluation, for the file and for the jury: no civil status is read here."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from candidats.models import Inscription
from evaluations.choix import EtatCommission, EtatGrille
from evaluations.models import Appreciation, Grille, Passage
from evaluations.queries.competence import CompetenceAttendue, competences_attendues
from referentiels.models import Competence, VersionBloc


@dataclass(frozen=True)
class LigneSynthese:
    """One competence: mastered, not mastered, or not evaluated yet (None). `acquise_le`: by an earlier jury, whose day
    this is; mastered then, and not evaluated again."""

    numero: int
    competence: Competence
    version_bloc: VersionBloc
    maitrisee: bool | None
    commentaire: str = ""
    seance_le: date | None = None
    planifiee: bool = False
    acquise_le: date | None = None


@dataclass(frozen=True)
class BlocSynthese:
    version_bloc: VersionBloc
    lignes: tuple[LigneSynthese, ...]

    @property
    def acquis(self) -> bool:
        """Every competence of the bloc is mastered: no mark, no compensation."""
        return all(ligne.maitrisee for ligne in self.lignes)


@dataclass(frozen=True)
class Seance:
    commission_id: int
    nature: str
    date: date
    heure: time | None
    lieu: str
    etat: str
    emargement: str


@dataclass(frozen=True)
class SyntheseEvaluation:
    """Where the evaluation of one registration stands. No name in it: the jury reads it."""

    inscription_id: int
    lignes: tuple[LigneSynthese, ...]
    seances: tuple[Seance, ...] = ()
    grille_id: int | None = None
    etat_grille: str = ""
    conclusion: str = ""

    @property
    def maitrisees(self) -> tuple[LigneSynthese, ...]:
        return tuple(ligne for ligne in self.lignes if ligne.maitrisee is True)

    @property
    def non_maitrisees(self) -> tuple[LigneSynthese, ...]:
        return tuple(ligne for ligne in self.lignes if ligne.maitrisee is False)

    @property
    def non_evaluees(self) -> tuple[LigneSynthese, ...]:
        return tuple(ligne for ligne in self.lignes if ligne.maitrisee is None)

    @property
    def blocs(self) -> tuple[BlocSynthese, ...]:
        par_bloc: dict[int, list[LigneSynthese]] = {}
        for ligne in self.lignes:
            par_bloc.setdefault(ligne.version_bloc.pk, []).append(ligne)
        return tuple(BlocSynthese(lignes[0].version_bloc, tuple(lignes)) for lignes in par_bloc.values())

    @property
    def blocs_acquis(self) -> tuple[VersionBloc, ...]:
        return tuple(bloc.version_bloc for bloc in self.blocs if bloc.acquis)

    @property
    def scellee(self) -> bool:
        return self.etat_grille == EtatGrille.SCELLEE

    @property
    def complete(self) -> bool:
        return bool(self.lignes) and not self.non_evaluees

    @property
    def totale(self) -> bool:
        """Every aimed competence is mastered: the condition of admission."""
        return bool(self.lignes) and len(self.maitrisees) == len(self.lignes)


def synthese_evaluation(inscriptions: Iterable[Inscription]) -> dict[int, SyntheseEvaluation]:
    """The synthesis of each registration, cancelled sittings left out: 3 queries whatever their number."""
    inscriptions = list(inscriptions)
    attendues = competences_attendues(inscriptions, avec_reprises=True)
    seances, grilles = _seances(attendues)
    appreciations = {
        (appreciation.grille.inscription_id, appreciation.competence_id): appreciation
        for appreciation in Appreciation.objects.filter(grille__inscription__in=list(attendues))
        .select_related("grille", "passage__commission")
        .only("competence", "maitrisee", "commentaire", "grille__inscription", "passage__commission__date")
    }
    return {
        pk: SyntheseEvaluation(
            inscription_id=pk,
            lignes=tuple(_ligne(ligne, appreciations.get((pk, ligne.competence.pk))) for ligne in lignes),
            seances=tuple(seances[pk]),
            grille_id=grilles[pk].pk if pk in grilles else None,
            etat_grille=grilles[pk].etat if pk in grilles else "",
            conclusion=grilles[pk].get_conclusion_display() if pk in grilles else "",
        )
        for pk, lignes in attendues.items()
    }


def _ligne(attendue: CompetenceAttendue, appreciation: Appreciation | None) -> LigneSynthese:
    if attendue.acquise_le:
        return LigneSynthese(
            attendue.numero,
            attendue.competence,
            attendue.version_bloc,
            maitrisee=True,
            planifiee=True,
            acquise_le=attendue.acquise_le,
        )
    return LigneSynthese(
        attendue.numero,
        attendue.competence,
        attendue.version_bloc,
        maitrisee=appreciation.maitrisee if appreciation else None,
        commentaire=appreciation.commentaire if appreciation else "",
        seance_le=appreciation.passage.commission.date if appreciation else None,
        planifiee=attendue.planifiee,
    )


DE_LA_SEANCE = ("nature", "date", "heure", "lieu", "etat", "emargement__etat")
DE_LA_GRILLE = ("inscription__grille__etat", "inscription__grille__conclusion")


def _seances(attendues: Iterable[int]) -> tuple[dict[int, list[Seance]], dict[int, Grille]]:
    """Living sittings and grids, by registration: 1 query."""
    seances: dict[int, list[Seance]] = defaultdict(list)
    grilles: dict[int, Grille] = {}
    passages = (
        Passage.objects.filter(inscription__in=list(attendues))
        .exclude(commission__etat=EtatCommission.ANNULEE)
        .select_related("commission__emargement", "inscription__grille")
        .only("heure", "commission", "inscription", *(f"commission__{champ}" for champ in DE_LA_SEANCE), *DE_LA_GRILLE)
        .order_by("commission__date", "commission__heure", "pk")
    )
    for passage in passages:
        commission, pk = passage.commission, passage.inscription_id
        emargement = commission.emargement.etat if hasattr(commission, "emargement") else ""
        seances[pk].append(
            Seance(
                commission.pk,
                commission.nature,
                commission.date,
                passage.heure or commission.heure,
                commission.lieu,
                commission.etat,
                emargement,
            )
        )
        if hasattr(passage.inscription, "grille"):
            grilles[pk] = passage.inscription.grille
    return seances, grilles
