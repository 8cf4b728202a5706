"""Mails of evaluations: to whom, with what. The services decide when."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from certif_portal.centre.models import parametres
from certif_portal.commun.courriels import deposer_courriel
from certif_portal.commun.models import Courriel
from evaluations.models import (
    AvisEntreprise,
    Commission,
    DeclarationIndependance,
    Evaluateur,
    Grille,
    LienAvis,
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


def demander_avis(lien: LienAvis, jeton: str, a: datetime) -> Courriel:
    """The one-time link: erased from the outbox once sent."""
    inscription = lien.avis.inscription
    return deposer_courriel(
        destinataire=lien.destinataire,
        acte="avis_demande",
        contexte={
            "inscription": inscription,
            "lien": settings.ADRESSE_PUBLIQUE + reverse("avis_repondre", args=[jeton]),
            "expire_le": lien.expire_le,
            "centre": parametres(),
        },
        a=a,
        dossier=inscription,
        confidentiel=True,
    )


def accuser_avis(avis: AvisEntreprise, destinataire: str, a: datetime) -> Courriel:
    return deposer_courriel(
        destinataire=destinataire,
        acte="avis_recu",
        contexte={"avis": avis, "inscription": avis.inscription, "centre": parametres()},
        a=a,
        dossier=avis.inscription,
    )
