"""A workbook given back with some cells coloured, corrected and commented: the uploaded one is opened here, in the
process with limits. No Django here."""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from certif_portal.commun.feuilles import Ligne
from certif_portal.commun.tableur import ecrire_cellule

AUTEUR = "Portail"


@dataclass(frozen=True)
class Touche:
    """One cell: its colour, what it says, and the text that takes its place when there is one. `{ancien}` in the
    comment is what the cell held."""

    ligne: int
    colonne: int
    couleur: str
    commentaire: str
    hauteur: int
    valeur: str | None = None


def annoter_ici(octets: bytes, nom: str, touches: Sequence[Touche]) -> bytes:
    """The same .xlsx, touched."""
    with warnings.catch_warnings():  # what this writer does not carry over is of no use here
        warnings.simplefilter("ignore")
        return _toucher(load_workbook(io.BytesIO(octets)), nom, touches)


def recopier_et_annoter(nom: str, lignes: Sequence[Ligne], touches: Sequence[Touche]) -> bytes:
    """An .xlsx of what was read in another format, touched."""
    livre = Workbook()
    feuille = livre.worksheets[0]
    feuille.title = (nom or "Inscriptions")[:31]
    for numero, ligne in enumerate(lignes, start=1):
        for rang, valeur in enumerate(ligne, start=1):
            if isinstance(valeur, str):
                ecrire_cellule(feuille.cell(row=numero, column=rang), valeur)
            else:
                feuille.cell(row=numero, column=rang, value=valeur)
    return _toucher(livre, nom, touches)


def _toucher(livre: Workbook, nom: str, touches: Sequence[Touche]) -> bytes:
    feuille = livre[nom] if nom in livre.sheetnames else livre.worksheets[0]
    for touche in touches:
        cellule = feuille.cell(row=touche.ligne, column=touche.colonne)
        ancien = "" if cellule.value is None else str(cellule.value)
        if touche.valeur is not None:
            cellule.value = None
            ecrire_cellule(cellule, touche.valeur)
        cellule.fill = PatternFill("solid", start_color=touche.couleur)
        texte = touche.commentaire.replace("{ancien}", ancien)
        cellule.comment = Comment(texte, AUTEUR, width=360, height=touche.hauteur)
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()
