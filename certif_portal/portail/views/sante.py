"""What the portal needs, read at the moment, for the responsable."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun.arret_envois import arret_en_cours, reprendre
from certif_portal.commun.cadre import Page, acte
from certif_portal.commun.sante import constater
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a


@require_safe
@never_cache
@reserve_a(Role.RESPONSABLE)
def sante_detail(request: HttpRequest) -> HttpResponse:
    constats = constater()
    fautes = [constat for constat in constats if constat.va is False]
    contexte = {"constats": constats, "fautes": fautes, "arret": arret_en_cours()}
    return render(request, "portail/sante_detail.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def envois_reprendre(request: HttpRequest) -> HttpResponse:
    return acte(request, None, REPRENDRE, reprendre)


REPRENDRE = Page(
    titre="Laisser repartir les courriels",
    bouton="Les laisser repartir",
    fait="Les courriels partent de nouveau.",
    retour="sante_detail",
    consequences=[
        "Tout ce qui attend part dans la minute. Regardez d’abord « Courriels », « À envoyer » : écartez ce qui était "
        "déjà parti avant la panne."
    ],
)
