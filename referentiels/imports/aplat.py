"""Tables whose cells were lost (text copied from a PDF, old plain lists), put back as tables.

A section that holds no table is read line by line. What the lines say for certain (numbers, BDC codes,
bullets, family headings, titles already known) makes the cells; what may belong to two cells is put in none.
"""

from __future__ import annotations

from dataclasses import replace

from referentiels.imports.aplat_evaluations import rebatir_evaluations
from referentiels.imports.blocs import COMPETENCE_NUMEROTEE, COMPETENCES_MAXIMUM, NUMERO_BLOC, separer_numero
from referentiels.imports.modele import Doute, Ecarte
from referentiels.imports.nature import titre_de
from referentiels.imports.recollage import LIGNES_D_UN_TITRE, lignes_du_titre
from referentiels.imports.rubriques import (
    Rubrique,
    est_un_bruit_de_page,
    est_un_entete_de_colonnes,
    est_une_formule,
    ouvre_les_competences,
)
from referentiels.imports.structure import Document, ElementLu, Fragment, Ligne, Rangee, Tableau, reste_ouvert

_OU = "Document"
_COPIE = "les tableaux ont été reconstitués ligne à ligne : à relire cellule par cellule"


def rebatir(document: Document) -> Document:
    """The same document, with a table in each section that lost its own."""
    elements: list[ElementLu] = []
    doutes: list[Doute] = []
    ecartes: list[Ecarte] = []
    intitules: list[str] = []
    proposition = document.proposition
    # A text is unfolded before it is cut into lines; the lines of a PDF are those of its pages.
    lus = _recoller_titres(document.elements) if proposition else document.elements
    for rubrique, lue in _sections(lus):
        section = lue
        tableaux = [element for element in section if isinstance(element, Tableau)]
        if rubrique is Rubrique.COMPETENCES:
            if not tableaux:
                section, avec_blocs = _rebatir_blocs(section, doutes)
                proposition = proposition or avec_blocs
            intitules = _intitules(section)
        elif rubrique is Rubrique.EVALUATIONS and not tableaux and 0 < len(intitules) <= COMPETENCES_MAXIMUM:
            section, doutes_lus, ecartes_lus = rebatir_evaluations(section, intitules, document.lieu)
            doutes += doutes_lus
            ecartes += ecartes_lus
            proposition = True
        elements.extend(section)
    if proposition and not document.proposition:
        doutes.insert(0, Doute(_OU, _COPIE))
        elements = _parer(elements)
    return replace(
        document,
        elements=tuple(elements),
        proposition=proposition,
        doutes=(*document.doutes, *doutes),
        ecartes=(*document.ecartes, *ecartes),
    )


def _recoller_titres(elements: tuple[ElementLu, ...]) -> tuple[ElementLu, ...]:
    """A heading of the model wrapped over several lines becomes one line."""
    sortie: list[ElementLu] = []
    rang = 0
    while rang < len(elements):
        groupe: list[Ligne] = []
        for element in elements[rang : rang + LIGNES_D_UN_TITRE]:
            if not isinstance(element, Ligne) or element.puce:
                break
            groupe.append(element)
        nombre = lignes_du_titre([ligne.texte for ligne in groupe]) if groupe else 0
        if nombre > 1:
            sortie.append(replace(groupe[0], texte=" ".join(ligne.texte for ligne in groupe[:nombre])))
        else:
            sortie.append(elements[rang])
        rang += max(nombre, 1)
    return tuple(sortie)


def _parer(elements: list[ElementLu]) -> list[ElementLu]:
    """Without blank lines, a sentence that ends before the end of its line ends its paragraph too."""
    libres = [
        e.texte for e in elements if isinstance(e, Ligne) and titre_de(e.texte) is None and not est_une_formule(e.texte)
    ]
    largeur = max(map(len, libres), default=0)
    sortie: list[ElementLu] = []
    for element in elements:
        avant = sortie[-1] if sortie else None
        if isinstance(element, Ligne) and isinstance(avant, Ligne) and _commence_un_paragraphe(avant, element, largeur):
            sortie.append(replace(element, suite=False))
        else:
            sortie.append(element)
    return sortie


def _commence_un_paragraphe(avant: Ligne, ligne: Ligne, largeur: int) -> bool:
    premier_mot = ligne.texte.split(" ", 1)[0]
    return (
        ligne.continue_la_precedente
        and premier_mot[:1].isupper()
        and (avant.texte.rstrip()[-1:] in ".;:!?…" or (avant.texte.isupper() and not ligne.texte.isupper()))
        and len(avant.texte) + 1 + len(premier_mot) <= largeur
    )


def _sections(elements: tuple[ElementLu, ...]) -> list[tuple[Rubrique, list[ElementLu]]]:
    """Elements by rubric; two headings of one rubric make one section."""
    sections: list[tuple[Rubrique, list[ElementLu]]] = [(Rubrique.EN_TETE, [])]
    for element in elements:
        rubrique = sections[-1][0]
        if isinstance(element, Ligne):
            if ouvre_les_competences(element.texte):
                rubrique = Rubrique.COMPETENCES
            else:
                rubrique = titre_de(element.texte) or rubrique
        if rubrique is not sections[-1][0]:
            sections.append((rubrique, []))
        sections[-1][1].append(element)
    return sections


def _rebatir_blocs(section: list[ElementLu], doutes: list[Doute]) -> tuple[list[ElementLu], bool]:
    """(elements, whether blocs were found). A CCPM prints « Compétence n : », which needs no table."""
    lignes = [element for element in section if isinstance(element, Ligne)]
    if any(COMPETENCE_NUMEROTEE.match(ligne.texte) for ligne in lignes):
        return section, False
    lecture = _Liste(lignes)
    if not lecture.rangees:
        return section, False
    doutes.extend(lecture.doutes)
    return [*lecture.autres, lecture.tableau()], lecture.avec_blocs


class _Liste:
    """Blocs, competences and knowledge written one under the other."""

    def __init__(self, lignes: list[Ligne]) -> None:
        self.autres: list[ElementLu] = []  # headings, set phrases: read as they are
        self.rangees: list[tuple[int, dict[str, list[Fragment]]]] = []
        self.doutes: list[Doute] = []
        self.avec_blocs = any(NUMERO_BLOC.match(ligne.texte) for ligne in lignes)
        self.avec_numeros = any(
            separer_numero(ligne.texte)[0] is not None
            for ligne in lignes
            if not ligne.puce and not self._est_a_part(ligne.texte)
        )
        self.avec_puces = any(ligne.puce for ligne in lignes)
        self.avec_connaissances = self.avec_blocs or any("onnaissances" in ligne.texte for ligne in lignes)
        self.dernier = ""  # the column the last text went to
        for ligne in lignes:
            self._lire(ligne)

    def tableau(self) -> Tableau:
        roles = ("bloc", "competence", "connaissances") if self.avec_blocs else ("competence", "connaissances")
        rangees = tuple(
            Rangee(numero, tuple(tuple(cellules.get(role, ())) for role in roles)) for numero, cellules in self.rangees
        )
        return Tableau(self.rangees[0][0], "", rangees, roles=roles)

    def _lire(self, ligne: Ligne) -> None:
        texte = ligne.texte
        if self._est_a_part(texte):
            self.autres.append(ligne)
        elif NUMERO_BLOC.match(texte):
            self._ranger("bloc", ligne, nouvelle=True)
        elif ligne.puce:
            self._lire_puce(ligne)
        elif separer_numero(texte)[0] is not None and (self.avec_blocs is False or self.rangees):
            self._ranger("competence", ligne, nouvelle=not self.rangees or self.dernier != "bloc")
        elif not self.rangees:
            self.autres.append(ligne)
        else:
            self._prolonger(ligne)

    def _est_a_part(self, texte: str) -> bool:
        return (
            titre_de(texte) is not None
            or est_une_formule(texte)
            or est_un_entete_de_colonnes(texte)
            or est_un_bruit_de_page(texte)
        )

    def _lire_puce(self, ligne: Ligne) -> None:
        """Knowledge beside numbered competences; a plain list of bullets is the competences themselves."""
        if self.avec_numeros or self.avec_blocs:
            if not self.avec_connaissances:
                self._douter(ligne, "point sous une compétence, lu comme connaissance associée")
            self._ranger("connaissances", ligne, nouvelle=not self.rangees)
        else:
            self._ranger("competence", ligne, nouvelle=True)

    def _prolonger(self, ligne: Ligne) -> None:
        """A line without mark goes on with the text above, unless it may be knowledge printed without bullet."""
        dernier = self.rangees[-1][1][self.dernier][-1]
        suit = (
            ligne.texte[:1].islower()
            or self.dernier in {"bloc", "connaissances"}
            or self.avec_puces
            or not self.avec_connaissances
            or reste_ouvert(dernier.texte)
        )
        if self.dernier == "connaissances" and not dernier.puce and not ligne.texte[:1].islower():
            suit = False
        if suit:
            self.rangees[-1][1][self.dernier][-1] = replace(dernier, texte=f"{dernier.texte} {ligne.texte}")
        else:
            self._douter(ligne, "texte sans puce sous une compétence, lu comme connaissance associée")
            self._ranger("connaissances", ligne, nouvelle=False)

    def _ranger(self, role: str, ligne: Ligne, *, nouvelle: bool) -> None:
        if nouvelle:
            self.rangees.append((ligne.numero, {}))
        self.rangees[-1][1].setdefault(role, []).append(Fragment(ligne.texte, ligne.puce and role == "connaissances"))
        self.dernier = role

    def _douter(self, ligne: Ligne, quoi: str) -> None:
        self.doutes.append(Doute(Rubrique.COMPETENCES.value, f"ligne {ligne.numero} : « {ligne.texte} », {quoi}"))


def _intitules(section: list[ElementLu]) -> list[str]:
    """The titles of the competences, known before the evaluations are read."""
    intitules: list[str] = []
    for element in section:
        if isinstance(element, Ligne):
            forme = COMPETENCE_NUMEROTEE.match(element.texte)
            if forme:
                intitules.append(element.texte[forme.end() :].strip())
            continue
        for rangee in element.rangees:
            colonne = element.roles.index("competence") if element.roles else 1
            if colonne < len(rangee.cellules):
                intitules.extend(separer_numero(fragment.texte)[1] for fragment in rangee.cellules[colonne])
    return intitules
