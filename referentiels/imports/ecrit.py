"""A référentiel that is text: typed or copied with its tabulations, Markdown, or a page of HTML."""

from __future__ import annotations

from lxml import etree

from referentiels.imports.bilan import mots_de_la_source
from referentiels.imports.courants import retirer_courants, sans_courants
from referentiels.imports.decoupage import decouper
from referentiels.imports.depliage import deplier
from referentiels.imports.fichier import refus
from referentiels.imports.hypertexte import est_un_document_html, lire_document_html, texte_html
from referentiels.imports.modele import DocumentRefuse
from referentiels.imports.structure import Document, restituer
from referentiels.imports.texte import mots

LIGNES_MAXIMUM = 20_000


def lire_ecrit(source: str) -> Document:
    """Its lines and tables; DocumentRefuse says why it cannot be read."""
    lignes = source.count("\n")
    if lignes > LIGNES_MAXIMUM:
        raise refus(f"un texte de {lignes} lignes, {LIGNES_MAXIMUM} au plus")
    if est_un_document_html(source):
        return _lire_html(source)
    sans, doutes, ecartes = retirer_courants(source)
    deplie = deplier(sans)
    return Document(
        "texte", deplie, tuple(decouper(deplie)), tuple(mots_de_la_source(source)), doutes=doutes, ecartes=ecartes
    )


def _lire_html(source: str) -> Document:
    try:
        texte, elements = restituer(lire_document_html(source))
        return sans_courants(Document("html", texte, elements, tuple(mots(texte_html(source)))))
    except DocumentRefuse:
        raise
    except (etree.LxmlError, ValueError, RecursionError) as erreur:
        raise refus("un document HTML illisible") from erreur
