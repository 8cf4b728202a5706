"""A référentiel from its bytes: the file is opened as lines and tables, which are then understood."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from lxml import etree

from certif_portal.commun.a_part import executer
from certif_portal.commun.erreurs import FichierRefuse
from referentiels.imports.aplat import rebatir
from referentiels.imports.bilan import mots_de_la_source, verifier_conservation
from referentiels.imports.decoupage import decouper
from referentiels.imports.degats import signaler_degats
from referentiels.imports.depliage import deplier
from referentiels.imports.fichier import PDF, WORD, decoder, reconnaitre, refus
from referentiels.imports.hypertexte import est_un_document_html, lire_document_html, texte_html
from referentiels.imports.interprete import interpreter
from referentiels.imports.modele import DocumentRefuse, ReferentielLu
from referentiels.imports.pdf import lire_pdf
from referentiels.imports.structure import Document, restituer
from referentiels.imports.texte import mots
from referentiels.imports.word import lire_word

LIGNES_MAXIMUM = 20_000
SECONDES = 40
"""Of processor, for a PDF of a hundred pages."""
TOUT_LE_FICHIER = ("Fichier", "Document")
"""Places of a refusal that the label of the form already says."""


def lire_referentiel(contenu: bytes) -> ReferentielLu:
    """Read a CQPM or CCPM; DocumentRefuse says where, what was read and what was expected."""
    return comprendre(ouvrir_document(contenu), hashlib.sha256(contenu).hexdigest())


def ouvrir_a_part(contenu: bytes) -> Document:
    """An upload opened in a process with limits; FichierRefuse says what was read and what was expected."""
    document: Document = executer(f"{__name__}:ouvrir_ici", contenu, secondes=SECONDES)
    return document


def ouvrir_ici(contenu: bytes) -> Document:
    """The same in the process at hand, its refusal made one that may come back from another."""
    try:
        return ouvrir_document(contenu)
    except DocumentRefuse as refus_:
        raise FichierRefuse(refus_.quoi if refus_.ou in TOUT_LE_FICHIER else str(refus_)) from refus_


def ouvrir_document(contenu: bytes) -> Document:
    """The file as lines and tables; its `texte` is what a screen shows beside the reading."""
    nature = reconnaitre(contenu)
    if nature == WORD:
        return rebatir(lire_word(contenu))
    if nature == PDF:
        return rebatir(lire_pdf(contenu))
    return rebatir(_ouvrir_texte(decoder(contenu)))


def comprendre(document: Document, empreinte: str) -> ReferentielLu:
    """What an opened document says; every word of it is stored or put aside, once."""
    lu = interpreter(document, empreinte)
    verifier_conservation(document.mots, lu)
    return replace(lu, doutes=(*lu.doutes, *signaler_degats(lu)))


def _ouvrir_texte(source: str) -> Document:
    lignes = source.count("\n")
    if lignes > LIGNES_MAXIMUM:
        raise refus(f"un texte de {lignes} lignes, {LIGNES_MAXIMUM} au plus")
    if est_un_document_html(source):
        return _ouvrir_html(source)
    deplie = deplier(source)
    return Document("texte", deplie, tuple(decouper(deplie)), tuple(mots_de_la_source(source)))


def _ouvrir_html(source: str) -> Document:
    try:
        texte, elements = restituer(lire_document_html(source))
        return Document("html", texte, elements, tuple(mots(texte_html(source))))
    except DocumentRefuse:
        raise
    except (etree.LxmlError, ValueError, RecursionError) as erreur:
        raise refus("un document HTML illisible") from erreur
