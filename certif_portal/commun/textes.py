"""Text cleaned once at the door, and keys to search and sort names on any database."""

import re
import unicodedata
from collections.abc import Iterable

BOMS_UTF16 = (b"\xff\xfe", b"\xfe\xff")
CONTROLES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Signs that no keyboard writes: in a name they tell of a wrong encoding."""
INVISIBLES = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""What prints nothing: controls, soft hyphens, joiners, directions, variation selectors, tags, half surrogates."""
NON_ASCII = re.compile(r"[^\x00-\x7f]+")
DERNIER_SIGNE_D_ICI = "\u2122"  # ™, after Latin letters, quotes, dashes and the euro
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
    """NFC, without any sign that prints nothing; line ends become LF."""
    if valeur.isascii() and valeur.isprintable():
        return valeur.strip()
    valeur = valeur.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", INVISIBLES.sub("", valeur)).strip()


def sans_invisibles(valeur: str) -> str:
    """NFC, without what prints nothing; the rest as it was typed, controls included: they tell of a wrong encoding, and
    are asked about where they stand."""
    if valeur.isascii():
        return valeur
    gardes = INVISIBLES.sub(lambda signe: signe[0] if CONTROLES.fullmatch(signe[0]) else "", valeur)
    return unicodedata.normalize("NFC", gardes)


def est_mojibake(texte: str) -> bool:
    """« LÃ©gÃ© », « dâ€™accÃ¨s »: UTF-8 read as something else. The bytes of such a run are themselves good UTF-8, of
    signs of ours: those of « mobilité » », which ends in a non-breaking space, would be one Chinese sign."""
    return any(_encode_deux_fois(suite) for suite in NON_ASCII.findall(texte))


def _encode_deux_fois(suite: str) -> bool:
    try:
        octets = b"".join(_octet(signe) for signe in suite)
        lu = octets.decode("utf-8")
        return len(lu) < len(suite) and all(signe <= DERNIER_SIGNE_D_ICI for signe in lu)
    except UnicodeError:
        return False


def _octet(signe: str) -> bytes:
    """The byte that Windows, or failing that ISO 8859-1, shows as this sign."""
    try:
        return signe.encode("cp1252")
    except UnicodeEncodeError:
        return signe.encode("latin-1")


def cle_recherche(*parties: str) -> str:
    """Lower case, no accent, single spaces: « O'Brien-Nguyễn Zoé » gives « o brien nguyen zoe »."""
    texte = " ".join(partie for partie in parties if partie)
    if texte.isascii():
        return " ".join(MOTS.findall(texte.lower()))
    texte = texte.translate(SANS_DECOMPOSITION)
    decompose = unicodedata.normalize("NFD", texte.casefold())
    return " ".join(MOTS.findall(ACCENTS.sub("", decompose)))


def en_nom_de_fichier(texte: str) -> str:
    """What a file is named after: « Lettre de l’Œuvré » gives « lettre-de-l-oeuvre »."""
    return cle_recherche(texte).replace(" ", "-")


def mot_sur(texte: str) -> str:
    """The key of a word that is one and of which its writer is sure; nothing for « ? », « - », « CDI ? »."""
    return "" if "?" in texte else cle_recherche(texte)


def en_entier(texte: str) -> int | None:
    """What a form or an address says, when it is a number that a column could hold."""
    return int(texte) if texte.isascii() and texte.isdecimal() and len(texte) < 10 else None


def en_entiers(textes: Iterable[str]) -> list[int]:
    """Those that are numbers: the rows ticked on a page."""
    return [nombre for nombre in map(en_entier, textes) if nombre is not None]
