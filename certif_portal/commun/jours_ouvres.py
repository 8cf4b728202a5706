"""Days on which the portal writes to people: Monday to Friday, but for the public holidays. No Django here."""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

FIXES: tuple[tuple[int, int], ...] = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
"""Code du travail, L. 3133-1: (month, day)."""
APRES_PAQUES: tuple[int, ...] = (1, 39, 50)
"""The same article: Easter Monday, Ascension, Whit Monday."""
SAINT_ETIENNE, VENDREDI_SAINT = (12, 26), -2
"""L. 3134-13: Moselle, Bas-Rhin, Haut-Rhin."""
SAMEDI = 5
UN_JOUR = timedelta(days=1)


@lru_cache(maxsize=64)
def feries(annee: int, *, alsace_moselle: bool) -> frozenset[date]:
    paques = easter(annee)
    fixes, mobiles = FIXES, APRES_PAQUES
    if alsace_moselle:
        fixes, mobiles = (*FIXES, SAINT_ETIENNE), (*APRES_PAQUES, VENDREDI_SAINT)
    return frozenset(
        [*(date(annee, mois, jour) for mois, jour in fixes), *(paques + timedelta(days=n) for n in mobiles)]
    )


def est_ouvre(jour: date, *, alsace_moselle: bool = False) -> bool:
    return jour.weekday() < SAMEDI and jour not in feries(jour.year, alsace_moselle=alsace_moselle)


def prochain_ouvre(jour: date, *, alsace_moselle: bool = False) -> date:
    """The first one after that day."""
    suivant = jour + UN_JOUR
    while not est_ouvre(suivant, alsace_moselle=alsace_moselle):
        suivant += UN_JOUR
    return suivant
