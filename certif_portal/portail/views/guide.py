"""The guide inside the portal: its acts, their search, and one page for each."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a
from certif_portal.portail.queries import guide as lu


@require_safe
@reserve_a(*Role.values)
def guide(request: HttpRequest) -> HttpResponse:
    """The pages of one's own roles first; with words, the acts that say them."""
    q = request.GET.get("q", "").strip()[: lu.LONGUEUR]
    siennes, autres = lu.pages_de(request.user.roles)
    contexte = {
        "q": q,
        "trouves": lu.chercher_dans_le_guide(q, request.user.roles),
        "groupes": [("Pour vous", siennes), ("Les autres pages", autres)],
    }
    return render(request, "portail/guide.html", contexte)


@require_safe
@reserve_a(*Role.values)
def guide_acte(request: HttpRequest, page_guide: str, acte_guide: str) -> HttpResponse:
    page, acte = lu.guide().get(page_guide), lu.acte_du_guide(page_guide, acte_guide)
    if page is None or acte is None:
        raise Http404
    rang = page.actes.index(acte)
    contexte = {
        "page_guide": page,
        "acte_guide": acte,
        "precedent": page.actes[rang - 1] if rang else None,
        "suivant": page.actes[rang + 1] if rang + 1 < len(page.actes) else None,
    }
    return render(request, "portail/guide_acte.html", contexte)
