"""One competence whose cells were lost: its texts are put in the cell that the last heading opened."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from referentiels.imports.rubriques import COLONNES
from referentiels.imports.structure import Fragment, Ligne, Rangee
from referentiels.imports.texte import cle

ROLES = ("competence", "conditions", "criteres", "resultats")
_PHRASE = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý])")


@dataclass
class CelluleAplatie:
    """Its texts, in groups that the blank lines of the source part."""

    groupes: list[list[Fragment]] = field(default_factory=list)

    @property
    def fragments(self) -> list[Fragment]:
        return [fragment for groupe in self.groupes for fragment in groupe]

    def ajouter(self, ligne: Ligne) -> None:
        """After a blank line, a new group; a bullet or a new sentence, a new text; else the last one goes on."""
        if not self.groupes or not ligne.suite:
            self.groupes.append([Fragment(ligne.texte, ligne.puce)])
            return
        groupe = self.groupes[-1]
        phrase_finie = groupe[-1].texte.rstrip()[-1:] in ".;:!?…"
        if ligne.puce or (phrase_finie and not ligne.texte[:1].islower()):
            groupe.append(Fragment(ligne.texte, ligne.puce))
        else:
            groupe[-1] = replace(groupe[-1], texte=f"{groupe[-1].texte} {ligne.texte}")

    def couper_les_phrases(self) -> None:
        self.groupes = [
            [
                Fragment(phrase, fragment.puce and rang == 0)
                for fragment in groupe
                for rang, phrase in enumerate(_PHRASE.split(fragment.texte))
            ]
            for groupe in self.groupes
        ]


@dataclass
class FamilleAplatie:
    nom: str
    titre: str
    cellule: CelluleAplatie = field(default_factory=CelluleAplatie)


@dataclass
class CompetenceAplatie:
    numero: int  # of the line its title begins on
    titre: str
    conditions: CelluleAplatie = field(default_factory=CelluleAplatie)
    familles: list[FamilleAplatie] = field(default_factory=list)
    resultats: CelluleAplatie = field(default_factory=CelluleAplatie)
    titre_des_resultats: str = ""
    ouverte: CelluleAplatie = field(init=False)  # the one that takes the next text

    def __post_init__(self) -> None:
        self.ouverte = self.conditions

    @property
    def familles_du_bord(self) -> list[FamilleAplatie]:
        """The first and the last: results printed beside the criteria were copied before or after them."""
        return self.familles[:1] + self.familles[1:][-1:]

    def ouvrir_famille(self, nom: str, titre: str) -> None:
        self.familles.append(FamilleAplatie(nom, titre))
        self.ouverte = self.familles[-1].cellule

    def ouvrir_resultats(self, titre: str) -> None:
        self.titre_des_resultats = titre
        self.ouverte = self.resultats

    def rangee(self) -> Rangee:
        """Its row, in the order of ROLES; a heading that is no column header stays in its cell."""
        criteres = [
            texte for famille in self.familles for texte in (Fragment(famille.titre), *famille.cellule.fragments)
        ]
        resultats = self.resultats.fragments
        if self.titre_des_resultats and cle(self.titre_des_resultats) not in COLONNES:
            resultats.insert(0, Fragment(self.titre_des_resultats))
        cellules = ([Fragment(self.titre)], self.conditions.fragments, criteres, resultats)
        return Rangee(self.numero, tuple(tuple(cellule) for cellule in cellules))
