"""Two versions side by side, and the equivalence table between them."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import reussir, saisie, tenter
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a
from referentiels.forms.equivalence import EquivalencesForm
from referentiels.models import Referentiel
from referentiels.permissions import peut_gerer_catalogue
from referentiels.queries.comparaison import comparer, deux_versions, table_equivalence
from referentiels.services.equivalence import confirmer_equivalences
from referentiels.views.vie import ECRITURE


@require_safe
@reserve_a(*Role.values)
def referentiel_comparer(request: HttpRequest, pk: int, autre: int) -> HttpResponse:
    ancien, nouveau = _versions(request, pk, autre)
    tout = request.GET.get("tout") == "oui"
    contexte = {
        "comparaison": comparer(ancien, nouveau),
        "ancien": ancien,
        "nouveau": nouveau,
        "certification": nouveau.certification,
        "tout": tout,
    }
    return render(request, "referentiels/referentiel_comparer.html", contexte)


@require_http_methods(ECRITURE)
@reserve_a(*Role.values)
def equivalences(request: HttpRequest, pk: int, autre: int) -> HttpResponse:
    """Everybody reads the confirmed table; the responsable confirms or corrects the proposal."""
    ancien, nouveau = _versions(request, pk, autre)
    peut_gerer = peut_gerer_catalogue(request.user)
    if request.method == "POST" and not peut_gerer:
        raise PermissionDenied
    table = table_equivalence(ancien, nouveau)
    form = EquivalencesForm(**saisie(request), objet=nouveau, table=table)
    issue = tenter(
        request,
        form,
        lambda: confirmer_equivalences(
            ancien=ancien, nouveau=nouveau, **form.choix, par=request.user, a=horloge.maintenant()
        ),
    )
    if issue.fait:
        return reussir(request, "La table d’équivalence est confirmée.", "equivalences", ancien.pk, nouveau.pk)
    contexte = {
        "formulaire": form,
        "table": table,
        "certification": nouveau.certification,
        "peut_gerer": peut_gerer,
    }
    return render(request, "referentiels/equivalences.html", contexte)


def _versions(request: HttpRequest, pk: int, autre: int) -> tuple[Referentiel, Referentiel]:
    versions = deux_versions(request.user, pk, autre)
    if versions is None:
        raise Http404
    return versions
