"""The list written as an .xlsx: each value comes back as it was, and the memory is that of the file."""

import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import repeat

import pytest
from django.utils.safestring import mark_safe
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from candidats.choix import EtatInscription
from certif_portal.commun import tableur
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.tableur import (
    DE_FRONT,
    LIGNES_MAXIMUM,
    TEXTE_MAXIMAL,
    Valeur,
    ecrire_tableau,
    lettres_de,
    rang_de,
)


def relire(valeurs: list[Valeur], **facon: str):
    colonnes = [(f"Colonne {rang}", 8 + rang) for rang in range(len(valeurs))]
    return load_workbook(io.BytesIO(ecrire_tableau("L’été d'une <liste>", colonnes, [valeurs], **facon))).worksheets[0]


@pytest.mark.parametrize(
    ("ecrite", "lue", "format_", "inerte"),
    [
        ("Le Goff & fils <sa>", "Le Goff & fils <sa>", "General", False),
        (" espaces gardés ", " espaces gardés ", "General", False),
        ("deux\nlignes\rtrois", "deux\nlignes\rtrois", "General", False),
        ("=1+1", "=1+1", "General", True),
        ("＝1", "＝1", "General", True),
        ("a\x00b", "ab", "General", False),
        (mark_safe("marqué"), "marqué", "General", False),  # a text of a class of its own
        (EtatInscription.ACCEPTEE, "acceptee", "General", False),
        (7, 7, "General", False),
        (True, True, "General", False),
        (Decimal("1234.50"), 1234.5, tableur.EUROS, False),
        (date(1990, 5, 3), date(1990, 5, 3), tableur.JOURS, False),
        (datetime(2026, 1, 2, 23, tzinfo=UTC), date(2026, 1, 2), tableur.JOURS, False),
        (date(1900, 3, 1), date(1900, 3, 1), tableur.JOURS, False),
        (date(1900, 2, 28), "28/02/1900", "General", False),
        (None, None, "General", False),
        ("", None, "General", False),
    ],
)
def test_chaque_valeur_revient_comme_elle_etait(ecrite, lue, format_, inerte):
    cellule = relire([ecrite])["A2"]
    valeur = cellule.value.date() if isinstance(cellule.value, datetime) else cellule.value
    assert (valeur, cellule.number_format, cellule.quotePrefix) == (lue, format_, inerte)


def test_un_texte_est_coupe_a_ce_qu_une_cellule_tient():
    assert len(relire(["x" * (TEXTE_MAXIMAL + 1)])["A2"].value) == TEXTE_MAXIMAL


def test_la_feuille_a_son_nom_ses_largeurs_son_filtre_et_ses_volets():
    feuille = relire(["a"] * 30, figer="D2")
    assert (feuille.title, feuille.freeze_panes, feuille.auto_filter.ref) == ("L’été d'une <liste>", "D2", "A1:AD2")
    assert (feuille["AD1"].value, feuille["AD1"].font.bold, feuille["AD2"].value) == ("Colonne 29", True, "a")
    assert feuille.column_dimensions["B"].width == 9


def test_le_classeur_dit_son_titre_sa_langue_et_ses_entetes():
    """What a reader that does not see the sheet goes by (RGAA 13.3)."""
    classeur = load_workbook(io.BytesIO(ecrire_tableau("L’été d'une <liste>", [("Nom", 12)], [["a"]])))
    assert (classeur.properties.title, classeur.properties.language) == ("L’été d'une <liste>", "fr-FR")
    assert classeur.worksheets[0].print_title_rows == "$1:$1"


def test_une_liste_vide_garde_ses_titres():
    feuille = load_workbook(io.BytesIO(ecrire_tableau("Vide", [("Nom", 12)], []))).worksheets[0]
    assert (list(feuille.values), feuille.auto_filter.ref) == ([("Nom",)], "A1:A1")


def test_ce_qu_une_feuille_ne_tient_pas_se_refuse():
    """A workbook of one row more would be said damaged by whoever opens it."""
    assert ecrire_tableau("Liste", [("A", 5)], repeat(("",), LIGNES_MAXIMUM - 1))
    with pytest.raises(ErreurMetier, match="1\u202f048\u202f575 lignes"):
        ecrire_tableau("Liste", [("A", 5)], repeat(("",), LIGNES_MAXIMUM))


def test_les_lettres_d_une_colonne():
    for rang in (1, 26, 27, 52, 53, 702, 703):
        assert lettres_de(rang) == get_column_letter(rang)
        assert rang_de(lettres_de(rang)) == rang


@pytest.mark.parametrize("nombre", [DE_FRONT - 1, DE_FRONT, DE_FRONT + 1])
def test_aucune_ligne_ne_manque_autour_d_un_envoi(nombre):
    octets = ecrire_tableau("Rangs", [("Rang", 8)], ([rang] for rang in range(nombre)))
    lues = [ligne[0] for ligne in load_workbook(io.BytesIO(octets)).worksheets[0].values]
    assert lues == ["Rang", *range(nombre)]


def pic(nombre: int) -> int:
    """Bytes held at the highest while so many rows are written, beyond the file itself."""

    def lignes() -> Iterator[list[Valeur]]:
        for rang in range(nombre):
            yield ["Le Goff", "Zoé", date(2026, 1, 5), rang] * 5

    tracemalloc.start()
    octets = ecrire_tableau("Noms", [("Colonne", 12)] * 20, lignes())
    _, haut = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return haut - 2 * len(octets)  # the file, and its copy when it is given


def test_la_memoire_ne_croit_pas_avec_les_lignes():
    pic(200)
    assert pic(4_000) <= 1.2 * pic(400)
