"""What a tablet may take along: which days, and how a candidate is named, or not, on it."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from certif_portal.commun.textes import cle_recherche

JOURS_AVANT, JOURS_APRES = 1, 3
"""Days of sittings taken along, before and after today."""
LETTRES = 3
"""A word of a name is masked by itself from this length: « de » or « Le » are words of every sentence."""
MASQUE = "[…]"
MOT = re.compile(r"[^\W_]+")
MASQUES_VOISINS = re.compile(rf"{re.escape(MASQUE)}(?:[ '’-]{re.escape(MASQUE)})+")


def fenetre(le: date) -> tuple[date, date]:
    """First and last day of the sittings that a package of this day holds."""
    return le - timedelta(days=JOURS_AVANT), le + timedelta(days=JOURS_APRES)


def initiales(prenom: str, nom: str) -> str:
    """« Z. O. »: enough on a tablet that lies on a bench."""
    return f"{prenom[:1].upper()}. {nom[:1]}."


def masquer(texte: str, personnes: Iterable[str], societes: Iterable[str] = ()) -> str:
    """The text without those names, whatever their case and accents: each word of a person's, a company's whole.

    « Zoé usine l’arbre chez Forges de l’Ouest » gives « […] usine l’arbre chez […] ».
    """
    noms = [cle_recherche(nom).split() for nom in personnes]
    suites: set[tuple[str, ...]] = {(mot,) for nom in noms for mot in nom if len(mot) >= LETTRES}
    suites |= {tuple(nom) for nom in noms} | {tuple(cle_recherche(societe).split()) for societe in societes}
    mots = list(MOT.finditer(texte))
    cles = [cle_recherche(mot[0]) for mot in mots]
    caches = {
        rang
        for suite in suites
        if suite
        for debut in range(len(cles) - len(suite) + 1)
        if tuple(cles[debut : debut + len(suite)]) == suite
        for rang in range(debut, debut + len(suite))
    }
    morceaux, fin = [], 0
    for rang in sorted(caches):
        morceaux += [texte[fin : mots[rang].start()], MASQUE]
        fin = mots[rang].end()
    return MASQUES_VOISINS.sub(MASQUE, "".join([*morceaux, texte[fin:]]))
