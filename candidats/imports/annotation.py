"""The workbook given back with each cell in fault coloured and commented, in its place."""

import io
import warnings
from collections import defaultdict

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from candidats.imports.lecture import ClasseurLu, Grille
from candidats.imports.rapport import Anomalie, Rapport
from certif_portal.commun.tableur import ecrire_cellule

ROUGE, AMBRE, VERT = (PatternFill("solid", start_color=couleur) for couleur in ("F9D6D0", "FCE9C4", "D8EBD8"))
AUTEUR = "Portail"


def annoter(
    octets: bytes, grille: Grille, lu: ClasseurLu, rapport: Rapport, corrections: dict[int, dict[str, str]]
) -> bytes:
    """An .xlsx: the same one, or a copy of what was read when it was written in another format. What was corrected on
    screen takes its place in green."""
    livre = _ouvrir(octets, grille)
    feuille = livre[grille.feuille.nom] if grille.feuille.nom in livre.sheetnames else livre.worksheets[0]
    for ligne, valeurs in corrections.items():
        for cle, valeur in valeurs.items():
            if cle in lu.places:
                cellule = feuille.cell(row=ligne, column=lu.places[cle] + 1)
                ancien = "" if cellule.value is None else str(cellule.value)
                cellule.value = None
                ecrire_cellule(cellule, valeur)
                cellule.fill = VERT
                cellule.comment = Comment(f"Corrigé à l’écran. Lu : « {ancien} ».", AUTEUR, width=320, height=70)
    par_place: dict[tuple[int, int], list[Anomalie]] = defaultdict(list)
    for controlee in rapport.lignes:
        for anomalie in controlee.anomalies:
            par_place[anomalie.ligne, lu.places.get(anomalie.cle, 0) + 1].append(anomalie)
    for (ligne, rang), anomalies in par_place.items():
        _annoter_cellule(feuille, ligne, rang, anomalies)
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def _annoter_cellule(feuille: Worksheet, ligne: int, rang: int, anomalies: list[Anomalie]) -> None:
    cellule = feuille.cell(row=ligne, column=rang)
    bloquante = any(anomalie.bloquante for anomalie in anomalies)
    cellule.fill = ROUGE if bloquante else AMBRE
    texte = "\n".join(f"{anomalie.colonne} : {anomalie.attendu}" for anomalie in anomalies)
    cellule.comment = Comment(texte, AUTEUR, width=360, height=40 + 30 * len(anomalies))


def _ouvrir(octets: bytes, grille: Grille) -> Workbook:
    if octets.startswith(b"PK\x03\x04") and b"opendocument.spreadsheet" not in octets[:120]:
        with warnings.catch_warnings():  # what this writer does not carry over is of no use here
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(octets))
    livre = Workbook()
    feuille = livre.worksheets[0]
    feuille.title = (grille.feuille.nom or "Inscriptions")[:31]
    for numero, ligne in enumerate(grille.feuille.lignes, start=1):
        for rang, valeur in enumerate(ligne, start=1):
            if isinstance(valeur, str):
                ecrire_cellule(feuille.cell(row=numero, column=rang), valeur)
            else:
                feuille.cell(row=numero, column=rang, value=valeur)
    return livre
