"""The print-out for the table of the day, in one click."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from certif_portal.commun import horloge
from certif_portal.commun.cadre import essayer, refuser
from certif_portal.commun.fichiers import PDF, telecharger
from certif_portal.commun.lectures import lue
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.permissions import reserve_a
from jurys.services.table import imprimer_la_table
from jurys.views.commun import trouver_jury


@require_POST
@reserve_a(*CENTRE)
def jury_table(request: HttpRequest, pk: int) -> HttpResponse:
    """A button: it edits the émargement when there is none, then the document comes; or the page says why not."""
    jury = trouver_jury(request, pk)
    issue = essayer(partial(imprimer_la_table, jury=jury, par=request.user, a=horloge.maintenant()))
    if issue.fait:
        lecture = lue("Table du jury éditée.", jury)
        return telecharger(issue.valeur, PDF, f"table-jury-{jury.numero}.pdf", lecture=lecture)
    refuser(request, *issue.phrases)
    return redirect(jury)
