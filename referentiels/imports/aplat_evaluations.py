"""The evaluation tables when their cells were lost: competence, conditions, families and results in a row of lines.

Conditions stand between a known title and the first family heading. Criteria follow their family heading.
Results are headed in a CCPM; elsewhere nothing parts them from the criteria printed beside them, so they are
read only when blank lines part the cells in the same way for every competence.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from referentiels.imports.carnet import COLONNE, NON_RANGE
from referentiels.imports.modele import FAMILLES, Doute, Ecarte
from referentiels.imports.nature import titre_de
from referentiels.imports.reperage import reperer
from referentiels.imports.ressemblance import lire_famille_abimee
from referentiels.imports.rubriques import (
    COLONNES,
    Rubrique,
    debuts_de_familles,
    est_un_bruit_de_page,
    est_un_entete_de_colonnes,
    separer_familles,
)
from referentiels.imports.structure import ElementLu, Fragment, Ligne, Rangee, Tableau
from referentiels.imports.texte import cle

_OU = Rubrique.EVALUATIONS.value
_ROLES = ("competence", "conditions", "criteres", "resultats")
_LIGNES_D_UN_TITRE = 4
_PHRASE = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý])")


@dataclass
class _Cellule:
    """Groups of fragments, parted by the blank lines of the source."""

    groupes: list[list[Fragment]] = field(default_factory=list)

    def ajouter(self, ligne: Ligne) -> None:
        dernier = self.groupes[-1][-1] if self.groupes else None
        if dernier is None or not ligne.suite:
            self.groupes.append([Fragment(ligne.texte, ligne.puce)])
        elif ligne.puce or (_finit(dernier.texte) and not ligne.texte[:1].islower()):
            self.groupes[-1].append(Fragment(ligne.texte, ligne.puce))
        else:
            self.groupes[-1][-1] = replace(dernier, texte=f"{dernier.texte} {ligne.texte}")

    def retirer(self, nombre: int) -> None:
        """Take the last fragments away."""
        fragments = self.fragments()
        self.groupes = [fragments[: len(fragments) - nombre]]

    def couper_les_phrases(self) -> None:
        self.groupes = [
            [
                Fragment(phrase, fragment.puce and rang == 0)
                for fragment in groupe
                for rang, phrase in enumerate(_PHRASE.split(fragment.texte))
            ]
            for groupe in self.groupes
        ]

    def fragments(self) -> list[Fragment]:
        return [fragment for groupe in self.groupes for fragment in groupe]


@dataclass
class _Competence:
    numero: int
    titre: str
    conditions: _Cellule = field(default_factory=_Cellule)
    familles: list[tuple[str, str, _Cellule]] = field(default_factory=list)  # (family, heading, text)
    resultats: _Cellule = field(default_factory=_Cellule)
    titre_des_resultats: str = ""
    courante: _Cellule | None = None  # the cell under the last heading


def rebatir_evaluations(
    section: list[ElementLu], intitules: list[str], lieu: Callable[[int], str]
) -> tuple[list[ElementLu], list[Doute], list[Ecarte]]:
    lecture = _Lecture(intitules)
    for ligne in _couper_aux_titres([element for element in section if isinstance(element, Ligne)], intitules):
        lecture.lire(ligne)
    lecture.achever()
    if not lecture.competences:
        return section, [], []
    doutes, ecartes = _repartir_les_resultats(lecture.competences, lieu)
    rangees = tuple(_rangee(competence) for competence in lecture.competences)
    tableau = Tableau(rangees[0].numero, "", rangees, roles=_ROLES)
    return [*lecture.autres, tableau], doutes, [*lecture.ecartes, *ecartes]


class _Lecture:
    def __init__(self, intitules: list[str]) -> None:
        self.cles = [reperer(intitule).cles for intitule in intitules]
        self.autres: list[ElementLu] = []
        self.ecartes: list[Ecarte] = []
        self.competences: list[_Competence] = []
        self.attente: list[Ligne] = []  # lines that may be the beginning of a title
        self.apres_colonne = False

    def lire(self, ligne: Ligne) -> None:
        if est_un_bruit_de_page(ligne.texte) or titre_de(ligne.texte) is not None:
            self._vider()
            self.autres.append(ligne)
        elif est_un_entete_de_colonnes(ligne.texte):
            self._vider()
            self._lire_colonne(ligne)
        elif self._commence_un_titre(ligne):
            self.apres_colonne = False
        else:
            self._vider()
            self._ranger(ligne)
            self.apres_colonne = False

    def achever(self) -> None:
        self._vider()

    def _lire_colonne(self, ligne: Ligne) -> None:
        """« Résultats attendus » alone, under the criteria, heads the results; among other headers it does not."""
        courante = self.competences[-1] if self.competences else None
        role = COLONNES.get(cle(ligne.texte))
        if role == "resultats" and courante and courante.familles and not self.apres_colonne:
            courante.titre_des_resultats = ligne.texte
            courante.courante = courante.resultats
        self.ecartes.append(Ecarte(_OU, ligne.texte, COLONNE))
        self.apres_colonne = True

    def _commence_un_titre(self, ligne: Ligne) -> bool:
        """Gather lines until they make a known title, or cannot any more."""
        if self.attente and (ligne.puce or debuts_de_familles(ligne.texte)):
            return False
        lignes = [*self.attente, ligne]
        texte = " ".join(attente.texte for attente in lignes)
        repere = reperer(texte)
        sans_numero = repere.cles.split(" ", 1)[1] if repere.cles[:1].isdigit() and " " in repere.cles else repere.cles
        decalage = len(repere.cles) - len(sans_numero)
        complets = [titre for titre in self.cles if f"{sans_numero} ".startswith(f"{titre} ")]
        if complets and (decalage or sans_numero in complets):
            titre = max(complets, key=len)
            _, fin = repere.bornes(0, decalage + len(titre))
            self.attente = []
            self._ouvrir(lignes[0].numero, texte[:fin], ligne, texte[fin:].lstrip(" .:;)"))
            return True
        if len(lignes) < _LIGNES_D_UN_TITRE and any(titre.startswith(f"{sans_numero} ") for titre in self.cles):
            self.attente = lignes
            return True
        return False

    def _ouvrir(self, numero: int, titre: str, ligne: Ligne, reste: str) -> None:
        courante = self.competences[-1] if self.competences else None
        if courante is None or cle(courante.titre) != cle(titre):
            self.competences.append(_Competence(numero, titre))
        else:  # printed again at the top of a page
            self.ecartes.append(Ecarte(_OU, titre, "intitulé répété"))
        if reste:
            self._ranger(replace(ligne, texte=reste, suite=False))

    def _vider(self) -> None:
        attente, self.attente = self.attente, []
        for ligne in attente:
            self._ranger(ligne)

    def _ranger(self, ligne: Ligne) -> None:
        if not self.competences:
            self.autres.append(ligne)
            return
        for famille, titre, reste in _familles(ligne.texte):
            self._ouvrir_famille(famille, titre)
            if reste:
                self._cellule().ajouter(replace(ligne, texte=reste, suite=ligne.suite and not titre))

    def _ouvrir_famille(self, famille: str | None, titre: str) -> None:
        courante = self.competences[-1]
        if famille == "resultats":
            courante.titre_des_resultats = titre
            courante.courante = courante.resultats
        elif famille in FAMILLES:
            courante.courante = _Cellule()
            courante.familles.append((famille, titre, courante.courante))

    def _cellule(self) -> _Cellule:
        courante = self.competences[-1]
        return courante.conditions if courante.courante is None else courante.courante


def _familles(texte: str) -> list[tuple[str | None, str, str]]:
    abimee = lire_famille_abimee(texte)
    morceaux = separer_familles(texte)
    return [abimee[:3]] if abimee and not any(famille for famille, _, _ in morceaux) else morceaux


def _finit(texte: str) -> bool:
    return texte.rstrip()[-1:] in ".;:!?…"


def _couper_aux_titres(lignes: list[Ligne], intitules: list[str]) -> list[Ligne]:
    """A line that holds a numbered title, or several family headings, is cut before each."""
    sortie: list[Ligne] = []
    for ligne in lignes:
        repere = reperer(ligne.texte)
        coupes = set(debuts_de_familles(ligne.texte))
        for titre in {reperer(intitule).cles for intitule in intitules}:
            place = f" {repere.cles} ".find(f" {titre} ")
            while titre and place > 0:
                avant = repere.cles[: place - 1].rpartition(" ")[2]
                if avant.isdigit() and len(avant) <= 2:
                    coupes.add(repere.bornes(place - 1 - len(avant), place)[0])
                place = f" {repere.cles} ".find(f" {titre} ", place + 1)
        bornes = [0, *sorted(coupe for coupe in coupes if coupe > 0), len(ligne.texte)]
        for rang, (debut, fin) in enumerate(itertools.pairwise(bornes)):
            morceau = ligne.texte[debut:fin].strip()
            if morceau:
                sortie.append(
                    replace(ligne, texte=morceau, puce=ligne.puce and rang == 0, suite=ligne.suite or rang > 0)
                )
    return sortie


def _repartir_les_resultats(
    competences: list[_Competence], lieu: Callable[[int], str]
) -> tuple[list[Doute], list[Ecarte]]:
    """Where results have no heading: the last group of the same family everywhere, or nothing."""
    restantes = [c for c in competences if not c.titre_des_resultats and c.familles]
    for place, autre in ((-1, 0), (0, -1)):
        reguliere = len(restantes) > 1 and all(
            len(c.familles) == len(FAMILLES)
            and len(c.familles[place][2].groupes) == 2
            and len(c.familles[autre][2].groupes) == 1
            for c in restantes
        )
        if reguliere:
            for competence in restantes:
                competence.resultats.groupes = [competence.familles[place][2].groupes.pop()]
            return [Doute(_OU, "résultats attendus lus dans le paragraphe qui suit une ligne vide, à vérifier")], []
    if not any(_incertains(c.familles[place][2]) for c in restantes for place in (0, -1)):
        for competence in restantes:  # a page on one line: only sentences part what was in two cells
            for place in {0, len(competence.familles) - 1}:
                competence.familles[place][2].couper_les_phrases()
    doutes: list[Doute] = []
    ecartes: list[Ecarte] = []
    for competence in restantes:
        for famille in {0, len(competence.familles) - 1}:
            nom, _, cellule = competence.familles[famille]
            incertains = _incertains(cellule)
            cellule.retirer(len(incertains))
            for fragment in incertains:
                place_lue = f"{_OU}, {lieu(competence.numero)}, « {competence.titre} »"
                ecartes.append(Ecarte(place_lue, fragment.texte, NON_RANGE))
                doutes.append(
                    Doute(place_lue, f"« {fragment.texte} » : critère ({nom}) ou résultat attendu ? écarté, à placer")
                )
    return doutes, ecartes


def _incertains(cellule: _Cellule) -> list[Fragment]:
    """What may belong to the results: all but the first text of a cell and the bullets it announces."""
    fragments = cellule.fragments()
    if len(cellule.groupes) > 1:
        surs = len(cellule.groupes[0])
    else:
        surs = min(1, len(fragments))
        while surs < len(fragments) and fragments[surs].puce and fragments[0].texte.endswith(":"):
            surs += 1
    return fragments[surs:]


def _rangee(competence: _Competence) -> Rangee:
    criteres: list[Fragment] = []
    for _, titre, cellule in competence.familles:
        criteres += [Fragment(titre), *cellule.fragments()]
    resultats = competence.resultats.fragments()
    if competence.titre_des_resultats and COLONNES.get(cle(competence.titre_des_resultats)) is None:
        resultats = [Fragment(competence.titre_des_resultats), *resultats]
    return Rangee(
        competence.numero,
        ((Fragment(competence.titre),), tuple(competence.conditions.fragments()), tuple(criteres), tuple(resultats)),
    )
