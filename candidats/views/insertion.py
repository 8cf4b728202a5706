"""What became of certified people: their own page, and the rates of the centre and of each OF."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from candidats.choix import EtapeEnquete
from candidats.exports import ecrire_insertion
from candidats.forms.insertion import EnqueteForm
from candidats.models import EnqueteInsertion
from candidats.queries.insertion import COLONNES, annee_demandee, annees_enquetees, promotions_demandees
from candidats.regles.insertion import INSERTION_SEUIL
from candidats.services import insertion as services
from candidats.views.commun import montrer
from certif_portal.commun import horloge
from certif_portal.commun.cadre import essayer, poser, saisie, tenter
from certif_portal.commun.durees import compte
from certif_portal.commun.fichiers import XLSX, telecharger
from certif_portal.commun.lectures import extraite
from certif_portal.commun.liens import empreinte_jeton, sans_adresse
from certif_portal.commun.tableur import PLAFOND
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import peut_tout_consulter, reserve_a

PAR_PAGE = 50
FACULTATIFS = ("contrat", "poste", "statut", "salaire")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enquete_repondre(request: HttpRequest, jeton: str) -> HttpResponse:
    """Reading the link consumes nothing; sending the form, or declining, closes the survey."""
    enquete = (
        EnqueteInsertion.objects.select_related("inscription__referentiel__certification")
        .filter(jeton_sha256=empreinte_jeton(jeton))
        .first()
    )
    if enquete is None or not services.enquete_ouverte(enquete, horloge.aujourdhui()):
        return _fermee(request, enquete)
    form = EnqueteForm(**saisie(request))
    a = horloge.maintenant()
    if "refuser" in request.POST:
        issue = essayer(lambda: services.refuser_enquete(enquete=enquete, a=a))
        poser(form, issue)
    else:
        issue = tenter(
            request,
            form,
            lambda: services.repondre_enquete(enquete=enquete, reponses=form.cleaned_data, a=a),
        )
    if issue.fait:
        return sans_adresse(redirect("enquete_repondre", jeton))
    contexte = {
        "enquete": enquete,
        "formulaire": form,
        "seuil": INSERTION_SEUIL,
        "facultatifs": [form[nom] for nom in FACULTATIFS],
    }
    return sans_adresse(render(request, "candidats/enquete_repondre.html", contexte))


def _fermee(request: HttpRequest, enquete: EnqueteInsertion | None) -> HttpResponse:
    faite = bool(enquete and (enquete.repondue_le or enquete.refusee_le))
    statut = 200 if faite else 410 if enquete else 404
    return sans_adresse(render(request, "candidats/enquete_fermee.html", {"enquete": enquete}, status=statut))


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def insertion_liste(request: HttpRequest) -> HttpResponse:
    """Response and insertion rates, promotion by promotion: of the last year surveyed, unless an address says which. An
    OF may read all of its years at once; those of the whole centre, thousands of rows a year, go in a workbook."""
    annees = annees_enquetees(request.user)
    toutes = not peut_tout_consulter(request.user)
    adresse = request.GET.dict()
    if annees and annee_demandee(adresse) not in annees and not (toutes and "annee" in adresse):
        adresse["annee"] = str(annees[0])
    etape, annee, lignes = promotions_demandees(request.user, adresse)
    tri = Tri.lu(request.GET, COLONNES)
    return montrer(
        request,
        "insertion_liste",
        tri=tri,
        page=Paginator(tri.ranger(lignes), PAR_PAGE).get_page(request.GET.get("page")),
        etape=etape,
        annee=annee,
        etapes=EtapeEnquete.choices,
        annees=annees,
        toutes=toutes,
        regle=INSERTION_SEUIL,
    )


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def insertion_exporter(request: HttpRequest) -> HttpResponse:
    """The promotions asked for as a workbook; a long one is prepared apart."""
    _, _, lignes = promotions_demandees(request.user, request.GET)
    if len(lignes) > PLAFOND:
        return redirect(f"{reverse('export_creer', args=['insertion'])}?{request.GET.urlencode()}")
    extrait = extraite(f"Suivi de l’insertion exporté : {compte(len(lignes), 'ligne')}.")
    return telecharger(ecrire_insertion(lignes), XLSX, "insertion.xlsx", lecture=extrait)
