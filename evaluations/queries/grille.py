"""The grid: what an evaluator sees, what is signed, who signs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from candidats.choix import EtatAmenagement
from candidats.models import Amenagement
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import ConclusionVAE, EtatCommission
from evaluations.models import (
    Appreciation,
    Commission,
    DeclarationIndependance,
    Evaluateur,
    Grille,
    MembreCommission,
    Passage,
    SignatureGrille,
    ValidationVAE,
)
from evaluations.queries.competence import competences_attendues
from evaluations.queries.synthese import conclusion_vae
from evaluations.regles.grille import empreinte
from referentiels.choix import FAMILLES_CRITERES, Rubrique
from referentiels.models import Competence, ElementEvaluation, VersionBloc

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Declarations(TypedDict):
        """What the reader has declared on the candidate of a grid."""

        independance_declaree: bool
        lien_declare: bool

    GrilleLue = WithAnnotations[Grille, Declarations]


@dataclass(frozen=True)
class LigneGrille:
    """One competence of the grid, with its line when somebody has written it."""

    numero: int
    competence: Competence
    version_bloc: VersionBloc
    appreciation: Appreciation | None
    criteres: tuple[ElementEvaluation, ...] = ()

    @property
    def jugee(self) -> bool:
        """Somebody has said whether it is mastered."""
        return self.appreciation is not None and self.appreciation.maitrisee is not None

    @property
    def statut(self) -> str:
        """The word of the progress bar: `fait`, `refus` or `vide`."""
        if self.appreciation is None or self.appreciation.maitrisee is None:
            return "vide"
        return "fait" if self.appreciation.maitrisee else "refus"


@dataclass(frozen=True)
class Signataire:
    """A member of the candidate's sittings, and when they signed."""

    evaluateur: Evaluateur
    signee_le: datetime | None


@dataclass(frozen=True)
class Validation:
    """What a commission de validation signs beside its lines, its conclusion read from them."""

    entretien: str
    mise_en_situation: str
    version: int
    conclusion: ConclusionVAE


@dataclass(frozen=True)
class ContenuGrille:
    """Exactly what the screen shows before signing."""

    grille: Grille
    lignes: tuple[LigneGrille, ...]
    signataires: tuple[Signataire, ...]
    validation: Validation | None = None

    @property
    def complete(self) -> bool:
        return bool(self.lignes) and all(ligne.jugee for ligne in self.lignes)

    @property
    def empreinte(self) -> str:
        inscription = self.grille.inscription
        return empreinte(
            _validation(self.validation)
            | {
                "grille": self.grille.pk,
                "candidat": str(inscription.candidat),
                "certification": f"{inscription.referentiel.certification.code} {inscription.referentiel.intitule}",
                "competences": [_canonique(ligne) for ligne in self.lignes],
                "evaluateurs": sorted(str(signataire.evaluateur) for signataire in self.signataires),
            }
        )


def _validation(validation: Validation | None) -> dict[str, Any]:
    """Nothing for an evaluation: what was signed of it stays the same."""
    if validation is None:
        return {}
    return {
        "validation": {
            "entretien": validation.entretien,
            "mise_en_situation": validation.mise_en_situation,
            "conclusion": validation.conclusion.value,
        }
    }


def _canonique(ligne: LigneGrille) -> dict[str, Any]:
    faits: dict[str, Any] = {"numero": ligne.numero, "competence": ligne.competence.intitule}
    appreciation = ligne.appreciation
    if appreciation is None or appreciation.maitrisee is None:
        return faits | {"maitrisee": None}
    commission = appreciation.passage.commission
    return faits | {
        "maitrisee": appreciation.maitrisee,
        "commentaire": appreciation.commentaire,
        "criteres": sorted(critere.texte for critere in ligne.criteres),
        "seance": f"{commission.date.isoformat()} {commission.lieu}",
    }


def grilles_pour(personne: Utilisateur) -> "QuerySet[GrilleLue]":
    """The grids a person may open, with what the header of the page says."""
    declarations = DeclarationIndependance.objects.filter(
        inscription=OuterRef("inscription"), evaluateur__utilisateur=personne
    )
    return (
        Grille.objects.visibles_par(personne)
        .select_related(
            "inscription__candidat",
            "inscription__referentiel__certification",
            "inscription__rapport",
            "inscription__recevabilite",
        )
        .annotate(
            independance_declaree=Exists(declarations.filter(lien=False)),
            lien_declare=Exists(declarations.filter(lien=True)),
        )
    )


def signataires(inscription_id: int, grille_id: int | None = None) -> tuple[Signataire, ...]:
    """Every member of every living sitting of the registration, once: 1 query."""
    signee = SignatureGrille.objects.filter(grille=grille_id, evaluateur=OuterRef("pk")).values("signee_le")[:1]
    places = MembreCommission.objects.filter(commission__passages__inscription=inscription_id).exclude(
        commission__etat=EtatCommission.ANNULEE
    )
    evaluateurs = (
        Evaluateur.objects.filter(pk__in=places.values("evaluateur"))
        .select_related("utilisateur")
        .annotate(signee_le=Subquery(signee))
        .order_by("pk")
    )
    return tuple(Signataire(evaluateur, evaluateur.signee_le) for evaluateur in evaluateurs)


def lignes_de(grille: Grille, *, criteres: bool = False) -> tuple[LigneGrille, ...]:
    """The lines of a grid in running order: 2 queries, 3 with the criteria met."""
    appreciations = Appreciation.objects.filter(grille=grille).select_related(
        "passage__commission", "saisie_par__utilisateur"
    )
    par_competence = {appreciation.competence_id: appreciation for appreciation in appreciations}
    atteints = _criteres_atteints(par_competence.values()) if criteres else {}
    return tuple(
        LigneGrille(
            ligne.numero,
            ligne.competence,
            ligne.version_bloc,
            par_competence.get(ligne.competence.pk),
            atteints.get(ligne.competence.pk, ()),
        )
        for ligne in competences_attendues([grille.inscription])[grille.inscription_id]
    )


def _criteres_atteints(appreciations: Iterable[Appreciation]) -> dict[int, tuple[ElementEvaluation, ...]]:
    """By competence, those of its criteria that were ticked; what is none of its own counts for nothing: 1 query."""
    coches = {pk for appreciation in appreciations for pk in appreciation.atteints}
    elements = ElementEvaluation.objects.filter(pk__in=coches).order_by("rubrique", "ordre")
    par_competence: dict[int, list[ElementEvaluation]] = defaultdict(list)
    for element in elements:
        par_competence[element.competence_id].append(element)
    return {
        appreciation.competence_id: tuple(
            element for element in par_competence[appreciation.competence_id] if element.pk in appreciation.atteints
        )
        for appreciation in appreciations
    }


def contenu_grille(grille: Grille) -> ContenuGrille:
    """What is read again, signed and sealed: 4 queries, and those of the conclusion for a VAE."""
    return ContenuGrille(
        grille=grille,
        lignes=lignes_de(grille, criteres=True),
        signataires=signataires(grille.inscription_id, grille.pk),
        validation=validation_de(grille) if grille.inscription.en_vae else None,
    )


def validation_de(grille: Grille) -> Validation:
    note = ValidationVAE.objects.filter(grille=grille).first()
    return Validation(
        entretien=note.entretien if note else "",
        mise_en_situation=note.mise_en_situation if note else "",
        version=note.version if note else 0,
        conclusion=conclusion_vae(grille.inscription),
    )


@dataclass(frozen=True)
class PassageEvaluateur:
    """A sitting of the candidate in which the evaluator sits, with the ids of its competences."""

    passage: Passage
    competences: frozenset[int]

    @property
    def commission(self) -> Commission:
        return self.passage.commission


def passages_de_l_evaluateur(grille: Grille, personne: Utilisateur) -> list[PassageEvaluateur]:
    """The candidate's living sittings in which the person sits, in the order of their days: 1 query."""
    places = MembreCommission.objects.filter(evaluateur__utilisateur=personne).values("commission")
    lignes = (
        Passage.competences.through.objects.filter(
            passage__inscription=grille.inscription_id, passage__commission__in=places
        )
        .exclude(passage__commission__etat=EtatCommission.ANNULEE)
        .select_related("passage__commission")
        .order_by("passage__commission__date", "passage__heure", "passage")
    )
    passages: dict[int, Passage] = {}
    competences: dict[int, set[int]] = defaultdict(set)
    for ligne in lignes:
        passages.setdefault(ligne.passage_id, ligne.passage)
        competences[ligne.passage_id].add(ligne.competence_id)
    return [PassageEvaluateur(passage, frozenset(competences[pk])) for pk, passage in passages.items()]


def amenagements_du_jour(passages: Iterable[PassageEvaluateur], inscription_id: int, le: date) -> list[Amenagement]:
    """The arrangements, on the very day of a sitting only: the rest of the time nobody needs to know."""
    if not any(passage.commission.date == le for passage in passages):
        return []
    return list(Amenagement.objects.filter(inscription=inscription_id, etat=EtatAmenagement.ACCORDE))


@dataclass(frozen=True)
class FamilleCriteres:
    """A tab of the grid: the criteria of one family."""

    code: str
    libelle: str
    elements: tuple[ElementEvaluation, ...]


@dataclass(frozen=True)
class FicheCompetence:
    """What the référentiel says of one competence."""

    familles: tuple[FamilleCriteres, ...]
    conditions: tuple[ElementEvaluation, ...]
    resultats: tuple[ElementEvaluation, ...]
    atteints: frozenset[int]


ONGLETS = {
    Rubrique.METHODES: "Méthodes",
    Rubrique.MOYENS: "Moyens",
    Rubrique.LIENS: "Liens",
    Rubrique.CONTRAINTES: "Contraintes",
}


def fiche_competence(competence: Competence, atteints: Iterable[int] = ()) -> FicheCompetence:
    """Criteria by family, conditions and results: 1 query; `atteints`: ids of what was ticked."""
    elements = list(ElementEvaluation.objects.filter(competence=competence).order_by("rubrique", "ordre"))
    coches = set(atteints)
    par_rubrique: dict[str, list[ElementEvaluation]] = defaultdict(list)
    for element in elements:
        par_rubrique[element.rubrique].append(element)
    return FicheCompetence(
        familles=tuple(
            FamilleCriteres(famille, ONGLETS[famille], tuple(par_rubrique[famille]))
            for famille in FAMILLES_CRITERES
            if par_rubrique[famille]
        ),
        conditions=tuple(par_rubrique[Rubrique.CONDITIONS]),
        resultats=tuple(par_rubrique[Rubrique.RESULTATS]),
        atteints=frozenset(element.pk for element in elements if element.pk in coches),
    )


def passages_a_evaluer(personne: Utilisateur, le: date) -> list[Passage]:
    """Every candidate of the evaluator's living sittings, with what remains to do: 2 queries."""
    declarations = DeclarationIndependance.objects.filter(
        inscription=OuterRef("inscription"), evaluateur__utilisateur=personne
    )
    signature = SignatureGrille.objects.filter(
        grille__inscription=OuterRef("inscription"), evaluateur__utilisateur=personne
    )
    places = MembreCommission.objects.filter(evaluateur__utilisateur=personne).values("commission")
    du_jour = Amenagement.objects.filter(etat=EtatAmenagement.ACCORDE, inscription__passages__commission__date=le)
    return list(
        Passage.objects.filter(commission__in=places)
        .exclude(commission__etat=EtatCommission.ANNULEE)
        .select_related("commission", "inscription__candidat", "inscription__referentiel", "inscription__grille")
        .annotate(
            nombre_competences=Count("competences", distinct=True),
            nombre_evaluees=Count("appreciations", filter=Q(appreciations__maitrisee__isnull=False), distinct=True),
            declare=Exists(declarations),
            lien=Exists(declarations.filter(lien=True)),
            signee=Exists(signature),
        )
        .prefetch_related(Prefetch("inscription__amenagements", du_jour.distinct()))
        .order_by("commission__date", "commission__heure", "heure", "inscription__candidat__cle_recherche")
    )
