"""A référentiel from its bytes: the file is opened as lines and tables, which are then understood."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from certif_portal.commun.a_part import executer
from certif_portal.commun.erreurs import FichierRefuse
from referentiels.imports.aplat import rebatir
from referentiels.imports.bilan import verifier_conservation
from referentiels.imports.cesures import recoller_cesures
from referentiels.imports.courants import sans_courants
from referentiels.imports.degats import signaler_degats
from referentiels.imports.fichier import PDF, WORD, decoder, reconnaitre
from referentiels.imports.identite import relever, relever_texte
from referentiels.imports.interprete import interpreter
from referentiels.imports.modele import DocumentRefuse, Identite, ReferentielLu
from referentiels.imports.structure import Document

OUVRE_AVEC = ("referentiels.imports.pdf", "referentiels.imports.word")
SECONDES = 40
"""Of processor, for a PDF of a hundred pages."""
TOUT_LE_FICHIER = ("Fichier", "Document")
"""Places of a refusal that the label of the form already says."""


def lire_referentiel(contenu: bytes) -> ReferentielLu:
    """Read a CQPM or CCPM; DocumentRefuse says where, what was read and what was expected."""
    return comprendre(ouvrir_document(contenu), hashlib.sha256(contenu).hexdigest())


class ReferentielRefuse(FichierRefuse):
    """A référentiel that is refused, with what could be identified in it; comes back from another process."""

    def __init__(self, phrase: str, identite: Identite | None = None) -> None:
        super().__init__(phrase)
        self.identite = identite

    @classmethod
    def de(cls, refus: DocumentRefuse) -> ReferentielRefuse:
        return cls(refus.quoi if refus.ou in TOUT_LE_FICHIER else str(refus), refus.identite)


def ouvrir_a_part(contenu: bytes) -> Document:
    """An upload opened in a process with limits; ReferentielRefuse says what was read and what was expected."""
    document: Document = executer(f"{__name__}:ouvrir_ici", contenu, secondes=SECONDES)
    return document


def ouvrir_ici(contenu: bytes) -> Document:
    """The same in the process at hand, its refusal made one that may come back from another."""
    try:
        return ouvrir_document(contenu)
    except DocumentRefuse as refus:
        raise ReferentielRefuse.de(refus) from refus


def ouvrir_document(contenu: bytes) -> Document:
    """The file as lines and tables; its `texte` is what a screen shows beside the reading.

    Each reader comes with the library of its format, loaded when a file of that format does.
    """
    nature = reconnaitre(contenu)
    if nature == WORD:
        from referentiels.imports.word import lire_word

        return rebatir(recoller_cesures(sans_courants(lire_word(contenu))))
    if nature == PDF:
        from referentiels.imports.pdf import lire_pdf

        return rebatir(recoller_cesures(sans_courants(lire_pdf(contenu))))
    from referentiels.imports.ecrit import lire_ecrit

    source = decoder(contenu)
    try:
        return rebatir(recoller_cesures(lire_ecrit(source)))
    except DocumentRefuse as refus:
        refus.identite = relever_texte(source)
        raise


def comprendre(document: Document, empreinte: str) -> ReferentielLu:
    """What an opened document says; every word of it is stored or put aside, once.

    A refusal comes with what could be identified.
    """
    try:
        lu = interpreter(document, empreinte)
        verifier_conservation(document.mots, lu)
    except DocumentRefuse as refus:
        refus.identite = relever(document)
        raise
    return replace(lu, doutes=(*lu.doutes, *signaler_degats(lu)))
