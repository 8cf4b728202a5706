"""What was already typed of a company, known by its SIRET: proposed to those who typed it, never written by itself.

People are left out (tutor, superior): they are of one registration.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from candidats.models import Inscription

FAITS = ("raison_sociale", "adresse", "code_postal", "ville", "code_nace", "secteur", "branche")
"""All of one description: an address is never made of two."""


def entreprises_decrites(inscriptions: QuerySet[Inscription]) -> dict[str, dict[str, str]]:
    """SIRET -> what the latest of these registrations says of the company, by field of a registration: 1 query."""
    return {siret: faits for siret, faits, _ in _decrites(inscriptions.exclude(entreprise__siret=""))}


def entreprise_decrite(inscriptions: QuerySet[Inscription], siret: str) -> tuple[dict[str, str], datetime] | None:
    """The same of one company, and when it was typed."""
    decrites = list(_decrites(inscriptions.filter(entreprise__siret=siret)))
    return decrites[-1][1:] if decrites else None


def _decrites(inscriptions: QuerySet[Inscription]) -> Iterable[tuple[str, dict[str, str], datetime]]:
    """The latest last; one without a name describes nothing."""
    nommees: QuerySet[Any, Any] = inscriptions.exclude(entreprise=None).exclude(entreprise__raison_sociale="")
    champs = ("entreprise__siret", "creee_le", *(f"entreprise__{fait}" for fait in FAITS))
    for siret, creee_le, *valeurs in nommees.order_by("creee_le", "pk").values_list(*champs):
        faits = {f"entreprise_{fait}": valeur for fait, valeur in zip(FAITS, valeurs, strict=True) if valeur}
        yield siret, faits, creee_le
