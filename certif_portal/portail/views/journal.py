"""The whole journal: who did, read or extracted what, and the head of its chain."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certif_portal.commun import horloge
from certif_portal.commun.models import MaillonJournal
from certif_portal.commun.pagination import ParCles
from certif_portal.comptes.permissions import reserve_a
from certif_portal.portail.forms import JournalForm
from certif_portal.portail.queries.journal import (
    JOURS_LUS,
    LECTEURS_DU_JOURNAL,
    NATURES,
    FiltreJournal,
    en_lignes_de_journal,
    registre,
)

PAR_PAGE = 50


@require_safe
@reserve_a(*LECTEURS_DU_JOURNAL)
def journal_liste(request: HttpRequest) -> HttpResponse:
    """The last weeks until a period is asked for; of one file, from its first day."""
    depuis = horloge.aujourdhui() - timedelta(days=JOURS_LUS)
    demande = request.GET.dict()
    if not demande.get("dossier", "").strip():
        demande.setdefault("du", depuis.isoformat())
    form = JournalForm(demande)
    filtre = FiltreJournal(**form.cleaned_data) if form.is_valid() else FiltreJournal(du=depuis)
    page = ParCles(registre(filtre, request.user), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "formulaire": form,
        "filtre": filtre,
        "natures": NATURES.items(),
        "page": page,
        "lignes": en_lignes_de_journal(page),
        "maillon": MaillonJournal.objects.last(),
    }
    return render(request, "portail/journal_liste.html", contexte)
