"""Mails of a sitting: to whom, with what. The services decide when."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from certif_portal.centre.models import parametres
from certif_portal.commun.courriels import deposer_courriel
from certif_portal.commun.models import Courriel
from evaluations.models import (
    Commission,
    Evaluateur,
    Passage,
)


def convoquer_evaluateur(commission: Commission, evaluateur: Evaluateur, a: datetime) -> Courriel:
    return deposer_courriel(
        destinataire=evaluateur.utilisateur.email,
        acte="commission_evaluateur",
        contexte={
            "commission": commission,
            "evaluateur": evaluateur,
            "adresse": settings.ADRESSE_PUBLIQUE + reverse("mes_commissions"),
        },
        a=a,
        dossier=commission,
    )


def convoquer_candidat(commission: Commission, passage: Passage, a: datetime) -> Courriel:
    return _au_candidat("candidat_convocation", commission, passage, a)


def decommander_candidat(commission: Commission, passage: Passage, a: datetime) -> Courriel:
    return _au_candidat("candidat_decommande", commission, passage, a)


def _au_candidat(acte: str, commission: Commission, passage: Passage, a: datetime) -> Courriel:
    inscription = passage.inscription
    return deposer_courriel(
        destinataire=inscription.candidat.courriel,
        acte=acte,
        contexte={"commission": commission, "passage": passage, "inscription": inscription, "centre": parametres()},
        a=a,
        dossier=inscription,
    )


def annoncer_annulation(commission: Commission, a: datetime) -> None:
    """Each member, and each OF whose candidates were awaited."""
    adresses = {
        membre.evaluateur.utilisateur.email for membre in commission.membres.select_related("evaluateur__utilisateur")
    }
    passages = commission.passages.select_related("inscription__organisme")
    adresses |= {passage.inscription.organisme.courriel for passage in passages if passage.inscription.organisme}
    for adresse in sorted(adresses):
        deposer_courriel(
            destinataire=adresse,
            acte="commission_annulee",
            contexte={"commission": commission},
            a=a,
            dossier=commission,
        )
