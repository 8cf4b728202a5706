"""Settings of the centre, in the hands of its responsable."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.centre import services
from certif_portal.centre.forms import DelegationForm, ParametresForm, TarifForm, UsageForfaitForm
from certif_portal.centre.models import DelegationSignature, Tarif, UsageForfait, delegation_le, parametres
from certif_portal.commun import horloge
from certif_portal.commun.cadre import reussir, saisie, tenter
from certif_portal.commun.journal import journal_de
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a

ACTES_MONTRES = 8


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def parametres_modifier(request: HttpRequest) -> HttpResponse:
    centre = parametres()
    form = ParametresForm(**saisie(request), instance=centre)
    issue = tenter(
        request,
        form,
        lambda: services.enregistrer_parametres(donnees=form.cleaned_data, par=request.user, a=horloge.maintenant()),
    )
    if issue.fait:
        return reussir(request, "Les paramètres sont enregistrés.", "parametres_modifier")
    contexte = {
        "form": form,
        "delegations": DelegationSignature.objects.all(),
        "signe_aujourdhui": delegation_le(horloge.aujourdhui()),
        "actes": journal_de(centre)[:ACTES_MONTRES],
    }
    return render(request, "centre/parametres_modifier.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def delegation_enregistrer(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    delegation = get_object_or_404(DelegationSignature, pk=pk) if pk is not None else None
    form = DelegationForm(**saisie(request), instance=delegation)
    issue = tenter(
        request,
        form,
        lambda: services.enregistrer_delegation(
            delegation=delegation, donnees=form.cleaned_data, par=request.user, a=horloge.maintenant()
        ),
    )
    if issue.fait:
        return reussir(request, "La délégation est enregistrée.", "parametres_modifier")
    return render(request, "centre/delegation_enregistrer.html", {"form": form, "delegation": delegation})


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
    form = TarifForm(**saisie(request))
    issue = tenter(
        request,
        form,
        lambda: services.enregistrer_tarif(donnees=form.cleaned_data, par=request.user, a=horloge.maintenant()),
    )
    if issue.fait:
        return reussir(request, "Le tarif est enregistré.", "forfait_reglages")
    return render(request, "centre/forfait_regler.html", {"form": form, "titre": "Nouveau tarif du forfait"})


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def usage_forfait_creer(request: HttpRequest) -> HttpResponse:
    """How forfaits are counted, from a day on."""
    form = UsageForfaitForm(**saisie(request))
    issue = tenter(
        request,
        form,
        lambda: services.enregistrer_usage_forfait(donnees=form.cleaned_data, par=request.user, a=horloge.maintenant()),
    )
    if issue.fait:
        return reussir(request, "L’usage du forfait est enregistré.", "forfait_reglages")
    return render(request, "centre/forfait_regler.html", {"form": form, "titre": "Comment se comptent les forfaits"})
