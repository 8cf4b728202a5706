"""The centre's list of evaluators: a workbook, what was read of it, one act."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from certif_portal.commun import horloge
from certif_portal.commun.cadre import envoyer, essayer, poser, saisie
from certif_portal.commun.durees import accorder
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.permissions import reserve_a
from evaluations.forms.evaluateur import ListeForm
from evaluations.imports import lire_vivier, rouvrir_liste, signer_liste
from evaluations.models import Evaluateur
from evaluations.queries.vivier import certifications_par_numero
from evaluations.services.vivier import Personne, reprendre_vivier


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def evaluateur_importer(request: HttpRequest) -> HttpResponse:
    """What was read is shown, and signed: nothing is recorded before it is confirmed."""
    form = ListeForm(**saisie(request))
    if request.method == "POST" and form.is_valid():
        issue = essayer(lambda: lire_vivier(form.cleaned_data["liste"][1], certifications_par_numero()))
        poser(form, issue, "liste")
        if issue.fait:
            lue = issue.valeur
            connus = {adresse.lower() for adresse in Evaluateur.objects.values_list("utilisateur__email", flat=True)}
            lignes = [(ligne, ligne.valeurs["courriel"].lower() in connus) for ligne in lue.lignes]
            contexte = {
                "lue": lue,
                "lignes": lignes,
                "nouveaux": sum(not connu for _, connu in lignes),
                "signees": signer_liste(lue.lignes),
            }
            return render(request, "evaluations/vivier_verifier.html", contexte)
    return render(request, "evaluations/vivier_importer.html", {"formulaire": form})


@require_POST
@reserve_a(*CENTRE)
def evaluateur_reprendre(request: HttpRequest) -> HttpResponse:
    """What the page showed, and nothing else."""

    def reprendre() -> tuple[int, int]:
        lues = rouvrir_liste(request.POST.get("personnes", ""))
        personnes = [Personne(ligne.valeurs, ligne.certifications) for ligne in lues]
        return reprendre_vivier(personnes=personnes, par=request.user, a=horloge.maintenant())

    return envoyer(
        request,
        reprendre,
        _dit,
        "evaluateur_liste",
    )


def _dit(faits: tuple[int, int]) -> str:
    invites, completes = faits
    return (
        f"{invites} {accorder(invites, 'évaluateur')} {accorder(invites, 'invité')} ; "
        f"{completes} {accorder(completes, 'fiche')} {accorder(completes, 'complétée')}."
    )
