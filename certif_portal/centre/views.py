"""Settings of the centre, in the hands of its responsable."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.centre import services
from certif_portal.centre.forms import DelegationForm, ParametresForm, TarifForm, UsageForfaitForm
from certif_portal.centre.models import DelegationSignature, Tarif, UsageForfait, delegation_le, parametres
from certif_portal.commun import horloge
from certif_portal.commun.journal import journal_de
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a

ACTES_MONTRES = 8


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def parametres_modifier(request: HttpRequest) -> HttpResponse:
    centre = parametres()
    form = ParametresForm(request.POST if request.method == "POST" else None, instance=centre)
    if request.method == "POST" and form.is_valid():
        services.enregistrer_parametres(donnees=form.cleaned_data, par=request.user, a=horloge.maintenant())
        messages.success(request, "Les paramètres sont enregistrés.")
        return redirect("parametres_modifier")
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
    form = DelegationForm(request.POST if request.method == "POST" else None, instance=delegation)
    if request.method == "POST" and form.is_valid():
        services.enregistrer_delegation(
            delegation=delegation, donnees=form.cleaned_data, par=request.user, a=horloge.maintenant()
        )
        messages.success(request, "La délégation est enregistrée.")
        return redirect("parametres_modifier")
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
    form = TarifForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.enregistrer_tarif(donnees=form.cleaned_data, par=request.user, a=horloge.maintenant())
        messages.success(request, "Le tarif est enregistré.")
        return redirect("forfait_reglages")
    return render(request, "centre/forfait_regler.html", {"form": form, "titre": "Nouveau tarif du forfait"})


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def usage_forfait_creer(request: HttpRequest) -> HttpResponse:
    """How forfaits are counted, from a day on."""
    form = UsageForfaitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.enregistrer_usage_forfait(donnees=form.cleaned_data, par=request.user, a=horloge.maintenant())
        messages.success(request, "L’usage du forfait est enregistré.")
        return redirect("forfait_reglages")
    return render(request, "centre/forfait_regler.html", {"form": form, "titre": "Comment se comptent les forfaits"})
