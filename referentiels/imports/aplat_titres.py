"""The titles of the competences, known once their list is read, found again where the evaluations repeat them."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from referentiels.imports.reperage import reperer
from referentiels.imports.rubriques import debuts_de_familles
from referentiels.imports.structure import Ligne


class TitresConnus:
    def __init__(self, intitules: list[str]) -> None:
        self.cles = {cles for cles in (reperer(intitule).cles for intitule in intitules) if cles}
        un_titre = "|".join(re.escape(titre) for titre in self.cles)
        self.numero = re.compile(rf"\d{{1,2}}(?= (?:{un_titre})(?: |$))")  # printed before a title

    def couper(self, ligne: Ligne) -> list[Ligne]:
        """A line that holds numbered titles or family headings is cut before each."""
        coupes = {debut for debut, _ in reperer(ligne.texte).chercher(self.numero)}
        bornes = [0, *sorted(coupes.union(debuts_de_familles(ligne.texte)) - {0}), len(ligne.texte)]
        morceaux = [ligne.texte[debut:fin].strip() for debut, fin in itertools.pairwise(bornes)]
        return [
            replace(ligne, texte=morceau, puce=ligne.puce and rang == 0, suite=ligne.suite or rang > 0)
            for rang, morceau in enumerate(morceaux)
            if morceau
        ]

    def separer(self, texte: str) -> tuple[str, str] | None:
        """(title as printed, text after it) when the text begins with a title; without a number, when it is one."""
        repere = reperer(texte)
        numero, intitule = _separer_numero(repere.cles)
        complets = [titre for titre in self.cles if f"{intitule} ".startswith(f"{titre} ")]
        if not complets or not (numero or intitule in complets):
            return None
        _, fin = repere.bornes(0, len(numero) + max(map(len, complets)))
        return texte[:fin], texte[fin:].lstrip(" .:;)")

    def commencent_par(self, texte: str) -> bool:
        """The text may be the first words of a title that goes on on the next line."""
        _, intitule = _separer_numero(reperer(texte).cles)
        return any(titre.startswith(f"{intitule} ") for titre in self.cles)


def _separer_numero(cles: str) -> tuple[str, str]:
    """« 3 determiner les… » → (« 3 », « determiner les… »), the number with its space."""
    premier, espace, reste = cles.partition(" ")
    return (f"{premier} ", reste) if espace and premier[:1].isdigit() else ("", cles)
