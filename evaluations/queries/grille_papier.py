"""A grid that came on paper: what it may say, what it says, what tablets had written of the same grid."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils.timezone import make_aware

from certif_portal.comptes.permissions import Personne, peut_tout_consulter
from evaluations.choix import GRILLES_PAPIER_EN_ATTENTE, EtatCommission
from evaluations.models import Appreciation, Evaluateur, Grille, GrillePapier, MembreCommission, Passage
from evaluations.queries.competence import ONGLETS, CompetenceAttendue, FamilleCriteres, competences_attendues
from evaluations.queries.grille import ContenuGrille, Signataire, lignes_dites
from evaluations.queries.vae import Validation, validation_de
from evaluations.regles.saisie import Valeur, lire_valeur, sha256
from referentiels.choix import FAMILLES_CRITERES
from referentiels.models import Competence, ElementEvaluation

VALIDATION = "validation"
"""Among what a paper replaced, the interview of a VAE: the other names are keys of competences."""


def papiers_pour(personne: Personne) -> QuerySet[GrillePapier]:
    """Staff and auditor: all; nobody else sees a paper before it is the grid, but the delegated OF that types it."""
    return pour_page(GrillePapier.objects.all() if peut_tout_consulter(personne) else GrillePapier.objects.none())


def pour_page(papiers: QuerySet[GrillePapier]) -> QuerySet[GrillePapier]:
    return papiers.select_related(
        "grille__inscription__candidat",
        "grille__inscription__referentiel__certification",
        "fichier",
        "deposee_par",
        "saisie_par",
        "examinee_par",
    )


def papiers_en_attente(personne: Personne) -> QuerySet[GrillePapier]:
    return papiers_pour(personne).filter(etat__in=GRILLES_PAPIER_EN_ATTENTE)


@dataclass(frozen=True)
class CompetencePapier:
    """One box of the paper: its criteria, and the sittings that planned it."""

    attendue: CompetenceAttendue
    familles: tuple[FamilleCriteres, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class MembrePapier:
    """Who has to sign, and from which day they could."""

    evaluateur: Evaluateur
    seance_le: date


def competences_du_papier(grille: Grille) -> list[CompetencePapier]:
    """The competences to evaluate, in the order of the paper: 4 queries."""
    attendues = competences_attendues([grille.inscription])[grille.inscription_id]
    familles = _familles(attendue.competence.pk for attendue in attendues)
    prevues: dict[int, list[Passage]] = defaultdict(list)
    for passage in _passages(grille):
        for competence in passage.competences.all():
            prevues[competence.pk].append(passage)
    return [
        CompetencePapier(attendue, familles[attendue.competence.pk], tuple(prevues[attendue.competence.pk]))
        for attendue in attendues
    ]


def _passages(grille: Grille) -> list[Passage]:
    """The living sittings of the candidate, the latest first."""
    return list(
        Passage.objects.filter(inscription=grille.inscription_id)
        .exclude(commission__etat=EtatCommission.ANNULEE)
        .select_related("commission")
        .prefetch_related("competences")
        .order_by("-commission__date", "-pk")
    )


def _familles(competences: Iterable[int]) -> dict[int, tuple[FamilleCriteres, ...]]:
    elements = ElementEvaluation.objects.filter(competence__in=list(competences), rubrique__in=FAMILLES_CRITERES)
    lus: dict[int, dict[str, list[ElementEvaluation]]] = defaultdict(lambda: defaultdict(list))
    for element in elements.order_by("rubrique", "ordre"):
        lus[element.competence_id][element.rubrique].append(element)
    familles: dict[int, tuple[FamilleCriteres, ...]] = defaultdict(tuple)
    for competence, par_rubrique in lus.items():
        familles[competence] = tuple(
            FamilleCriteres(famille, ONGLETS[famille], tuple(par_rubrique[famille]))
            for famille in FAMILLES_CRITERES
            if par_rubrique[famille]
        )
    return familles


def membres_du_papier(grille: Grille) -> list[MembrePapier]:
    """Every member of the living sittings, with their first one: 1 query."""
    return [MembrePapier(places[0].evaluateur, places[0].commission.date) for places in _places(grille).values()]


def _places(grille: Grille) -> dict[int, list[MembreCommission]]:
    """By evaluator, their places in the candidate's living sittings, in the order of the days."""
    places: dict[int, list[MembreCommission]] = defaultdict(list)
    for place in (
        MembreCommission.objects.filter(commission__passages__inscription=grille.inscription_id)
        .exclude(commission__etat=EtatCommission.ANNULEE)
        .select_related("commission", "evaluateur__utilisateur")
        .order_by("commission__date", "pk")
    ):
        places[place.evaluateur_id].append(place)
    return dict(sorted(places.items()))


def contenu_du_papier(papier: GrillePapier) -> ContenuGrille:
    """What the grid would be, were the paper taken for it: nothing is written. What has no sitting is left out, and
    the grid is then not complete."""
    grille, places = papier.grille, _places(papier.grille)
    passages = {passage.pk: passage for passage in _passages(grille)}
    membres = {place.commission_id: place.evaluateur for siennes in places.values() for place in reversed(siennes)}
    gardees, dites = papier.gardees, {}
    if gardees:
        dites = {pk: ligne for pk, ligne in lignes_gardables(grille).items() if pk in gardees}
    for pk, ligne in papier.lignes.items():
        if int(pk) in gardees:
            continue
        passage = passages.get(ligne["passage"])
        if passage is None or passage.commission_id not in membres:
            continue
        dite = Appreciation(
            grille=grille,
            competence_id=int(pk),
            passage=passage,
            saisie_par=membres[passage.commission_id],  # the commission's word, under a member of that sitting
        )
        dite.valeur = lire_valeur(ligne)
        dites[int(pk)] = dite
    return ContenuGrille(
        grille=grille,
        lignes=lignes_dites(grille, dites, criteres=True),
        signataires=tuple(_signataire(papier, siennes[0].evaluateur) for siennes in places.values()),
        validation=_validation(papier) if grille.inscription.en_vae else None,
        papier=papier,
    )


def lignes_gardables(grille: Grille) -> dict[int, Appreciation]:
    """By competence, what is written and settled at a living sitting: a paper that says nothing of it may leave it."""
    lignes = Appreciation.objects.filter(grille=grille, maitrisee__isnull=False, tranchable=0)
    lignes = lignes.exclude(passage__commission__etat=EtatCommission.ANNULEE)
    return {
        ligne.competence_id: ligne
        for ligne in lignes.select_related("passage__commission", "saisie_par__utilisateur")
        if not ligne.autres
    }


def empreinte_saisie(papier: GrillePapier, contenu: ContenuGrille) -> str:
    """The hash of all that whoever checks reads beside the scan."""
    return sha256({"contenu": contenu.canonique, "saisie_le": str(papier.saisie_le)})


def _signataire(papier: GrillePapier, evaluateur: Evaluateur) -> Signataire:
    signee_le = papier.signatures.get(str(evaluateur.pk))
    jour = make_aware(datetime.combine(date.fromisoformat(signee_le), time())) if signee_le else None
    return Signataire(evaluateur, jour, sur_papier=True)


def _validation(papier: GrillePapier) -> Validation:
    return Validation(entretien=papier.entretien, mise_en_situation=papier.mise_en_situation, version=0)


@dataclass(frozen=True)
class LigneRemplacee:
    """What tablets said of one competence before a paper took its place; `autres`: how many others said otherwise."""

    competence: str
    valeur: Valeur
    autres: int


def lignes_remplacees(papier: GrillePapier) -> list[LigneRemplacee]:
    """In the order of the référentiel: 1 query."""
    lues = {int(pk): ligne for pk, ligne in papier.remplacees.items() if pk != VALIDATION}
    competences = Competence.objects.filter(pk__in=lues).order_by("version_bloc", "ordre")
    return [
        LigneRemplacee(competence.intitule, lire_valeur(lues[competence.pk]), len(lues[competence.pk]["autres"]))
        for competence in competences
    ]


@dataclass(frozen=True)
class SaisieTablette:
    """What tablets have written of a grid, and of the interview of a VAE; `empreinte`: empty when it is nothing."""

    lignes: dict[str, object]
    validation: dict[str, object]

    def sans(self, gardees: Collection[int]) -> "SaisieTablette":
        """What a paper replaces, when it leaves these competences."""
        return replace(self, lignes={pk: ligne for pk, ligne in self.lignes.items() if int(pk) not in gardees})

    @property
    def ecrits(self) -> dict[str, object]:
        return self.lignes | ({VALIDATION: self.validation} if self.validation else {})

    @property
    def empreinte(self) -> str:
        return sha256(self.ecrits) if self.ecrits else ""


def saisie_tablette(grille: Grille) -> SaisieTablette:
    """By competence, with what others had written beside, then the interview: 2 queries."""
    lignes: dict[str, object] = {
        str(ligne.competence_id): {**ligne.valeur.en_json(), "passage": ligne.passage_id, "autres": ligne.autres}
        for ligne in Appreciation.objects.filter(grille=grille).order_by("competence")
        if not ligne.valeur.vide or ligne.autres
    }
    note = validation_de(grille)
    return SaisieTablette(lignes, {} if note.vide else asdict(note))
