"""Opening and closing accesses: invitations, their acceptance, the withdrawal of roles.

Nobody signs up: an account is born inactive with its first invitation, and the mailed link proves
the address.
"""

from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from certif_portal.commun.actes import acte
from certif_portal.commun.adresses import verifier_adresse
from certif_portal.commun.courriels import deposer_courriel
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.liens import empreinte_jeton, nouveau_jeton
from certif_portal.commun.textes import nettoyer_texte
from certif_portal.comptes import regles
from certif_portal.comptes.choix import TRANSITIONS_INVITATION, TRANSITIONS_RETRAIT, EtatInvitation, EtatRetrait, Role
from certif_portal.comptes.models import Attribution, IdentiteAnnuaire, Invitation, RetraitFacteur, Utilisateur
from certif_portal.comptes.sessions import fermer


def _verifier_invitant(par: Utilisateur | None, invite: Utilisateur, role: str, le: date) -> None:
    """`par` is None only for the command that opens the first access."""
    if par is None:
        return
    if par.pk == invite.pk:
        raise RegleNonRespectee(regles.ROLE_SOI_MEME)
    roles = frozenset(par.attributions.en_cours(le).values_list("role", flat=True))
    if not regles.peut_inviter(roles, role):
        raise RegleNonRespectee(regles.ROLE_INVITATION)


def _compte_invite(courriel: str, prenom: str, nom: str) -> Utilisateur:
    """The account of that address, locked; created inactive and without password when there is none."""
    courriel = nettoyer_texte(courriel).lower()
    try:
        verifier_adresse(courriel)
    except ValidationError as erreur:
        raise ErreurMetier(" ".join(erreur.messages)) from erreur
    existant = Utilisateur.objects.select_for_update(of=("self",), no_key=True).filter(email=courriel).first()
    if existant:
        return existant
    compte = Utilisateur(email=courriel, prenom=nettoyer_texte(prenom), nom=nettoyer_texte(nom), is_active=False)
    compte.set_unusable_password()
    compte.full_clean(exclude=["password"])
    compte.save()
    return compte


@acte
def inviter(
    *,
    courriel: str,
    prenom: str,
    nom: str,
    role: str,
    portee: str,
    fin_acces: date | None = None,
    par: Utilisateur | None,
    a: datetime,
) -> Invitation:
    """Mail a one-time link that opens `role` until `fin_acces`; `portee` says in words what it opens.

    Somebody who already holds the role keeps it, as long as the further of the two ends: they are
    told by mail, with no link to follow.
    """
    le = timezone.localdate(a)
    if fin_acces and fin_acces < le:
        raise ErreurMetier("La fin de l’accès ne peut pas être passée.")
    compte = _compte_invite(courriel, prenom, nom)
    _verifier_invitant(par, compte, role, le)
    jeton = nouveau_jeton()
    invitation = Invitation(
        utilisateur=compte,
        role=role,
        portee=nettoyer_texte(portee)[:200],
        fin_acces=fin_acces,
        jeton_sha256=empreinte_jeton(jeton),
        envoyee_le=a,
        envoyee_par=par,
        expire_le=a + timedelta(days=regles.INVITATION_LIEN.jours),
    )
    if compte.is_active and compte.attributions.en_cours(le).filter(role=role).exists():
        invitation.etat, invitation.acceptee_le = EtatInvitation.ACCEPTEE, a
        _attribuer(invitation, a)
    else:
        _revoquer_precedentes(compte, role, a)
        invitation.lien = settings.ADRESSE_PUBLIQUE + reverse("invitation_accepter", args=[jeton])
    invitation.full_clean(exclude=["envoyee_par"])
    invitation.save()
    _annoncer(invitation, a)
    journaliser(compte, "invitation", f"Invitation envoyée : {invitation.get_role_display()}, {portee}.", par=par, a=a)
    return invitation


def _revoquer_precedentes(compte: Utilisateur, role: str, a: datetime) -> None:
    """A new link kills those that were still open for the same role."""
    compte.invitations.filter(role=role, etat=EtatInvitation.ENVOYEE).update(
        etat=EtatInvitation.REVOQUEE, revoquee_le=a
    )


def _annoncer(invitation: Invitation, a: datetime) -> None:
    deposer_courriel(
        destinataire=invitation.utilisateur.email,
        acte="invitation" if invitation.lien else "invitation_etendue",
        contexte={"invitation": invitation, "lien": invitation.lien, "connexion": settings.ADRESSE_PUBLIQUE + "/"},
        a=a,
        dossier=invitation.utilisateur,
        confidentiel=bool(invitation.lien),
    )


def _attribuer(invitation: Invitation, a: datetime) -> None:
    """Give the role from today to the end of the invitation; a role still held is only extended."""
    le = timezone.localdate(a)
    tenues = Attribution.objects.select_for_update(of=("self",), no_key=True).filter(
        utilisateur=invitation.utilisateur, role=invitation.role, retiree_le__isnull=True
    )
    tenue = tenues.first()
    if tenue and (tenue.fin is None or tenue.fin >= le):
        tenue.fin = max(tenue.fin, invitation.fin_acces) if tenue.fin and invitation.fin_acces else None
        tenue.debut = min(tenue.debut, le)
        tenue.save(update_fields=["debut", "fin"])
        return
    tenues.update(retiree_le=a)
    attribution = Attribution(
        utilisateur=invitation.utilisateur, role=invitation.role, debut=le, fin=invitation.fin_acces
    )
    attribution.full_clean()
    attribution.save()


def verifier_mot_de_passe(mot_de_passe: str, compte: Utilisateur) -> None:
    """Raise ValidationError, in French, when the password is too weak for this person."""
    validate_password(mot_de_passe, compte)


@acte
def accepter_invitation(*, invitation: Invitation, mot_de_passe: str = "", a: datetime) -> Utilisateur:
    """Open the access: address proved, role given, password set when a new account asks for one."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("utilisateur")
        .get(pk=invitation.pk)
    )
    verifier_transition(TRANSITIONS_INVITATION, invitation, EtatInvitation.ACCEPTEE)
    if invitation.expiree(a):
        raise RegleNonRespectee(regles.INVITATION_LIEN, "Ce lien a expiré.")
    compte = invitation.utilisateur
    if mot_de_passe and compte.is_active:
        raise ErreurMetier("Ce compte existe déjà : son mot de passe se change une fois connecté.")
    if mot_de_passe:
        verifier_mot_de_passe(mot_de_passe, compte)
        compte.set_password(mot_de_passe)
    compte.is_active = True
    if invitation.role == Role.ADMIN:
        compte.is_staff = True
    compte.save(update_fields=["password", "is_active", "is_staff"])
    EmailAddress.objects.update_or_create(user=compte, email=compte.email, defaults={"verified": True, "primary": True})
    invitation.etat, invitation.acceptee_le = EtatInvitation.ACCEPTEE, a
    invitation.full_clean(exclude=["envoyee_par"])
    invitation.save(update_fields=["etat", "acceptee_le"])
    _attribuer(invitation, a)
    journaliser(compte, "acceptation", f"Accès ouvert : {invitation.get_role_display()}.", par=compte, a=a)
    return compte


@acte
def renvoyer_invitation(*, invitation: Invitation, par: Utilisateur, a: datetime) -> Invitation:
    """A new link with the same scope; the former one dies."""
    if invitation.etat != EtatInvitation.ENVOYEE:
        raise ErreurMetier("Seule une invitation en attente se renvoie.")
    compte = invitation.utilisateur
    return inviter(
        courriel=compte.email,
        prenom=compte.prenom,
        nom=compte.nom,
        role=invitation.role,
        portee=invitation.portee,
        fin_acces=invitation.fin_acces,
        par=par,
        a=a,
    )


@acte
def revoquer_invitation(*, invitation: Invitation, par: Utilisateur, a: datetime) -> Invitation:
    """Kill the link; an access already opened by it is closed, unless another invitation keeps it open."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("utilisateur")
        .get(pk=invitation.pk)
    )
    verifier_transition(TRANSITIONS_INVITATION, invitation, EtatInvitation.REVOQUEE)
    compte, acceptee = invitation.utilisateur, invitation.etat == EtatInvitation.ACCEPTEE
    _verifier_invitant(par, compte, invitation.role, timezone.localdate(a))
    invitation.etat, invitation.revoquee_le = EtatInvitation.REVOQUEE, a
    invitation.full_clean(exclude=["envoyee_par"])
    invitation.save(update_fields=["etat", "revoquee_le"])
    journaliser(compte, "revocation", f"Invitation révoquée : {invitation.get_role_display()}.", par=par, a=a)
    if acceptee:
        _reprendre_portee(compte, invitation.role, par, a)
    return invitation


def _reprendre_portee(compte: Utilisateur, role: str, par: Utilisateur, a: datetime) -> None:
    """The role keeps the further end of the invitations left, and is withdrawn when none is left."""
    autres = compte.invitations.filter(role=role, etat=EtatInvitation.ACCEPTEE)
    fins = list(autres.values_list("fin_acces", flat=True))
    datees = [fin for fin in fins if fin is not None]
    if not fins or (len(datees) == len(fins) and max(datees) < timezone.localdate(a)):
        _fermer(compte, role, par, a)
        return
    fin = max(datees) if len(datees) == len(fins) else None
    compte.attributions.filter(role=role, retiree_le__isnull=True).update(fin=fin)


@acte
def retirer_role(*, utilisateur: Utilisateur, role: str, par: Utilisateur, a: datetime) -> None:
    """Withdraw a role at once, with every invitation that opened it or still could."""
    _verifier_invitant(par, utilisateur, role, timezone.localdate(a))
    utilisateur.invitations.filter(role=role).exclude(etat=EtatInvitation.REVOQUEE).update(
        etat=EtatInvitation.REVOQUEE, revoquee_le=a
    )
    _fermer(utilisateur, role, par, a)


def _fermer(compte: Utilisateur, role: str, par: Utilisateur, a: datetime) -> None:
    compte.attributions.filter(role=role, retiree_le__isnull=True).update(retiree_le=a)
    if role == Role.ADMIN:
        compte.is_staff = False
        compte.save(update_fields=["is_staff"])
    journaliser(compte, "retrait", f"Rôle retiré : {Role(role).label}.", par=par, a=a)


@acte
def corriger_adresse(*, compte: Utilisateur, courriel: str, par: Utilisateur, a: datetime) -> Utilisateur:
    """Another address for somebody invited who has not come in yet; an open account keeps the one it proved."""
    compte = Utilisateur.objects.select_for_update(of=("self",), no_key=True).get(pk=compte.pk)
    if compte.is_active:
        raise ErreurMetier("Ce compte est ouvert : son adresse est celle qui a été prouvée.")
    ancienne, compte.email = compte.email, nettoyer_texte(courriel).lower()
    try:
        compte.full_clean(exclude=["password"])
    except ValidationError as erreur:
        raise ErreurMetier(" ".join(erreur.messages)) from erreur
    compte.save(update_fields=["email"])
    journaliser(compte, "adresse", f"Adresse corrigée : {compte.email}, au lieu de {ancienne}.", par=par, a=a)
    return compte


@acte
def entrer_par_annuaire(*, emetteur: str, sujet: str, courriel: str, a: datetime) -> Utilisateur:
    """The account of whom the directory names: the subject that was recorded, else the account of the address that the
    directory verified (empty when it did not), whose subject is recorded then."""
    connue = IdentiteAnnuaire.objects.select_related("compte").filter(emetteur=emetteur, sujet=sujet).first()
    compte = connue.compte if connue else _compte_verrouille(email=courriel.strip().lower())
    if (
        compte is None
        or not compte.is_active
        or not regles.entre_par_annuaire(compte.charger_roles(timezone.localdate(a)))
    ):
        raise RegleNonRespectee(
            regles.ANNUAIRE_INVITES, "Aucun accès de l’équipe n’est ouvert à ce compte de l’annuaire."
        )
    if connue is None:
        _lier(compte, emetteur, sujet, a)
    return compte


@acte
def lier_annuaire(*, compte: Utilisateur, emetteur: str, sujet: str, a: datetime) -> None:
    """Whoever is logged in says who they are in the directory, whatever address it has of them."""
    if not regles.entre_par_annuaire(compte.charger_roles(timezone.localdate(a))):
        raise RegleNonRespectee(regles.ANNUAIRE_INVITES)
    compte = _compte_verrouille(pk=compte.pk)
    if not compte.identites.filter(emetteur=emetteur, sujet=sujet).exists():
        _lier(compte, emetteur, sujet, a)


@acte
def delier_annuaire(*, compte: Utilisateur, a: datetime) -> None:
    """The account forgets who it is in the directory: a change of it, or a mistake."""
    compte = _compte_verrouille(pk=compte.pk)
    if not compte.identites.all().delete()[0]:
        raise ErreurMetier("Votre accès n’est lié à personne de l’annuaire.")
    journaliser(compte, "annuaire", "Accès délié de l’annuaire du centre.", par=compte, a=a)


@acte
def regler_raccourci(*, compte: Utilisateur, actif: bool) -> None:
    """One's own keyboard: whoever dictates, or whose hands touch keys they do not mean, does without (WCAG 2.1.4)."""
    compte.raccourci = actif
    compte.save(update_fields=["raccourci"])


def _compte_verrouille(**quel: Any) -> Any:
    return Utilisateur.objects.select_for_update(of=("self",), no_key=True).filter(**quel).first()


def _lier(compte: Utilisateur, emetteur: str, sujet: str, a: datetime) -> None:
    identite = IdentiteAnnuaire(compte=compte, emetteur=emetteur, sujet=sujet, liee_le=a)
    try:
        identite.full_clean()
    except ValidationError as erreur:
        raise RegleNonRespectee(regles.ANNUAIRE_INVITES, " ".join(erreur.messages)) from erreur
    identite.save()
    journaliser(compte, "annuaire", "Accès lié à l’annuaire du centre.", par=compte, a=a)


@acte
def demander_retrait_facteur(*, courriel: str, motif: str, par: Utilisateur, a: datetime) -> RetraitFacteur:
    """Ask that the second factor of somebody who lost it be taken off. They are told at once, by mail."""
    compte = Utilisateur.objects.filter(email=nettoyer_texte(courriel).lower(), is_active=True).first()
    if compte is None or not Authenticator.objects.filter(user=compte).exists():
        raise ErreurMetier("Aucun compte ouvert à cette adresse n’a de second facteur.")
    if compte.pk == par.pk:
        raise RegleNonRespectee(regles.FACTEUR_PERDU)
    retrait = RetraitFacteur(compte=compte, motif=nettoyer_texte(motif), demande_le=a, demande_par=par)
    retrait.full_clean()
    retrait.save()
    _dire_retrait(retrait, "facteur_demande", a)
    journaliser(compte, "facteur", f"Retrait du second facteur demandé : {retrait.motif}", par=par, a=a)
    return retrait


@acte
def confirmer_retrait_facteur(*, retrait: RetraitFacteur, par: Utilisateur, a: datetime) -> RetraitFacteur:
    """Every second factor and every session of the person goes: they enrol again when they come back."""
    if par.pk in (retrait.demande_par_id, retrait.compte_id):
        raise RegleNonRespectee(regles.FACTEUR_PERDU)
    retrait = _decider_retrait(retrait, EtatRetrait.CONFIRME, par, a)
    Authenticator.objects.filter(user=retrait.compte).delete()
    fermer(retrait.compte)
    _dire_retrait(retrait, "facteur_retire", a)
    journaliser(
        retrait.compte,
        "facteur",
        f"Second facteur retiré, à la demande de {retrait.demande_par} ; sessions fermées.",
        par=par,
        a=a,
    )
    return retrait


@acte
def ecarter_retrait_facteur(*, retrait: RetraitFacteur, par: Utilisateur, a: datetime) -> RetraitFacteur:
    """The device was found, or the request was not theirs: anybody who may decide says so, who asked included."""
    retrait = _decider_retrait(retrait, EtatRetrait.ECARTE, par, a)
    journaliser(retrait.compte, "facteur", "Demande de retrait du second facteur écartée.", par=par, a=a)
    return retrait


def _decider_retrait(retrait: RetraitFacteur, vers: EtatRetrait, par: Utilisateur, a: datetime) -> RetraitFacteur:
    retrait = RetraitFacteur.objects.select_for_update(of=("self",), no_key=True).get(pk=retrait.pk)
    verifier_transition(TRANSITIONS_RETRAIT, retrait, vers)
    retrait.etat, retrait.decide_le, retrait.decide_par = vers, a, par
    retrait.save(update_fields=["etat", "decide_le", "decide_par"])
    return retrait


def _dire_retrait(retrait: RetraitFacteur, acte: str, a: datetime) -> None:
    deposer_courriel(
        destinataire=retrait.compte.email, acte=acte, contexte={"retrait": retrait}, a=a, dossier=retrait.compte
    )
