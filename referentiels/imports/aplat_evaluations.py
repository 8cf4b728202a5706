"""The evaluation tables when their cells were lost: one competence after the other, its cells one under the other.

What is read, for each competence:

    3. Title of the competence            known from the référentiel de compétences, on one line or a few
    conditions…                           up to the first family heading
    En matière de méthodes utilisées :    each family heading opens its criteria
    criteria…
    Résultats attendus                    in a CCPM; elsewhere no heading parts the results (`aplat_resultats`)
    results…
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from referentiels.imports.aplat_competence import ROLES, CompetenceAplatie
from referentiels.imports.aplat_resultats import repartir_les_resultats
from referentiels.imports.aplat_titres import TitresConnus
from referentiels.imports.carnet import COLONNE, REPETE
from referentiels.imports.modele import FAMILLES, Doute, Ecarte
from referentiels.imports.nature import titre_de
from referentiels.imports.ressemblance import lire_famille_abimee
from referentiels.imports.rubriques import (
    COLONNES,
    Rubrique,
    debuts_de_familles,
    est_un_bruit_de_page,
    est_un_entete_de_colonnes,
    separer_familles,
)
from referentiels.imports.structure import ElementLu, Ligne, Tableau
from referentiels.imports.texte import cle

_OU = Rubrique.EVALUATIONS.value
_LIGNES_D_UN_TITRE = 4


def rebatir_evaluations(
    section: list[ElementLu], intitules: list[str], lieu: Callable[[int], str]
) -> tuple[list[ElementLu], list[Doute], list[Ecarte]]:
    """The section with its table put back; the section as it is when no competence is found in it."""
    titres = TitresConnus(intitules)
    lecture = _Lecture(titres)
    for element in section:
        if isinstance(element, Ligne):
            for ligne in titres.couper(element):
                lecture.lire(ligne)
    lecture.ranger_l_attente()
    if not lecture.competences:
        return section, [], []
    doutes, ecartes = repartir_les_resultats(lecture.competences, lieu)
    rangees = tuple(competence.rangee() for competence in lecture.competences)
    tableau = Tableau(rangees[0].numero, "", rangees, roles=ROLES)
    return [*lecture.autres, tableau], doutes, [*lecture.ecartes, *ecartes]


@dataclass
class _Lecture:
    """The lines read in order: each is put in the open cell of the last competence."""

    titres: TitresConnus
    competences: list[CompetenceAplatie] = field(default_factory=list)
    autres: list[ElementLu] = field(default_factory=list)  # of no competence: read as they are
    ecartes: list[Ecarte] = field(default_factory=list)
    attente: list[Ligne] = field(default_factory=list)  # what may be the first lines of a title
    apres_colonne: bool = False  # the line before is a column header

    @property
    def derniere(self) -> CompetenceAplatie | None:
        return self.competences[-1] if self.competences else None

    def lire(self, ligne: Ligne) -> None:
        if est_un_bruit_de_page(ligne.texte) or titre_de(ligne.texte) is not None:
            self.ranger_l_attente()
            self.autres.append(ligne)
        elif est_un_entete_de_colonnes(ligne.texte):
            self.ranger_l_attente()
            self._lire_colonne(ligne.texte)
            self.apres_colonne = True
        else:
            if not self._lire_titre(ligne):
                self.ranger_l_attente()
                self._ranger(ligne)
            self.apres_colonne = False

    def ranger_l_attente(self) -> None:
        """What waited was no title."""
        attente, self.attente = self.attente, []
        for ligne in attente:
            self._ranger(ligne)

    def _lire_colonne(self, texte: str) -> None:
        """« Résultats attendus » alone, under the criteria, heads the results; among other headers it does not."""
        self.ecartes.append(Ecarte(_OU, texte, COLONNE))
        seule = COLONNES.get(cle(texte)) == "resultats" and not self.apres_colonne
        if seule and self.derniere and self.derniere.familles:
            self.derniere.ouvrir_resultats(texte)

    def _lire_titre(self, ligne: Ligne) -> bool:
        """True when the line ends a known title, with the lines that wait, or may be a part of one."""
        if self.attente and (ligne.puce or debuts_de_familles(ligne.texte)):
            return False
        lignes = [*self.attente, ligne]
        texte = " ".join(attendue.texte for attendue in lignes)
        lu = self.titres.separer(texte)
        if lu is not None:
            titre, reste = lu
            self.attente = []
            self._ouvrir(titre, lignes[0].numero)
            if reste:
                self._ranger(replace(ligne, texte=reste, suite=False))
            return True
        if len(lignes) < _LIGNES_D_UN_TITRE and self.titres.commencent_par(texte):
            self.attente = lignes
            return True
        return False

    def _ouvrir(self, titre: str, numero: int) -> None:
        if self.derniere and cle(self.derniere.titre) == cle(titre):  # printed again at the top of a page
            self.ecartes.append(Ecarte(_OU, titre, REPETE))
        else:
            self.competences.append(CompetenceAplatie(numero, titre))

    def _ranger(self, ligne: Ligne) -> None:
        competence = self.derniere
        if competence is None:
            self.autres.append(ligne)
            return
        for famille, titre, texte in _separer_familles(ligne.texte):
            if famille == "resultats":
                competence.ouvrir_resultats(titre)
            elif famille in FAMILLES:
                competence.ouvrir_famille(famille, titre)
            if texte:
                competence.ouverte.ajouter(replace(ligne, texte=texte, suite=ligne.suite and not titre))


def _separer_familles(texte: str) -> list[tuple[str | None, str, str]]:
    """The text cut at its family headings, or at the one whose letters are damaged."""
    morceaux = separer_familles(texte)
    abimee = lire_famille_abimee(texte)
    if abimee and not any(famille for famille, _, _ in morceaux):
        famille, titre, reste, _ = abimee
        return [(famille, titre, reste)]
    return morceaux
