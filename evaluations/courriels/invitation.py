"""Mails to evaluators asked to sit, and to those who sit."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from certif_portal.centre.models import parametres
from certif_portal.commun.courriels import deposer_courriel
from certif_portal.commun.invitations import joindre
from certif_portal.commun.models import Courriel
from evaluations.courriels.commission import seance_de
from evaluations.documents.convocation import lieu_de
from evaluations.models import Commission, InvitationCommission, MembreCommission


def envoyer_invitation(invitation: InvitationCommission, jeton: str, a: datetime) -> Courriel:
    commission = invitation.commission
    return deposer_courriel(
        destinataire=invitation.destinataire,
        acte="commission_invitation",
        contexte={
            "invitation": invitation,
            "commission": commission,
            "lieu": lieu_de(commission),
            "nombre": commission.passages.count(),
            "lien": settings.ADRESSE_PUBLIQUE + reverse("invitation_repondre", args=[jeton]),
            "centre": parametres(),
        },
        a=a,
        dossier=commission,
        confidentiel=True,
        fichier=joindre(seance_de(commission, invitation.evaluateur, accepte=False), a),
    )


def annoncer_retrait(invitation: InvitationCommission, a: datetime) -> Courriel:
    seance = seance_de(invitation.commission, invitation.evaluateur, accepte=False)
    return deposer_courriel(
        destinataire=invitation.destinataire,
        acte="commission_invitation_retiree",
        contexte={"invitation": invitation, "commission": invitation.commission, "centre": parametres()},
        a=a,
        dossier=invitation.commission,
        fichier=joindre(seance, a, annule=True),
    )


def signaler_refus(invitation: InvitationCommission, a: datetime) -> Courriel | None:
    """To whoever invited, with the page that proposes the next."""
    adresse = invitation.invite_par.email if invitation.invite_par else parametres().courriel
    if not adresse:
        return None
    vers = reverse("commission_inviter", args=[invitation.commission_id])
    return deposer_courriel(
        destinataire=adresse,
        acte="commission_declinee",
        contexte={
            "invitation": invitation,
            "commission": invitation.commission,
            "adresse": settings.ADRESSE_PUBLIQUE + vers,
        },
        a=a,
        dossier=invitation.commission,
    )


def rappeler_la_seance(membre: MembreCommission, a: datetime) -> Courriel:
    return _au_membre("commission_rappel", membre, "mes_commissions", a)


def remercier(commission: Commission, a: datetime) -> None:
    """The sitting was held: thanks to each member, and where to find the attestation for their employer."""
    for membre in commission.membres.select_related("commission", "evaluateur__utilisateur"):
        _au_membre("commission_merci", membre, "mes_seances", a)


def _au_membre(acte: str, membre: MembreCommission, vers: str, a: datetime) -> Courriel:
    return deposer_courriel(
        destinataire=membre.evaluateur.utilisateur.email,
        acte=acte,
        contexte={
            "commission": membre.commission,
            "evaluateur": membre.evaluateur,
            "lieu": lieu_de(membre.commission),
            "adresse": settings.ADRESSE_PUBLIQUE + reverse(vers),
            "centre": parametres(),
        },
        a=a,
        dossier=membre.commission,
    )
