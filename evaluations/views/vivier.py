"""The centre's list of evaluators: a workbook, what was read of it, one act."""

from dataclasses import asdict

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from certif_portal.commun import horloge
from certif_portal.commun.cadre import envoyer, essayer, poser, refuser, retourner, saisie
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.permissions import reserve_a
from evaluations.forms.evaluateur import ListeForm
from evaluations.imports import lire_vivier
from evaluations.models import Evaluateur
from evaluations.queries.vivier import certifications_par_numero
from evaluations.services.vivier import Personne, reprendre_vivier

SEL = "liste-evaluateurs"
UNE_HEURE = 3600


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
            personnes = [asdict(Personne(ligne.valeurs, ligne.certifications)) for ligne in lue.lignes]
            contexte = {
                "lue": lue,
                "lignes": lignes,
                "nouveaux": sum(not connu for _, connu in lignes),
                "signees": signing.dumps(personnes, salt=SEL, compress=True),
            }
            return render(request, "evaluations/vivier_verifier.html", contexte)
    return render(request, "evaluations/vivier_importer.html", {"formulaire": form})


@require_POST
@reserve_a(*CENTRE)
def evaluateur_reprendre(request: HttpRequest) -> HttpResponse:
    try:
        lues = signing.loads(request.POST.get("personnes", ""), salt=SEL, max_age=UNE_HEURE)
    except signing.BadSignature:
        refuser(request, "Cette page est trop ancienne : déposez de nouveau la liste.")
        return retourner(request, "evaluateur_importer")
    personnes = [Personne(lue["valeurs"], tuple(lue["certifications"])) for lue in lues]
    return envoyer(
        request,
        lambda: reprendre_vivier(personnes=personnes, par=request.user, a=horloge.maintenant()),
        lambda faits: f"{faits[0]} invités, {faits[1]} fiches complétées.",
        "evaluateur_liste",
    )
