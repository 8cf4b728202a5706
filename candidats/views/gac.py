"""Accepted registrations to the national system, and its numbers back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidats.forms.gac import ColonnesGACFormSet, RetourGACForm
from candidats.models import Inscription, LotGAC
from candidats.queries.gac import colonnes_gac, exportables, lots_gac
from candidats.services.gac import RetourRefuse, enregistrer_colonnes_gac, exporter_gac, lire_numeros_gac
from candidats.views.commun import envoi, moment, montrer, personne_de
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import est_du_centre, reserve_a

PAR_PAGE, LOTS_MONTRES = 200, 10


@require_safe
@reserve_a(*CONSULTATION)
def gac_liste(request: HttpRequest) -> HttpResponse:
    """What is still to export; the address asks for what already was, or for one lot of it."""
    lot = request.GET.get("lot", "")
    lot = lot if lot.isascii() and lot.isdigit() and len(lot) < 12 else ""
    deja = bool(lot) or request.GET.get("voir") == "exportees"
    inscriptions = exportables(Inscription.objects.visibles_par(request.user), deja=deja)
    if lot:
        inscriptions = inscriptions.filter(lignes_gac__lot=lot)
    page = Paginator(inscriptions, PAR_PAGE).get_page(request.GET.get("page"))
    return montrer(
        request,
        "gac_liste",
        page=page,
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
    ids = [int(pk) for pk in request.POST.getlist("inscriptions") if pk.isascii() and pk.isdigit() and len(pk) < 12]
    try:
        lot = exporter_gac(ids=ids, deja="deja" in request.POST, par=personne_de(request), a=a)
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
    else:
        messages.success(request, f"{lot} : le classeur est prêt, son lien est dans la liste des lots.")
    return redirect("gac_liste")


@require_safe
@reserve_a(*CONSULTATION)
def gac_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook of a lot, as it left."""
    return reponse_fichier(get_object_or_404(LotGAC.objects.select_related("fichier"), pk=pk).fichier)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def gac_retour(request: HttpRequest) -> HttpResponse:
    """Read the national numbers given back; every wrong row is told, and then nothing is written."""
    _, a = moment()
    form, refus = RetourGACForm(**envoi(request)), []
    if request.method == "POST" and form.is_valid():
        nom, octets = form.cleaned_data["fichier"]
        try:
            nombre = lire_numeros_gac(nom=nom, octets=octets, par=personne_de(request), a=a)
        except RetourRefuse as erreur:
            refus = erreur.messages
        except ErreurMetier as erreur:
            form.add_error("fichier", str(erreur))
        else:
            messages.success(request, f"{nombre} numéro(s) national(aux) enregistré(s).")
            return redirect("gac_liste")
    return montrer(request, "gac_retour", formulaire=form, refus=refus, colonnes=colonnes_gac())


@require_http_methods(["GET", "POST"])
@reserve_a(Role.RESPONSABLE)
def gac_colonnes(request: HttpRequest) -> HttpResponse:
    """The column table of the workbook."""
    _, a = moment()
    champs = ("ordre", "titre", "champ", "format")
    initial = [{champ: getattr(colonne, champ) for champ in champs} for colonne in colonnes_gac()]
    post = request.method == "POST"
    formset = ColonnesGACFormSet(request.POST) if post else ColonnesGACFormSet(initial=initial)
    erreur = ""
    if request.method == "POST" and formset.is_valid():
        try:
            enregistrer_colonnes_gac(colonnes=formset.colonnes, par=personne_de(request), a=a)
        except ErreurMetier as refus:
            erreur = str(refus)
        else:
            messages.success(request, "Les colonnes sont enregistrées.")
            return redirect("gac_liste")
    return montrer(request, "gac_colonnes", formset=formset, erreur=erreur)
