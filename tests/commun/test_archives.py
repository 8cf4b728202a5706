"""A workbook is believed of nothing: what comes out is counted, and its cells too."""

import io
import struct
import zipfile

import pytest
from openpyxl import Workbook
from PIL import Image

from certif_portal.commun import archives
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.feuilles import lire_feuilles
from certif_portal.commun.fichiers import verifier_fichier
from certif_portal.commun.types_fichiers import JPEG, PNG, XLSX

EN_TETE = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FEUILLE = "xl/worksheets/sheet1.xml"


def classeur(lignes: int, colonnes: int) -> bytes:
    cellules = b'<c t="n"><v>1</v></c>' * colonnes
    rangees = b"".join(b'<row r="%d">%s</row>' % (numero, cellules) for numero in range(1, lignes + 1))
    return reecrire(EN_TETE + rangees + b"</sheetData></worksheet>")


def reecrire(feuille: bytes) -> bytes:
    """A workbook of that one sheet, as its XML says it."""
    modele, sortie = io.BytesIO(), io.BytesIO()
    Workbook().save(modele)
    with zipfile.ZipFile(modele) as source, zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom in source.namelist():
            archive.writestr(nom, feuille if nom == FEUILLE else source.read(nom))
    return sortie.getvalue()


def mentir(octets: bytes, taille: int) -> bytes:
    """The same archive, whose directory declares `taille` bytes for its sheet."""
    position = octets.rindex(b"PK\x01\x02", 0, octets.rindex(FEUILLE.encode()))
    return octets[: position + 24] + struct.pack("<I", taille) + octets[position + 28 :]


def test_un_classeur_honnete_est_lu():
    octets = classeur(3, 4)
    assert verifier_fichier("a.xlsx", octets, {XLSX}) == XLSX
    assert [feuille.lignes for feuille in lire_feuilles(octets)[1]] == [[[1.0] * 4] * 3]


@pytest.mark.parametrize("taille", [200, 400_000_000])
def test_un_repertoire_qui_ment_sur_les_tailles_est_refuse(taille):
    octets = mentir(classeur(2000, 50), taille)
    for lire in (lambda: verifier_fichier("a.xlsx", octets, {XLSX}), lambda: lire_feuilles(octets)):
        with pytest.raises(FichierRefuse, match="tronqué"):
            lire()


def test_ce_qui_sort_est_compte_bloc_par_bloc():
    """Of a part of 600 MB whose directory says 2,000, no more than one block is ever in memory."""
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(FEUILLE, "w") as partie:
        for _ in range(60):
            partie.write(b"0" * 10_000_000)
    lu = zipfile.ZipFile(io.BytesIO(mentir(sortie.getvalue(), 2000)))
    blocs = []
    with pytest.raises(zipfile.BadZipFile):
        blocs.extend(len(bloc) for bloc in archives.gonfler(lu, lu.infolist()[0]))
    assert sum(blocs) <= 2000
    honnete = zipfile.ZipFile(sortie)
    assert max(len(bloc) for bloc in archives.gonfler(honnete, honnete.infolist()[0])) <= archives.BLOC
    with pytest.raises(archives.TropGros):
        archives.compter(honnete, maximum=archives.GONFLE_MAXIMUM, membres=2000)


def test_une_feuille_dense_est_refusee_avant_d_etre_lue():
    with pytest.raises(FichierRefuse, match="plus de 600000 cellules"):
        lire_feuilles(classeur(9000, 250))
    assert len(lire_feuilles(classeur(2400, 249))[1][0].lignes) == 2400


def photo(genre: str, largeur: int, hauteur: int, mode: str = "RGB") -> bytes:
    sortie = io.BytesIO()
    Image.new(mode, (largeur, hauteur), 7).save(sortie, genre)
    return sortie.getvalue()


def test_une_photo_de_59_megapixels_tient_dans_la_memoire_donnee():
    """250 MB for the process, where its points alone would take 236; a PNG cannot be read at a smaller scale."""
    assert verifier_fichier("a.jpg", photo("JPEG", 7700, 7660), {JPEG}) == JPEG
    assert verifier_fichier("a.png", photo("PNG", 7700, 7660, "L"), {PNG}) == PNG
    with pytest.raises(FichierRefuse, match=r"PNG est trop grande \(7700 × 7660 points\) : enregistrez-la en JPEG"):
        verifier_fichier("a.png", photo("PNG", 7700, 7660), {PNG})
    with pytest.raises(FichierRefuse, match="trop grande"):
        verifier_fichier("a.jpg", photo("JPEG", 7800, 7700), {JPEG})
    assert verifier_fichier("a.png", photo("PNG", 4961, 7016), {PNG}) == PNG  # an A4 page at 600 dots per inch
