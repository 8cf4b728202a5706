"""What a delegated OF proposes and what is scanned, one of each: for the walk of every address."""

from typing import Any

from candidats.models import Inscription
from certif_portal.commun.fichiers import PDF, enregistrer_fichier
from evaluations.choix import EtatNumerisation, EtatPage, SorteFeuille
from evaluations.models import (
    DelegationOrganisation,
    FeuilleRecue,
    GrillePapier,
    LiasseCommission,
    Numerisation,
    PageNumerisee,
    PropositionCommission,
)
from tests.habilitations.dossier import pdf


def creer_numerisation(objets: dict[str, Any], organisme: Any, personnes: dict[str, Any], a: Any) -> dict[str, Any]:
    inscription: Inscription = objets["inscription"]
    hier = a.date().replace(year=a.year - 1)
    delegation = DelegationOrganisation.objects.create(  # over: the OF of the walk is not delegated today
        organisme=organisme, du=hier, au=hier, motif="x", decidee_le=a, decidee_par=personnes["responsable"]
    )
    proposition = PropositionCommission.objects.create(
        organisme=organisme, date=a.date(), lieu="Lanester", proposee_le=a, proposee_par=personnes["of"]
    )
    proposition.inscriptions.set([inscription])
    scan = enregistrer_fichier(nom="feuilles.pdf", octets=pdf(), type_mime=PDF, par=personnes["agent"], a=a)
    numerisation = Numerisation.objects.create(
        fichier=scan,
        etat=EtatNumerisation.LUE,
        pages_total=1,
        lues=1,
        deposee_le=a,
        deposee_par=personnes["agent"],
    )
    return {
        "papiers_du_jour": LiasseCommission.objects.create(
            commission=objets["commission"], grilles=1, demandee_le=a, demandee_par=personnes["agent"]
        ),
        "grille_papier": GrillePapier.objects.create(
            grille=objets["grille"], fichier=scan, deposee_le=a, deposee_par=personnes["agent"]
        ),
        "delegation_organisation": delegation,
        "proposition": proposition,
        "numerisation": numerisation,
        "page_numerisee": PageNumerisee.objects.create(
            numerisation=numerisation, rang=0, etat=EtatPage.A_ATTRIBUER, raison="Aucun code n’est lu sur cette page."
        ),
        "feuille": FeuilleRecue.objects.create(
            sorte=SorteFeuille.AVIS, avis=inscription.avis, pages_total=1, recue_le=a
        ),
    }
