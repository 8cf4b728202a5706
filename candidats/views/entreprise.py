"""After the acceptance: the company of a job seeker."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from candidats import permissions
from candidats.forms.entreprise import EntrepriseForm, entreprise_initiale
from candidats.regles.inscription import ENTREPRISE_DE
from candidats.services.decision import completer_entreprise
from candidats.views.commun import exiger, moment, montrer, personne_de, trouver
from certif_portal.commun.cadre import reussir, saisie, tenter
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
