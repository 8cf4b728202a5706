"""A delegated OF: which one a person acts for, whom it may put in a sitting, what it proposed."""

from datetime import date

from django.db.models import Q, QuerySet

from candidats.choix import VOIES_VAE, EtatLivret
from candidats.models import Inscription
from certif_portal.comptes.permissions import Personne
from evaluations.choix import EtatAvis, EtatCommission, EtatGrille, EtatProposition
from evaluations.models import AvisEntreprise, DelegationOrganisation, Passage, PropositionCommission
from habilitations.models import MembreOrganisme, OrganismeFormation


def delegations_de(personne: Personne, le: date) -> QuerySet[DelegationOrganisation]:
    """In force that day, of the OFs this person acts for."""
    return DelegationOrganisation.objects.de(personne, le).select_related("organisme")


def a_evaluer(organisme: OrganismeFormation) -> QuerySet[Inscription]:
    """Its candidates whose modalities are agreed, that no sitting expects and no proposal names."""
    attendus = Passage.objects.exclude(commission__etat=EtatCommission.ANNULEE).values("inscription")
    proposes = PropositionCommission.objects.filter(etat=EtatProposition.A_APPROUVER).values("inscriptions")
    return (
        Inscription.objects.suivies()
        .filter(Q(livret__etat=EtatLivret.VALIDE), organisme=organisme)
        .exclude(voie__in=VOIES_VAE)
        .exclude(grille__etat=EtatGrille.SCELLEE)
        .exclude(pk__in=attendus)
        .exclude(pk__in=proposes.exclude(inscriptions__isnull=True))
        .select_related("candidat", "referentiel__certification")
        .order_by("candidat__cle_recherche")
    )


def avis_a_saisir(organisme: OrganismeFormation) -> QuerySet[AvisEntreprise]:
    """The opinions awaited of its candidates' companies; a scan that the centre received is the centre's to type."""
    siens = MembreOrganisme.objects.filter(organisme=organisme).values("utilisateur")
    return (
        AvisEntreprise.objects.filter(Q(papier=None) | Q(papier__depose_par__in=siens), etat=EtatAvis.ATTENDU)
        .filter(inscription__organisme=organisme, inscription__in=Inscription.objects.suivies())
        .select_related("inscription__candidat", "inscription__entreprise", "inscription__referentiel")
        .order_by("inscription__candidat__cle_recherche")
    )


def propositions_pour(personne: Personne) -> QuerySet[PropositionCommission]:
    return PropositionCommission.objects.visibles_par(personne).select_related(
        "organisme", "proposee_par", "decidee_par", "commission"
    )


def a_approuver(personne: Personne) -> QuerySet[PropositionCommission]:
    return propositions_pour(personne).filter(etat=EtatProposition.A_APPROUVER)
