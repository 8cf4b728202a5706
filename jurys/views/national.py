"""The file of certified persons: lots, hand-over, receipts, settings."""

from functools import partial
from typing import Any

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, envoyer, page_acte, reussir, saisie, tenter
from certif_portal.commun.etats import empechement_de
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.lectures import extraite
from certif_portal.commun.page_chargement import suivre
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import est_du_centre, reserve_a
from jurys.choix_national import TRANSITIONS_LOT, EtatLigne, EtatLot
from jurys.forms.national import LotForm, ReglagesNationalForm, RemiseLotForm, RetourNationalForm
from jurys.models import LigneNational, LotNational, RetourNational, reglages_national
from jurys.queries.national import COLONNES, a_corriger, compter_etats, lignes_de, revoques_apres
from jurys.regles.national import NATIONAL_DELAI, NATIONAL_UNE_FOIS
from jurys.services.national import (
    annuler_lot,
    demander_lot,
    dire_corrigee,
    dire_revoquee,
    lire_retour_national,
    regler_national,
    remettre_lot,
)
from jurys.tasks import cle_lot, demander_ecriture

PAR_PAGE, CORRIGES, MONTRES = 50, 50, 20


@require_safe
@reserve_a(*CONSULTATION)
def national(request: HttpRequest) -> HttpResponse:
    """What is to be told, what waits for an answer, what was refused or lacks something, and the lots."""
    lots = list(LotNational.objects.select_related("cree_par", "jury")[:MONTRES])
    contexte = {
        "compte": compter_etats(),
        "a_corriger": a_corriger(CORRIGES),
        "lots": lots,
        "revoques": revoques_apres()[:CORRIGES],
        "retours": RetourNational.objects.select_related("lu_par")[:MONTRES],
        "regle": NATIONAL_DELAI,
        "peut_gerer": est_du_centre(request.user),
        "peut_regler": request.user.a_role(Role.RESPONSABLE),
    }
    return suivre(render(request, "jurys/national.html", contexte), any(lot.etat == EtatLot.EN_COURS for lot in lots))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def lotnational_creer(request: HttpRequest) -> HttpResponse:
    le = horloge.aujourdhui()
    initial = {"nature": "classeur", "debut": le.replace(month=1, day=1), "fin": le}
    form = LotForm(**saisie(request), initial=initial, xml=reglages_national().xml_actif)
    issue = tenter(request, form, lambda: demander_lot(**form.cleaned_data, par=request.user, a=horloge.maintenant()))
    if issue.fait:
        demander_ecriture(issue.valeur)
        return reussir(request, "Le lot est en préparation.", issue.valeur)
    texte = (
        "Les certifications entières du RNCP et du RS, délivrées par ces jurys et pas encore parties. "
        "Un titulaire à qui il manque une donnée indispensable attend, et le portail le dit."
    )
    page = _page("Préparer un lot", "", "Préparer le lot", texte=texte, regle=NATIONAL_UNE_FOIS)
    return page_acte(request, form, page)


def _page(titre: str, fait: str, bouton: str = "Enregistrer", **quoi: Any) -> Page:
    fil = (("Fichier national", reverse("national")),)
    return Page(titre, fait, quoi.pop("retour", "national"), bouton, fil=fil, **quoi)


def _lot(pk: int) -> LotNational:
    return get_object_or_404(LotNational.objects.select_related("cree_par", "jury", "fichier"), pk=pk)


@require_safe
@reserve_a(*CONSULTATION)
def lotnational_detail(request: HttpRequest, pk: int) -> HttpResponse:
    lot, etat = _lot(pk), request.GET.get("etat", "")
    lignes = lignes_de(lot)
    if etat in EtatLigne.values:
        lignes = lignes.filter(etat=etat)
    tri = Tri.lu(request.GET, COLONNES)
    contexte = {
        "lot": lot,
        "tri": tri,
        "page": Paginator(tri.trier(lignes), PAR_PAGE).get_page(request.GET.get("page")),
        "etats": EtatLigne.choices,
        "etat": etat,
        "faites": cache.get(cle_lot(pk), 0),
        "peut_gerer": est_du_centre(request.user),
    }
    return suivre(render(request, "jurys/lotnational_detail.html", contexte), lot.etat == EtatLot.EN_COURS)


@require_safe
@reserve_a(*CONSULTATION)
def lotnational_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    lot = _lot(pk)
    if lot.fichier is None:
        raise Http404
    return reponse_fichier(lot.fichier, extraite("Registre du lot téléchargé.", lot))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def lotnational_remettre(request: HttpRequest, pk: int) -> HttpResponse:
    lot, le = _lot(pk), horloge.aujourdhui()
    form = RemiseLotForm(**saisie(request), initial={"le": le}, maximum=le, libelle="Remis ou déposé le")
    page = _page(
        "Remettre le lot",
        "La remise du lot est enregistrée.",
        retour=lot,
        regle=NATIONAL_DELAI,
        empechement=empechement_de(TRANSITIONS_LOT, lot, EtatLot.REMIS),
        consequences=[_a_dire(ligne) for ligne in revoques_apres()[:CORRIGES]],
    )
    return acte(request, form, page, partial(remettre_lot, lot=lot))


def _a_dire(ligne: LigneNational) -> str:
    """Told with the next file: the one that is handed over does not say it."""
    numero = ligne.certificat.numero
    return f"À dire aussi à qui dépose : le certificat {numero}, déclaré avec le {ligne.lot}, ne vaut plus."


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def lotnational_annuler(request: HttpRequest, pk: int) -> HttpResponse:
    lot = _lot(pk)
    page = _page(
        "Annuler le lot",
        "Le lot est annulé : ses certificats sont de nouveau à déclarer.",
        "Annuler ce lot",
        retour=lot,
        empechement=empechement_de(TRANSITIONS_LOT, lot, EtatLot.ANNULE),
        danger=True,
        consequences=["Son fichier n’est pas parti, et ne partira pas.", "Ses certificats sont de nouveau à déclarer."],
    )
    return acte(request, MotifForm(**saisie(request)), page, partial(annuler_lot, lot=lot))


@require_POST
@reserve_a(*CENTRE)
def lignenational_corriger(request: HttpRequest, pk: int) -> HttpResponse:
    ligne = get_object_or_404(LigneNational, pk=pk)
    corriger = partial(dire_corrigee, ligne=ligne, par=request.user, a=horloge.maintenant())
    return envoyer(request, corriger, "Ce certificat repartira avec le prochain lot.", "national")


@require_POST
@reserve_a(*CENTRE)
def lignenational_revoquer(request: HttpRequest, pk: int) -> HttpResponse:
    ligne = get_object_or_404(LigneNational, pk=pk)
    dire = partial(dire_revoquee, ligne=ligne, par=request.user, a=horloge.maintenant())
    return envoyer(request, dire, "La révocation est dite à qui dépose.", "national")


@require_POST
@reserve_a(*CENTRE)
def lotnational_reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    """Its task died: the same one is asked again, and writes nothing twice."""
    lot = _lot(pk)
    if lot.etat == EtatLot.EN_COURS:
        demander_ecriture(lot)
        return reussir(request, "L’écriture du lot est reprise.", lot)
    return reussir(request, f"Ce lot n’est plus en préparation : il est « {lot.get_etat_display()} ».", lot)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def national_retour(request: HttpRequest) -> HttpResponse:
    form = RetourNationalForm(**saisie(request))

    def lire() -> RetourNational:
        return lire_retour_national(fichier=form.cleaned_data["fichier"], par=request.user, a=horloge.maintenant())

    issue = tenter(request, form, lire, "fichier")
    if issue.fait:
        lu = issue.valeur
        phrase = f"Retour lu : acceptées {lu.acceptees}, refusées {lu.refusees}, inconnues {len(lu.inconnues)}."
        return reussir(request, phrase, "national")
    texte = (
        "Le fichier porte au moins trois colonnes, « Référence », « Statut » (accepté ou refusé) et « Motif » : le "
        "classeur remis, complété, convient. Une ligne sans statut est laissée de côté."
    )
    return page_acte(request, form, _page("Lire un retour", "", "Lire le retour", texte=texte))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def national_regler(request: HttpRequest) -> HttpResponse:
    reglages = reglages_national()
    form = ReglagesNationalForm(**saisie(request), instance=reglages)
    texte = (
        "Tant que le centre ne dépose pas lui-même, il remet un classeur à qui dépose. La version du schéma et les "
        "identifiants sont ceux que donne la Caisse des dépôts."
    )
    page = _page("Réglages du fichier national", "Les réglages du fichier national sont enregistrés.", texte=texte)

    def regler(par: Any, a: Any, **_: Any) -> None:
        regler_national(reglages=form.instance, par=par, a=a)

    return acte(request, form, page, regler)
