"""What became of certified people: their own page, and the rates of the centre and of each OF."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from candidats.choix import EtapeEnquete
from candidats.forms.insertion import EnqueteForm
from candidats.models import EnqueteInsertion
from candidats.queries.insertion import LigneInsertion, annees_enquetees, lignes_insertion
from candidats.regles.insertion import INSERTION_SEUIL
from candidats.services import insertion as services
from candidats.views.commun import montrer
from certif_portal.commun import horloge
from certif_portal.commun.cadre import essayer, poser, saisie, tenter
from certif_portal.commun.fichiers import XLSX, telecharger
from certif_portal.commun.liens import empreinte_jeton, sans_adresse
from certif_portal.commun.tableur import ecrire_tableau
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import reserve_a

PAR_PAGE = 50
FACULTATIFS = ("contrat", "poste", "statut", "salaire")
COLONNES = (
    ("Année du jury", 12),
    ("Organisme", 34),
    ("Numéro", 14),
    ("Certification", 48),
    ("Enquête", 12),
    ("Certifiés", 10),
    ("Enquêtés", 10),
    ("Réponses", 10),
    ("Taux de réponse (%)", 14),
    ("Insertion globale (%)", 14),
    ("Dans le métier visé (%)", 14),
)


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
        "form": form,
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
    """Response and insertion rates, promotion by promotion."""
    etape, annee, lignes = _demandees(request)
    return montrer(
        request,
        "insertion_liste",
        page=Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page")),
        etape=etape,
        annee=annee,
        etapes=EtapeEnquete.choices,
        annees=annees_enquetees(request.user),
        regle=INSERTION_SEUIL,
    )


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def insertion_exporter(request: HttpRequest) -> HttpResponse:
    _, _, lignes = _demandees(request)
    octets = ecrire_tableau("Insertion", COLONNES, map(_valeurs, lignes))
    return telecharger(octets, XLSX, "insertion.xlsx")


def _demandees(request: HttpRequest) -> tuple[str, int | None, list[LigneInsertion]]:
    etape, annee = request.GET.get("etape", ""), request.GET.get("annee", "")
    etape = etape if etape in EtapeEnquete.values else ""
    choisie = int(annee) if len(annee) == 4 and annee.isascii() and annee.isdigit() else None
    return etape, choisie, lignes_insertion(request.user, etape=etape, annee=choisie)


def _valeurs(ligne: LigneInsertion) -> tuple[str | int | None, ...]:
    taux = (ligne.insertion.taux_reponse, ligne.insertion.taux_global, ligne.insertion.taux_metier_vise)
    return (
        ligne.annee,
        ligne.organisme,
        ligne.numero,
        ligne.certification,
        ligne.etape,
        ligne.prevues,
        ligne.insertion.envoyees,
        ligne.insertion.reponses,
        *(None if valeur is None else round(valeur * 100) for valeur in taux),
    )
