"""Which sheet of a workbook is read: none is left aside unseen, a hidden one is never preferred."""

import io

import pytest
from openpyxl import Workbook

from candidats.imports.lecture import ouvrir_classeur

LISTE = [["Nom", "Prénom", "Date de naissance"], ["Le Goff", "Yann", "12/03/1998"]]


def livre(**feuilles: list[list[str]]) -> bytes:
    """The bytes of a workbook; a sheet whose name begins with « cachee » is hidden, « tres » very hidden."""
    classeur = Workbook()
    classeur.remove(classeur.active)
    for nom, lignes in feuilles.items():
        feuille = classeur.create_sheet(nom)
        for ligne in lignes:
            feuille.append(ligne)
        if nom.startswith(("cachee", "tres")):
            feuille.sheet_state = "hidden" if nom.startswith("cachee") else "veryHidden"
    classeur.active = len(feuilles) - 1
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


@pytest.mark.parametrize("cachee", ["cachee", "tres"])
def test_une_feuille_masquee_n_est_jamais_preferee(cachee):
    grille = ouvrir_classeur(livre(**{cachee: [*LISTE, *LISTE[1:]], "Notes": [["a", "b"]], "Groupe": LISTE}))
    assert (grille.feuille.nom, grille.feuille_sure) == ("Groupe", True)
    assert [liste.ecartee for liste in grille.autres] == [
        f"2 candidats de « {cachee} », feuille masquée, ne sont pas lus."
    ]


def test_plusieurs_listes_visibles_sont_demandees():
    grille = ouvrir_classeur(livre(Inscriptions=LISTE, B=[*LISTE, *LISTE[1:]], Tarifs=[["Forfait", "500"]]))
    assert (grille.feuille_sure, [(liste.feuille, liste.compte) for liste in grille.listes]) == (
        False,
        [("Inscriptions", "1 candidat"), ("B", "2 candidats")],
    )
    choisie = ouvrir_classeur(livre(Inscriptions=LISTE, B=LISTE), feuille="B")
    assert (choisie.feuille.nom, choisie.feuille_sure) == ("B", True)


def test_une_liste_seulement_masquee_est_demandee():
    assert ouvrir_classeur(livre(cachee=LISTE, Notes=[["a", "b"], ["c", "d"]])).feuille_sure is False
