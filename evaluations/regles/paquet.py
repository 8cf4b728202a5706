"""What a tablet may take along: which days, and how a candidate is named, or not, on it."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from certif_portal.commun.textes import ACCENTS, cle_recherche

JOURS_AVANT, JOURS_APRES = 1, 3
"""Days of sittings taken along, before and after today."""
LETTRES = 3
"""A word of a name is masked by itself from this length: « de » or « Le » are words of every sentence."""
MASQUE = "[…]"
MOT = re.compile(rf"(?:[^\W_](?:{ACCENTS.pattern})?)+")
"""An accent typed apart from its letter is no end of word."""
MASQUES_VOISINS = re.compile(rf"{re.escape(MASQUE)}(?:[ '’.-]{re.escape(MASQUE)})+")

SIGLES = ["ei", "eirl", "eurl", "gie", "sa", "sarl", "sas", "sasu", "sca", "scic", "scop", "scs", "se", "selarl", "snc"]
EN_TOUTES_LETTRES = ("societe anonyme", "societe a responsabilite limitee", "societe par actions simplifiee")
FORMES = sorted(
    [
        *((sigle,) for sigle in SIGLES),
        *(tuple(sigle) for sigle in SIGLES),
        *(tuple(f.split()) for f in EN_TOUTES_LETTRES),
    ],
    key=len,
    reverse=True,
)
"""Legal forms of companies as keys, also letter by letter: « S.A.R.L. », which is tried before « S.A. »."""


def fenetre(le: date) -> tuple[date, date]:
    """First and last day of the sittings that a package of this day holds."""
    return le - timedelta(days=JOURS_AVANT), le + timedelta(days=JOURS_APRES)


def initiales(prenom: str, nom: str) -> str:
    """« Z. O. »: enough on a tablet that lies on a bench."""
    return f"{prenom[:1].upper()}. {nom[:1]}."


def masquer(texte: str, personnes: Iterable[str], societes: Iterable[str] = ()) -> str:
    """The text without those names, whatever their case and accents: each word of a person's, a company's
    whole, with its legal form or without.

    « Zoé usine l’arbre chez Forges de l’Ouest » gives « […] usine l’arbre chez […] ».
    """
    noms = [cle_recherche(nom).split() for nom in personnes]
    suites: set[tuple[str, ...]] = {(mot,) for nom in noms for mot in nom if len(mot) >= LETTRES}
    suites |= {tuple(nom) for nom in noms}
    for societe in societes:
        suites |= _noms_de_societe(tuple(cle_recherche(societe).split()))
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


def _noms_de_societe(nom: tuple[str, ...]) -> set[tuple[str, ...]]:
    """« SARL Forges » is written « Forges » by who works there; a short word alone would be one of every sentence."""
    nu = nom
    for forme in FORMES:
        if nu[: len(forme)] == forme:
            nu = nu[len(forme) :]
        if nu[-len(forme) :] == forme:
            nu = nu[: -len(forme)]
    return {nom} | ({nu} if len(" ".join(nu)) >= LETTRES else set())
