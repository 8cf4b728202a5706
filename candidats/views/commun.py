"""What the screens of one registration share."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.module_loading import import_string

from candidats.forms.liste import liste_filtree
from candidats.models import Inscription, PieceIdentite
from candidats.queries.liste import voisins
from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.lectures import Lecture, lue
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.models import Utilisateur

DOSSIER = "candidats/acte.html"  # an act on one registration, under the head of its file
LECTEURS = (*CENTRE, Role.AUDITEUR, Role.ORGANISME)
JOINTS = (
    "candidat__identite_verifiee_par",
    "organisme",
    "entreprise",
    "referentiel__certification",
    "recevabilite",
    "derogation",
    "livret__fichier",
    "projet",
)


def moment() -> tuple[date, datetime]:
    """The day and the instant of this request, read once."""
    a = horloge.maintenant()
    return jour_de(a), a


def personne_de(request: HttpRequest) -> Utilisateur:
    """The logged-in person; the middleware lets nobody else in."""
    if not isinstance(request.user, Utilisateur):
        raise PermissionDenied
    return request.user


def trouver(request: HttpRequest, pk: int) -> Inscription:
    """A registration this person may see, with what its screens show: one query, or 404."""
    return get_object_or_404(Inscription.objects.visibles_par(request.user).select_related(*JOINTS), pk=pk)


def exiger(permis: bool, inscription: Inscription) -> None:
    """403 for somebody who sees the registration but may not do this on it: another's act, or a page open since
    before."""
    if not permis:
        etat = inscription.get_etat_display().lower()
        raise PermissionDenied(
            f"L’inscription de {inscription.candidat} est à l’état « {etat} » : cet acte n’y est pas possible, ou il "
            "revient à quelqu’un d’autre."
        )


def avec_liste(request: HttpRequest, adresse: str) -> str:
    """That address, still knowing the list the file was opened from (`?liste=` holds the address of that list)."""
    return f"{adresse}?{urlencode({'liste': request.GET['liste']})}" if "liste" in request.GET else adresse


def suite_de_la_liste(request: HttpRequest, inscription: Inscription) -> str:
    """Where to go once a file is dealt with: the next of the list it was opened from, else that list; the file without
    one.

    Read before the act, which often takes the file out of the list.
    """
    if "liste" not in request.GET:
        return inscription.get_absolute_url()
    if request.GET["liste"].startswith("file="):  # opened from a work queue, which belongs to the app above
        suite = import_string(settings.SUITE_DES_FILES)
        return str(suite(request.GET["liste"], personne_de(request), parametres(), moment()[0]))
    requete, visibles = request.GET["liste"], Inscription.objects.visibles_par(request.user)
    liste = liste_filtree(visibles, requete, personne_de(request), parametres(), moment()[0])
    place = voisins(list(liste.values_list("pk", flat=True)), inscription.pk)
    if place is None or place.suivant is None:
        return f"{reverse('inscription_liste')}?{requete}"
    return avec_liste(request, reverse("inscription_detail", args=[place.suivant]))


def et_prevenu(inscription: Inscription) -> str:
    """The end of a confirmation: whom the act wrote to. Nobody when the registration has no OF."""
    return " ; l’organisme est prévenu." if inscription.organisme_id else "."


def piece_lue(piece: PieceIdentite) -> Lecture:
    """Each reading of an identity paper is told, whoever reads it."""
    return lue(f"Pièce d’identité lue ({piece.get_type_display()}).", piece.inscription)


def montrer(request: HttpRequest, gabarit: str, **contexte: Any) -> HttpResponse:
    return render(request, f"candidats/{gabarit}.html", contexte)
