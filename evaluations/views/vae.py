"""A commission de validation: the candidate's Livret 2, the interview, the situation."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from candidats.models import RecevabiliteVAE
from certif_portal.commun import horloge
from certif_portal.commun.cadre import reussir, saisie, tenter
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.lectures import lue
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a
from evaluations.choix import EtatGrille
from evaluations.forms.grille import ValidationForm
from evaluations.models import Evaluateur, ValidationVAE
from evaluations.presentation import initiales
from evaluations.queries.grille import grilles_pour
from evaluations.queries.vae import validation_de
from evaluations.services.vae import noter_validation


@require_safe
@reserve_a(Role.EVALUATEUR)
def grille_livret2(request: HttpRequest, pk: int) -> HttpResponse:
    """The proofs of a VAE, for the members of its sittings alone, once they have declared their independence."""
    grille = get_object_or_404(grilles_pour(request.user), pk=pk)
    recevabilite = RecevabiliteVAE.objects.select_related("livret2").filter(inscription=grille.inscription_id).first()
    if recevabilite is None or recevabilite.livret2 is None:
        raise Http404
    if not grille.independance_declaree:
        return redirect("independance_declarer", grille.pk)
    return reponse_fichier(recevabilite.livret2, lue("Livret 2 lu.", grille.inscription))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.EVALUATEUR)
def grille_validation(request: HttpRequest, pk: int) -> HttpResponse:
    grille = get_object_or_404(grilles_pour(request.user), pk=pk)
    if not grille.inscription.en_vae:
        raise Http404
    if not grille.independance_declaree:
        return redirect("independance_declarer", grille.pk)
    notee = validation_de(grille)
    initial = {nom: getattr(notee, nom) for nom in ("entretien", "mise_en_situation", "version")}
    form = ValidationForm(**saisie(request), initial=initial)
    rendue = request.method != "POST" and form.is_bound  # judged by what its author had read

    def noter() -> ValidationVAE:
        dits = form.cleaned_data
        return noter_validation(
            grille=grille,
            entretien=dits["entretien"],
            mise_en_situation=dits["mise_en_situation"],
            version_lue=dits["version"],
            evaluateur=get_object_or_404(Evaluateur, utilisateur=request.user),
            a=horloge.maintenant(),
        )

    if tenter(request, form, noter).fait:
        return reussir(request, "L’entretien est noté.", grille)
    contexte = {
        "grille": grille,
        "candidat": grille.inscription.candidat,
        "initiales": initiales(grille.inscription.candidat),
        "formulaire": form,
        "version": form["version"].value() if rendue else notee.version,
        "scellee": grille.etat == EtatGrille.SCELLEE,
    }
    return render(request, "evaluations/grille_validation.html", contexte)
