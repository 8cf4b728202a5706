"""What a batch of documents has in common is laid out once.

An element of the body placed absolutely (`position: absolute`, a size of its own) depends on nothing around it: laid
out in one document, its box stands as it is in another that writes it word for word. Of each certificate of a batch,
the name and the number are laid out, and the rest is taken from the one before.

A paragraph of a letter depends on what is above it by the place where it stands alone: an empty element as high as it
holds its place, and its box is one already laid out at that very place. When there is none, the letter is laid out
whole.

The bytes are those of a document laid out whole, and a test holds it for each template. This reads the tree of boxes
that WeasyPrint keeps to itself: its version is held in `pyproject.toml`.
"""

from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element, tostring

Boite = Any
Nom = tuple[str, bytes]
"""Of an element: its style, that of the page around it, and its words."""
Place = tuple[float, float, float]


class Poses:
    """The boxes laid out by the documents of a batch: absolute ones, and paragraphs by the places where they stood."""

    def __init__(self) -> None:
        self._boites: dict[Nom, Boite] = {}
        self._paragraphes: dict[Nom, dict[Place, Boite]] = {}

    def disposer(self, lire: Callable[[], Any], rendre: Callable[[Any], Any], style: str) -> Any:
        """The document laid out. `lire` gives its HTML parsed anew, which is then changed; `rendre` lays it out."""
        source = lire()
        noms = _noms(source, style)
        if tenues := _connus(self._paragraphes, source, noms):
            if document := _tenir_les_places(source, tenues, rendre):
                self._noter_les_paragraphes(document, noms)
                return document
            source = lire()
            noms = _noms(source, style)
        document = self._disposer_les_absolus(source, noms, rendre) or rendre(lire())
        self._noter_les_paragraphes(document, noms)
        return document

    def _noter_les_paragraphes(self, document: Any, noms: Mapping[Element, Nom]) -> None:
        if len(document.pages) == 1 and not any(boite.is_floated() for boite in _corps(document).children):
            for boite in _corps(document).children:
                if boite.element in noms and _est_un_paragraphe(boite):
                    self._paragraphes.setdefault(noms[boite.element], {})[_place(boite)] = boite

    def _disposer_les_absolus(
        self, source: Any, noms: Mapping[Element, Nom], rendre: Callable[[Any], Any]
    ) -> Any | None:
        """None when something in the flow stands between what was laid out apart."""
        prises = _connus(self._boites, source, noms)
        for element in prises:
            source.etree_element.find("body").remove(element)
        document = rendre(source)
        if not document.pages:
            return document
        boites = [*_corps(document).children]
        neuves = {boite.element: boite for boite in boites if boite.element in noms}
        if prises and not (len(neuves) == len(boites) and _suite_absolue([*noms], prises, neuves)):
            return None
        for element in noms:
            if element in prises:
                continue
            if element not in neuves or not neuves[element].is_absolutely_positioned():
                break  # what comes after it may stand on another page
            self._boites[noms[element]] = neuves[element]
        if prises:
            _remplir(document, [boite for e in noms if (boite := prises.get(e) or neuves.get(e))])
        return document


def _noms(source: Any, style: str) -> dict[Element, Nom]:
    corps = source.etree_element.find("body")
    style = f"{style} {source.etree_element.attrib} {corps.attrib}"  # its language, its class
    return {element: (style, tostring(element)) for element in corps}


def _connus(gardes: Mapping[Nom, Any], source: Any, noms: Mapping[Element, Nom]) -> dict[Element, Any]:
    """What is known of this body, each element once; nothing of a body that has words of its own."""
    corps = source.etree_element.find("body")
    if any(texte and not texte.isspace() for texte in (corps.text, *(element.tail for element in corps))):
        return {}
    premiers: dict[Nom, Element] = {}
    for element, nom in noms.items():
        premiers.setdefault(nom, element)
    return {element: gardes[nom] for nom, element in premiers.items() if nom in gardes}


def _tenir_les_places(
    source: Any, tenues: Mapping[Element, Mapping[Place, Boite]], rendre: Callable[[Any], Any]
) -> Any | None:
    """The document, each known paragraph taken from where it stood; None when one stood nowhere near here."""
    for element, posees in tenues.items():
        for enfant in [*element]:
            element.remove(enfant)
        element.text = None
        element.set("style", f"height: {next(iter(posees.values())).height!r}px")
    document = rendre(source)
    boites = [*_corps(document).children]
    if len(document.pages) != 1 or any(boite.is_floated() for boite in boites):
        return None
    sus = {boite: tenues[boite.element].get(_place(boite)) if boite.element in tenues else boite for boite in boites}
    if not all(sus.values()):
        return None
    _remplir(document, [*sus.values()])
    return document


def _est_un_paragraphe(boite: Boite) -> bool:
    """Lines of text and nothing else: its height and its place say of it all that what follows needs."""
    return (
        boite.height > 0
        and all(type(ligne).__name__ == "LineBox" for ligne in boite.children)
        and all(dedans.is_in_normal_flow() for dedans in boite.descendants(placeholders=True))
        and not boite.string_set
        and "style" not in boite.element.attrib
    )


def _place(boite: Boite) -> Place:
    return boite.position_x, boite.position_y, boite.width


def _suite_absolue(elements: list[Element], prises: Mapping[Element, Boite], neuves: Mapping[Element, Boite]) -> bool:
    """Whether all that comes before a box taken as it is is placed absolutely too, on the first page."""
    dernier = max(rang for rang, element in enumerate(elements) if element in prises)
    avant = [neuves.get(element) for element in elements[:dernier] if element not in prises]
    return all(boite is not None and boite.is_absolutely_positioned() for boite in avant)


def _corps(document: Any) -> Boite:
    """The box of the body on the first page."""
    racine = document.pages[0]._page_box.children[0]
    return next(boite for boite in racine.children if boite.element_tag == "body")


def _remplir(document: Any, boites: list[Boite]) -> None:
    """Put on the first page the boxes of the body, in their order; the page reads its links and titles again."""
    page = document.pages[0]
    _corps(document).children = boites
    document.pages[0] = type(page)(page._page_box)
