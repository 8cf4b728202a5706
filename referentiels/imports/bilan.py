"""Conservation: every word of the source is either stored or in the list of what was put aside, once.

The count is made on the raw source, with its tags cut out by this module and not by the reader, so that a
fragment the reader loses or doubles cannot go unseen.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from referentiels.imports.cellule import BALISES_DE_BLOC
from referentiels.imports.modele import DocumentRefuse, ReferentielLu
from referentiels.imports.texte import mots

_BALISE = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?/?>")
_COUPENT = BALISES_DE_BLOC | {"br", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"}


def mots_de_la_source(source: str) -> list[str]:
    """The words of a text, tags removed: a block tag parts two words, an inline one does not."""
    sans_balises = _BALISE.sub(lambda balise: " " if balise[1].lower() in _COUPENT else "", source)
    return mots(html.unescape(sans_balises))


def mots_du_resultat(lu: ReferentielLu) -> list[str]:
    """The words stored, then those put aside."""
    return [mot for texte in [*lu.textes(), *(ecarte.texte for ecarte in lu.ecartes)] for mot in mots(texte)]


def verifier_conservation(attendus: Iterable[str], lu: ReferentielLu) -> None:
    """Refuse a reading that lost or doubled a word."""
    source, resultat = Counter(_recoller_blocs(attendus)), Counter(_recoller_blocs(mots_du_resultat(lu)))
    perdus, doubles = source - resultat, resultat - source
    if perdus or doubles:
        raise DocumentRefuse(
            ou="Contrôle de conservation",
            lu=f"{_liste('mots perdus', perdus)} {_liste('mots en trop', doubles)}".strip(),
            attendu="chaque mot de la source une fois, enregistré ou écarté",
        )


def _recoller_blocs(liste: Iterable[str]) -> Iterator[str]:
    """« BDC 0170 », « BDC n° 0170 » are one number, stored as BDC0170."""
    attente: list[str] = []
    for mot in liste:
        if mot.upper() == "BDC" or (len(attente) == 1 and mot.lower() in {"n", "no"}):
            if mot.upper() == "BDC":
                yield from attente
                attente = []
            attente.append(mot)
        elif attente and len(mot) == 4 and mot.isdigit():
            yield f"BDC{mot}"
            attente = []
        else:
            yield from attente
            attente = []
            yield f"BDC{mot[3:]}" if mot[:3].upper() == "BDC" and mot[3:].isdigit() else mot
    yield from attente


def _liste(nom: str, compte: Counter[str]) -> str:
    return f"{nom} : {', '.join(list(compte)[:8])}" if compte else ""
