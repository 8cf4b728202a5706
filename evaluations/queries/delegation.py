"""A delegated OF: which one a person acts for, whom it may put in a sitting, what it proposed."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from candidats.choix import VOIES_VAE, EtatLivret
from candidats.models import Inscription
from certif_portal.comptes.permissions import Personne
from evaluations.choix import (
    GRILLES_PAPIER_EN_ATTENTE,
    EtatAvis,
    EtatCommission,
    EtatEmargement,
    EtatFeuille,
    EtatGrille,
    EtatGrillePapier,
    EtatProposition,
)
from evaluations.models import (
    AvisEntreprise,
    Commission,
    DelegationOrganisation,
    FeuilleRecue,
    Grille,
    GrillePapier,
    PageNumerisee,
    Passage,
    PropositionCommission,
)
from evaluations.queries.grille_papier import pour_page
from evaluations.queries.numerisation import pages_a_attribuer, seances_de
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
    recu = Exists(_recues(avis=OuterRef("pk")))
    return (
        AvisEntreprise.objects.filter(Q(papier=None) & ~recu | Q(papier__depose_par__in=siens), etat=EtatAvis.ATTENDU)
        .filter(inscription__organisme=organisme, inscription__in=Inscription.objects.suivies())
        .select_related("inscription__candidat", "inscription__entreprise", "inscription__referentiel")
        .order_by("inscription__candidat__cle_recherche")
    )


def _recues(**de_quoi: Any) -> QuerySet[FeuilleRecue]:
    """Scanned already, and waiting for the centre."""
    return FeuilleRecue.objects.filter(etat=EtatFeuille.A_VERIFIER, **de_quoi)


def est_de_l_organisme(organisme: OrganismeFormation, utilisateur: int | None) -> bool:
    return MembreOrganisme.objects.filter(organisme=organisme, utilisateur=utilisateur).exists()


def grilles_a_saisir(organisme: OrganismeFormation, le: date) -> QuerySet[Grille]:
    """The grids of its candidates that it may type from their signed paper, once a sitting is held (decision 0341).

    Its own sittings only: an OF does not read who sits in those that others share. A paper that the centre received is
    the centre's to type, and one that waits to be checked is nobody's. `papier_a_saisir`, `motif`: of the paper that
    is there already.
    """
    siens = MembreOrganisme.objects.filter(organisme=organisme).values("utilisateur")
    seances = Passage.objects.filter(inscription=OuterRef("inscription")).exclude(
        commission__etat=EtatCommission.ANNULEE
    )
    papiers = GrillePapier.objects.filter(grille=OuterRef("pk"), etat__in=GRILLES_PAPIER_EN_ATTENTE)
    les_siens = Q(etat=EtatGrillePapier.A_SAISIR, fichier__depose_par__in=siens)
    return (
        Grille.objects.exclude(etat=EtatGrille.SCELLEE)
        .filter(Exists(seances.filter(commission__date__lte=le)))
        .exclude(Exists(seances.exclude(commission__in=seances_de(organisme))))
        .exclude(Exists(papiers.exclude(les_siens)))
        .exclude(Exists(_recues(grille=OuterRef("pk"))), ~Exists(papiers))
        .filter(inscription__organisme=organisme, inscription__in=Inscription.objects.suivies())
        .exclude(inscription__voie__in=VOIES_VAE)
        .annotate(
            papier_a_saisir=Subquery(papiers.filter(les_siens).values("pk")[:1]),
            motif=Subquery(papiers.filter(les_siens).values("motif")[:1]),
        )
        .select_related("inscription__candidat", "inscription__referentiel__certification")
        .order_by("inscription__candidat__cle_recherche")
    )


def papiers_a_saisir(organisme: OrganismeFormation, le: date) -> QuerySet[GrillePapier]:
    """The papers of those grids that are there already."""
    papiers = GrillePapier.objects.filter(etat=EtatGrillePapier.A_SAISIR)
    return pour_page(papiers.filter(grille__in=grilles_a_saisir(organisme, le)))


def emargements_a_deposer(organisme: OrganismeFormation, le: date) -> QuerySet[Commission]:
    """Its own sittings, held, whose émargement is printed, and neither signed nor already received."""
    return (
        seances_de(organisme)
        .filter(emargement__etat=EtatEmargement.RENDU, date__lte=le)
        .exclude(Exists(_recues(commission=OuterRef("pk"))))
        .order_by("date", "pk")
    )


def _delegues(personne: Personne, le: date) -> QuerySet[Any, Any]:
    """The OFs of this person that may still do what was delegated."""
    return DelegationOrganisation.objects.de(personne, le).values("organisme")


def grilles_renvoyees(personne: Personne, le: date) -> QuerySet[GrillePapier]:
    """What this person's OF typed of its own candidates, and the centre sent back: whoever typed it may have left for
    another OF, or serve two. Once the delegation is over they are the centre's alone."""
    organismes = _delegues(personne, le)
    siens = MembreOrganisme.objects.filter(organisme__in=organismes).values("utilisateur")
    papiers = GrillePapier.objects.filter(etat=EtatGrillePapier.A_SAISIR, fichier__depose_par__in=siens)
    papiers = papiers.filter(grille__inscription__in=Inscription.objects.visibles_par(personne).values("pk"))
    return papiers.exclude(motif="").select_related("grille__inscription__candidat")


def avis_renvoyes(personne: Personne, le: date) -> QuerySet[AvisEntreprise]:
    """The same, of the opinions it typed."""
    organismes = _delegues(personne, le)
    siens = MembreOrganisme.objects.filter(organisme__in=organismes).values("utilisateur")
    avis = AvisEntreprise.objects.filter(etat=EtatAvis.ATTENDU, papier__depose_par__in=siens)
    return avis.exclude(motif_renvoi="").select_related("inscription__candidat")


def propositions_pour(personne: Personne) -> QuerySet[PropositionCommission]:
    return PropositionCommission.objects.visibles_par(personne).select_related(
        "organisme", "proposee_par", "decidee_par", "commission"
    )


def a_revoir(personne: Personne, le: date) -> QuerySet[PropositionCommission]:
    """Sent back to an OF that may still propose."""
    return propositions_pour(personne).filter(etat=EtatProposition.RENVOYEE, organisme__in=_delegues(personne, le))


def pages_du_delegue(personne: Personne, le: date) -> QuerySet[PageNumerisee]:
    """The scanned pages that this person's OF may still say what they are of."""
    return pages_a_attribuer(personne).filter(numerisation__organisme__in=_delegues(personne, le))


def a_approuver(personne: Personne) -> QuerySet[PropositionCommission]:
    return propositions_pour(personne).filter(etat=EtatProposition.A_APPROUVER)
