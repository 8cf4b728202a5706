"""Independence towards all the candidates of a sitting, on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from certif_portal.commun import horloge
from certif_portal.commun.cadre import reussir, saisie, tenter
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a
from evaluations.forms.seance import IndependanceSeanceForm
from evaluations.models import Commission, Evaluateur
from evaluations.queries.independance import entourage, manquements, passages_a_declarer
from evaluations.services.independance import declarer_pour_la_seance


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.EVALUATEUR)
def independance_seance(request: HttpRequest, pk: int) -> HttpResponse:
    commission = get_object_or_404(Commission.objects.de_l_evaluateur(request.user), pk=pk)
    evaluateur = get_object_or_404(Evaluateur.objects.select_related("utilisateur"), utilisateur=request.user)
    passages = passages_a_declarer(commission, evaluateur)
    if not passages and request.method != "POST":
        return redirect("mes_commissions")
    form = IndependanceSeanceForm(**saisie(request), passages=passages)
    declarer = tenter(
        request,
        form,
        lambda: declarer_pour_la_seance(
            commission=commission, evaluateur=evaluateur, declarations=form.declarations, a=horloge.maintenant()
        ),
    )
    if declarer.fait:
        return reussir(request, "Vos déclarations sont enregistrées.", "mes_commissions")
    entourages = {passage.pk: entourage(passage.inscription) for passage in passages}
    lignes = [(*ligne, entourages[ligne[0].pk], manquements(evaluateur, ligne[0].inscription)) for ligne in form.lignes]
    contexte = {
        "commission": commission,
        "formulaire": form,
        "lignes": lignes,
        "a_relire": any(vus for *_, vus in lignes),
    }
    return render(request, "evaluations/independance_seance.html", contexte)
