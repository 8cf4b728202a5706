"""What the cells of a workbook do not say: hidden columns, struck letters, formulas in error, empty texts."""

import io

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.feuilles import lire_ici
from certif_portal.commun.fichiers import verifier_fichier
from certif_portal.commun.types_fichiers import CSV
from tests.commun.test_archives import EN_TETE, reecrire


def ouvrir(livre: Workbook):
    sortie = io.BytesIO()
    livre.save(sortie)
    return lire_ici(sortie.getvalue())[1][0]


def test_les_colonnes_masquees_sont_connues():
    livre = Workbook()
    livre.active.append(["a", "b", "c", "d"])
    livre.active.column_dimensions["B"].hidden = True
    livre.active.column_dimensions["D"].hidden = True
    assert ouvrir(livre).dessous.colonnes_masquees == {2, 4}


def test_une_plage_de_colonnes_masquees_s_arrete_a_l_etendue():
    livre = Workbook()
    livre.active.append(["a", "b"])
    livre.active.column_dimensions.group("B", "XFD", hidden=True)
    assert ouvrir(livre).dessous.colonnes_masquees == set(range(2, 251))


def test_ce_qui_est_barre_est_connu():
    livre = Workbook()
    livre.active.append(["Le Goff", "Yann"])
    livre.active.append(["Prigent", "Anne"])
    livre.active["A2"].font = Font(strike=True)
    livre.active["B2"].font = Font(strike=False, bold=True)
    assert ouvrir(livre).dessous.barrees == {(2, 1)}


def test_un_classeur_ordinaire_n_a_rien_dessous():
    livre = Workbook()
    livre.active.append(["Le Goff", "Yann"])
    dessous = ouvrir(livre).dessous
    assert (dessous.barrees, dessous.colonnes_masquees, dessous.masquees) == (frozenset(), frozenset(), frozenset())


def cellules(xml: bytes):
    return lire_ici(reecrire(EN_TETE + b'<row r="1">' + xml + b"</row></sheetData></worksheet>"))[1][0]


@pytest.mark.parametrize(
    ("cellule", "sans_valeur"),
    [
        (b'<c r="A1" t="e"><v>#N/A</v></c>', {(1, 1)}),
        (b'<c t="e" r="A1"><f>VLOOKUP(1,B:C,2,0)</f><v>#REF!</v></c>', {(1, 1)}),
        (b'<c r="A1"><f>B1</f></c>', {(1, 1)}),
        (b'<c r="A1"><f>B1</f><v></v></c>', {(1, 1)}),
        (b'<c r="A1" t="str"><f>IF(B1="","",B1)</f><v></v></c>', set()),
        (b'<c t="str" r="A1"><f>IF(B1="","",B1)</f><v/></c>', set()),
        (b'<c r="A1"><f>1+1</f><v>2</v></c>', set()),
    ],
)
def test_une_cellule_en_erreur_n_a_pas_de_valeur_et_un_texte_vide_en_est_une(cellule, sans_valeur):
    """« str » is the type of a formula that was computed and gives a text: an empty one is nothing to mend."""
    lue = cellules(cellule + b'<c r="B1" t="n"><v>1</v></c>')
    assert lue.dessous.sans_valeur == sans_valeur


@pytest.mark.parametrize("boutisme", ["utf-16", "utf-16-be"])
def test_le_texte_unicode_d_excel_est_accepte(boutisme):
    octets = "Nom\tPrénom\r\n".encode(boutisme)
    assert verifier_fichier("a.csv", octets if boutisme == "utf-16" else b"\xfe\xff" + octets, {CSV}) == CSV


@pytest.mark.parametrize("octets", ["Nom\tPrénom".encode("utf-16-le"), b"\xff\xfeN\x00o", b"\x00Nom"])
def test_un_texte_dont_l_encodage_n_est_pas_lu_dit_comment_faire(octets):
    with pytest.raises(FichierRefuse, match="enregistrez-le en « CSV UTF-8 »"):
        verifier_fichier("a.csv", octets, {CSV})
