"""The evaluators' list, for the centre's staff."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.adresses_refusees import refus_connu
from certif_portal.commun.cadre import Page, page_acte, reussir, saisie, tenter
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import est_du_centre, reserve_a
from evaluations.forms.evaluateur import EvaluateurForm, FiltreEvaluateursForm, InvitationEvaluateurForm
from evaluations.models import Evaluateur
from evaluations.queries.commission import COLONNES_EVALUATEURS, evaluateurs_pour_liste
from evaluations.regles.charte import DEMARCHE, PRINCIPES
from evaluations.services.evaluateur import inviter_evaluateur, modifier_evaluateur

PAR_PAGE = 50


@require_safe
@reserve_a(*CONSULTATION)
def evaluateur_liste(request: HttpRequest) -> HttpResponse:
    filtre, tri = FiltreEvaluateursForm(request.GET), Tri.lu(request.GET, COLONNES_EVALUATEURS)
    evaluateurs = evaluateurs_pour_liste(
        horloge.aujourdhui(),
        filtre.q,
        certification=int(filtre.certification) if filtre.certification else None,
        origine=filtre.origine,
    )
    contexte = {
        "tri": tri,
        "page": Paginator(tri.ranger(evaluateurs), PAR_PAGE).get_page(request.GET.get("page")),
        "filtre": filtre,
        "agit": est_du_centre(request.user),
    }
    return render(request, "evaluations/evaluateur_liste.html", contexte)


@require_safe
@reserve_a(*CONSULTATION, Role.EVALUATEUR)
def evaluateur_posture(request: HttpRequest) -> HttpResponse:
    """The briefing: read before the first sitting, and again."""
    return render(request, "evaluations/evaluateur_posture.html", {"principes": PRINCIPES, "demarche": DEMARCHE})


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def evaluateur_inviter(request: HttpRequest) -> HttpResponse:
    form = InvitationEvaluateurForm(**saisie(request))
    issue = tenter(
        request,
        form,
        lambda: inviter_evaluateur(
            courriel=form.cleaned_data["courriel"],
            prenom=form.cleaned_data["prenom"],
            nom=form.cleaned_data["nom"],
            situation=form.situation(),
            fin_acces=form.cleaned_data["fin_acces"],
            par=request.user,
            a=horloge.maintenant(),
        ),
    )
    if issue.fait:
        phrase = f"L’invitation de {issue.valeur} est partie : son accès s’ouvre par le lien reçu."
        return reussir(request, phrase, "evaluateur_liste")
    page = Page("Inviter un évaluateur", "", "evaluateur_liste", "Envoyer l’invitation", icone="envoyer")
    return page_acte(request, form, page, "evaluations/evaluateur_formulaire.html")


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def evaluateur_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    lignes = Evaluateur.objects.select_related("utilisateur").annotate(
        adresse_refusee=refus_connu("utilisateur__email")
    )
    evaluateur = get_object_or_404(lignes, pk=pk)
    initial = {champ: getattr(evaluateur, champ) for champ in EvaluateurForm.base_fields if champ != "certifications"}
    initial["certifications"] = list(evaluateur.certifications.values_list("pk", flat=True))
    form = EvaluateurForm(**saisie(request), objet=evaluateur, initial=initial)
    issue = tenter(
        request,
        form,
        lambda: modifier_evaluateur(
            evaluateur=evaluateur,
            situation=form.situation(),
            actif=form.cleaned_data["actif"],
            par=request.user,
            a=horloge.maintenant(),
        ),
    )
    if issue.fait:
        return reussir(request, f"La fiche de {evaluateur} est à jour.", "evaluateur_liste")
    page = Page(str(evaluateur), "", "evaluateur_liste")
    return page_acte(request, form, page, "evaluations/evaluateur_formulaire.html", evaluateur=evaluateur)
