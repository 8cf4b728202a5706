"""The scorecard of each OF, and the renewal it prepares."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from candidats.regles.insertion import INSERTION_SEUIL
from certif_portal.commun import horloge
from certif_portal.commun.cadre import envoyer, essayer, refuser, reussir
from certif_portal.commun.fichiers import XLSX, telecharger
from certif_portal.commun.lectures import extraite
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import peut_tout_consulter, reserve_a
from certif_portal.portail.contexte import centre_de
from certif_portal.portail.exports import NATURES, trop_long
from certif_portal.portail.indicateurs import EN_LISTE, PeriodeBord, periode_demandee, periodes
from certif_portal.portail.queries.bord import COLONNES, bords, mesurer, suivis
from certif_portal.portail.services.habilitation import ouvrir_dossier, proposer_reponses
from habilitations.models import DossierHabilitation, OrganismeFormation
from habilitations.permissions import peut_deposer_dossier

LECTEURS = (*CONSULTATION, Role.ORGANISME)
PAR_PAGE = 25


@require_safe
@reserve_a(*CONSULTATION)
def indicateur_liste(request: HttpRequest) -> HttpResponse:
    """Every OF accredited in the period, sorted by any of its figures; by name, the page alone is measured."""
    le, centre = horloge.aujourdhui(), centre_de(request)
    periode = periode_demandee(request.GET.get("periode", ""), le, f"{le.year}")
    texte, tri = request.GET.get("q", ""), Tri.lu(request.GET, COLONNES)
    mots = cle_recherche(texte).split()
    tous = suivis(request.user, periode, le=le)
    retenus = {organisme: tous[organisme] for organisme in tous if all(mot in organisme.cle_recherche for mot in mots)}
    mesurer_ceux = partial(mesurer, centre=centre, demi=periode.trop_court)
    par_nom = tri.cle in ("", "nom")
    lignes: list[Any] = list(retenus)[:: -1 if tri.inverse else 1] if par_nom else tri.ranger(mesurer_ceux(retenus))
    page = Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
    if par_nom:
        page.object_list = mesurer_ceux({organisme: retenus[organisme] for organisme in page.object_list})
    contexte = {
        "tri": tri,
        "page": page,
        "periode": periode,
        "periodes": list(periodes(le)),
        "texte": texte,
        "indicateurs": EN_LISTE,
        "filtre": bool(texte),
    }
    return render(request, "portail/indicateur_liste.html", contexte)


@require_safe
@reserve_a(*LECTEURS)
def indicateur_exporter(request: HttpRequest) -> HttpResponse:
    """What this person may see of the period, one line per OF, every figure with what it is made of."""
    le, centre = horloge.aujourdhui(), centre_de(request)
    nature, periode = NATURES["indicateurs"], periode_demandee(request.GET.get("periode", ""), le, "acte")
    if trop_long(nature.compter(request.user, request.GET, centre, le)):
        return redirect(f"{reverse('export_creer', args=['indicateurs'])}?{request.GET.urlencode()}")
    octets = nature.ecrire(request.user, request.GET, centre, le, lambda _: None)
    nom, extrait = f"indicateurs-{periode.cle}.xlsx", extraite("Indicateurs exportés.")
    return telecharger(octets, XLSX, nom, lecture=extrait)


@require_safe
@reserve_a(*LECTEURS)
def organisme_indicateurs(request: HttpRequest, pk: int) -> HttpResponse:
    """The OF's own scorecard: each figure with its parts, what it counts, and the results by bloc."""
    le = horloge.aujourdhui()
    organisme = get_object_or_404(OrganismeFormation.objects.visibles_par(request.user), pk=pk)
    periode: PeriodeBord = periode_demandee(request.GET.get("periode", ""), le, "acte")
    lus = bords(request.user, periode, le=le, centre=centre_de(request), organisme=organisme)
    contexte = {
        "organisme": organisme,
        "bord": lus[0] if lus else None,
        "periode": periode,
        "periodes": list(periodes(le)),
        "regle": INSERTION_SEUIL,
        "du_centre": peut_tout_consulter(request.user),
    }
    return render(request, "portail/organisme_indicateurs.html", contexte)


@require_POST
@reserve_a(Role.ORGANISME)
def dossierhabilitation_ouvrir(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft; at a renewal, with what the recorded facts would answer beside each indicator."""
    organisme = get_object_or_404(OrganismeFormation.objects.visibles_par(request.user), pk=pk)
    if not peut_deposer_dossier(request.user, organisme):
        raise PermissionDenied
    issue = essayer(
        lambda: ouvrir_dossier(organisme=organisme, centre=centre_de(request), par=request.user, a=horloge.maintenant())
    )
    if not issue.fait:
        refuser(request, *issue.phrases)
        return redirect("organisme_habilitation", organisme.pk)
    dossier = issue.valeur
    repris = " Il reprend vos réponses et vos annexes du dernier dossier." if dossier.precedent_id else ""
    return reussir(request, f"Le dossier est ouvert.{repris}", dossier)


@require_POST
@reserve_a(Role.ORGANISME)
def dossierhabilitation_proposer(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the proposals of a draft anew, from the facts of today."""
    dossiers = DossierHabilitation.objects.visibles_par(request.user).select_related("organisme")
    dossier = get_object_or_404(dossiers, pk=pk)
    if not peut_deposer_dossier(request.user, dossier.organisme):
        raise PermissionDenied
    return envoyer(
        request,
        lambda: proposer_reponses(dossier=dossier, centre=centre_de(request), par=request.user, a=horloge.maintenant()),
        "Les propositions sont à jour ; vos réponses n’ont pas changé.",
        dossier,
    )
