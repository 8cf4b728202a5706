"""The nature of a file, from its first bytes, and the text of those that are text.

What is not a text, a Word document or a PDF is refused with its nature named, before anything is parsed.
"""

from __future__ import annotations

import re

from certif_portal.commun.textes import BOMS_UTF16
from referentiels.imports.modele import DocumentRefuse

TAILLE_TEXTE = 2 * 1024 * 1024
TAILLE_MAXIMALE = 20 * 1024 * 1024  # Word and PDF carry pictures and fonts
ATTENDU = (
    "un référentiel CQPM ou CCPM, en Word (.docx), en PDF ou en texte (fichier .md, .txt ou .html, encodé en UTF-8)"
)
TEXTE, WORD, PDF = "texte", "word", "pdf"
_SIGNATURES = (
    (b"PK\x05\x06", "une archive ZIP vide"),
    (b"{\\rtf", "un document RTF : enregistrez-le en .docx"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"GIF8", "une image"),
    (b"\x1f\x8b", "une archive compressée"),
)
_OLE, _ZIP, _PDF = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"%PDF"
# « Ã© » for « é », « â€™ » for « ’ »: UTF-8 read as Western then saved again.
_DOUBLE_ENCODAGE = re.compile("Ã[\u0080-\u00bf]|â€")


def reconnaitre(contenu: bytes) -> str:
    """TEXTE, WORD or PDF; DocumentRefuse for a file that is empty, too big or of another kind."""
    if not contenu.strip():
        raise refus("un fichier vide")
    if contenu.startswith(_OLE):
        raise refus(_nature_ole(contenu))
    for signature, nature in _SIGNATURES:
        if contenu.startswith(signature):
            raise refus(nature)
    nature = WORD if contenu.startswith(_ZIP) else PDF if _PDF in contenu[:1024] else TEXTE
    limite = TAILLE_TEXTE if nature == TEXTE else TAILLE_MAXIMALE
    if len(contenu) > limite:
        raise refus(f"un fichier de plus de {limite // 1024} ko")
    return nature


def decoder(contenu: bytes) -> str:
    """The text of a text file, or DocumentRefuse."""
    if reconnaitre(contenu) != TEXTE:
        raise refus("un fichier qui n’est pas un texte")
    texte = _decoder_unicode(contenu)
    if "\x00" in texte or _part_de_controle(texte) > 0.01:
        raise refus("un fichier binaire")
    if _DOUBLE_ENCODAGE.search(texte):
        raise refus("un texte dont les accents sont abîmés (« Ã© » au lieu de « é »)")
    return texte.replace("\r\n", "\n").replace("\r", "\n")


def refus(lu: str) -> DocumentRefuse:
    return DocumentRefuse(ou="Fichier", lu=lu, attendu=ATTENDU)


def _nature_ole(contenu: bytes) -> str:
    """Encrypted Office files and the formats before 2007 share one container."""
    if "EncryptedPackage".encode("utf-16-le") in contenu:
        return "un document Office protégé par un mot de passe : enregistrez-le sans protection"
    if "WordDocument".encode("utf-16-le") in contenu:
        return "un document Word d’avant 2007 (.doc) : enregistrez-le en .docx"
    return "un ancien document Office ou un document protégé"


def _decoder_unicode(contenu: bytes) -> str:
    if contenu.startswith(BOMS_UTF16):
        codage = "utf-16"
    else:
        codage = "utf-8-sig"
    try:
        return contenu.decode(codage)
    except UnicodeDecodeError as erreur:
        if b"\x00" in contenu:
            raise refus("un fichier binaire") from erreur
        ligne = contenu.count(b"\n", 0, erreur.start) + 1
        raise refus(f"un texte qui n’est pas en UTF-8 (premier caractère illisible ligne {ligne})") from erreur


def _part_de_controle(texte: str) -> float:
    return sum(1 for signe in texte if signe < " " and signe not in "\n\r\t\f") / len(texte)
