"""The same workbook written by LibreOffice as .xls, .ods and .csv, where it is installed."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from candidats.imports.rapport import Sort
from certif_portal.commun.fichiers import verifier_fichier
from certif_portal.commun.types_fichiers import TABLEURS
from tests.candidats.classeur import ligne
from tests.candidats.test_classeur_excel import controle, en_octets, livre_de, rang

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
SAIT_MASQUER = ("xlsx", "ods")
"""Formats whose reader tells the hidden rows."""
pytestmark = [
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice absent : installez le paquet « libreoffice-calc »"),
    pytest.mark.timeout(300),
]


def convertir(octets: bytes, vers: str, dossier: Path) -> bytes:
    source = dossier / "source.xlsx"
    source.write_bytes(octets)
    subprocess.run(
        [
            str(SOFFICE),
            f"-env:UserInstallation=file://{dossier}/profil",
            "--headless",
            "--convert-to",
            vers,
            "--outdir",
            str(dossier),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return (dossier / f"source.{vers.split(':')[0]}").read_bytes()


def test_un_mois_tape_seul_est_demande_dans_un_ods(tmp_path: Path) -> None:
    """LibreOffice keeps the 1st of February too; the text that its cell shows has no day."""
    livre = livre_de(ligne(date_naissance=date(1990, 2, 1)), ligne(date_naissance=date(1990, 2, 1)))
    cellules = livre["Inscriptions"]
    cellules.cell(row=2, column=rang("date_naissance")).number_format = "mmm-yy"
    cellules.cell(row=3, column=rang("date_naissance")).number_format = "dd/mm/yyyy"
    rapport = controle(convertir(en_octets(livre), "ods", tmp_path))
    assert [(e.ligne, e.colonne) for e in rapport.erreurs] == [(2, "Date de naissance")]


@pytest.mark.parametrize("vers", ["xls", "ods", "xlsx", "csv:Text - txt - csv (StarCalc):59,34,76,1"])
def test_un_classeur_de_libreoffice_se_lit_comme_celui_d_excel(vers: str, tmp_path: Path) -> None:
    livre = livre_de(ligne(), ligne(nom_naissance="Le Goff", entreprise_siret="73282932000075"))
    livre["Inscriptions"].row_dimensions[2].hidden = True
    octets = en_octets(livre)
    converti = convertir(octets, vers, tmp_path)
    verifier_fichier(f"a.{vers.split(':')[0]}", converti, TABLEURS)
    rapport, attendu = controle(converti), controle(octets)
    assert [(e.ligne, e.colonne, e.lu) for e in rapport.erreurs] == [(3, "SIRET entreprise", "73282932000075")]
    masquees = [a.ligne for a in rapport.avertissements if "masquée" in a.attendu]
    assert masquees == ([2] if vers in SAIT_MASQUER else [])
    assert rapport.de(Sort.NOUVELLE)[0].donnees == attendu.de(Sort.NOUVELLE)[0].donnees
