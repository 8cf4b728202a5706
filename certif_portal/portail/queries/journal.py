"""The acts of the journal that a person may be told."""

from django.db.models import Exists, OuterRef, QuerySet

from candidats.choix import DecisionSuite
from candidats.models import Inscription, SuiteInscription
from certif_portal.commun.choix import LECTURES
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import EntreeJournal
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import est_du_centre, peut_tout_consulter

# Who read what, and what names the evaluators or tells the centre's own reasons: not for the OF (matrix of rights).
POUR_LE_CENTRE = (
    *LECTURES,
    "independance",
    "grille_signee",
    "signatures_annulees",
    "avis_absent",
    "passage_outre",
    "fusion",
    "relances-suspendues",
    "relances-reprises",
)
AMENAGEMENT = "amenagement"  # for those who decide arrangements, not even for the auditor


def journal_visible(inscription: Inscription, personne: Utilisateur) -> QuerySet[EntreeJournal]:
    return lisibles(journal_de(inscription), personne)


def lisibles(entrees: QuerySet[EntreeJournal], personne: Utilisateur) -> QuerySet[EntreeJournal]:
    """Of the acts of registrations, those this person may be told: some are for the centre and its auditor alone, and
    an OF that took a registration over reads what happened since."""
    entrees = entrees.exclude(acte__in=actes_caches(personne))
    if peut_tout_consulter(personne):
        return entrees
    reprises = SuiteInscription.objects.filter(
        inscription=OuterRef("dossier_id"), decision=DecisionSuite.REPRISE, decidee_le__gt=OuterRef("le")
    )
    return entrees.exclude(Exists(reprises))


def actes_caches(personne: Utilisateur) -> tuple[str, ...]:
    """The acts of the journal that person is not told."""
    if est_du_centre(personne):
        return ()
    return (AMENAGEMENT,) if peut_tout_consulter(personne) else (AMENAGEMENT, *POUR_LE_CENTRE)
