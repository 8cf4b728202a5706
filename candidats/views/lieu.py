"""The places of birth: the lists of the INSEE, loaded by the responsable."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from candidats import tasks
from candidats.choix import EtatChargement
from candidats.forms.lieu import LieuxForm
from candidats.models import ChargementLieux
from candidats.services.lieu import demander_chargement
from candidats.views.commun import moment, montrer, personne_de
from certif_portal.commun.cadre import avertir, noter_fait, saisie, tenter
from certif_portal.commun.courtier import lancer
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a

MONTRES = 5


@require_http_methods(["GET", "POST"])
@reserve_a(Role.RESPONSABLE)
def lieux_charger(request: HttpRequest) -> HttpResponse:
    """What is loaded, the file that replaces it, and the progress while it is being loaded."""
    _, a = moment()
    form = LieuxForm(**saisie(request))
    issue = tenter(
        request,
        form,
        lambda: demander_chargement(fichier=form.cleaned_data["fichier"], par=personne_de(request), a=a),
        "fichier",
    )
    if issue.fait:
        return _lancer(request, issue.valeur)
    recents = list(ChargementLieux.objects.select_related("demande_par")[:MONTRES])
    en_cours = next((un for un in recents if un.etat == EtatChargement.EN_COURS), None)
    faites = cache.get(tasks.cle_chargement(en_cours.pk), 0) if en_cours else 0
    page = montrer(request, "lieux_charger", formulaire=form, recents=recents, en_cours=en_cours, faites=faites)
    if en_cours:
        page["Refresh"] = "2"
    return page


@require_POST
@reserve_a(Role.RESPONSABLE)
def lieux_relancer(request: HttpRequest) -> HttpResponse:
    """Start again what nobody took up; what is done is not done twice."""
    en_cours = ChargementLieux.objects.filter(etat=EtatChargement.EN_COURS).first()
    return _lancer(request, en_cours) if en_cours else redirect("lieux_charger")


def _lancer(request: HttpRequest, chargement: ChargementLieux) -> HttpResponse:
    noter_fait(request)
    if not lancer(tasks.charger_lieux, chargement.pk):
        avertir(request, "Le travail n’a pas pu commencer : relancez-le depuis cette page.")
    return redirect("lieux_charger")
