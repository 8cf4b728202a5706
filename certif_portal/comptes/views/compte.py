"""Invitations, the centre's team, and everybody's own account."""

from datetime import datetime
from functools import partial
from typing import Any

from allauth.mfa.totp.views import ActivateTOTPView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, envoyer, page_acte, reussir, saisie, tenter
from certif_portal.commun.tri import Tri
from certif_portal.comptes import queries, services, sessions
from certif_portal.comptes.choix import CONSULTATION, EtatInvitation, EtatRetrait, Role
from certif_portal.comptes.forms import AcceptationForm, InvitationEquipeForm, RetraitFacteurForm
from certif_portal.comptes.models import Attribution, Invitation, RetraitFacteur
from certif_portal.comptes.permissions import (
    a_role,
    peut_confirmer_retrait,
    peut_demander_retrait,
    peut_ecarter_retrait,
    peut_gerer_invitation,
    peut_retirer,
    reserve_a,
)
from certif_portal.comptes.regles import FACTEUR_PERDU, entre_par_annuaire

SORTES = {EtatInvitation.ENVOYEE: "attente", EtatInvitation.ACCEPTEE: "fait", EtatInvitation.REVOQUEE: "neutre"}
SORTES_RETRAIT = {EtatRetrait.DEMANDE: "attente", EtatRetrait.CONFIRME: "fait", EtatRetrait.ECARTE: "neutre"}
PAR_PAGE = 50
APRES = "apres_facteur"  # in the session: where somebody was going when a second factor was asked


@login_not_required
@never_cache
@sensitive_post_parameters("mot_de_passe", "confirmation")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accepter(request: HttpRequest, jeton: str) -> HttpResponse:
    """Reading the link changes nothing (mail scanners read it too); the button accepts."""
    a = horloge.maintenant()
    invitation = (
        Invitation.objects.select_related("utilisateur", "envoyee_par")
        .filter(jeton_sha256=services.empreinte_jeton(jeton))
        .first()
    )
    if invitation is None or invitation.etat != EtatInvitation.ENVOYEE or invitation.expiree(a):
        return _lien_ferme(request, invitation, a)
    form = AcceptationForm(**saisie(request), compte=invitation.utilisateur)
    issue = tenter(
        request,
        form,
        lambda: services.accepter_invitation(
            invitation=invitation, mot_de_passe=form.cleaned_data.get("mot_de_passe", ""), a=a
        ),
    )
    if issue.fait:
        return reussir(
            request, "Votre accès est ouvert. Connectez-vous avec l’adresse de l’invitation.", "account_login"
        )
    return render(request, "comptes/invitation_accepter.html", {"invitation": invitation, "formulaire": form})


def _lien_ferme(request: HttpRequest, invitation: Invitation | None, a: datetime) -> HttpResponse:
    """What happened to this link; a link never sent is told apart from nothing."""
    acceptee = invitation is not None and invitation.etat == EtatInvitation.ACCEPTEE
    contexte = {"acceptee": acceptee, "expiree": invitation is not None and invitation.expiree(a)}
    return render(request, "comptes/invitation_fermee.html", contexte, status=404)


@require_safe
@reserve_a(*CONSULTATION)
def invitation_liste(request: HttpRequest) -> HttpResponse:
    a = horloge.maintenant()
    etat, texte = request.GET.get("etat", ""), request.GET.get("q", "")
    invitations = queries.invitations_pour(request.user, etat=etat, texte=texte, a=a)
    tri = Tri.lu(request.GET, queries.COLONNES)
    page = Paginator(tri.trier(invitations), PAR_PAGE).get_page(request.GET.get("page"))
    lignes = [
        {
            "invitation": invitation,
            "sorte": "refus" if invitation.expiree(a) else SORTES[EtatInvitation(invitation.etat)],
            "etat": "expirée" if invitation.expiree(a) else invitation.get_etat_display().lower(),
            "en_attente": invitation.etat == EtatInvitation.ENVOYEE,
            "gerable": peut_gerer_invitation(request.user, invitation) and invitation.etat != EtatInvitation.REVOQUEE,
        }
        for invitation in page
    ]
    contexte = {
        "page": page,
        "tri": tri,
        "lignes": lignes,
        "etat": etat,
        "texte": texte,
        "etats": [*EtatInvitation.choices, (queries.EXPIREE, "Expirée")],
        "peut_inviter": a_role(request.user, Role.RESPONSABLE),
    }
    return render(request, "comptes/invitation_liste.html", contexte)


def _invitation_gerable(request: HttpRequest, pk: int) -> Invitation:
    invitations = Invitation.objects.visibles_par(request.user).select_related("utilisateur")
    invitation = get_object_or_404(invitations, pk=pk)
    if not peut_gerer_invitation(request.user, invitation):
        raise PermissionDenied
    return invitation


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CONSULTATION)
def invitation_revoquer(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = _invitation_gerable(request, pk)
    page = Page(
        f"Révoquer l’invitation de {invitation.utilisateur}",
        f"L’invitation de {invitation.utilisateur} est révoquée.",
        "invitation_liste",
        "Révoquer l’invitation",
        f"{invitation.get_role_display()} : {invitation.portee}",
        intitule="Fermer cet accès ?",
        danger=True,
        note="Le lien meurt aussitôt. Si l’accès était déjà ouvert, il se ferme à la prochaine page demandée.",
        fil=(("Invitations", reverse("invitation_liste")),),
    )
    return acte(request, None, page, partial(services.revoquer_invitation, invitation=invitation))


@require_POST
@reserve_a(*CONSULTATION)
def invitation_renvoyer(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = _invitation_gerable(request, pk)
    return envoyer(
        request,
        lambda: services.renvoyer_invitation(invitation=invitation, par=request.user, a=horloge.maintenant()),
        f"Un nouveau lien est envoyé à {invitation.utilisateur.email} ; l’ancien ne vaut plus.",
        "invitation_liste",
    )


@require_safe
@reserve_a(Role.RESPONSABLE, Role.AUDITEUR)
def equipe_liste(request: HttpRequest) -> HttpResponse:
    le = horloge.aujourdhui()
    lignes = [
        {"attribution": attribution, "retirable": peut_retirer(request.user, attribution)}
        for attribution in queries.equipe(request.user, le)
    ]
    contexte = {"lignes": lignes, "peut_inviter": a_role(request.user, Role.RESPONSABLE), "aujourdhui": le}
    return render(request, "comptes/equipe_liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def equipe_inviter(request: HttpRequest) -> HttpResponse:
    a = horloge.maintenant()
    form = InvitationEquipeForm(**saisie(request), le=horloge.aujourdhui())
    portee = "Toutes les certifications du centre"
    issue = tenter(
        request,
        form,
        lambda: services.inviter(**form.cleaned_data, portee=portee, par=request.user, a=a),
    )
    if issue.fait:
        return reussir(request, f"L’invitation est envoyée à {issue.valeur.utilisateur.email}.", "invitation_liste")
    page = Page(
        "Inviter dans l’équipe",
        "",
        "equipe_liste",
        "Envoyer l’invitation",
        intitule="La personne et son rôle",
        icone="envoyer",
    )
    return page_acte(request, form, page, "comptes/equipe_inviter.html")


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE, Role.AUDITEUR)
def role_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    attributions = Attribution.objects.visibles_par(request.user).select_related("utilisateur")
    attribution = get_object_or_404(attributions, pk=pk, retiree_le__isnull=True)
    if not peut_retirer(request.user, attribution):
        raise PermissionDenied
    page = Page(
        f"Retirer un rôle à {attribution.utilisateur}",
        f"Le rôle de {attribution.utilisateur} est retiré.",
        "equipe_liste",
        "Retirer le rôle",
        attribution.get_role_display(),
        intitule="Retirer ce rôle ?",
        danger=True,
        note="L’accès se ferme à la prochaine page demandée. Ce que la personne a fait reste au journal, sous son nom.",
        fil=(("Équipe du centre", reverse("equipe_liste")),),
    )
    retirer = partial(services.retirer_role, utilisateur=attribution.utilisateur, role=attribution.role)
    return acte(request, None, page, retirer)


@require_safe
def mon_compte(request: HttpRequest) -> HttpResponse:
    """Everybody's own: name, roles of today, ways to log in."""
    attributions = request.user.attributions.en_cours(horloge.aujourdhui()).order_by("role")
    contexte = {
        "attributions": attributions,
        "mot_de_passe": request.user.has_usable_password(),
        "annuaire": bool(settings.OIDC_EMETTEUR) and entre_par_annuaire(request.user.roles),
        "lie": request.user.identites.filter(emetteur=settings.OIDC_EMETTEUR).first(),
        "double": request.user.authenticator_set.exclude(type="recovery_codes").exists(),
    }
    return render(request, "comptes/mon_compte.html", contexte)


class SecondFacteur(ActivateTOTPView):
    """Where the door leads: why, then one page to do it."""

    template_name = "comptes/second_facteur.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        vers = request.GET.get("next", "")
        if url_has_allowed_host_and_scheme(vers, {request.get_host()}, require_https=request.is_secure()):
            request.session[APRES] = vers
        return super().dispatch(request, *args, **kwargs)


second_facteur = SecondFacteur.as_view()


@require_safe
def session_liste(request: HttpRequest) -> HttpResponse:
    """Where one is logged in: each device, from where, and when it was last used."""
    ouvertes = sessions.sessions_de(request.user, horloge.du_mur())
    lignes = [{"session": s, "ici": s.session_key == request.session.session_key} for s in ouvertes]
    return render(request, "comptes/session_liste.html", {"lignes": lignes})


@require_POST
def session_fermer(request: HttpRequest) -> HttpResponse:
    """Everywhere, but here."""
    ici = request.session.session_key
    phrase = "Vous n’êtes plus connecté que sur ce poste."
    return envoyer(request, lambda: sessions.fermer(request.user, sauf=ici), phrase, "session_liste")


@require_POST
def session_prolonger(request: HttpRequest) -> HttpResponse:
    """« Rester connecté »: the page says what is left; the middleware has noted that somebody is there."""
    reste = sessions.reste(request.session, request.user.roles, horloge.du_mur())
    return JsonResponse({"reste": int(reste.total_seconds())})


@require_safe
@reserve_a(Role.RESPONSABLE, Role.ADMIN)
def facteur_liste(request: HttpRequest) -> HttpResponse:
    retraits = RetraitFacteur.objects.select_related("compte", "demande_par", "decide_par")[:PAR_PAGE]
    lignes = [
        {
            "retrait": retrait,
            "sorte": SORTES_RETRAIT[EtatRetrait(retrait.etat)],
            "confirmable": peut_confirmer_retrait(request.user, retrait),
            "ecartable": peut_ecarter_retrait(request.user, retrait),
        }
        for retrait in retraits
    ]
    contexte = {"lignes": lignes, "peut_demander": peut_demander_retrait(request.user)}
    return render(request, "comptes/facteur_liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def facteur_demander(request: HttpRequest) -> HttpResponse:
    page = Page(
        "Demander le retrait d’un second facteur",
        "La demande attend la confirmation d’une autre personne ; l’intéressé est prévenu par courriel.",
        "facteur_liste",
        "Demander",
        "Assurez-vous de vive voix que c’est bien la personne qui a perdu son téléphone ou sa clé.",
        FACTEUR_PERDU,
        fil=(("Second facteur perdu", reverse("facteur_liste")),),
    )
    return acte(request, RetraitFacteurForm(**saisie(request)), page, services.demander_retrait_facteur)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE, Role.ADMIN)
def facteur_confirmer(request: HttpRequest, pk: int) -> HttpResponse:
    retrait = get_object_or_404(RetraitFacteur.objects.select_related("compte", "demande_par"), pk=pk)
    if not peut_confirmer_retrait(request.user, retrait):
        raise PermissionDenied
    page = Page(
        f"Retirer le second facteur de {retrait.compte}",
        f"Le second facteur de {retrait.compte} est retiré.",
        "facteur_liste",
        "Confirmer le retrait",
        f"{retrait.demande_par} l’a demandé : « {retrait.motif} »",
        FACTEUR_PERDU,
        danger=True,
        note="Ses sessions se ferment ; à sa prochaine connexion, un nouveau second facteur lui est demandé.",
        fil=(("Second facteur perdu", reverse("facteur_liste")),),
    )
    return acte(request, None, page, partial(services.confirmer_retrait_facteur, retrait=retrait))


@require_POST
@reserve_a(Role.RESPONSABLE, Role.ADMIN)
def facteur_ecarter(request: HttpRequest, pk: int) -> HttpResponse:
    retrait = get_object_or_404(RetraitFacteur, pk=pk)
    if not peut_ecarter_retrait(request.user, retrait):
        raise PermissionDenied
    return envoyer(
        request,
        lambda: services.ecarter_retrait_facteur(retrait=retrait, par=request.user, a=horloge.maintenant()),
        "La demande est écartée : rien n’est retiré.",
        "facteur_liste",
    )
