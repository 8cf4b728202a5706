"""One cell (or line) of HTML to its text fragments: paragraphs and bullets, in order.

The published texts hold damaged HTML: lists without items, tags never closed, bullets typed by hand inside
a list. Structure is therefore taken from the tags that open a block and from the bullet marks, never from
the closing tags.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from referentiels.imports.modele import DocumentRefuse
from referentiels.imports.rubriques import est_un_titre_de_famille
from referentiels.imports.structure import Fragment
from referentiels.imports.texte import EXPOSANTS, MARQUES, extrait, nettoyer, sans_emphase, separer_puce

BALISES_DE_BLOC = frozenset({"p", "div", "ul", "ol", "li", "hr", "h1", "h2", "h3", "h4", "h5", "h6"})
BALISES_DE_LIGNE = frozenset({"u", "ins", "b", "i", "em", "strong", "span", "sup", "sub", "a", "font", "br"})


_COUPURE = re.compile(rf"\s*(?=[{MARQUES}]\s)|\n\s*(?=(?:[-–]|\d+[.)])\s)")


def lire_cellule(source: str, ou: str) -> tuple[Fragment, ...]:
    """The fragments of a cell; DocumentRefuse on a tag that has no place in a référentiel."""
    lecteur = _Lecteur(ou)
    lecteur.feed(source)
    lecteur.close()
    lecteur.vider()
    return tuple(lecteur.fragments)


def lire_paragraphe(texte: str, *, puce: bool = False, souligne: bool = False) -> list[Fragment]:
    """A paragraph of plain text: hard line breaks count only before a bullet or a number."""
    fragments = []
    for rang, morceau in enumerate(_COUPURE.split(texte)):
        marquee, contenu = separer_puce(nettoyer(morceau))
        contenu = sans_emphase(contenu)
        if contenu:
            fragments.append(Fragment(contenu, marquee or (puce and rang == 0), souligne))
    return fragments


class _Lecteur(HTMLParser):
    def __init__(self, ou: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ou = ou
        self.fragments: list[Fragment] = []
        self.tampon: list[str] = []
        self.dans_liste = False
        self.dans_article = False
        self.en_exposant = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BALISES_DE_BLOC:
            self.vider()
            self._ouvrir_bloc(tag)
        elif tag == "br":
            self.tampon.append("\n")
        elif tag == "sup":
            self.en_exposant = True
        elif tag not in BALISES_DE_LIGNE:
            raise DocumentRefuse(
                ou=self.ou, lu=f"la balise <{tag[:20]}>", attendu="du texte, des paragraphes et des listes"
            )

    def handle_endtag(self, tag: str) -> None:
        if tag in BALISES_DE_BLOC:
            self.vider()
            if tag in {"ul", "ol"}:
                self.dans_liste = False
            if tag in {"ul", "ol", "li"}:
                self.dans_article = False
        elif tag == "sup":
            self.en_exposant = False
        elif tag in {"u", "ins", "b", "strong"} and est_un_titre_de_famille("".join(self.tampon)):
            self.vider()  # the heading ends with its underline, not with the paragraph

    def handle_data(self, data: str) -> None:
        self.tampon.append(data.translate(EXPOSANTS) if self.en_exposant else data)

    def vider(self) -> None:
        """End the current block."""
        texte, self.tampon = "".join(self.tampon), []
        if not texte.strip():
            return
        if self.dans_article:
            self._ajouter(texte, puce=True)
        elif self.dans_liste:
            self._ajouter_liste(texte)
        else:
            self.fragments.extend(lire_paragraphe(texte))

    def _ouvrir_bloc(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self.dans_liste, self.dans_article = True, False
        elif tag == "li":
            self.dans_article = True
        elif not self.dans_article:  # a paragraph ends a list that was never closed
            self.dans_liste = False

    def _ajouter_liste(self, texte: str) -> None:
        """A list without items: its first mark is its separator."""
        marque = re.search(rf"(?:^|\s)([-–{MARQUES}])\s", texte)
        if marque is None:
            self._ajouter(texte, puce=True)
            return
        avant, *articles = re.split(rf"(?:^|\s){re.escape(marque[1])}\s+", texte)
        self._ajouter(avant, puce=False)
        for article in articles:
            self._ajouter(article, puce=True)

    def _ajouter(self, texte: str, *, puce: bool) -> None:
        contenu = sans_emphase(nettoyer(texte))
        if puce:
            _, contenu = separer_puce(contenu)
        if contenu:
            self.fragments.append(Fragment(contenu, puce))

    def unknown_decl(self, data: str) -> None:
        raise DocumentRefuse(ou=self.ou, lu=extrait(data), attendu="du texte, des paragraphes et des listes")
