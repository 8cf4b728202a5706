"""What the whole document tells before it is read: is it a référentiel, and of which age."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from referentiels.imports.modele import FAMILLES, DocumentRefuse
from referentiels.imports.ressemblance import lire_famille_abimee, lire_titre_abime
from referentiels.imports.rubriques import Rubrique, lire_titre, separer_familles
from referentiels.imports.structure import Document, ElementLu, Ligne
from referentiels.imports.texte import extrait

# Any is enough: the model with its two référentiels, or the forms before the blocs (« Objectif professionnel »).
_MODELES = (
    {Rubrique.COMPETENCES, Rubrique.EVALUATIONS},
    {Rubrique.TITRE, Rubrique.MISSION},
    {Rubrique.TITRE, Rubrique.COMPETENCES},
)


def verifier_nature(document: Document) -> None:
    """A text that has none of the model's main headings is something else."""
    titres = {titre_de(texte) for texte in textes_libres(document.elements)}
    if not any(modele <= titres for modele in _MODELES):
        premier = next((extrait(e.texte) for e in document.elements if isinstance(e, Ligne)), "un tableau")
        raise DocumentRefuse(
            ou="Document",
            lu=f"un texte qui commence par {premier}" if document.elements else "un document sans texte",
            attendu="les titres « Référentiel de compétences » et « Référentiel d’évaluations »",
        )


def titre_de(texte: str) -> Rubrique | None:
    """The rubric a line opens, even when its letters are damaged."""
    titre = lire_titre(texte)
    if titre is None:
        abime = lire_titre_abime(texte)
        titre = abime[0] if abime else None
    return titre


def textes_libres(elements: Iterable[ElementLu]) -> Iterator[str]:
    """Lines, and the cells of layout tables, where a heading may stand."""
    for element in elements:
        if isinstance(element, Ligne):
            yield element.texte
        else:
            for rangee in element.rangees:
                yield from (fragment.texte for cellule in rangee.cellules for fragment in cellule)


def porte_des_familles(elements: Iterable[ElementLu]) -> bool:
    """Whether criteria are sorted under family headings somewhere: the oldest forms do not sort them."""
    return any(
        any(famille in FAMILLES for famille, _, _ in separer_familles(texte)) or lire_famille_abimee(texte)
        for texte in textes_libres(elements)
    )
