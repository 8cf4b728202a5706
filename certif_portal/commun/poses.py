"""What a batch of documents has in common is laid out once.

An element of the body placed absolutely (`position: absolute`, a size of its own) depends on nothing around it: laid
out in one document, its box stands as it is in another that writes it word for word. Of each certificate of a batch,
the name and the number are laid out, and the rest is taken from the one before. The bytes are those of a document laid
out whole, and a test holds it for each template.

This reads the tree of boxes that WeasyPrint keeps to itself: its version is held in `pyproject.toml`.
"""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, tostring

Boite = Any


class Poses:
    """The boxes laid out by the documents of a batch, by style and words."""

    def __init__(self) -> None:
        self._boites: dict[tuple[str, bytes], Boite] = {}

    def disposer(self, lire: Callable[[], Any], rendre: Callable[[Any], Any], style: str) -> Any:
        """The document laid out. `lire` gives its HTML parsed anew, which is then changed; `rendre` lays it out."""
        source = lire()
        corps = source.etree_element.find("body")
        elements = [*corps]
        prises = self._prendre(style, corps)
        for element in prises:
            corps.remove(element)
        document = rendre(source)
        if not document.pages:
            return document
        boites = [*_corps(document).children]
        neuves = {boite.element: boite for boite in boites if boite.element in elements}
        if prises and not (len(neuves) == len(boites) and _suite_absolue(elements, prises, neuves)):
            return rendre(lire())  # something in the flow stands between what was laid out apart
        for element in elements:
            if element in prises:
                continue
            if element not in neuves or not neuves[element].is_absolutely_positioned():
                break  # what comes after it may stand on another page
            self._boites[style, tostring(element)] = neuves[element]
        if prises:
            _remplir(document, [boite for e in elements if (boite := prises.get(e) or neuves.get(e))])
        return document

    def _prendre(self, style: str, corps: Element) -> dict[Element, Boite]:
        """What is known of this body, each box once; nothing of a body that has words of its own."""
        textes = [corps.text, *(element.tail for element in corps)]
        if any(texte and not texte.isspace() for texte in textes):
            return {}
        prises: dict[tuple[str, bytes], tuple[Element, Boite]] = {}
        for element in corps:
            cle = (style, tostring(element))
            if cle in self._boites:
                prises.setdefault(cle, (element, self._boites[cle]))
        return dict(prises.values())


def _suite_absolue(elements: list[Element], prises: dict[Element, Boite], neuves: dict[Element, Boite]) -> bool:
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
