"""Scanned papers: what a code may mean to whoever deposited it, what a page could be, what waits."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet

from candidats.models import Inscription
from certif_portal.comptes.permissions import Personne
from evaluations.choix import EtatAvis, EtatCommission, EtatEmargement, EtatFeuille, EtatPage, SorteFeuille
from evaluations.models import AvisEntreprise, Commission, FeuilleRecue, Grille, Numerisation, PageNumerisee
from habilitations.models import OrganismeFormation

CHAMPS: dict[SorteFeuille, str] = {
    SorteFeuille.GRILLE: "grille",
    SorteFeuille.AVIS: "avis",
    SorteFeuille.EMARGEMENT: "commission",
}
"""The field of a paper that names what it is of."""
PROPOSEES = 300


def objets(sorte: SorteFeuille, organisme: OrganismeFormation | None) -> QuerySet[Model]:
    """What a paper of this kind may be of; of a delegated OF, what is its candidates', or sat for them alone."""
    inscriptions = Inscription.objects.filter(organisme=organisme) if organisme else Inscription.objects.all()
    if sorte == SorteFeuille.EMARGEMENT:
        return seances_de(organisme) if organisme else Commission.objects.exclude(etat=EtatCommission.ANNULEE)
    modele = Grille if sorte == SorteFeuille.GRILLE else AvisEntreprise
    return modele.objects.filter(inscription__in=inscriptions).select_related("inscription__candidat")


def seances_de(organisme: OrganismeFormation) -> QuerySet[Commission]:
    """The living sittings that expect its candidates, and nobody else's."""
    seances = Commission.objects.exclude(etat=EtatCommission.ANNULEE)
    d_autres = Commission.objects.filter(passages__inscription__in=Inscription.objects.exclude(organisme=organisme))
    siennes = seances.filter(passages__inscription__in=Inscription.objects.filter(organisme=organisme))
    return siennes.exclude(pk__in=d_autres.values("pk")).distinct()


@dataclass(frozen=True)
class FeuilleAttendue:
    """One paper that may still come on paper; `cle`: « G:12 »."""

    cle: str
    libelle: str


def attendues(organisme: OrganismeFormation | None) -> list[FeuilleAttendue]:
    """What a page without a readable code may be: opinions awaited, grids of people being evaluated, émargements to
    be signed. 3 queries."""
    grilles = objets(SorteFeuille.GRILLE, organisme).filter(inscription__in=Inscription.objects.suivies())
    avis = objets(SorteFeuille.AVIS, organisme).filter(
        etat=EtatAvis.ATTENDU, inscription__in=Inscription.objects.suivies()
    )
    seances = objets(SorteFeuille.EMARGEMENT, organisme).filter(emargement__etat=EtatEmargement.RENDU)
    lues = [
        *((SorteFeuille.GRILLE, grille) for grille in grilles.order_by("-ouverte_le")[:PROPOSEES]),
        *((SorteFeuille.AVIS, un) for un in avis.order_by("-demande_le")[:PROPOSEES]),
        *((SorteFeuille.EMARGEMENT, seance) for seance in seances[:PROPOSEES]),
    ]
    return [
        FeuilleAttendue(f"{sorte.value}:{objet.pk}", f"{sorte.label} — {getattr(objet, 'inscription', None) or objet}")
        for sorte, objet in lues
    ]


def numerisations_pour(personne: Personne) -> "QuerySet[Numerisation]":
    return Numerisation.objects.visibles_par(personne).select_related("fichier", "organisme", "deposee_par")


def feuilles_pour(personne: Personne) -> QuerySet[FeuilleRecue]:
    return FeuilleRecue.objects.visibles_par(personne).select_related(
        "grille__inscription__candidat",
        "avis__inscription__candidat",
        "commission",
        "organisme",
        "fichier",
        "examinee_par",
    )


def feuilles_a_verifier(personne: Personne) -> QuerySet[FeuilleRecue]:
    return feuilles_pour(personne).filter(etat=EtatFeuille.A_VERIFIER)


def pages_a_attribuer(personne: Personne) -> QuerySet[PageNumerisee]:
    return PageNumerisee.objects.filter(
        etat=EtatPage.A_ATTRIBUER, numerisation__in=Numerisation.objects.visibles_par(personne)
    ).select_related("numerisation")


def pages_deplacables(personne: Personne) -> QuerySet[PageNumerisee]:
    """Those asked about, and those of a paper that nobody has looked at yet."""
    return PageNumerisee.objects.filter(
        Q(etat=EtatPage.A_ATTRIBUER) | Q(etat=EtatPage.RANGEE, feuille__etat=EtatFeuille.A_VERIFIER),
        numerisation__in=Numerisation.objects.visibles_par(personne),
    ).select_related("numerisation", "feuille")


def numeros_recus(feuille: FeuilleRecue) -> Iterable[int]:
    return [page.numero for page in feuille.pages.all() if page.numero]
