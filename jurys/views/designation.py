"""The unions: asked together, their answers recorded on one page, a request withdrawn."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import acte, reussir, saisie, tenter
from certif_portal.commun.fichiers import PDF, octets_de_l_acte, telecharger
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.jonction import fusionner
from certif_portal.commun.lectures import lue
from certif_portal.comptes.choix import CENTRE, CONSULTATION
from certif_portal.comptes.permissions import reserve_a
from jurys.choix import OUVERTS
from jurys.forms.preparation import DemandeForm, ReponsesForm
from jurys.models import DemandeDesignation, Jury
from jurys.queries.designation import par_organisation
from jurys.queries.ecrans import demandes_de
from jurys.queries.papier import lettres_du_jury
from jurys.regles.delai import JURY_DESIGNATION, date_limite_designation
from jurys.services.designation import demander_designations, repondre_designations, retirer_demande
from jurys.views.commun import ferme, page_jury, trouver_jury


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_designations(request: HttpRequest, pk: int) -> HttpResponse:
    jury, le = trouver_jury(request, pk), horloge.aujourdhui()
    form = DemandeForm(**saisie(request), initial={"le": le}, libelle="Demandes parties le")
    demander = partial(demander_designations, jury=jury, par=request.user, a=horloge.maintenant())
    issue = tenter(request, form, lambda: demander(**form.cleaned_data))
    if issue.fait:
        return reussir(request, f"Organisations sollicitées : {len(issue.valeur)}.", "jury_designations", jury.pk)
    demandes = demandes_de(jury)
    contexte = {
        "jury": jury,
        "formulaire": form,
        "lignes": par_organisation(jury, demandes),
        "a_demander": [demande for demande in demandes if demande.demande_id is None],
        "demandees": any(demande.demande_id for demande in demandes),
        "lettres": any(demande.lettres_id for demande in demandes),
        "limite": date_limite_designation(jury.date),
        "regle": JURY_DESIGNATION,
        "ferme": ferme(jury),
        "repond": jury.etat in OUVERTS,
    }
    return render(request, "jurys/jury_designations.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_reponses(request: HttpRequest, pk: int) -> HttpResponse:
    jury, le = trouver_jury(request, pk), horloge.aujourdhui()
    demandes = [demande for demande in demandes_de(jury) if demande.demande_id]
    form = ReponsesForm(**saisie(request), objet=jury, demandes=demandes, le=le)
    repondre = partial(repondre_designations, jury=jury, par=request.user, a=horloge.maintenant())
    issue = tenter(request, form, lambda: repondre(reponses=form.reponses()))
    if issue.fait:
        return reussir(request, f"Réponses enregistrées : {len(issue.valeur)}.", "jury_designations", jury.pk)
    ouvert = jury.etat in OUVERTS
    contexte = {"jury": jury, "formulaire": form, "lignes": form.lignes(), "ouvert": ouvert}
    return render(request, "jurys/jury_reponses.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def designation_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    demandes = DemandeDesignation.objects.filter(jury__in=Jury.objects.visibles_par(request.user))
    demande = get_object_or_404(demandes.select_related("jury", "organisation"), pk=pk)
    page = page_jury(
        demande.jury,
        f"Retirer la demande à {demande.organisation}",
        f"La demande à {demande.organisation} est retirée.",
        "Retirer la demande",
        danger=True,
        empechement=ferme(demande.jury),
        consequences=[
            "L’organisation à qui le portail a écrit en est prévenue.",
            "Elle peut être sollicitée de nouveau.",
        ],
        retour=reverse("jury_designations", args=[demande.jury_id]),
    )
    return acte(request, MotifForm(**saisie(request)), page, partial(retirer_demande, demande=demande))


@require_safe
@reserve_a(*CONSULTATION)
def designation_lettres(request: HttpRequest, pk: int) -> HttpResponse:
    """Every letter to post, in one file for the printer."""
    jury = trouver_jury(request, pk)
    documents = lettres_du_jury(jury)
    if not documents:
        raise Http404
    octets = fusionner(octets_de_l_acte(document) for document in documents)
    nom = f"demandes-de-designation-{jury.numero}.pdf"
    return telecharger(octets, PDF, nom, lecture=lue("Demandes de désignation lues.", jury))
