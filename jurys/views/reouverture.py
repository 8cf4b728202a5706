"""The responsable opens a sealed grid again."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from certif_portal.commun.cadre import Page, acte, saisie
from certif_portal.commun.formulaires import MotifForm
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a
from evaluations.choix import EtatGrille
from evaluations.models import Grille
from jurys.services.reouverture import jury_qui_l_a, rouvrir_hors_jury


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def grille_rouvrir(request: HttpRequest, pk: int) -> HttpResponse:
    scellees = Grille.objects.visibles_par(request.user).filter(etat=EtatGrille.SCELLEE)
    grille = get_object_or_404(scellees.select_related("inscription__candidat"), pk=pk)
    page = Page(
        "Rouvrir la grille",
        "La grille est rouverte : les évaluateurs la corrigent, puis la signent de nouveau.",
        grille.inscription,
        "Rouvrir",
        sous_titre=str(grille.inscription.candidat),
        consequences=(
            "Ce qui est scellé aujourd’hui est gardé et reste lisible.",
            "Les signatures tombent ; les évaluateurs qui avaient signé sont prévenus.",
            "La prochaine signature de tous en fera une nouvelle version.",
        ),
        empechement=jury_qui_l_a(grille),
        danger=True,
    )
    return acte(request, MotifForm(**saisie(request)), page, partial(rouvrir_hors_jury, grille=grille))
