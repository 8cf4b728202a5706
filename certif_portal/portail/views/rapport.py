"""The annual reports: their versions, asked for, followed, read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, page_acte, saisie, tenter
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.lectures import SansTrace
from certif_portal.commun.page_chargement import demarrer, suivre
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import reserve_a
from certif_portal.portail import tasks
from certif_portal.portail.forms import RapportForm
from certif_portal.portail.models import RapportAnnuel
from certif_portal.portail.queries.marche import lien
from certif_portal.portail.services.rapport import demander_rapport


@require_safe
@reserve_a(*CONSULTATION)
def rapportannuel_liste(request: HttpRequest) -> HttpResponse:
    """Every version, the latest first; while one is being made, the page follows."""
    rapports = list(RapportAnnuel.objects.select_related("document__fichier", "demande_par").defer("contenu"))
    contexte = {"rapports": rapports, "peut_etablir": request.user.a_role(Role.RESPONSABLE)}
    en_cours = any(rapport.document_id is None for rapport in rapports)
    return suivre(render(request, "portail/rapportannuel_liste.html", contexte), en_cours)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def rapportannuel_etablir(request: HttpRequest) -> HttpResponse:
    form = RapportForm(derniere=horloge.aujourdhui().year - 1, **saisie(request))
    issue = tenter(
        request, form, lambda: demander_rapport(**form.cleaned_data, par=request.user, a=horloge.maintenant())
    )
    if issue.fait:
        return demarrer(request, tasks.etablir_rapport, issue.valeur, lien("rapportannuel_liste"))
    page = Page(
        "Établir un rapport annuel",
        "",
        "rapportannuel_liste",
        "Établir le rapport",
        "Il est tiré des faits enregistrés, puis figé : refait, il devient une autre version, et l’ancienne reste.",
        fil=(("Chiffres", lien("chiffre_liste")), ("Rapports annuels", lien("rapportannuel_liste"))),
    )
    return page_acte(request, form, page)


@require_safe
@reserve_a(*CONSULTATION)
def rapportannuel_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    rapport = get_object_or_404(RapportAnnuel.objects.select_related("document__fichier").defer("contenu"), pk=pk)
    if rapport.document is None:
        raise Http404
    return reponse_fichier(rapport.document.fichier, SansTrace("Des comptes, jamais de quelques personnes."))
