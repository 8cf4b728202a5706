"""The same documents written by LibreOffice: Word from Word, and PDF from Word."""

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from outils_dev.systeme import programme_libreoffice
from referentiels.exports.word import exporter_word
from referentiels.imports.lecture import lire_referentiel
from referentiels.imports.modele import ReferentielLu
from tests.referentiels.imports.contenu import CCPM, CQPM, comparer, doutes
from tests.referentiels.imports.sosies_word import Facon, fabriquer

pytestmark = [pytest.mark.libreoffice, pytest.mark.timeout(300)]
FACONS = {
    "modele": Facon(),
    "familles dans une cellule": Facon(familles="une_cellule", puces="tapees"),
    "numéros automatiques": Facon(numeros="automatiques"),
    "un tableau par compétence": Facon(un_tableau_par_competence=True, entete="tableau"),
}
CONTENUS = {"CQPM": CQPM, "CCPM": CCPM}
TRACES: dict[str, Any] = {"empreinte": "", "doutes": (), "ecartes": (), "format": "", "proposition": False}


def convertir(sources: dict[str, bytes], vers: str, dossier: Path) -> dict[str, bytes]:
    """Several documents in one start of LibreOffice, which is most of the time a conversion takes."""
    chemins = {nom: dossier / f"{nom}.docx" for nom in sources}
    for nom, octets in sources.items():
        chemins[nom].write_bytes(octets)
    sortie = dossier / vers
    subprocess.run(
        [
            str(programme_libreoffice()),
            f"-env:UserInstallation=file://{dossier}/profil",
            "--headless",
            "--convert-to",
            vers,
            "--outdir",
            str(sortie),
            *map(str, chemins.values()),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return {nom: (sortie / f"{nom}.{vers}").read_bytes() for nom in sources}


@pytest.fixture(scope="module")
def en_docx(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    sources = {
        f"{nom} {facon}": fabriquer(contenu, FACONS[facon]) for nom, contenu in CONTENUS.items() for facon in FACONS
    }
    return convertir(sources, "docx", tmp_path_factory.mktemp("docx"))


@pytest.fixture(scope="module")
def en_pdf(fictif: ReferentielLu, ccpm: ReferentielLu, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    sources = {nom: fabriquer(contenu) for nom, contenu in CONTENUS.items()}
    sources |= {"export fictif": exporter_word(fictif), "export ccpm": exporter_word(ccpm)}
    return convertir(sources, "pdf", tmp_path_factory.mktemp("pdf"))


@pytest.mark.parametrize("nom", CONTENUS)
@pytest.mark.parametrize("facon", FACONS)
def test_word_de_libreoffice(nom: str, facon: str, en_docx: dict[str, bytes]) -> None:
    lu = lire_referentiel(en_docx[f"{nom} {facon}"])
    assert (comparer(CONTENUS[nom], lu), doutes(lu)) == ([], [])


@pytest.mark.parametrize("nom", CONTENUS)
def test_pdf_de_libreoffice(nom: str, en_pdf: dict[str, bytes]) -> None:
    lu = lire_referentiel(en_pdf[nom])
    assert (comparer(CONTENUS[nom], lu), lu.proposition) == ([], True)


@pytest.mark.parametrize("document", ["fictif", "ccpm"])
def test_pdf_de_notre_export(document: str, en_pdf: dict[str, bytes], request: pytest.FixtureRequest) -> None:
    """Our Word export printed as PDF, tables cut over pages: it reads back equal, as a proposal."""
    relu = lire_referentiel(en_pdf[f"export {document}"])
    assert replace(relu, **TRACES) == replace(request.getfixturevalue(document), **TRACES)
    assert relu.proposition


@pytest.mark.partage
def test_pdf_du_texte_reel(reel: ReferentielLu, tmp_path: Path) -> None:
    relu = lire_referentiel(convertir({"reel": exporter_word(reel)}, "pdf", tmp_path)["reel"])
    assert replace(relu, **TRACES) == replace(reel, **TRACES)
