"""Settings of the centre, in the hands of its responsable."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.centre import services
from certif_portal.centre.choix import ImageCentre, ObjetDelegation, TypeVerso
from certif_portal.centre.forms import DelegationForm, ImageForm, ParametresForm, TarifForm, UsageForfaitForm, VersoForm
from certif_portal.centre.models import (
    DelegationSignature,
    ParametresCentre,
    Tarif,
    UsageForfait,
    VersoCertificat,
    parametres,
)
from certif_portal.centre.queries import delegation_le, versos_le
from certif_portal.centre.versos import TEXTES_DES_ANNEXES
from certif_portal.commun import horloge
from certif_portal.commun.cachet import cle_installee
from certif_portal.commun.cadre import Page, acte, apercu_demande, montrer, reussir, saisie, tenter
from certif_portal.commun.journal import journal_de
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a

ACTES_MONTRES, ACTES_PAR_PAGE = 8, 50


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def parametres_modifier(request: HttpRequest) -> HttpResponse:
    centre = parametres()
    form = ParametresForm(**saisie(request), instance=centre)

    def enregistrer() -> ParametresCentre:
        return services.enregistrer_parametres(donnees=form.cleaned_data, par=request.user, a=horloge.maintenant())

    apercu = None
    if apercu_demande(request):
        apercu = montrer(request, form, centre, enregistrer)
    elif tenter(request, form, enregistrer).fait:
        return reussir(request, "Les paramètres sont enregistrés.", "parametres_modifier")
    contexte = {
        "formulaire": form,
        "apercu": apercu,
        "delegations": DelegationSignature.objects.all(),
        "signe_aujourdhui": delegation_le(horloge.aujourdhui()),
        "lettres_aujourdhui": delegation_le(horloge.aujourdhui(), ObjetDelegation.LETTRES),
        "actes": journal_de(centre)[:ACTES_MONTRES],
        "versos": TypeVerso,
        "images": [(nature, getattr(centre, f"{nature.value}_id") is not None) for nature in ImageCentre],
        "sceau_installe": cle_installee(),
    }
    return render(request, "centre/parametres_modifier.html", contexte)


@require_safe
@reserve_a(Role.RESPONSABLE)
def parametres_historique(request: HttpRequest) -> HttpResponse:
    """Every change of a setting: who, when, from what to what."""
    actes = Paginator(journal_de(parametres()), ACTES_PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "centre/parametres_historique.html", {"page": actes})


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def delegation_enregistrer(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    delegation = get_object_or_404(DelegationSignature, pk=pk) if pk is not None else None
    page = Page(
        "Modifier la délégation de signature" if delegation else "Nouvelle délégation de signature",
        "La délégation est enregistrée.",
        "parametres_modifier",
        note="Ce qui est daté de ces jours porte ce nom, « par délégation », à la place de celui du président.",
        fil=(("Paramètres du centre", reverse("parametres_modifier")),),
    )
    form = DelegationForm(**saisie(request), instance=delegation)
    return acte(request, form, page, _en_bloc(partial(services.enregistrer_delegation, delegation=delegation)))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def image_modifier(request: HttpRequest, nature_image: str) -> HttpResponse:
    if nature_image not in ImageCentre:
        raise Http404("Les certificats ne portent pas cette image.")
    nature = ImageCentre(nature_image)
    posee = getattr(parametres(), nature.value) is not None
    page = Page(
        f"Images des certificats : {nature.label.lower()}",
        "L’image est enregistrée.",
        "parametres_modifier",
        texte="Une image est en place : la remplacer, ou la retirer." if posee else "Aucune image n’est en place.",
        note="Les certificats délivrés désormais la portent ; ceux qui le sont déjà ne changent pas.",
        fil=(("Paramètres du centre", reverse("parametres_modifier")),),
    )
    return acte(request, ImageForm(**saisie(request)), page, partial(services.enregistrer_image, nature=nature))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def verso_modifier(request: HttpRequest, type_verso: str) -> HttpResponse:
    """The words in force, and every version before them."""
    if type_verso not in TypeVerso:
        raise Http404("Ce certificat a un verso vierge.")
    verso = TypeVerso(type_verso)
    page = Page(
        f"Verso du {verso.label[0].lower()}{verso.label[1:]}",
        "Le verso est enregistré.",
        "parametres_modifier",
        note="Les certificats délivrés désormais portent ce texte ; ceux qui le sont déjà gardent le leur.",
        fil=(("Paramètres du centre", reverse("parametres_modifier")),),
    )
    initial = {"texte": versos_le(horloge.maintenant())[verso]}
    form = VersoForm(**saisie(request), objet=parametres(), initial=initial)
    versions = VersoCertificat.objects.filter(type=verso).select_related("par")
    contexte = {"versions": versions, "annexe": TEXTES_DES_ANNEXES[verso]}
    faire = partial(services.enregistrer_verso, type_verso=verso)
    return acte(request, form, page, faire, "centre/verso_modifier.html", **contexte)


def _en_bloc(service: Callable[..., Any]) -> Callable[..., Any]:
    """The services of the centre take the form's values as one dictionary."""
    return lambda *, par, a, **donnees: service(donnees=donnees, par=par, a=a)


@require_safe
@reserve_a(Role.RESPONSABLE)
def forfait_reglages(request: HttpRequest) -> HttpResponse:
    """The dated settings of the forfait: amounts, and how they are counted."""
    contexte = {"tarifs": Tarif.objects.all(), "usages": UsageForfait.objects.all()}
    return render(request, "centre/forfait_reglages.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def tarif_creer(request: HttpRequest) -> HttpResponse:
    """An amount of the forfait, from a day on."""
    page = _page_du_forfait("Nouveau tarif du forfait", "Le tarif est enregistré.")
    return acte(request, TarifForm(**saisie(request)), page, _en_bloc(services.enregistrer_tarif))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def usage_forfait_creer(request: HttpRequest) -> HttpResponse:
    """How forfaits are counted, from a day on."""
    page = _page_du_forfait("Comment se comptent les forfaits", "L’usage du forfait est enregistré.")
    return acte(request, UsageForfaitForm(**saisie(request)), page, _en_bloc(services.enregistrer_usage_forfait))


def _page_du_forfait(titre: str, fait: str) -> Page:
    note = "Ce qui est daté d’avant ne change pas. Redit pour le même jour, un réglage remplace le précédent."
    return Page(titre, fait, "forfait_reglages", note=note, fil=(("Réglages du forfait", reverse("forfait_reglages")),))
