"""The values of checked lines, kept with the report so that recording does not read the workbook again."""

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from datetime import date
from operator import attrgetter
from typing import Any

from candidats.donnees import DonneesInscription, PersonneCitee

CHAMPS = fields(DonneesInscription)
_lire = attrgetter(*(champ.name for champ in CHAMPS))


def ecrire_valeurs(lignes: Iterable[DonneesInscription]) -> bytes:
    """Column by column: what repeats from line to line takes no room."""
    colonnes = list(zip(*map(_lire, lignes), strict=True))
    return zlib.compress(json.dumps(colonnes, default=_simple, separators=(",", ":")).encode(), 1)


def _simple(valeur: Any) -> Any:
    return [valeur.nom, valeur.courriel] if isinstance(valeur, PersonneCitee) else valeur.isoformat()


def en_clair(donnees: DonneesInscription) -> dict[str, Any]:
    """Every field under its own name: ISO dates, « 1990-02 » or « 1990 » for a birth known in part, nothing for
    nothing."""
    valeurs = {
        nom: valeur.isoformat() if isinstance(valeur, date) else valeur for nom, valeur in asdict(donnees).items()
    }
    dates = {champ.name: valeurs[champ.name] or "" for champ in CHAMPS if champ.type == date | None}
    return valeurs | dates | ({"date_naissance": donnees.naissance.iso} if donnees.naissance else {})


def lire_valeurs(octets: bytes) -> Iterator[DonneesInscription]:
    colonnes = json.loads(zlib.decompress(octets))
    typees = (
        _retyper(champ.name, champ.type, valeurs) for champ, valeurs in zip(CHAMPS, colonnes, strict=bool(colonnes))
    )
    for valeurs in zip(*typees, strict=True):
        yield DonneesInscription(*valeurs)


def _retyper(nom: str, genre: Any, valeurs: list[Any]) -> list[Any]:
    """One column as it was before JSON."""
    if nom == "formateurs":
        return [tuple([PersonneCitee(*formateur) for formateur in formateurs]) for formateurs in valeurs]
    if genre == date | None:
        jours = {texte: date.fromisoformat(texte) for texte in set(valeurs) if texte}
        return [jours.get(texte) for texte in valeurs]
    return [tuple(valeur) for valeur in valeurs] if valeurs and isinstance(valeurs[0], list) else valeurs
