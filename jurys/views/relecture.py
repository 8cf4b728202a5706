"""The comments the jury will read, re-read by the centre: what may name somebody is hidden, or said to name nobody."""

from functools import partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun.cadre import acte, saisie
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.permissions import reserve_a
from jurys.forms.jury import RelectureForm
from jurys.models import Jury, Presentation
from jurys.queries.relecture import Relecture, commentaires_de, lire_relecture
from jurys.queries.synthese import commentaires_a_lire
from jurys.regles.anonymat import COMMENTAIRES_RELUS
from jurys.services.composition import AVANT_OUVERTURE
from jurys.services.relecture import relire_commentaire
from jurys.views.commun import page_jury, trouver_jury

PAR_PAGE = 20


@require_safe
@reserve_a(*CENTRE)
def jury_commentaires(request: HttpRequest, pk: int) -> HttpResponse:
    """Those in which something looks like a name: to re-read first, then those re-read. The others pass as they are."""
    jury = trouver_jury(request, pk)
    ouvert = jury.etat in AVANT_OUVERTURE
    relecture = lire_relecture(jury) if ouvert else Relecture([], [], 0)
    page: Page[Any] = Paginator(relecture.a_montrer, PAR_PAGE).get_page(request.GET.get("page"))
    page.object_list = commentaires_de(jury, page.object_list)
    contexte = {
        "jury": jury,
        "page": page,
        "a_relire": len(relecture.a_relire),
        "relus": len(relecture.relus),
        "libres": relecture.libres,
        "ouvert": ouvert,
        "regle": COMMENTAIRES_RELUS,
    }
    return render(request, "jurys/jury_commentaires.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def commentaire_relire(request: HttpRequest, pk: int, source: str) -> HttpResponse:
    visibles = Presentation.objects.filter(jury__in=Jury.objects.visibles_par(request.user))
    presentation = get_object_or_404(visibles.select_related("jury"), pk=pk)
    jury = presentation.jury
    lus = [lu for lu in commentaires_a_lire([presentation], jury.date) if lu.source == source]
    if not lus:
        raise Http404
    page = page_jury(
        jury,
        f"Relire {presentation.code}, {lus[0].libelle}",
        "Le commentaire est relu.",
        "Valider ce commentaire",
        texte=f"« {lus[0].texte} »",
        regle=COMMENTAIRES_RELUS,
        retour=reverse("jury_commentaires", args=[jury.pk]),
    )
    form = RelectureForm(**saisie(request), commentaire=lus[0])
    return acte(request, form, page, partial(relire_commentaire, presentation=presentation, source=source))
