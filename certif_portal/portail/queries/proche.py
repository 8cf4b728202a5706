"""Names one typing error away: a letter missing, added, taken for another, or two exchanged (decision 0126).

No extension of an engine and no library: the words at one error of a short word are a few hundred, and those that exist
are looked up in a set. Both engines answer the same.
"""

from collections.abc import Iterable
from threading import Lock

from candidats.models import Candidat

LETTRES = "abcdefghijklmnopqrstuvwxyz0123456789"
LONGUEUR_MINIMALE = 3
"""Shorter words are one error away from too many others."""
ALTERNATIVES = 8


def variantes(mot: str, signes: str = LETTRES) -> set[str]:
    """Every word one typing error away from this one; `signes`: what may have been typed in the place of another."""
    coupes = [(mot[:rang], mot[rang:]) for rang in range(len(mot) + 1)]
    manquantes = {debut + fin[1:] for debut, fin in coupes if fin}
    echangees = {debut + fin[1] + fin[0] + fin[2:] for debut, fin in coupes if len(fin) > 1}
    autres = {debut + lettre + fin[1:] for debut, fin in coupes if fin for lettre in signes}
    ajoutees = {debut + lettre + fin for debut, fin in coupes for lettre in signes}
    return (manquantes | echangees | autres | ajoutees) - {mot}


class Vocabulaire:
    """The words of the names of candidates, read once in a process, then what the history has written since.

    A word that nobody bears any more stays until the process ends, and finds nobody.
    """

    def __init__(self) -> None:
        self._mots: set[str] = set()
        self._derniere = 0
        self._verrou = Lock()

    def proches(self, mot: str) -> list[str]:
        """Words that exist, one error away; the longest first, which are the least ambiguous."""
        if len(mot) < LONGUEUR_MINIMALE:
            return []
        return sorted(variantes(mot) & self._mots, key=lambda proche: (-len(proche), proche))[:ALTERNATIVES]

    def inconnus(self, mots: Iterable[str]) -> set[str]:
        """Words long enough to be judged that nobody bears whole: a beginning, or a typing error."""
        return {mot for mot in mots if len(mot) >= LONGUEUR_MINIMALE and mot not in self._mots}

    def lire(self) -> None:
        """What was written since the last search: 1 query, before the words are asked for."""
        nouvelles = Candidat.history.filter(history_id__gt=self._derniere).order_by("history_id")
        with self._verrou:
            for derniere, cle in nouvelles.values_list("history_id", "cle_recherche").iterator(chunk_size=5000):
                self._mots.update(cle.split())
                self._derniere = derniere


VOCABULAIRE = Vocabulaire()
