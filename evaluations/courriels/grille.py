"""Mails of the grid."""

from datetime import datetime

from django.conf import settings

from certif_portal.centre.models import parametres
from certif_portal.commun.courriels import deposer_courriel
from certif_portal.commun.models import Courriel
from evaluations.models import (
    Commission,
    DeclarationIndependance,
    Evaluateur,
    Grille,
)


def signaler_lien(declaration: DeclarationIndependance, commission: Commission, a: datetime) -> Courriel | None:
    """A declared link, told to the person who planned the sitting, else to the centre."""
    adresse = commission.creee_par.email if commission.creee_par else parametres().courriel
    if not adresse:
        return None
    return deposer_courriel(
        destinataire=adresse,
        acte="independance_lien",
        contexte={
            "declaration": declaration,
            "commission": commission,
            "adresse": settings.ADRESSE_PUBLIQUE + commission.get_absolute_url(),
        },
        a=a,
        dossier=commission,
    )


def annoncer_signatures_annulees(grille: Grille, signataires: list[Evaluateur], auteur: str, a: datetime) -> None:
    for evaluateur in signataires:
        deposer_courriel(
            destinataire=evaluateur.utilisateur.email,
            acte="grille_signatures_annulees",
            contexte={
                "evaluateur": evaluateur,
                "auteur": auteur,
                "adresse": settings.ADRESSE_PUBLIQUE + grille.get_absolute_url(),
            },
            a=a,
            dossier=grille.inscription,
        )
