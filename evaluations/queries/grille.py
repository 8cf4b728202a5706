"""The grid: what an evaluator sees, what is signed, who signs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value

from candidats.choix import EtatAmenagement
from candidats.models import Amenagement
from certif_portal.commun.signature import Trait
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import a_role
from evaluations.choix import ConclusionVAE, EtatCommission, EtatGrille, ModaliteUtilisee
from evaluations.models import (
    Appreciation,
    Commission,
    DeclarationIndependance,
    Evaluateur,
    Grille,
    GrillePapier,
    MembreCommission,
    Passage,
    SignatureGrille,
)
from evaluations.queries.competence import competences_attendues
from evaluations.queries.vae import Validation, validation_de
from evaluations.regles.grille import empreinte, reserve
from referentiels.choix import FAMILLES_CRITERES
from referentiels.models import Competence, ElementEvaluation, VersionBloc

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Declarations(TypedDict):
        """What the reader is, and has declared, to the candidate of a grid."""

        y_siege: bool
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
    non_coches: tuple[ElementEvaluation, ...] = ()
    acquise_le: date | None = None

    @property
    def maitrisee(self) -> bool | None:
        """None as long as nobody has said; what an earlier jury declared acquired is not evaluated again."""
        if self.acquise_le is not None:
            return True
        return self.appreciation.maitrisee if self.appreciation else None

    @property
    def jugee(self) -> bool:
        return self.maitrisee is not None

    @property
    def a_trancher(self) -> bool:
        return self.appreciation is not None and bool(self.appreciation.tranchable)

    @property
    def statut(self) -> str:
        """The word of the progress bar: `fait`, `refus` or `vide`."""
        return {None: "vide", True: "fait", False: "refus"}[self.maitrisee]

    @property
    def modalites(self) -> list[str]:
        """The words of what was done."""
        codes = self.appreciation.modalites if self.appreciation else []
        return [str(ModaliteUtilisee(code).label) for code in codes]

    @property
    def reserve(self) -> str:
        """What the criteria or the comment say against the decision: read again before signing."""
        if self.appreciation is None:
            return ""
        coches, non_coches = ([e.texte for e in elements] for elements in (self.criteres, self.non_coches))
        return reserve(self.maitrisee, self.appreciation.commentaire, coches, non_coches)


@dataclass(frozen=True)
class ConclusionBloc:
    """Every competence of a bloc is mastered, or not: no compensation."""

    version_bloc: VersionBloc
    acquis: bool


@dataclass(frozen=True)
class Signataire:
    """A member of the candidate's sittings, and when they signed."""

    evaluateur: Evaluateur
    signee_le: datetime | None
    trace: list[Trait] = field(default_factory=list)
    sans_trace: str = ""
    sur_papier: bool = False


@dataclass(frozen=True)
class ContenuGrille:
    """Exactly what the screen shows before signing; `papier`: of a grid that was signed on paper."""

    grille: Grille
    lignes: tuple[LigneGrille, ...]
    signataires: tuple[Signataire, ...]
    validation: Validation | None = None
    papier: GrillePapier | None = None

    @property
    def complete(self) -> bool:
        return bool(self.lignes) and all(ligne.jugee for ligne in self.lignes)

    @property
    def desaccords(self) -> tuple[LigneGrille, ...]:
        """What somebody who saw both has still to settle."""
        return tuple(ligne for ligne in self.lignes if ligne.a_trancher)

    @property
    def signable(self) -> bool:
        return self.complete and not self.desaccords

    @property
    def reserves(self) -> tuple[LigneGrille, ...]:
        return tuple(ligne for ligne in self.lignes if ligne.reserve)

    @property
    def blocs(self) -> tuple[ConclusionBloc, ...]:
        """What follows for each bloc; nothing before all is judged."""
        par_bloc: dict[int, list[LigneGrille]] = {}
        for ligne in self.lignes if self.complete else ():
            par_bloc.setdefault(ligne.version_bloc.pk, []).append(ligne)
        return tuple(
            ConclusionBloc(lignes[0].version_bloc, all(ligne.maitrisee for ligne in lignes))
            for lignes in par_bloc.values()
        )

    @property
    def conclusion(self) -> ConclusionVAE | None:
        """What a commission de validation concludes: total when every competence aimed at is mastered."""
        if not self.complete or not self.grille.inscription.en_vae:
            return None
        return ConclusionVAE.TOTALE if all(bloc.acquis for bloc in self.blocs) else ConclusionVAE.PARTIELLE

    @property
    def canonique(self) -> dict[str, Any]:
        """All that is read before signing, in the order of the page."""
        inscription = self.grille.inscription
        return {
            "grille": self.grille.pk,
            "candidat": str(inscription.candidat),
            "certification": f"{inscription.referentiel.certification.code} {inscription.referentiel.intitule}",
            "competences": [_canonique(ligne) for ligne in self.lignes],
            "blocs": [{"bloc": str(bloc.version_bloc), "acquis": bloc.acquis} for bloc in self.blocs],
            "conclusion": self.conclusion.label if self.conclusion else "",
            "evaluateurs": sorted(str(signataire.evaluateur) for signataire in self.signataires),
            **(self.validation.canonique if self.validation else {}),
            **(self._papier(self.papier) if self.papier else {}),
        }

    def _papier(self, papier: GrillePapier) -> dict[str, Any]:
        """Which paper, signed when, typed and checked by whom. A list: two members may have the same name."""
        signatures = sorted(
            [str(s.evaluateur), jour_de(s.signee_le).isoformat()] for s in self.signataires if s.signee_le
        )
        faits: dict[str, Any] = {"sha256": papier.fichier.sha256, "signatures": signatures}
        if gardees := [ligne.numero for ligne in self.lignes if ligne.competence.pk in papier.gardees]:
            faits["sur_tablette"] = gardees
        return {"papier": faits | {"saisie_par": str(papier.saisie_par), "verifiee_par": str(papier.examinee_par)}}

    @property
    def empreinte(self) -> str:
        return empreinte(self.canonique)


def _canonique(ligne: LigneGrille) -> dict[str, Any]:
    faits: dict[str, Any] = {"numero": ligne.numero, "competence": ligne.competence.intitule}
    if ligne.acquise_le:
        return faits | {"acquise_le": ligne.acquise_le.isoformat()}
    appreciation = ligne.appreciation
    if appreciation is None or appreciation.maitrisee is None:
        return faits | {"maitrisee": None}
    commission = appreciation.passage.commission
    return faits | {
        "maitrisee": appreciation.maitrisee,
        "commentaire": appreciation.commentaire,
        "modalites": ligne.modalites,
        "preuves": appreciation.preuves,
        "criteres": sorted(critere.texte for critere in ligne.criteres),
        "reserve": ligne.reserve,
        "seance": f"{commission.date.isoformat()} {commission.lieu}",
    }


def _declarees(personne: Utilisateur) -> "QuerySet[DeclarationIndependance]":
    return DeclarationIndependance.objects.filter(inscription=OuterRef("inscription"), evaluateur__utilisateur=personne)


def grilles_pour(personne: Utilisateur) -> "QuerySet[GrilleLue]":
    """The grids a person may open, with what the header of the page says."""
    leurs = Commission.objects.de_l_evaluateur(personne).values("pk")
    passages = Passage.objects.filter(inscription=OuterRef("inscription"), commission__in=leurs)
    return (
        Grille.objects.visibles_par(personne)
        .select_related(
            "inscription__candidat",
            "inscription__referentiel__certification",
            "inscription__rapport",
            "inscription__recevabilite",
        )
        .annotate(
            y_siege=Exists(passages) if a_role(personne, Role.EVALUATEUR) else Value(False),
            independance_declaree=Exists(_declarees(personne).filter(lien=False)),
            lien_declare=Exists(_declarees(personne).filter(lien=True)),
        )
    )


def signataires(inscription_id: int, grille_id: int | None = None) -> tuple[Signataire, ...]:
    """Every member of every living sitting of the registration, once: 1 query."""
    signature = SignatureGrille.objects.filter(grille=grille_id, evaluateur=OuterRef("pk"))
    lus = {nom: Subquery(signature.values(nom)[:1]) for nom in ("signee_le", "trace", "sans_trace", "sur_papier")}
    places = MembreCommission.objects.filter(commission__passages__inscription=inscription_id).exclude(
        commission__etat=EtatCommission.ANNULEE
    )
    evaluateurs = (
        Evaluateur.objects.filter(pk__in=places.values("evaluateur"))
        .select_related("utilisateur")
        .annotate(**lus)
        .order_by("pk")
    )
    return tuple(
        Signataire(
            evaluateur,
            evaluateur.signee_le,
            evaluateur.trace or [],
            evaluateur.sans_trace or "",
            bool(evaluateur.sur_papier),
        )
        for evaluateur in evaluateurs
    )


def lignes_de(grille: Grille, *, criteres: bool = False) -> tuple[LigneGrille, ...]:
    """The lines of a grid in running order, what is already acquired among them: 2 queries, 3 with the criteria."""
    appreciations = Appreciation.objects.filter(grille=grille).select_related(
        "passage__commission", "saisie_par__utilisateur"
    )
    return lignes_dites(grille, {ecrite.competence_id: ecrite for ecrite in appreciations}, criteres=criteres)


def lignes_dites(
    grille: Grille, par_competence: Mapping[int, Appreciation], *, criteres: bool = False
) -> tuple[LigneGrille, ...]:
    """The same, of what somebody says: what is recorded, or what a paper would record."""
    attendues = competences_attendues([grille.inscription], avec_reprises=True)[grille.inscription_id]
    elements = _criteres(par_competence) if criteres else {}
    lignes = []
    for attendue in attendues:
        appreciation = par_competence.get(attendue.competence.pk)
        coches = set(appreciation.atteints if appreciation else [])
        siens = elements.get(attendue.competence.pk, [])
        lignes.append(
            LigneGrille(
                attendue.numero,
                attendue.competence,
                attendue.version_bloc,
                appreciation,
                tuple(sorted((element for element in siens if element.pk in coches), key=rang_dans_la_grille)),
                tuple(element for element in siens if element.pk not in coches),
                attendue.acquise_le,
            )
        )
    return tuple(lignes)


def rang_dans_la_grille(critere: ElementEvaluation) -> tuple[int, int]:
    """Where the form of the référentiel prints it, in its competence."""
    return [famille.value for famille in FAMILLES_CRITERES].index(critere.rubrique), critere.ordre


def _criteres(competences: Iterable[int]) -> dict[int, list[ElementEvaluation]]:
    """The criteria of these competences, those of the four families alone: 1 query."""
    elements = ElementEvaluation.objects.filter(competence__in=list(competences), rubrique__in=FAMILLES_CRITERES)
    par_competence: dict[int, list[ElementEvaluation]] = defaultdict(list)
    for element in elements.order_by("rubrique", "ordre"):
        par_competence[element.competence_id].append(element)
    return par_competence


def contenu_grille(grille: Grille) -> ContenuGrille:
    """What is read again, signed and sealed: 4 queries, one more for a VAE, one more once sealed."""
    return ContenuGrille(
        grille=grille,
        lignes=lignes_de(grille, criteres=True),
        signataires=signataires(grille.inscription_id, grille.pk),
        validation=validation_de(grille) if grille.inscription.en_vae else None,
        papier=papier_scelle(grille),
    )


def papier_scelle(grille: Grille) -> GrillePapier | None:
    """The paper from which the grid is sealed, when it is from one: no query as long as it is not sealed."""
    if grille.etat != EtatGrille.SCELLEE:
        return None
    return (
        GrillePapier.objects.filter(version_scellee__grille=grille, version_scellee__rouverte_le=None)
        .select_related("fichier", "saisie_par", "examinee_par")
        .first()
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


JUGEES = Q(appreciations__maitrisee__isnull=False)


def annees_anciennes(personne: Utilisateur, le: date) -> list[int]:
    """The years before the last one in which the evaluator sat, the latest first: 1 query."""
    anciennes = Commission.objects.de_l_evaluateur(personne).filter(date__lt=date(le.year - 1, 1, 1))
    return [jour.year for jour in anciennes.dates("date", "year", order="DESC")]


def passages_a_evaluer(personne: Utilisateur, le: date, annee: int = 0) -> list[Passage]:
    """Every candidate of the evaluator's living sittings, with what remains to do: 3 queries, the sittings by
    themselves, which PostgreSQL would look for last. Of those finished, this year's, last year's and `annee`'s."""
    a_finir = Passage.objects.filter(commission=OuterRef("pk")).exclude(inscription__grille__etat=EtatGrille.SCELLEE)
    montrees = Q(date__gte=date(le.year - 1, 1, 1)) | Q(Exists(a_finir))
    if annee:
        montrees |= Q(date__year=annee)
    siennes = Commission.objects.de_l_evaluateur(personne).filter(montrees)
    un_seul = Passage.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
    signature = SignatureGrille.objects.filter(
        grille__inscription=OuterRef("inscription"), evaluateur__utilisateur=personne
    )
    du_jour = Amenagement.objects.filter(etat=EtatAmenagement.ACCORDE, inscription__passages__commission__date=le)
    return list(
        Passage.objects.filter(commission__in=list(siennes.values_list("pk", flat=True)))
        .select_related("commission", "inscription__candidat", "inscription__referentiel", "inscription__grille")
        .annotate(
            nombre_competences=Subquery(un_seul.annotate(n=Count("competences")).values("n")),
            nombre_evaluees=Subquery(un_seul.annotate(n=Count("appreciations", filter=JUGEES)).values("n")),
            declare=Exists(_declarees(personne)),
            lien=Exists(_declarees(personne).filter(lien=True)),
            signee=Exists(signature),
        )
        .prefetch_related(Prefetch("inscription__amenagements", du_jour.distinct()))
        .order_by("commission__date", "commission__heure", "heure", "inscription__candidat__cle_recherche")
    )
