"""Evaluators asked to sit: invited by a link, their answer, and those who sit reminded."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite, refuser_si
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.jours_ouvres import UN_JOUR, est_ouvre, prochain_ouvre
from certif_portal.commun.liens import empreinte_jeton, nouveau_jeton
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import TRANSITIONS_INVITATION, EtatCommission, ReponseInvitation
from evaluations.courriels.invitation import (
    annoncer_retrait,
    envoyer_invitation,
    rappeler_la_seance,
    signaler_refus,
)
from evaluations.models import Commission, Evaluateur, InvitationCommission, MembreCommission
from evaluations.queries.independance import manquements
from evaluations.regles.vivier import RAPPEL_SEANCE, a_rappeler
from evaluations.services.composition import ajouter_membre
from evaluations.services.dossier import changer_le_dossier


@acte
def inviter_a_la_commission(
    *, commission: Commission, evaluateurs: Iterable[Evaluateur], par: Utilisateur, a: datetime
) -> list[InvitationCommission]:
    """Write to each; refused as a whole, with its reasons, when one of them has a link with a candidate."""
    commission = _planifiee(commission)
    evaluateurs = list(evaluateurs)
    if not evaluateurs:
        raise ErreurMetier("Choisissez un évaluateur au moins.")
    passages = list(
        commission.passages.select_related("inscription__candidat", "inscription__entreprise").prefetch_related(
            "inscription__formateurs"
        )
    )
    refuser_si(
        RegleNonRespectee(m.regle, m.detail)
        for evaluateur in evaluateurs
        for passage in passages
        for m in manquements(evaluateur, passage.inscription)
    )
    invitations = [_inviter(commission, evaluateur, par, a) for evaluateur in evaluateurs]
    noms = ", ".join(str(evaluateur) for evaluateur in evaluateurs)
    journaliser(commission, "invitation", f"Invités à siéger : {noms}.", par=par, a=a)
    return invitations


def _inviter(commission: Commission, evaluateur: Evaluateur, par: Utilisateur, a: datetime) -> InvitationCommission:
    if commission.membres.filter(evaluateur=evaluateur).exists():
        raise ErreurMetier(f"{evaluateur} siège déjà dans la commission.")
    if not evaluateur.actif:
        raise ErreurMetier(f"{evaluateur} n’est plus dans la liste des évaluateurs.")
    jeton = nouveau_jeton()
    invitation = InvitationCommission(
        commission=commission,
        evaluateur=evaluateur,
        destinataire=evaluateur.utilisateur.email,
        jeton_sha256=empreinte_jeton(jeton),
        cree_le=a,
        expire_le=_fin_du_jour(commission.date),
        invite_par=par,
    )
    invitation.full_clean()
    invitation.save()
    envoyer_invitation(invitation, jeton, a)
    return invitation


def _fin_du_jour(jour: date) -> datetime:
    """An answer is useful until the day of the sitting."""
    return timezone.make_aware(datetime.combine(jour + timedelta(days=1), time.min))


def invitation_ouverte(invitation: InvitationCommission, a: datetime) -> bool:
    return (
        invitation.vivant(a)
        and invitation.reponse == ReponseInvitation.ATTENDUE
        and invitation.commission.etat == EtatCommission.PLANIFIEE
    )


@acte
def repondre_invitation(
    *, invitation: InvitationCommission, accepte: bool, motif: str = "", a: datetime
) -> InvitationCommission:
    """Accepted: they sit, and receive the place in their calendar. Declined: whoever invited them is told, and the
    portal proposes the next."""
    commission = _planifiee(invitation.commission)
    invitation = _verrouiller(invitation)
    vers = ReponseInvitation.ACCEPTEE if accepte else ReponseInvitation.DECLINEE
    verifier_transition(TRANSITIONS_INVITATION, invitation.reponse, vers)
    if not invitation.vivant(a):
        raise ErreurMetier("Ce lien ne peut plus servir.")
    invitation.reponse, invitation.utilise_le, invitation.motif = vers, a, motif.strip()[:300]
    invitation.full_clean()
    invitation.save(update_fields=["reponse", "utilise_le", "motif"])
    qui = invitation.evaluateur.utilisateur
    if accepte:
        ajouter_membre(commission, invitation.evaluateur, preside=False, par=qui, a=a)
        changer_le_dossier(commission, "la séance a changé", qui, a)
    else:
        suite = f" : {invitation.motif}" if invitation.motif else "."
        journaliser(commission, "invitation", f"{qui} décline l’invitation{suite}", par=qui, a=a)
        signaler_refus(invitation, a)
    return invitation


@acte
def retirer_invitation(*, invitation: InvitationCommission, par: Utilisateur, a: datetime) -> None:
    """No longer needed: the link closes, and they are told."""
    invitation = _verrouiller(invitation)
    _retirer(invitation, a)
    annoncer_retrait(invitation, a)
    journaliser(invitation.commission, "invitation", f"Invitation de {invitation.evaluateur} retirée.", par=par, a=a)


def _retirer(invitation: InvitationCommission, a: datetime) -> None:
    verifier_transition(TRANSITIONS_INVITATION, invitation.reponse, ReponseInvitation.RETIREE)
    invitation.reponse, invitation.revoque_le = ReponseInvitation.RETIREE, a
    invitation.save(update_fields=["reponse", "revoque_le"])


def fermer_invitations(commission: Commission, a: datetime) -> list[InvitationCommission]:
    """The sitting moves or falls: what was asked is asked no more."""
    invitations = list(
        commission.invitations.select_for_update(of=("self",), no_key=True)
        .filter(reponse=ReponseInvitation.ATTENDUE)
        .select_related("evaluateur__utilisateur", "commission", "invite_par")
    )
    for invitation in invitations:
        _retirer(invitation, a)
    return invitations


def renouveler_invitations(commission: Commission, par: Utilisateur, a: datetime) -> None:
    """Another day or place: those who had not answered are asked again."""
    for invitation in fermer_invitations(commission, a):
        _inviter(commission, invitation.evaluateur, par, a)


@acte
def rappeler_membres(*, le: date, a: datetime) -> int:
    """The reminder of each member, once a sitting: how many left (EVALUATEUR-RAPPEL). What would fall on a day off
    leaves on the working day before."""
    centre = parametres()
    if not est_ouvre(le, alsace_moselle=centre.alsace_moselle):
        return 0
    veille = prochain_ouvre(le, alsace_moselle=centre.alsace_moselle) - UN_JOUR
    proches = MembreCommission.objects.select_for_update(of=("self",), no_key=True).filter(
        rappele_le__isnull=True,
        commission__etat=EtatCommission.PLANIFIEE,
        commission__date__gt=le,
        commission__date__lte=RAPPEL_SEANCE.apres(veille),
    )
    membres = [
        membre
        for membre in proches.select_related("commission", "evaluateur__utilisateur")
        if a_rappeler(membre.commission.date, min(veille, membre.commission.date - UN_JOUR))
    ]
    for membre in membres:
        rappeler_la_seance(membre, a)
        membre.rappele_le = a
    MembreCommission.objects.bulk_update(membres, ["rappele_le"])
    return len(membres)


def _planifiee(commission: Commission) -> Commission:
    commission = Commission.objects.select_for_update(of=("self",), no_key=True).get(pk=commission.pk)
    if commission.etat != EtatCommission.PLANIFIEE:
        raise TransitionInterdite(f"Cette commission est « {commission.get_etat_display()} » : elle n’invite plus.")
    return commission


def _verrouiller(invitation: InvitationCommission) -> InvitationCommission:
    lignes = InvitationCommission.objects.select_for_update(of=("self",), no_key=True)
    return lignes.select_related("evaluateur__utilisateur", "commission", "invite_par").get(pk=invitation.pk)
