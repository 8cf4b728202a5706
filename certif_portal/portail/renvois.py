"""A mail that did not arrive, sent again: the same, or a new link when it held one, to the same address or another."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from candidats.models import Candidat, DemandeInscription, Inscription, RapportActivites
from candidats.services.confirmation import demander_confirmation
from candidats.services.demande import renvoyer_demande
from candidats.services.identite import corriger_courriel
from candidats.services.insertion import renvoyer_enquete
from candidats.services.rapport import envoyer_lien_rapport
from certif_portal.commun.adresses_refusees import lever_refus
from certif_portal.commun.choix import TRANSITIONS_COURRIEL, EtatCourriel
from certif_portal.commun.courriels import nouveau_message_id
from certif_portal.commun.courtier import reveiller
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.models import Courriel
from certif_portal.commun.tasks import envoyer_courriel
from certif_portal.comptes.choix import EtatInvitation
from certif_portal.comptes.models import Invitation, Utilisateur
from certif_portal.comptes.services import corriger_adresse, renvoyer_invitation
from certif_portal.portail.services.relance import refaire_relances
from evaluations.models import AvisEntreprise
from evaluations.services.avis import renvoyer_lien_avis

Renvoi = Callable[[int, str, Utilisateur, datetime], object]
SANS_RENVOI = {
    "connexion": (
        "Ce courriel portait un code de connexion : la personne en demande un autre depuis la page de connexion."
    ),
    "commission_invitation": (
        "Ce courriel portait une invitation à siéger : depuis la commission, retirez-la, puis invitez de nouveau."
    ),
    "candidature_a_confirmer": (
        "Ce courriel portait un lien de confirmation : la personne dépose de nouveau sa candidature."
    ),
}
"""Act of a mail whose link or code is not made again from here -> who makes another one."""
PERSONNEL = "Ce courriel portait un lien ou un code personnel : il ne se renvoie pas d’ici, un autre se demande."


@transaction.atomic
def renvoyer_courriel(*, courriel: Courriel, adresse: str, par: Utilisateur, a: datetime) -> Courriel:
    """Send a failed mail again to `adresse`. One that held a code or a link gave it up: a new one is made."""
    courriel = Courriel.objects.select_for_update(of=("self",), no_key=True).get(pk=courriel.pk)
    lever_refus(adresse, a=a)
    if courriel.confidentiel:
        verifier_transition(TRANSITIONS_COURRIEL, courriel, EtatCourriel.REMPLACE)
        if courriel.acte in ("relance", "relances"):
            refaire_relances(courriel=courriel, adresse=adresse, par=par, a=a)
        elif courriel.acte in NOUVEAU_LIEN and courriel.dossier_id is not None:
            NOUVEAU_LIEN[courriel.acte](courriel.dossier_id, adresse, par, a)
        else:
            raise ErreurMetier(SANS_RENVOI.get(courriel.acte, PERSONNEL))
        courriel.etat = EtatCourriel.REMPLACE
        courriel.save(update_fields=["etat"])
        return courriel
    verifier_transition(TRANSITIONS_COURRIEL, courriel, EtatCourriel.A_ENVOYER)
    courriel.destinataire, courriel.etat = adresse, EtatCourriel.A_ENVOYER
    courriel.message_id = nouveau_message_id()  # a late report on the first sending says nothing of this one
    courriel.essais, courriel.prochain_essai_le, courriel.erreur = 0, None, ""
    courriel.full_clean(exclude=["texte"])
    courriel.save(update_fields=["destinataire", "message_id", "etat", "essais", "prochain_essai_le", "erreur"])
    reveiller(envoyer_courriel, courriel.pk)
    return courriel


def _inscription(pk: int, adresse: str, par: Utilisateur, a: datetime) -> Inscription:
    """The registration, its candidate's address corrected when another one is given."""
    inscription = Inscription.objects.select_related("candidat").get(pk=pk)
    if adresse != inscription.candidat.courriel:
        corriger_courriel(candidat=Candidat.objects.get(pk=inscription.candidat_id), courriel=adresse, par=par, a=a)
        inscription.candidat.refresh_from_db()
    return inscription


def _avis(pk: int, adresse: str, par: Utilisateur, a: datetime) -> None:
    renvoyer_lien_avis(avis=AvisEntreprise.objects.get(inscription=pk), destinataire=adresse, par=par, a=a)


def _rapport(pk: int, adresse: str, par: Utilisateur, a: datetime) -> None:
    _inscription(pk, adresse, par, a)
    rapport = RapportActivites.objects.select_related("inscription").get(inscription=pk)
    envoyer_lien_rapport(rapport=rapport, par=par, a=a)


def _etat_civil(pk: int, adresse: str, par: Utilisateur, a: datetime) -> None:
    demander_confirmation(inscription=_inscription(pk, adresse, par, a), par=par, a=a)


def _enquete(pk: int, adresse: str, par: Utilisateur, a: datetime) -> None:
    renvoyer_enquete(inscription=_inscription(pk, adresse, par, a), par=par, a=a)


def _demande(pk: int, adresse: str, par: Utilisateur, a: datetime) -> None:
    renvoyer_demande(demande=DemandeInscription.objects.get(pk=pk), courriel=adresse, par=par, a=a)


def _invitation(pk: int, adresse: str, par: Utilisateur, a: datetime) -> None:
    ouvertes = Invitation.objects.filter(utilisateur=pk, etat=EtatInvitation.ENVOYEE).order_by("-envoyee_le")
    invitation = ouvertes.select_related("utilisateur").first()
    if invitation is None:
        raise ErreurMetier("Cette invitation est déjà acceptée ou révoquée : il n’y a rien à renvoyer.")
    if adresse != invitation.utilisateur.email:
        invitation.utilisateur = corriger_adresse(compte=invitation.utilisateur, courriel=adresse, par=par, a=a)
    renvoyer_invitation(invitation=invitation, par=par, a=a)


NOUVEAU_LIEN: dict[str, Renvoi] = {
    "avis_demande": _avis,
    "rapport_demande": _rapport,
    "etat_civil_a_confirmer": _etat_civil,
    "enquete_insertion": _enquete,
    "demande_a_confirmer": _demande,
    "invitation": _invitation,
}
"""Act of a mail that held a link -> how another link is made and mailed."""
