"""The values of checked lines, kept with the report so that recording does not read the workbook again."""

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from candidats.donnees import DonneesInscription, PersonneCitee

CHAMPS = [champ.name for champ in fields(DonneesInscription)]
PAR_RANG = dict(enumerate(fields(DonneesInscription)))
DATES = [rang for rang, champ in PAR_RANG.items() if champ.type == date | None]
LISTES = [rang for rang, champ in PAR_RANG.items() if champ.default == ()]
FORMATEURS = CHAMPS.index("formateurs")
_lire = attrgetter(*CHAMPS)


def ecrire_valeurs(lignes: Iterable[DonneesInscription]) -> bytes:
    contenu = json.dumps([_lire(ligne) for ligne in lignes], default=_simple, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(contenu.encode(), 1)


def _simple(valeur: Any) -> Any:
    return [valeur.nom, valeur.courriel] if isinstance(valeur, PersonneCitee) else valeur.isoformat()


def lire_valeurs(octets: bytes) -> Iterator[DonneesInscription]:
    for valeurs in json.loads(zlib.decompress(octets)):
        for rang in DATES:
            if valeurs[rang]:
                valeurs[rang] = _jour(valeurs[rang])
        for rang in LISTES:
            if valeurs[rang]:
                valeurs[rang] = tuple(valeurs[rang])
        valeurs[FORMATEURS] = tuple(PersonneCitee(*formateur) for formateur in valeurs[FORMATEURS])
        yield DonneesInscription(*valeurs)


@lru_cache(maxsize=4096)
def _jour(texte: str) -> date:
    return date.fromisoformat(texte)
