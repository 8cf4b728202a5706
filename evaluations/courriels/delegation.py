"""Mails between the centre and an OF to which it delegated the organisation of evaluations."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from certif_portal.centre.models import parametres
from certif_portal.commun.courriels import deposer_courriel
from certif_portal.commun.models import Courriel
from evaluations.models import FeuilleRecue, PropositionCommission


def dire_feuille_renvoyee(feuille: FeuilleRecue, a: datetime) -> Courriel | None:
    """To the OF that deposited it; nothing where the centre scanned it itself."""
    if feuille.organisme is None:
        return None
    return deposer_courriel(
        destinataire=feuille.organisme.courriel,
        acte="feuille_renvoyee",
        contexte={
            "feuille": feuille,
            "adresse": settings.ADRESSE_PUBLIQUE + reverse("numerisation_liste"),
            "centre": parametres(),
        },
        a=a,
        dossier=feuille.dossier,
    )


def dire_proposition_decidee(proposition: PropositionCommission, a: datetime) -> Courriel:
    return deposer_courriel(
        destinataire=proposition.organisme.courriel,
        acte="proposition_decidee",
        contexte={
            "proposition": proposition,
            "adresse": settings.ADRESSE_PUBLIQUE + proposition.get_absolute_url(),
            "centre": parametres(),
        },
        a=a,
        dossier=proposition.organisme,
    )
