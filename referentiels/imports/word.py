"""A Word document to lines and tables: merged cells, lists, frames, page headers, footnotes."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as LIEN
from docx.oxml.ns import qn
from lxml import etree

from referentiels.imports.cellule import lire_paragraphe
from referentiels.imports.fichier import refus
from referentiels.imports.grille import Case, lire_grille, titre_courant
from referentiels.imports.modele import Doute, Ecarte
from referentiels.imports.rubriques import est_un_titre_de_famille, lire_libelles, premier_libelle
from referentiels.imports.structure import Document, ElementLu, Fragment, Ligne, restituer
from referentiels.imports.texte import EXPOSANTS, extrait, mots, nettoyer, separer_puce
from referentiels.imports.word_archive import verifier_archive
from referentiels.imports.word_numerotation import PUCE, Numerotation
from referentiels.imports.word_texte import CADRE, MC, SUPPRIMES, LecteurDeTexte, blocs, cadres

_IMPRIMES = tuple(qn(f"w:{balise}") for balise in ("t", "tab", "br", "cr", "noBreakHyphen", "sym", "footnoteReference"))
HAUT, BAS, SOMMAIRE = "en-tête de page", "pied de page", "sommaire"
_OU = "Document Word"
_ILLISIBLE = (
    *(etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, AttributeError, IndexError),
    *(TypeError, RecursionError),
)


def lire_word(contenu: bytes) -> Document:
    """DocumentRefuse when the archive is not a Word document that can be read."""
    verifier_archive(contenu)
    try:
        lecteur = _Lecteur(docx.Document(io.BytesIO(contenu)))
        elements = lecteur.lire()
    except _ILLISIBLE as erreur:
        raise refus("un document Word tronqué ou abîmé") from erreur
    texte, numerotes = restituer(elements)
    return Document(
        format="word",
        texte=texte,
        elements=numerotes,
        mots=tuple(lecteur.mots_de_la_source()),
        doutes=tuple(lecteur.doutes),
        ecartes=tuple(lecteur.ecartes),
    )


class _Lecteur:
    def __init__(self, document: Any) -> None:
        self.document = document
        self.parties = _parties(document.part)
        styles = self.parties.get(LIEN.STYLES)
        self.texte = LecteurDeTexte(styles)
        self.sommaires = _styles_de_sommaire(styles)
        self.numerotation = Numerotation(self.parties.get(LIEN.NUMBERING), styles)
        self.marques: list[str] = []  # numbers Word computed: printed, and absent from the XML
        self.doutes: list[Doute] = []
        self.ecartes: list[Ecarte] = []

    def lire(self) -> list[ElementLu]:
        corps = self._elements(self.document.element.body)
        haut = self._lire_entetes(corps)
        self._signaler_revision()
        return [*haut, *corps, *self._notes()]

    # -- body

    def _elements(self, noeud: Any) -> list[ElementLu]:
        elements: list[ElementLu] = []
        suite = False
        for bloc in blocs(noeud):
            if bloc.tag == qn("w:tbl"):
                elements.extend(self._tableau(bloc, titre_courant(elements)))
                suite = False
                continue
            lignes = self._lignes(bloc, suite=suite)
            elements.extend(lignes)
            suite = bool(lignes)
            for cadre in cadres(bloc):
                elements.extend(self._elements(cadre))
        return elements

    def _lignes(self, paragraphe: Any, *, suite: bool) -> list[Ligne]:
        """A paragraph, cut at its hard line breaks."""
        lu = self.texte.lire(paragraphe)
        marque = self._marque(paragraphe)
        morceaux = [nettoyer(morceau) for morceau in lu.texte.split("\n")]
        if marque and marque != PUCE:
            morceaux[0] = f"{marque} {morceaux[0]}".strip()
        if self._est_au_sommaire(paragraphe):
            for morceau in filter(None, morceaux):
                self.ecartes.append(Ecarte(_OU, morceau, SOMMAIRE))
            return []
        lignes: list[Ligne] = []
        for morceau in filter(None, morceaux):
            puce, contenu = separer_puce(morceau)
            puce = puce or (marque == PUCE and not lignes)
            lignes.append(
                Ligne(0, contenu, puce, suite=suite or bool(lignes), emphase=lu.emphase, paragraphe=not lignes)
            )
        return lignes

    def _marque(self, paragraphe: Any) -> str:
        marque = self.numerotation.marque(paragraphe)
        if marque and marque != PUCE:
            self.marques.append(marque)
        return marque

    def _est_au_sommaire(self, paragraphe: Any) -> bool:
        style = paragraphe.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return style is not None and style.get(qn("w:val")) in self.sommaires

    # -- tables

    def _tableau(self, tableau: Any, titre: str) -> list[ElementLu]:
        rangees = []
        for rangee in _rangees(tableau):
            colonne = _entier(rangee.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}"), 0)
            cases = []
            for cellule in _cellules(rangee):
                largeur = _entier(cellule.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}"), 1)
                cases.append(Case(colonne, largeur, tuple(self._fragments(cellule))))
                colonne += largeur
            if cases:
                rangees.append((0, cases))
        return lire_grille(rangees, titre)

    def _fragments(self, cellule: Any) -> Iterator[Fragment]:
        for bloc in blocs(cellule):
            if bloc.tag == qn("w:tbl"):
                for rangee in _rangees(bloc):
                    for interieure in _cellules(rangee):
                        yield from self._fragments(interieure)
                continue
            lu, marque = self.texte.lire(bloc), self._marque(bloc)
            texte = f"{marque} {lu.texte}" if marque and marque != PUCE else lu.texte
            if lu.tete and est_un_titre_de_famille(lu.tete):
                yield from lire_paragraphe(lu.tete)
                texte = lu.texte[len(lu.tete) :]
            yield from lire_paragraphe(texte, puce=marque == PUCE, souligne=lu.souligne)
            for cadre in cadres(bloc):
                yield from self._fragments(cadre)

    # -- round the body

    def _lire_entetes(self, corps: list[ElementLu]) -> list[ElementLu]:
        """The identity of the certification is printed in the body or in the header of the first page."""
        deja = any(_porte_une_identite(ligne) for ligne in _a_plat(corps[:20]))
        gardes: list[ElementLu] = []
        for place, partie in self._parties_de_page():
            elements = self._elements(partie)
            lignes = [element for element in _a_plat(elements) if element.texte]
            porte = any(_porte_une_identite(ligne) for ligne in lignes)
            if place == HAUT and porte and not deja:
                gardes, deja = [*lignes], True
                continue
            self.ecartes.extend(Ecarte(_OU, ligne.texte, place) for ligne in lignes)
        return gardes

    def _parties_de_page(self) -> Iterator[tuple[str, Any]]:
        for section in self.document.sections:
            premiere = section.different_first_page_header_footer
            hauts = ([section.first_page_header] if premiere else []) + [section.header, section.even_page_header]
            bas = ([section.first_page_footer] if premiere else []) + [section.footer, section.even_page_footer]
            for place, parties in ((HAUT, hauts), (BAS, bas)):
                for partie in parties:
                    if not partie.is_linked_to_previous:
                        yield place, partie._element

    def _notes(self) -> list[ElementLu]:
        """Footnotes, after the text, with the number they are called by."""
        racine = self.parties.get(LIEN.FOOTNOTES)
        lignes: list[ElementLu] = []
        for rang, identifiant in enumerate(self.texte.notes, start=1):
            note = racine.find(f"{qn('w:footnote')}[@{qn('w:id')}='{identifiant}']") if racine is not None else None
            textes = [] if note is None else [nettoyer(self.texte.lire(bloc).texte) for bloc in blocs(note)]
            numero = str(rang).translate(EXPOSANTS)
            self.marques += [numero] if textes else []
            lignes += [Ligne(0, f"{numero} {texte}", paragraphe=True) for texte in [" ".join(textes)] if texte]
        return lignes

    def _signaler_revision(self) -> None:
        supprimes = [
            "".join(t.text or "" for t in noeud.iter(qn("w:delText"), qn("w:t")))
            for noeud in self.document.element.body.iter(*SUPPRIMES)
        ]
        for supprime in filter(str.strip, supprimes):
            self.doutes.append(
                Doute(_OU, f"suppression suivie, non acceptée dans Word : {extrait(supprime)} n’est pas lu")
            )
        commentaires = self.parties.get(LIEN.COMMENTS)
        if commentaires is not None and len(commentaires):
            self.doutes.append(Doute(_OU, f"{len(commentaires)} commentaire(s) de relecture, non lu(s)"))

    # -- conservation

    def mots_de_la_source(self) -> list[str]:
        """The words of the XML, paragraph by paragraph, whatever the reader made of them."""
        parties = [self.document.element.body, *(partie for _, partie in self._parties_de_page())]
        textes = [texte for partie in parties for texte in _textes_xml(partie, self.texte.notes)]
        notes = self.parties.get(LIEN.FOOTNOTES)
        if notes is not None and self.texte.notes:
            for note in notes.iter(qn("w:footnote")):
                if note.get(qn("w:id")) in self.texte.notes:
                    textes.extend(_textes_xml(note, []))
        return [mot for texte in [*textes, *self.marques] for mot in mots(texte)]


def _textes_xml(partie: Any, notes: list[str]) -> Iterator[str]:
    """The text of each paragraph, with the number of the notes it calls."""
    for paragraphe in partie.iter(qn("w:p")):
        morceaux = []
        for noeud in paragraphe.iter(*_IMPRIMES):
            ancetres = list(noeud.iterancestors())
            balises = {ancetre.tag for ancetre in ancetres[: ancetres.index(paragraphe)]}
            dehors = {ancetre.tag for ancetre in ancetres}
            if dehors & SUPPRIMES or f"{MC}Fallback" in dehors or CADRE in balises or qn("w:pPr") in balises:
                continue
            if noeud.tag == qn("w:footnoteReference"):
                morceaux.append(str(notes.index(noeud.get(qn("w:id"))) + 1))
            else:
                morceaux.append((noeud.text or "") if noeud.tag == qn("w:t") else " ")
        yield "".join(morceaux)


def _parties(part: Any) -> dict[str, Any]:
    """XML roots of the parts beside the body, by kind of relationship."""
    racines = {}
    for relation in part.rels.values():
        if (
            relation.reltype in {LIEN.STYLES, LIEN.NUMBERING, LIEN.FOOTNOTES, LIEN.COMMENTS}
            and not relation.is_external
        ):
            racines[relation.reltype] = etree.fromstring(
                relation.target_part.blob, etree.XMLParser(resolve_entities=False, no_network=True)
            )
    return racines


def _styles_de_sommaire(styles: Any | None) -> set[str]:
    if styles is None:
        return set()
    noms = {style.get(qn("w:styleId")): style.find(qn("w:name")) for style in styles.iter(qn("w:style"))}
    return {
        identifiant
        for identifiant, nom in noms.items()
        if nom is not None and nom.get(qn("w:val"), "").lower().startswith(("toc ", "tm "))
    }


def _rangees(tableau: Any) -> Iterator[Any]:
    for enfant in tableau:
        if enfant.tag == qn("w:tr"):
            if enfant.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
                yield enfant
        elif enfant.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins")}:
            yield from _rangees(enfant)


def _cellules(rangee: Any) -> Iterator[Any]:
    for enfant in rangee:
        if enfant.tag == qn("w:tc"):
            yield enfant
        elif enfant.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")}:
            yield from _cellules(enfant)


def _entier(noeud: Any | None, defaut: int) -> int:
    valeur = noeud.get(qn("w:val"), "") if noeud is not None else ""
    return int(valeur) if valeur.isdigit() else defaut


def _porte_une_identite(ligne: Ligne) -> bool:
    debut = premier_libelle(ligne.texte)
    return debut >= 0 and any(champ != "titre" for champ, _, _ in lire_libelles(ligne.texte[debut:]))


def _a_plat(elements: list[ElementLu]) -> Iterator[Ligne]:
    for element in elements:
        if isinstance(element, Ligne):
            yield element
        else:
            for rangee in element.rangees:
                for cellule in rangee.cellules:
                    for fragment in cellule:
                        yield Ligne(0, fragment.texte, puce=fragment.puce, paragraphe=True)
