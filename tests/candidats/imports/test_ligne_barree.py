"""What is struck through in a workbook is asked, until somebody has typed it again."""

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from candidats.imports.colonnes import COLONNES
from candidats.imports.contexte import ContexteImport
from candidats.imports.controle import controler_classeur
from candidats.imports.lecture import ouvrir_classeur, ranger
from candidats.imports.rapport import Rapport
from tests.candidats.classeur import FAITS, LE, classeur, ligne

RANGS = {colonne.cle: rang for rang, colonne in enumerate(COLONNES, start=1)}


def controler(*cles: str, corrections: dict[str, str] | None = None, total: bool = False) -> Rapport:
    """One good line whose cells of these columns are struck through."""
    livre = load_workbook(io.BytesIO(classeur(ligne())))
    for cle in cles:
        livre.worksheets[0].cell(2, RANGS[cle]).font = Font(strike=True)
    if total:
        livre.worksheets[0].append(["Total", 1])
    sortie = io.BytesIO()
    livre.save(sortie)
    contexte = replace(ContexteImport(LE, 15, (FAITS,), {1: 1}), corrections={2: corrections} if corrections else None)
    return controler_classeur(ranger(ouvrir_classeur(sortie.getvalue())), contexte)


def demandes(rapport: Rapport) -> list[tuple[str, bool]]:
    return [(anomalie.cle, "barrée" in anomalie.attendu) for anomalie in rapport.erreurs]


@pytest.mark.parametrize("cles", [("nom_naissance",), tuple(RANGS)])
def test_une_ligne_dont_le_nom_est_barre_est_demandee_une_fois(cles):
    assert demandes(controler(*cles)) == [("nom_naissance", True)]
    assert demandes(controler(*cles, corrections={"nom_naissance": "Le Goff"})) == []


@pytest.mark.parametrize("cle", ["tuteur_nom", "referentiel_id", "prenom"])
def test_une_valeur_barree_est_demandee(cle):
    assert demandes(controler(cle)) == [(cle, True)]


def test_ce_qui_n_est_pas_barre_ne_demande_rien():
    assert demandes(controler()) == []


def test_un_total_ecarte_est_dit_avec_sa_ligne():
    dits = [(m["ligne"], m["attendu"], m["bloquant"]) for m in controler(total=True).messages()]
    assert (3, "Ligne de total : elle n’est pas lue.", False) in dits
