"""Shape and colour of each state on screen."""

from referentiels.choix import EtatDemande, EtatReferentiel
from referentiels.models import Referentiel

SORTES = {
    EtatReferentiel.EN_VIGUEUR: "fait",
    EtatReferentiel.BROUILLON: "attente",
    EtatReferentiel.REMPLACE: "neutre",
    EtatReferentiel.SUPPRIME: "refus",
}
SORTES_DEMANDE = {
    EtatDemande.PREPARATION: "faire",
    EtatDemande.ADRESSEE: "attente",
    EtatDemande.ACCEPTEE: "fait",
    EtatDemande.REFUSEE: "refus",
    EtatDemande.ABANDONNEE: "neutre",
}


def sorte_version(version: Referentiel | None) -> str:
    return SORTES[EtatReferentiel(version.etat)] if version else "neutre"
