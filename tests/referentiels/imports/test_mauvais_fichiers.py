"""Word and PDF files that are not what they say, or not whole: a French sentence, and nothing else."""

import io
import random
import zipfile

import docx
import pikepdf
import pytest
from PIL import Image

from referentiels.imports.fichier import TAILLE_MAXIMALE
from referentiels.imports.lecture import lire_referentiel
from referentiels.imports.modele import DocumentRefuse
from tests.referentiels.imports.contenu import CQPM
from tests.referentiels.imports.sosies_pdf import imprimer, page_html
from tests.referentiels.imports.sosies_word import enregistrer, fabriquer


@pytest.fixture(scope="module")
def word() -> bytes:
    return fabriquer(CQPM)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return imprimer(page_html(CQPM))


def refuser(octets: bytes) -> str:
    with pytest.raises(DocumentRefuse) as refus:
        lire_referentiel(octets)
    assert refus.value.attendu
    return refus.value.lu


def _archive(contenu: dict[str, bytes]) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in contenu.items():
            archive.writestr(nom, octets)
    return sortie.getvalue()


def _membres(octets: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}


def test_macro(word: bytes) -> None:
    octets = _archive({**_membres(word), "word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    assert refuser(octets) == "un document Word qui contient des macros : enregistrez-le en .docx, sans macro"


def test_archive_qui_gonfle(word: bytes) -> None:
    octets = _archive({**_membres(word), "word/media/image1.bin": b"\x00" * (130 * 1024 * 1024)})
    assert len(octets) < 1024 * 1024
    assert refuser(octets) == "un document Word anormalement gros une fois décompressé"


def test_xml_qui_gonfle(word: bytes) -> None:
    octets = _archive({**_membres(word), "word/document.xml": b" " * (41 * 1024 * 1024)})
    assert refuser(octets) == "un document Word anormalement gros une fois décompressé"


def test_entites_xml(word: bytes) -> None:
    bombe = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'
    assert (
        refuser(_archive({**_membres(word), "word/document.xml": bombe}))
        == "un document Word qui déclare des entités XML"
    )


def test_document_protege() -> None:
    octets = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert refuser(octets) == "un document Office protégé par un mot de passe : enregistrez-le sans protection"


def test_ancien_word() -> None:
    octets = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "WordDocument".encode("utf-16-le")
    assert refuser(octets) == "un document Word d’avant 2007 (.doc) : enregistrez-le en .docx"


@pytest.mark.parametrize(
    ("nom", "lu"),
    [
        ("ppt/presentation.xml", "un diaporama PowerPoint"),
        ("mimetype", "un document OpenDocument (.odt) : enregistrez-le en .docx"),
        ("photo.jpg", "une archive ZIP qui n’est pas un document Word"),
    ],
)
def test_autre_archive(nom: str, lu: str) -> None:
    assert refuser(_archive({nom: b"x"})) == lu


def test_xml_casse(word: bytes) -> None:
    membres = _membres(word)
    membres["word/document.xml"] = membres["word/document.xml"][:2000]
    assert refuser(_archive(membres)) == "un document Word tronqué ou abîmé"


@pytest.mark.parametrize("part", [4, 100, 0.1, 0.5, 0.9, 0.99])
def test_word_tronque(word: bytes, part: float) -> None:
    longueur = int(part if part > 1 else len(word) * part)
    assert refuser(word[:longueur]) == "un document Word tronqué ou abîmé"


def test_word_vide() -> None:
    assert refuser(enregistrer(docx.Document())) == "un document sans texte"


def test_recette_en_word() -> None:
    fichier = docx.Document()
    fichier.add_paragraph("Tarte aux pommes")
    fichier.add_table(1, 2).rows[0].cells[0].text = "Pommes"
    assert refuser(enregistrer(fichier)) == "un texte qui commence par « Tarte aux pommes »"


@pytest.mark.parametrize("debut", [b"PK\x03\x04", b"%PDF-1.7\n"])
def test_fichier_enorme(debut: bytes) -> None:
    assert refuser(debut + b"\x00" * TAILLE_MAXIMALE) == "un fichier de plus de 20480 ko"


# ---- PDF


@pytest.mark.parametrize("part", [20, 0.1, 0.5, 0.9])
def test_pdf_tronque(pdf: bytes, part: float) -> None:
    longueur = int(part if part > 1 else len(pdf) * part)
    assert refuser(pdf[:longueur]) == "un PDF tronqué ou abîmé"


def test_pdf_protege(pdf: bytes) -> None:
    sortie = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(sortie, encryption=pikepdf.Encryption(owner="proprio", user="secret"))
    assert refuser(sortie.getvalue()) == "un PDF protégé par un mot de passe : enregistrez-le sans protection"


def test_pdf_numerise() -> None:
    sortie = io.BytesIO()
    Image.new("L", (200, 280), 255).save(sortie, "PDF")
    assert refuser(sortie.getvalue()).startswith("un PDF sans texte : des pages numérisées")


def test_recette_en_pdf() -> None:
    assert refuser(imprimer("<p>Tarte aux pommes</p><table><tr><td>Pommes</td><td>6</td></tr></table>")) == (
        "un texte qui commence par « Tarte aux pommes »"
    )


# ---- whatever happens to the bytes, one of the two


@pytest.mark.parametrize("nature", ["word", "pdf"])
def test_octets_abimes_au_hasard(nature: str, request: pytest.FixtureRequest) -> None:
    octets, hasard, refus = request.getfixturevalue(nature), random.Random(7), 0  # noqa: S311
    for _ in range(12):
        abimes = bytearray(octets)
        for _ in range(30):
            abimes[hasard.randrange(len(abimes))] = hasard.randrange(256)
        try:
            lire_referentiel(bytes(abimes))
        except DocumentRefuse:
            refus += 1
    assert refus <= 12


# ---- texts made to be long


@pytest.mark.parametrize(
    ("texte", "lu"),
    [
        ("ab\n" * 25_000, "un texte de 25000 lignes, 20000 au plus"),
        (
            (
                "REFERENTIEL DU CQPM\nTITRE DU CQPM : x\nOBJECTIF PROFESSIONNEL DU CQPM\nTexte.\nPour cela, il "
                "(elle) doit être capable de :\n"
            )
            + "1. abc\n" * 5000,
            "5000 compétences",
        ),
        ("<html><body>" + "<div>" * 5000 + "x" + "</div>" * 5000, "un document sans texte"),
        ("<html></html>", "un document sans texte"),
        ("<html><body><p>Tarte</p></body></html>", "un texte qui commence par « Tarte »"),
    ],
    ids=["lignes", "compétences", "imbrications", "vide", "recette"],
)
def test_texte_demesure(texte: str, lu: str) -> None:
    assert refuser(texte.encode()) == lu
