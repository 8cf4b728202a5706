"""The papers of a closed jury: how far they are, one file per kind for the printer, all of them in an archive."""

import zipfile
from collections.abc import Iterator
from functools import partial
from tempfile import TemporaryFile

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import envoyer
from certif_portal.commun.fichiers import PDF, reponse_fichier, servir_au_fil, telecharger
from certif_portal.commun.jonction import fusionner
from certif_portal.commun.lectures import extraite, lue
from certif_portal.commun.page_chargement import suivre
from certif_portal.commun.types_fichiers import ARCHIVE
from certif_portal.comptes.choix import CENTRE, CONSULTATION
from certif_portal.comptes.permissions import reserve_a
from jurys import permissions
from jurys.models import Jury, Papier
from jurys.queries.papier import (
    FichierDuJury,
    a_imprimer,
    avancement,
    fichiers_du_jury,
    liasses_de,
    octets_des,
    suites_de,
)
from jurys.services.papier import refaire_papier
from jurys.tasks import demander_edition
from jurys.views.commun import trouver_jury

BLOC = 1 << 16
TOUT = "tout"


@require_safe
@reserve_a(*CONSULTATION)
def jury_papiers(request: HttpRequest, pk: int) -> HttpResponse:
    jury = trouver_jury(request, pk)
    ou = avancement(jury)
    contexte = {
        "jury": jury,
        "avancement": ou,
        "liasses": liasses_de(jury),
        "suites": suites_de(jury),
        "peut_gerer": permissions.peut_gerer_jury(request.user),
    }
    return suivre(render(request, "jurys/jury_papiers.html", contexte), ou.reste)


@require_POST
@reserve_a(*CENTRE)
def jury_papiers_editer(request: HttpRequest, pk: int) -> HttpResponse:
    jury = trouver_jury(request, pk)
    return envoyer(request, partial(_demander, jury), lambda dit: dit, "jury_papiers", jury.pk)


def _demander(jury: Jury) -> str:
    if not avancement(jury).reste:
        return "Tous les papiers sont déjà édités : rien à faire."
    if demander_edition(jury):
        return "L’édition des papiers est lancée."
    return "L’édition n’a pas pu commencer tout de suite : elle commencera dans quelques minutes."


@require_safe
@reserve_a(*CONSULTATION)
def jury_papiers_liasse(request: HttpRequest, pk: int, liasse: str) -> HttpResponse:
    """One PDF of all the papers of a kind, or of every paper (« tout »); with `?recto_verso=1`, each begins on a new
    leaf of paper."""
    jury = trouver_jury(request, pk)
    imprimes = a_imprimer(jury, "" if liasse == TOUT else liasse)
    if not imprimes:
        raise Http404
    octets = fusionner((octets for _, octets in octets_des(imprimes)), recto_verso=bool(request.GET.get("recto_verso")))
    nom = f"jury-{jury.numero}-{liasse}.pdf"
    return telecharger(octets, PDF, nom, lecture=extraite(f"Papiers du jury lus ({nom}).", jury), en_ligne=True)


@require_safe
@reserve_a(*CONSULTATION)
def jury_papiers_archive(request: HttpRequest, pk: int) -> HttpResponseBase:
    jury = trouver_jury(request, pk)
    nom, lecture = f"jury-{jury.numero}-papiers.zip", extraite("Archive des papiers du jury téléchargée.", jury)
    return servir_au_fil(_archive(fichiers_du_jury(jury)), ARCHIVE, nom, lecture)


def _archive(fichiers: list[FichierDuJury]) -> Iterator[bytes]:
    """Made on disk, sent block by block: the memory stays flat whatever their number."""
    with TemporaryFile() as temporaire:
        with zipfile.ZipFile(temporaire, "w", zipfile.ZIP_STORED) as archive:
            for lu, octets in octets_des(fichiers):
                archive.writestr(zipfile.ZipInfo(lu.chemin), octets)
        temporaire.seek(0)
        while bloc := temporaire.read(BLOC):
            yield bloc


@require_safe
@reserve_a(*CONSULTATION)
def papier_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    papier = _papier(request, pk)
    if papier.document is None:
        raise Http404
    lecture = lue(f"{papier.document.titre} : document lu.", papier.jury)
    return reponse_fichier(papier.document.fichier, lecture, en_ligne=True)


@require_POST
@reserve_a(*CENTRE)
def papier_refaire(request: HttpRequest, pk: int) -> HttpResponse:
    papier = _papier(request, pk)

    def refaire() -> str:
        refaire_papier(papier=papier, par=request.user, a=horloge.maintenant())
        return _demander(papier.jury)

    return envoyer(request, refaire, lambda dit: dit, "jury_papiers", papier.jury_id)


def _papier(request: HttpRequest, pk: int) -> Papier:
    visibles = Papier.objects.filter(jury__in=Jury.objects.visibles_par(request.user))
    return get_object_or_404(visibles.select_related("jury", "document__fichier"), pk=pk)
