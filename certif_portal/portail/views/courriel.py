"""The mails of the portal by state: what did not arrive, why, whom to call, and sending it again; what waits, read,
held, reworded or dropped before it leaves."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.adresses_refusees import refus_de
from certif_portal.commun.arret_envois import arret_en_cours
from certif_portal.commun.cadre import Page, envoyer, page_acte, reussir, saisie, tenter
from certif_portal.commun.cadre import acte as jouer_acte
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.durees import compte_en_lettres
from certif_portal.commun.envoi import JOURS_D_ESSAI
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.journal import journal_de
from certif_portal.commun.lectures import lue
from certif_portal.commun.models import Courriel
from certif_portal.commun.pagination import ParCles
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import a_role, reserve_a
from certif_portal.portail.forms import CourrielForm, RenvoiForm
from certif_portal.portail.queries.courriel import COLONNES, courriels_en_etat, ligne_de
from certif_portal.portail.queries.joindre import a_joindre
from certif_portal.portail.renvois import renvoyer_courriel
from certif_portal.portail.services.courriel import (
    RELUS_AILLEURS,
    ecarter_courriel,
    essayer_adresse,
    imprimer_courriel,
    laisser_partir_courriel,
    modifier_courriel,
    retenir_courriel,
)

PAR_PAGE = 50
LIEN_PERSONNEL = (
    "Ce courriel portait un lien personnel : un nouveau lien part, l’ancien ne vaut plus. Une adresse corrigée l’est "
    "aussi dans le dossier."
)


@require_safe
@reserve_a(*CONSULTATION)
def courriel_liste(request: HttpRequest) -> HttpResponse:
    etat = request.GET.get("etat", EtatCourriel.ECHEC)
    tri = Tri.lu(request.GET, COLONNES)
    page = ParCles(tri.trier(courriels_en_etat(etat)), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "tri": tri,
        "lignes": [ligne_de(courriel) for courriel in page],
        "etat": etat,
        "etats": EtatCourriel.choices,
        "peut_renvoyer": a_role(request.user, *CENTRE),
        "arret": arret_en_cours(),
        "peut_reprendre": a_role(request.user, Role.RESPONSABLE),
        "tente": compte_en_lettres(JOURS_D_ESSAI, "jour"),
    }
    return render(request, "portail/courriel_liste.html", contexte)


@require_safe
@reserve_a(*CENTRE)
def courriel_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail as its addressee reads it, but for what holds a personal link or a code."""
    courriel = get_object_or_404(Courriel.objects.select_related("fichier"), pk=pk)
    contexte = {
        "courriel": courriel,
        "ligne": ligne_de(courriel),
        "joindre": a_joindre([courriel.destinataire]).get(courriel.destinataire, ()) if courriel.destinataire else (),
        "refus": refus_de(courriel.destinataire),
        "relu_ailleurs": courriel.acte in RELUS_AILLEURS,
        "journal": journal_de(courriel),
    }
    return render(request, "portail/courriel_detail.html", contexte)


@require_POST
@reserve_a(*CENTRE)
def courriel_retenir(request: HttpRequest, pk: int) -> HttpResponse:
    return _decider(request, pk, retenir_courriel, "Le courriel est retenu : il attend qu’on le laisse partir.")


@require_POST
@reserve_a(*CENTRE)
def courriel_laisser_partir(request: HttpRequest, pk: int) -> HttpResponse:
    return _decider(request, pk, laisser_partir_courriel, "Le courriel part.")


@require_POST
@reserve_a(*CENTRE)
def courriel_ecarter(request: HttpRequest, pk: int) -> HttpResponse:
    return _decider(request, pk, ecarter_courriel, "C’est écarté : rien ne partira.")


@require_POST
@reserve_a(*CENTRE)
def courriel_imprimer(request: HttpRequest, pk: int) -> HttpResponse:
    return _decider(request, pk, imprimer_courriel, "La lettre est mise en page : imprimez-la et postez-la.")


@require_safe
@reserve_a(*CENTRE)
def courriel_papier(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as it was laid out."""
    imprimes = Courriel.objects.filter(etat=EtatCourriel.IMPRIME, fichier__isnull=False)
    courriel = get_object_or_404(imprimes.select_related("fichier"), pk=pk)
    return reponse_fichier(courriel.fichier, lue("Lettre lue.", courriel), en_ligne=True)


@require_POST
@reserve_a(*CENTRE)
def courriel_essayer_adresse(request: HttpRequest, pk: int) -> HttpResponse:
    return _decider(request, pk, essayer_adresse, "Les prochains courriels à cette adresse partiront.")


def _decider(request: HttpRequest, pk: int, decider: Callable[..., Courriel], fait: str) -> HttpResponse:
    courriel = get_object_or_404(Courriel, pk=pk)
    faire = partial(decider, courriel=courriel, par=request.user, a=horloge.maintenant())
    return envoyer(request, faire, fait, courriel)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def courriel_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of a mail that is held, or its address."""
    lisibles = Courriel.objects.filter(etat=EtatCourriel.RETENU, confidentiel=False).exclude(acte__in=RELUS_AILLEURS)
    courriel = get_object_or_404(lisibles, pk=pk)
    avant = {nom: getattr(courriel, nom) for nom in ("destinataire", "objet", "texte")}
    form = CourrielForm(**saisie(request), objet=courriel, initial=avant)
    page = Page(
        "Modifier un courriel",
        "Le courriel est modifié ; il reste retenu.",
        courriel,
        "Enregistrer",
        fil=(("Courriels", reverse("courriel_liste")),),
    )
    return jouer_acte(request, form, page, partial(modifier_courriel, courriel=courriel))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def courriel_renvoyer(request: HttpRequest, pk: int) -> HttpResponse:
    """One page to send again, with the address that may be corrected."""
    courriel = get_object_or_404(Courriel.objects.filter(etat=EtatCourriel.ECHEC).defer("texte"), pk=pk)
    form = RenvoiForm(**saisie(request), initial={"adresse": courriel.destinataire})

    def renvoyer() -> Courriel:
        adresse = form.cleaned_data["adresse"]
        return renvoyer_courriel(courriel=courriel, adresse=adresse, par=request.user, a=horloge.maintenant())

    if tenter(request, form, renvoyer).fait:
        return reussir(request, f"Le courriel est renvoyé à {form.cleaned_data['adresse']}.", "courriel_liste")
    dossier = ligne_de(courriel).url
    page = Page(
        "Renvoyer un courriel",
        "",
        "courriel_liste",
        "Renvoyer",
        f"{courriel.erreur}\n\n{LIEN_PERSONNEL if courriel.confidentiel else ''}",
        intitule=courriel.objet,
        liens=((dossier, "Le dossier"),) if dossier else (),
        fil=(("Courriels", reverse("courriel_liste")),),
        icone="envoyer",
    )
    return page_acte(request, form, page)
