"""What the screens of one registration share."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from candidats.models import Inscription
from certif_portal.commun import horloge
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.models import Utilisateur

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


def envoi(request: HttpRequest) -> dict[str, Any]:
    """What a form is bound to when it was sent, even empty; nothing when it is only shown."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


def trouver(request: HttpRequest, pk: int) -> Inscription:
    """A registration this person may see, with what its screens show: one query, or 404."""
    return get_object_or_404(Inscription.objects.visibles_par(request.user).select_related(*JOINTS), pk=pk)


def exiger(permis: bool, inscription: Inscription) -> None:
    """403 for somebody who sees the registration but may not do this on it: another's act, or a page open since before."""
    if not permis:
        etat = inscription.get_etat_display().lower()
        raise PermissionDenied(
            f"L’inscription de {inscription.candidat} est à l’état « {etat} » : cet acte n’y est pas possible, ou il "
            "revient à quelqu’un d’autre."
        )


def montrer(request: HttpRequest, gabarit: str, **contexte: Any) -> HttpResponse:
    return render(request, f"candidats/{gabarit}.html", contexte)
