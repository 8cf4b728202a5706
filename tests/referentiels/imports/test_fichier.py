"""What is neither a text, nor Word, nor PDF is refused before anything is parsed, with its nature named."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from referentiels.imports.fichier import TAILLE_MAXIMALE, decoder
from referentiels.imports.lecture import lire_referentiel
from referentiels.imports.modele import DocumentRefuse


def _classeur() -> bytes:
    sortie = io.BytesIO()
    Workbook().save(sortie)
    return sortie.getvalue()


def _archive() -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w") as archive:
        archive.writestr("cqpm.md", "REFERENTIEL DU CQPM")
    return sortie.getvalue()


@pytest.mark.parametrize(
    ("octets", "lu"),
    [
        (b"", "un fichier vide"),
        (b" \n\t\r\n", "un fichier vide"),
        (_classeur(), "un classeur Excel"),
        (_archive(), "une archive ZIP qui n’est pas un document Word"),
        (b"%PDF-1.7\n%\xe2\xe3", "un PDF tronqué ou abîmé"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "un ancien document Office ou un document protégé"),
        (b"{\\rtf1\\ansi REFERENTIEL}", "un document RTF : enregistrez-le en .docx"),
        (b"\x89PNG\r\n\x1a\n", "une image"),
        (bytes(range(256)) * 4, "un fichier binaire"),
        (b"REFERENTIEL\x00DU CQPM", "un fichier binaire"),
        (b"\x01\x02\x03\x04\x05\x06texte", "un fichier binaire"),
        (
            "Référentiel\nde compétences".encode("cp1252"),
            "un texte qui n’est pas en UTF-8 (premier caractère illisible ligne 1)",
        ),
        ("Titre\n\nété".encode("latin-1"), "un texte qui n’est pas en UTF-8 (premier caractère illisible ligne 3)"),
        (
            "Référentiel".encode().decode("cp1252").encode(),
            "un texte dont les accents sont abîmés (« Ã© » au lieu de « é »)",
        ),
        (b"a" * (TAILLE_MAXIMALE + 1), "un fichier de plus de 2048 ko"),
    ],
)
def test_fichier_refuse(octets: bytes, lu: str) -> None:
    with pytest.raises(DocumentRefuse) as refus:
        lire_referentiel(octets)
    assert (refus.value.ou, refus.value.lu) == ("Fichier", lu)
    assert str(refus.value).endswith("(fichier .md, .txt ou .html, encodé en UTF-8).")


@pytest.mark.parametrize("codage", ["utf-8", "utf-8-sig", "utf-16"])
def test_codages_lus(codage: str) -> None:
    assert decoder("Œuvre\r\nd’été\rfin".encode(codage)) == "Œuvre\nd’été\nfin"


RECETTE = """Tarte aux pommes

Pour six personnes.

Ingrédients\tQuantité
Pommes\t6
Beurre\t125 g

1. Éplucher les pommes.
2. Cuire quarante minutes.
"""


@pytest.mark.parametrize(
    ("texte", "debut"),
    [
        (RECETTE, "« Tarte aux pommes »"),
        ("REFERENTIEL DU CQPM", "« REFERENTIEL DU CQPM »"),
        ("REFERENTIEL DE COMPETENCES seul", "« REFERENTIEL DE COMPETENCES seul »"),
        ("a\tb\tc\nd\te\tf\n", "un tableau"),
        ("mot " * 100_000, "« " + "mot " * 22 + "mo… »"),
    ],
)
def test_texte_qui_n_est_pas_un_referentiel(texte: str, debut: str) -> None:
    with pytest.raises(DocumentRefuse) as refus:
        lire_referentiel(texte.encode())
    assert (refus.value.ou, refus.value.lu) == ("Document", f"un texte qui commence par {debut}")
