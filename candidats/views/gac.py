"""Accepted registrations to the national system, and its numbers back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidats.choix_gac import ChampGAC
from candidats.forms.gac import ColonnesGACForm, RetourGACForm
from candidats.models import Inscription, LotGAC
from candidats.queries.gac import COLONNES, acceptees, colonnes_gac, exportables, lots_gac, pour_la_liste
from candidats.services.gac import dire_non_envoyees, enregistrer_colonnes_gac, exporter_gac, lire_numeros_gac
from candidats.views.commun import moment, montrer, personne_de
from certif_portal.centre.models import parametres
from certif_portal.commun.cadre import Page, envoyer, page_acte, reussir, saisie, tenter
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.lectures import extraite
from certif_portal.commun.pagination import ParCles
from certif_portal.commun.textes import en_entier, en_entiers
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import est_du_centre, reserve_a

PAR_PAGE, LOTS_MONTRES = 100, 10


@require_safe
@reserve_a(*CONSULTATION)
def gac_liste(request: HttpRequest) -> HttpResponse:
    """What is still to export; the address asks for what already was, or for one lot of it."""
    demande = request.GET.get("lot", "")
    lot = get_object_or_404(LotGAC, pk=en_entier(demande) or 0) if demande else None
    deja = bool(lot) or request.GET.get("voir") == "exportees"
    visibles = Inscription.objects.visibles_par(request.user)
    inscriptions = exportables(visibles, deja=deja)
    if lot:
        inscriptions = inscriptions.filter(lignes_gac__lot=lot)
    tri = Tri.lu(request.GET, COLONNES)
    page = ParCles(
        tri.trier(inscriptions), PAR_PAGE, lignes=pour_la_liste(acceptees(visibles)), d_un_coup=not deja or bool(lot)
    ).get_page(request.GET.get("page"))
    return montrer(
        request,
        "gac_liste",
        page=page,
        tri=tri,
        deja=deja,
        lot=lot,
        lots=lots_gac()[:LOTS_MONTRES],
        peut_exporter=est_du_centre(request.user),
        peut_regler=request.user.a_role(Role.RESPONSABLE),
    )


@require_POST
@reserve_a(*CENTRE)
def gac_exporter(request: HttpRequest) -> HttpResponse:
    """Export the ticked registrations as one lot."""
    _, a = moment()
    return envoyer(
        request,
        lambda: exporter_gac(ids=_cochees(request), deja="deja" in request.POST, par=personne_de(request), a=a),
        lambda lot: f"{lot} : le classeur est prêt, son lien est dans la liste des lots.",
        "gac_liste",
    )


@require_POST
@reserve_a(*CENTRE)
def gac_non_envoyees(request: HttpRequest) -> HttpResponse:
    """Say that what was ticked did not reach the national system."""
    _, a = moment()
    return envoyer(
        request,
        lambda: dire_non_envoyees(ids=_cochees(request), par=personne_de(request), a=a),
        lambda nombre: f"{nombre} inscription{'s' if nombre > 1 else ''} de nouveau à exporter.",
        "gac_liste",
    )


def _cochees(request: HttpRequest) -> list[int]:
    return en_entiers(request.POST.getlist("inscriptions"))


@require_safe
@reserve_a(*CONSULTATION)
def gac_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook of a lot, as it left."""
    lot = get_object_or_404(LotGAC.objects.select_related("fichier"), pk=pk)
    return reponse_fichier(lot.fichier, extraite("Classeur du lot téléchargé.", lot))


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def gac_retour(request: HttpRequest) -> HttpResponse:
    """Read the national numbers given back; every wrong row is told, and then nothing is written."""
    _, a = moment()
    form = RetourGACForm(**saisie(request))

    def lire() -> int:
        nom, octets = form.cleaned_data["fichier"]
        return lire_numeros_gac(nom=nom, octets=octets, par=personne_de(request), a=a)

    issue = tenter(request, form, lire, "fichier")
    if issue.fait:
        return reussir(request, f"{issue.valeur} numéro(s) national(aux) enregistré(s).", "gac_liste")
    titres = {colonne.champ: colonne.titre for colonne in colonnes_gac()}
    numero = titres.get(ChampGAC.NUMERO_NATIONAL, ChampGAC.NUMERO_NATIONAL.label)
    page = Page(
        "Lire les numéros nationaux",
        "",
        "gac_liste",
        "Lire le fichier",
        f"Le fichier porte au moins deux colonnes, « {titres[ChampGAC.REFERENCE]} » et "
        f"« {numero} » : le classeur exporté, complété, convient. Une ligne sans numéro est "
        "laissée de côté.",
        fil=(("Export national", reverse("gac_liste")),),
    )
    return page_acte(request, form, page)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.RESPONSABLE)
def gac_colonnes(request: HttpRequest) -> HttpResponse:
    """The column table of the workbook."""
    _, a = moment()
    form = ColonnesGACForm(**saisie(request), objet=parametres(), lire=_colonnes_lues)
    issue = tenter(
        request, form, lambda: enregistrer_colonnes_gac(colonnes=form.colonnes, par=personne_de(request), a=a)
    )
    if issue.fait:
        return reussir(request, "Les colonnes sont enregistrées.", "gac_liste")
    return montrer(request, "gac_colonnes", formulaire=form)


def _colonnes_lues() -> dict[str, list[dict[str, object]]]:
    champs = ("ordre", "titre", "champ", "format")
    return {"form": [{champ: getattr(colonne, champ) for champ in champs} for colonne in colonnes_gac()]}
