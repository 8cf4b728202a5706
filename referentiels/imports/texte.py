"""Small pure functions on text: cleaning, comparison keys, index-preserving folding."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLES = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_CESURE_INVISIBLE = re.compile(r"(?<=\w)\u00ad(?=\s|$)")  # printed as a hyphen at the end of its line
_GRAS = re.compile(r"\*\*(\S(?:.*?\S)?)\*\*")
_ITALIQUE = re.compile(r"\*(\S(?:.*?\S)?)\*")
_SOULIGNE = re.compile(r"(?<!\w)_(\S(?:.*?\S)?)_(?!\w)")
MARQUES = "•▪◦●➢⮚■□❖✓\uf0b7\uf0a7\uf0d8\uf0fc"  # the last ones are the bullets of Symbol and Wingdings
_PUCE = re.compile(rf"^(?:[-–—*\u00b7{MARQUES}]\s+|[{MARQUES}])(?=\S)")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
EXPOSANTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def nettoyer(texte: str) -> str:
    """One line, composed letters, plain spaces; no letter, sign or digit is changed but typographic ligatures."""
    texte = _CESURE_INVISIBLE.sub("-", texte)
    compose = unicodedata.normalize("NFC", texte).translate(_LIGATURES)
    return " ".join(_INVISIBLES.sub("", compose).split())


def sans_emphase(texte: str) -> str:
    """Drop the paired marks of bold and italic; a lone star (« C* ») is text and stays."""
    return _SOULIGNE.sub(r"\1", _ITALIQUE.sub(r"\1", _GRAS.sub(r"\1", texte)))


@lru_cache(maxsize=8192)
def cle(texte: str) -> str:
    """Comparison key: letters and digits only, without case, accents, ligatures or punctuation."""
    decompose = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "oe").lower())
    lettres = "".join(" " if not signe.isalnum() else signe for signe in decompose if not unicodedata.combining(signe))
    return " ".join(lettres.split())


@lru_cache(maxsize=8192)
def plier(texte: str) -> str:
    """Lower case without accents, same length as the text: a position found here is a position there."""
    return "".join(unicodedata.normalize("NFD", signe)[0].lower()[:1] or signe for signe in texte)


def separer_puce(texte: str) -> tuple[bool, str]:
    """(True, text) when the text begins with a bullet mark."""
    sans = _PUCE.sub("", texte, count=1)
    return sans != texte, sans


def mots(texte: str) -> list[str]:
    """Words and numbers, in order: the unit of the conservation check."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", _INVISIBLES.sub("", texte)))


def extrait(texte: str, longueur: int = 90) -> str:
    """The beginning of a text, for a message."""
    texte = nettoyer(texte)
    return f"« {texte} »" if len(texte) <= longueur else f"« {texte[:longueur].rstrip()}… »"
