"""Notebook of one reading: what was put aside and what a human must look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from referentiels.imports.modele import DocumentRefuse, Doute, Ecarte
from referentiels.imports.structure import Rangee

TITRE = "titre du modèle"
FORMULE = "formule du modèle"
COLONNE = "en-tête de tableau"
FAMILLE = "titre de famille"
REPETE = "intitulé répété"
LIBELLE = "libellé"
PAGE = "pied de page"
NON_RANGE = "non rangé"


def _ligne(numero: int) -> str:
    return f"ligne {numero}"


class Carnet:
    """`tolerant`: the document is a proposal to review, so what cannot be understood is a doubt, not a refusal."""

    def __init__(
        self,
        *,
        tolerant: bool = False,
        lieu: Callable[[int], str] = _ligne,
        doutes: Iterable[Doute] = (),
        ecartes: Iterable[Ecarte] = (),
    ) -> None:
        self.tolerant = tolerant
        self.lieu = lieu
        self.doutes: list[Doute] = list(doutes)
        self.ecartes: list[Ecarte] = list(ecartes)

    def ecarter(self, ou: str, texte: str, motif: str) -> None:
        """Record a fragment that will not be stored."""
        if texte.strip():
            self.ecartes.append(Ecarte(ou, texte.strip(), motif))

    def douter(self, ou: str, quoi: str, *, change: bool = False) -> None:
        doute = Doute(ou, quoi, change)
        if doute not in self.doutes:
            self.doutes.append(doute)

    def changer(self, ou: str, quoi: str) -> None:
        """A text was put together otherwise than it is printed, or left out."""
        self.douter(ou, quoi, change=True)

    def ne_pas_ranger(self, ou: str, ligne: int, texte: str) -> None:
        """A fragment without a known place: put aside, and shown to a human."""
        self.ecarter(ou, texte, NON_RANGE)
        self.changer(ou, f"{self.lieu(ligne)} : « {texte} » n’a pas de place connue dans le modèle, texte écarté")

    def refuser(self, *, ou: str, lu: str, attendu: str) -> None:
        """Stop there, or go on with a doubt when a human will review every cell."""
        if not self.tolerant:
            raise DocumentRefuse(ou=ou, lu=lu, attendu=attendu)
        self.changer(ou, f"lu : {lu} ; attendu : {attendu}")

    def ecarter_rangee(self, ou: str, rangee: Rangee) -> None:
        """Every text of a row that has no known place."""
        for cellule in rangee.cellules:
            for fragment in cellule:
                self.ecarter(ou, fragment.texte, NON_RANGE)
