"""The same documents written by LibreOffice, where it is installed: Word from Word, and PDF from Word."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from referentiels.exports import exporter_word
from referentiels.imports import ReferentielLu, lire_referentiel
from tests.referentiels.imports.contenu import CCPM, CQPM, comparer, doutes
from tests.referentiels.imports.sosies_word import Facon, fabriquer

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice absent : installez le paquet « libreoffice-writer »"),
    pytest.mark.timeout(300),
]
FACONS = {
    "modele": Facon(),
    "familles dans une cellule": Facon(familles="une_cellule", puces="tapees"),
    "numéros automatiques": Facon(numeros="automatiques"),
    "un tableau par compétence": Facon(un_tableau_par_competence=True, entete="tableau"),
}


def convertir(octets: bytes, vers: str, dossier: Path) -> bytes:
    source = dossier / "source.docx"
    source.write_bytes(octets)
    sortie = dossier / "sortie"
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation=file://{dossier}/profil", "--headless", "--convert-to", vers, "--outdir", str(sortie), str(source)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return (sortie / f"source.{vers.split(':')[0]}").read_bytes()


@pytest.mark.parametrize("contenu", [CQPM, CCPM], ids=["CQPM", "CCPM"])
@pytest.mark.parametrize("facon", FACONS)
def test_word_de_libreoffice(contenu: dict[str, Any], facon: str, tmp_path: Path) -> None:
    lu = lire_referentiel(convertir(fabriquer(contenu, FACONS[facon]), "docx", tmp_path))
    assert (comparer(contenu, lu), doutes(lu)) == ([], [])


@pytest.mark.parametrize("contenu", [CQPM, CCPM], ids=["CQPM", "CCPM"])
def test_pdf_de_libreoffice(contenu: dict[str, Any], tmp_path: Path) -> None:
    lu = lire_referentiel(convertir(fabriquer(contenu), "pdf", tmp_path))
    assert (comparer(contenu, lu), lu.proposition) == ([], True)


@pytest.mark.parametrize("document", ["fictif", "ccpm"])
def test_pdf_de_notre_export(document: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Our Word export printed as PDF, tables cut over pages: it reads back equal, as a proposal."""
    lu = request.getfixturevalue(document)
    relu = lire_referentiel(convertir(exporter_word(lu), "pdf", tmp_path))
    traces = {"empreinte": "", "doutes": (), "ecartes": (), "format": "", "proposition": False}
    assert replace(relu, **traces) == replace(lu, **traces)
    assert relu.proposition


@pytest.mark.partage
def test_pdf_du_texte_reel(reel: ReferentielLu, tmp_path: Path) -> None:
    relu = lire_referentiel(convertir(exporter_word(reel), "pdf", tmp_path))
    traces = {"empreinte": "", "doutes": (), "ecartes": (), "format": "", "proposition": False}
    assert replace(relu, **traces) == replace(reel, **traces)
