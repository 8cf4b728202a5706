"""The places of birth: the lists of the INSEE, loaded by the responsable."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from candidats import tasks
from candidats.forms.lieu import LieuxForm
from candidats.models import ChargementLieux
from candidats.services.lieu import demander_chargement
from candidats.views.commun import moment, montrer, personne_de
from certif_portal.commun.cadre import saisie, tenter
from certif_portal.commun.page_chargement import demarrer, derniers, relancer, suivre
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
        return demarrer(request, tasks.charger_lieux, issue.valeur, "lieux_charger")
    recents, en_cours = derniers(ChargementLieux, MONTRES)
    faites = cache.get(tasks.cle_chargement(en_cours.pk), 0) if en_cours else 0
    page = montrer(request, "lieux_charger", formulaire=form, recents=recents, en_cours=en_cours, faites=faites)
    return suivre(page, en_cours)


@require_POST
@reserve_a(Role.RESPONSABLE)
def lieux_relancer(request: HttpRequest) -> HttpResponse:
    return relancer(request, tasks.charger_lieux, ChargementLieux, "lieux_charger")
