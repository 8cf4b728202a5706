"""The expected results that no heading parts from the criteria they were printed beside.

They are read when blank lines part them in the same way for every competence. Elsewhere what may be a
criterion or a result is put in neither cell, and shown to a human.
"""

from __future__ import annotations

from collections.abc import Callable

from referentiels.imports.aplat_competence import CelluleAplatie, CompetenceAplatie
from referentiels.imports.carnet import NON_RANGE
from referentiels.imports.modele import FAMILLES, Doute, Ecarte
from referentiels.imports.rubriques import Rubrique
from referentiels.imports.structure import Fragment

_OU = Rubrique.EVALUATIONS.value
_LUS = Doute(_OU, "résultats attendus lus dans le paragraphe qui suit une ligne vide, à vérifier")
_PREMIERE, _DERNIERE = 0, -1


def repartir_les_resultats(
    competences: list[CompetenceAplatie], lieu: Callable[[int], str]
) -> tuple[list[Doute], list[Ecarte]]:
    """Fill the results of the competences, or take away what may be some; what a human must look at."""
    sans_titre = [c for c in competences if not c.titre_des_resultats and c.familles]
    if _lire_apres_la_ligne_vide(sans_titre):
        return [_LUS], []
    bords = [famille for competence in sans_titre for famille in competence.familles_du_bord]
    if not any(_incertains(famille.cellule) for famille in bords):
        for famille in bords:  # a page on one line: only sentences part what was in two cells
            famille.cellule.couper_les_phrases()
    return _ecarter_les_incertains(sans_titre, lieu)


def _lire_apres_la_ligne_vide(competences: list[CompetenceAplatie]) -> bool:
    """The same family, first or last, holds a second paragraph in each of several competences: their results."""
    for porteuse, autre in ((_DERNIERE, _PREMIERE), (_PREMIERE, _DERNIERE)):
        if len(competences) > 1 and all(_porte_les_resultats(c, porteuse, autre) for c in competences):
            for competence in competences:
                competence.resultats.groupes = [competence.familles[porteuse].cellule.groupes.pop()]
            return True
    return False


def _porte_les_resultats(competence: CompetenceAplatie, porteuse: int, autre: int) -> bool:
    familles = competence.familles
    return (
        len(familles) == len(FAMILLES)
        and len(familles[porteuse].cellule.groupes) == 2
        and len(familles[autre].cellule.groupes) == 1
    )


def _ecarter_les_incertains(
    competences: list[CompetenceAplatie], lieu: Callable[[int], str]
) -> tuple[list[Doute], list[Ecarte]]:
    doutes: list[Doute] = []
    ecartes: list[Ecarte] = []
    for competence in competences:
        ou = f"{_OU}, {lieu(competence.numero)}, « {competence.titre} »"
        for famille in competence.familles_du_bord:
            incertains = _incertains(famille.cellule)
            surs = len(famille.cellule.fragments) - len(incertains)
            famille.cellule.groupes = [famille.cellule.fragments[:surs]]
            for texte in (fragment.texte for fragment in incertains):
                quoi = f"« {texte} » : critère ({famille.nom}) ou résultat attendu ? écarté, à placer"
                doutes.append(Doute(ou, quoi, change=True))
                ecartes.append(Ecarte(ou, texte, NON_RANGE))
    return doutes, ecartes


def _incertains(cellule: CelluleAplatie) -> list[Fragment]:
    """What may be results: all but the first paragraph, or, of one paragraph, all but its first text and the
    bullets it announces."""
    if len(cellule.groupes) != 1:
        return [fragment for groupe in cellule.groupes[1:] for fragment in groupe]
    premier, *suivants = cellule.groupes[0]
    while premier.texte.endswith(":") and suivants and suivants[0].puce:
        suivants = suivants[1:]
    return suivants
