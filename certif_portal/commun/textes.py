"""Text cleaned once at the door, and keys to search and sort names on any database."""

import re
import unicodedata

CONTROLES = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
ACCENTS = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
"""Combining marks, once letters are decomposed."""
MOTS = re.compile(r"[a-z0-9]+")
SANS_DECOMPOSITION = str.maketrans(
    {
        "ł": "l",
        "Ł": "L",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "œ": "oe",
        "Œ": "OE",
        "æ": "ae",
        "Æ": "AE",
        "ß": "ss",
        "ı": "i",
    }
)


def nettoyer_texte(valeur: str) -> str:
    """NFC, without control, bidirectional or invalid characters; line ends become LF."""
    if valeur.isascii() and valeur.isprintable():
        return valeur.strip()
    valeur = valeur.replace("\r\n", "\n").replace("\r", "\n")
    return CONTROLES.sub("", unicodedata.normalize("NFC", valeur)).strip()


def cle_recherche(*parties: str) -> str:
    """Lower case, no accent, single spaces: « O'Brien-Nguyễn Zoé » gives « o brien nguyen zoe »."""
    texte = " ".join(partie for partie in parties if partie)
    if texte.isascii():
        return " ".join(MOTS.findall(texte.lower()))
    texte = texte.translate(SANS_DECOMPOSITION)
    decompose = unicodedata.normalize("NFD", texte.casefold())
    return " ".join(MOTS.findall(ACCENTS.sub("", decompose)))
