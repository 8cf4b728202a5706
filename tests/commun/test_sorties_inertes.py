"""What somebody typed comes out as they typed it: no formula computed, no tag obeyed, no address asked."""

import csv
import io
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from certif_portal.commun import pdf
from certif_portal.commun.courriel_html import en_html
from certif_portal.commun.fichiers import JPEG, PDF, PNG, servir_au_fil, telecharger
from certif_portal.commun.lectures import SansTrace
from certif_portal.commun.tableur import ecrire_tableau
from tests.candidats.test_classeur_libreoffice import SOFFICE, convertir
from tests.hostiles import TEXTES

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
def ecrit(settings, tmp_path):
    """A document that escapes what it is given, and one that does not."""
    (tmp_path / "documents").mkdir()
    for nom, corps in (("echappe", "{{ acte.corps }}"), ("brut", "{{ acte.corps|safe }}")):
        page = f'<html lang="fr"><head><title>x</title></head><body>{corps}</body></html>'
        (tmp_path / "documents" / f"{nom}.html").write_text(page)
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    return {"echappe": "echappe", "brut": "brut"}


@pytest.fixture
def ecoute():
    """A server of this machine that records who comes."""
    prise, visites = socket.create_server(("127.0.0.1", 0)), []

    def entendre() -> None:
        while True:
            try:
                ligne, _ = prise.accept()
            except OSError:
                return
            visites.append(1)
            ligne.close()

    threading.Thread(target=entendre, daemon=True).start()
    yield f"127.0.0.1:{prise.getsockname()[1]}", visites
    prise.close()


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice absent")
@pytest.mark.timeout(300)
def test_libreoffice_ne_calcule_rien_de_ce_qui_a_ete_tape(tmp_path: Path):
    """Opened, recomputed, saved as text: each cell is what was typed, and none is a link."""
    lignes = [[texte] for texte in [*FORMULES, *(texte[:300] for texte in TEXTES)]]
    octets = ecrire_tableau("Essai", [("Texte", 20)], lignes)
    assert b"HYPERLINK" not in octets
    lus = [
        rang[0]
        for rang in csv.reader(
            io.StringIO(convertir(octets, "csv:Text - txt - csv (StarCalc):44,34,76", tmp_path).decode())
        )
    ]
    assert [lu.strip() for lu in lus[1 : len(FORMULES) + 1]] == [texte.strip() for texte in FORMULES]


@pytest.mark.parametrize("signe", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800", "\U0001f1eb\u200d", "\u202e"])
def test_aucun_signe_n_arrete_un_export(signe):
    assert ecrire_tableau("Essai", [("Texte", 20)], [[f"a{signe}b"]]).startswith(b"PK")


PIEGES = (
    '<img src="http://{0}/x">',
    '<link rel="stylesheet" href="http://{0}/x.css">',
    '<link rel="attachment" href="http://{0}/x">',
    '<style>@import "http://{0}/x";</style>',
    "<style>@font-face {{ font-family: x; src: url(http://{0}/x) }} p {{ font-family: x }}</style><p>x</p>",
    '<p style="background: url(http://{0}/x)">x</p>',
    '<object data="http://{0}/x"></object>',
    '<embed src="http://{0}/x">',
    '<svg><image href="http://{0}/x"/></svg>',
    '<svg><use href="http://{0}/x#a"/></svg>',
    '<iframe src="http://{0}/x"></iframe>',
    '<script src="http://{0}/x"></script>',
    '<meta http-equiv="refresh" content="0; url=http://{0}/x">',
    '<base href="http://{0}/"><img src="x">',
    '<ul style="list-style-image: url(http://{0}/x)"><li>x</ul>',
    '<p style="content: url(http://{0}/x)">x</p>',
)


@pytest.mark.parametrize("piege", PIEGES)
def test_un_document_hostile_n_appelle_personne(ecrit, ecoute, piege):
    """Even where a template would forget to escape."""
    adresse, visites = ecoute
    with suppress(pdf.RenduImpossible):
        pdf.rendre_pdf(ecrit["brut"], Acte(corps=piege.format(adresse)), identifiant="essai")
    assert visites == []


def test_celui_qui_ecoute_entend(ecoute):
    """Negative control."""
    adresse, visites = ecoute
    hote, _, port = adresse.partition(":")
    socket.create_connection((hote, int(port))).close()
    for _ in range(100):
        if visites:
            break
        threading.Event().wait(0.05)
    assert visites == [1]


@pytest.mark.parametrize("texte", ["{{ 7*7 }}{% debug %}", "<b>gras</b>", "{0.__class__}", "${7*7}"])
def test_ce_qui_ressemble_a_un_gabarit_ou_a_une_balise_est_ecrit_tel_quel(ecrit, texte):
    octets = pdf.rendre_pdf(ecrit["echappe"], Acte(corps=texte), identifiant="essai")
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
