"""The directory of members: a jury is composed by picking."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from certif_portal.commun import horloge
from certif_portal.commun.cadre import envoyer, reussir, saisie, tenter
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.permissions import reserve_a
from jurys.forms.jury import ChoixMembresForm
from jurys.models import PersonneJury
from jurys.queries.siege import repertoire_pour
from jurys.services.repertoire import designer_personnes, retirer_du_repertoire
from jurys.views.commun import ferme, trouver_jury


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_composer(request: HttpRequest, pk: int) -> HttpResponse:
    jury = trouver_jury(request, pk)
    form = ChoixMembresForm(**saisie(request))
    designer = partial(designer_personnes, jury=jury, par=request.user, a=horloge.maintenant())
    issue = tenter(request, form, lambda: designer(**form.cleaned_data))
    if issue.fait:
        return reussir(request, f"Personnes désignées : {len(issue.valeur)}.", jury)
    contexte = {"jury": jury, "formulaire": form, "colleges": repertoire_pour(jury), "ferme": ferme(jury)}
    return render(request, "jurys/jury_composer.html", contexte)


@require_POST
@reserve_a(*CENTRE)
def personne_jury_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    """The person is no longer proposed; back to where the button was."""
    personne = get_object_or_404(PersonneJury, pk=pk)
    le, a = horloge.aujourdhui(), horloge.maintenant()
    retirer = partial(retirer_du_repertoire, personne=personne, le=le, par=request.user, a=a)
    return envoyer(request, retirer, f"Le répertoire ne propose plus {personne}.", "jury_liste")
