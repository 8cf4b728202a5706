"""A référentiel from its bytes: the file is opened as lines and tables, which are then understood."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from referentiels.imports.aplat import rebatir
from referentiels.imports.bilan import verifier_conservation
from referentiels.imports.degats import signaler_degats
from referentiels.imports.fichier import PDF, WORD, decoder, reconnaitre
from referentiels.imports.interprete import interpreter
from referentiels.imports.modele import ReferentielLu
from referentiels.imports.structure import Document


def lire_referentiel(contenu: bytes) -> ReferentielLu:
    """Read a CQPM or CCPM; DocumentRefuse says where, what was read and what was expected."""
    return comprendre(ouvrir_document(contenu), hashlib.sha256(contenu).hexdigest())


def ouvrir_document(contenu: bytes) -> Document:
    """The file as lines and tables; its `texte` is what a screen shows beside the reading.

    Each reader comes with the library of its format, loaded when a file of that format does.
    """
    nature = reconnaitre(contenu)
    if nature == WORD:
        from referentiels.imports.word import lire_word

        return rebatir(lire_word(contenu))
    if nature == PDF:
        from referentiels.imports.pdf import lire_pdf

        return rebatir(lire_pdf(contenu))
    from referentiels.imports.ecrit import lire_ecrit

    return rebatir(lire_ecrit(decoder(contenu)))


def comprendre(document: Document, empreinte: str) -> ReferentielLu:
    """What an opened document says; every word of it is stored or put aside, once."""
    lu = interpreter(document, empreinte)
    verifier_conservation(document.mots, lu)
    return replace(lu, doutes=(*lu.doutes, *signaler_degats(lu)))
