"""The company of a job seeker, after the acceptance; what is already known of a company by its SIRET."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods, require_safe

from candidats import permissions
from candidats.forms.entreprise import EntrepriseForm, entreprise_initiale
from candidats.models import Inscription
from candidats.queries.entreprise import entreprise_decrite
from candidats.regles.inscription import ENTREPRISE_DE
from candidats.services.decision import completer_entreprise
from candidats.views.commun import exiger, moment, montrer, personne_de, trouver
from certif_portal.commun.cadre import reussir, saisie, tenter
from certif_portal.commun.identifiants import chiffres, siret_juste
from certif_portal.commun.typographie import date_longue, jour_de, typographier
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.permissions import reserve_a


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def entreprise_completer(request: HttpRequest, pk: int) -> HttpResponse:
    """The company of a job seeker, learned during the training."""
    inscription = trouver(request, pk)
    exiger(permissions.peut_completer_entreprise(request.user, inscription), inscription)
    _, a = moment()
    form = EntrepriseForm(**saisie(request), objet=inscription, initial=entreprise_initiale(inscription))
    issue = tenter(
        request,
        form,
        lambda: completer_entreprise(inscription=inscription, donnees=form.donnees, par=personne_de(request), a=a),
    )
    if issue.fait:
        return reussir(request, "L’entreprise est enregistrée.", inscription)
    return montrer(request, "entreprise_completer", inscription=inscription, formulaire=form, regle=ENTREPRISE_DE)


@require_safe
@reserve_a(*CENTRE, Role.ORGANISME)
def entreprise_connue(request: HttpRequest) -> HttpResponse:
    """For the form of a registration: what those who type it already wrote of the company. What another organisation
    wrote is never told (decision 0295)."""
    siret = chiffres(request.GET.get("siret", ""))
    decrite = siret_juste(siret) and entreprise_decrite(Inscription.objects.visibles_par(request.user), siret)
    if not decrite:
        return JsonResponse({})
    champs, le = decrite
    phrase = f"Proposé d’après ce que vous avez saisi le {date_longue(jour_de(le))} pour ce SIRET : à vérifier."
    return JsonResponse({"champs": champs, "phrase": typographier(phrase)})
