"""What somebody typed comes out as they typed it: no formula computed, no tag obeyed, no address asked."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import Workbook
from pypdfium2 import PdfDocument

from certif_portal.commun import pdf
from certif_portal.commun.courriel_html import en_html
from certif_portal.commun.fichiers import JPEG, PDF, PNG, servir_au_fil, telecharger
from certif_portal.commun.lectures import SansTrace
from certif_portal.commun.tableur import ecrire_cellule, ecrire_tableau
from tests.candidats.test_classeur_libreoffice import SOFFICE, convertir
from tests.hostiles import TEXTES
from tests.sorties import fautes_archive

FORMULES = [
    *(f"{debut}1+1" for debut in "=+-@＝＋－＠"),
    "=cmd|'/c calc'!A1",
    '=HYPERLINK("http://127.0.0.1:9/","x")',
    "\t=1+1",
    "\r=1+1",
    "@SUM(1+1)",
    "=2+5+cmd|' /C calc'!A0",
]


@dataclass(frozen=True)
class Acte:
    titre: str = "Essai"
    corps: str = ""


@pytest.fixture
def modele(settings, tmp_path):
    """A document that says what it is given."""
    (tmp_path / "documents").mkdir()
    page = '<html lang="fr"><head><title>x</title></head><body>{{ acte.corps }}</body></html>'
    (tmp_path / "documents" / "essai.html").write_text(page)
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    return "essai"


def recopie(lignes: list[list[str]]) -> bytes:
    """The same in a workbook that is filled, not written: an import given back with its remarks, a model."""
    livre, sortie = Workbook(), io.BytesIO()
    for rang, [texte] in enumerate([["Texte"], *lignes], 1):
        ecrire_cellule(livre.active.cell(row=rang, column=1), texte)
    livre.save(sortie)
    return sortie.getvalue()


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice absent")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("ecrire", [lambda lignes: ecrire_tableau("Essai", [("Texte", 20)], lignes), recopie])
def test_libreoffice_ne_calcule_rien_de_ce_qui_a_ete_tape(tmp_path: Path, ecrire):
    """Opened, recomputed, saved as text: each cell is what was typed, and none is a link."""
    octets = ecrire([[texte] for texte in [*FORMULES, *(texte[:300] for texte in TEXTES)]])
    lus = [
        rang[0]
        for rang in csv.reader(
            io.StringIO(convertir(octets, "csv:Text - txt - csv (StarCalc):44,34,76", tmp_path).decode())
        )
    ]
    assert [lu.strip() for lu in lus[1 : len(FORMULES) + 1]] == [texte.strip() for texte in FORMULES]
    assert list(fautes_archive(octets)) == []


@pytest.mark.parametrize("signe", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800", "\U0001f1eb\u200d", "\u202e"])
def test_aucun_signe_n_arrete_un_export(signe):
    assert ecrire_tableau("Essai", [("Texte", 20)], [[f"a{signe}b"]]).startswith(b"PK")


@pytest.mark.parametrize("texte", ["{{ 7*7 }}{% debug %}", "<b>gras</b>", "{0.__class__}", "${7*7}"])
def test_ce_qui_ressemble_a_un_gabarit_ou_a_une_balise_est_ecrit_tel_quel(modele, texte):
    octets = pdf.rendre_pdf(modele, Acte(corps=texte), identifiant="essai")
    with PdfDocument(octets) as document:
        assert texte in document[0].get_textpage().get_text_range().replace("\r\n", " ")
    html = en_html(texte, f"Bonjour {texte}")
    assert "<b>gras" not in html
    assert "49" not in html
    assert "&lt;b&gt;gras" in html or texte in html.replace("&#x27;", "'")


@pytest.mark.django_db
def test_tout_fichier_qui_part_est_dans_son_bac_a_sable():
    reponses = [
        telecharger(b"x", PDF, "a.pdf"),
        telecharger(b"x", PNG, "a.png", en_ligne=True),
        servir_au_fil(iter([b"x"]), JPEG, "a.zip", SansTrace("essai")),
    ]
    for reponse in reponses:
        assert reponse["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert reponse["X-Content-Type-Options"] == "nosniff"
