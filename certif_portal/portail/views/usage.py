"""How much each certification is used, by this centre's juries."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certif_portal.commun import horloge
from certif_portal.commun.fichiers import XLSX, telecharger
from certif_portal.commun.lectures import SansTrace
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import reserve_a
from certif_portal.portail.documents import classeur_usages
from certif_portal.portail.indicateurs import TROP_PEU
from certif_portal.portail.queries.usage import COLONNES, sous_le_seuil, usages
from certif_portal.portail.regles import CHIFFRES_SECRET
from referentiels.regles import USAGE_PROMOTIONS, depuis_usage

PAR_PAGE = 50


@require_safe
@reserve_a(*CONSULTATION)
def certification_usage(request: HttpRequest) -> HttpResponse:
    le, seuil = horloge.aujourdhui(), request.GET.get("seuil") == "oui"
    toutes = usages(le)
    sous = sous_le_seuil(toutes)
    tri = Tri.lu(request.GET, COLONNES)
    page = Paginator(tri.ranger(sous if seuil else toutes), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "tri": tri,
        "seuil": seuil,
        "sous": len(sous),
        "total": len(toutes),
        "depuis": depuis_usage(le),
        "regle": USAGE_PROMOTIONS,
        "secret": CHIFFRES_SECRET,
        "trop_peu": TROP_PEU,
        "peut_gerer": request.user.a_role(Role.RESPONSABLE),
    }
    return render(request, "portail/certification_usage.html", contexte)


@require_safe
@reserve_a(*CONSULTATION)
def certification_usage_exporter(request: HttpRequest) -> HttpResponse:
    """The list as a workbook: what the page does not tell is an empty cell."""
    lignes = usages(horloge.aujourdhui())
    octets = classeur_usages(sous_le_seuil(lignes) if request.GET.get("seuil") == "oui" else lignes)
    return telecharger(octets, XLSX, "usage.xlsx", lecture=SansTrace("Des comptes, jamais de quelques personnes."))
