"""From the bytes of a workbook to raw cells by column; what a spreadsheet really contains is met here first."""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

from candidats.imports.colonnes import COLONNES, FEUILLE, FEUILLE_AIDE, VERSION_MODELE
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.textes import cle_recherche

Cellule = str | float | int | bool | date | datetime | time | timedelta
LIGNES_MAXIMUM = 500
"""Lines of one workbook recorded in one go."""
ETENDUE_COLONNES, ETENDUE_LIGNES = 250, 20_000
TAILLE_PARTIE = 20 * 1024 * 1024
"""Bytes of one part of the archive, once inflated."""
PLACE = re.compile(r"([A-Z]{0,3})([0-9]{0,7})")
ILLISIBLE = "Ce classeur est illisible : ouvrez-le, réenregistrez-le en .xlsx, puis déposez-le."
CLES_PAR_TITRE = {cle_recherche(colonne.titre): colonne.cle for colonne in COLONNES}


@dataclass(frozen=True)
class LigneBrute:
    """One filled line: its number as Excel shows it, and its cells by column."""

    numero: int
    cellules: dict[str, Cellule]


@dataclass(frozen=True)
class ClasseurLu:
    """What was read of a workbook, before any check of its lines."""

    version: str
    lignes: tuple[LigneBrute, ...]
    ignorees: tuple[str, ...]


def lire_classeur(octets: bytes) -> ClasseurLu:
    """The lines of sheet « Inscriptions »; raises FichierRefuse when the workbook is not on our template."""
    verifier_etendue(octets)
    try:
        classeur = CalamineWorkbook.from_filelike(io.BytesIO(octets))
        version = _version(classeur)
        lignes = classeur.get_sheet_by_name(FEUILLE).to_python(skip_empty_area=False)
    except WorksheetNotFound as erreur:
        raise FichierRefuse(
            f"Ce classeur n’a pas de feuille « {FEUILLE} » : repartez du modèle à télécharger sur cette page."
        ) from erreur
    except (CalamineError, OSError, ValueError) as erreur:
        raise FichierRefuse(ILLISIBLE) from erreur
    return _ranger(version, lignes)


def verifier_etendue(octets: bytes) -> None:
    """Refuse a stray cell at the far end of a sheet: reading it would fill the memory with empty cells.

    Every part of the workbook is parsed: what the reader then meets was seen here, and is well formed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            for membre in archive.infolist():
                if membre.filename.startswith("xl/") and membre.filename.endswith((".xml", ".rels")):
                    _verifier_partie(archive, membre)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        RuntimeError,
        NotImplementedError,
        ParseError,
        DefusedXmlException,
    ) as erreur:
        raise FichierRefuse(ILLISIBLE) from erreur


def _verifier_partie(archive: zipfile.ZipFile, membre: zipfile.ZipInfo) -> None:
    if membre.file_size > TAILLE_PARTIE:
        raise FichierRefuse("Ce classeur est trop grand : gardez la seule feuille à importer.")
    etendue = ""
    with archive.open(membre) as partie:
        for _, element in iterparse(partie):
            nom = element.tag.rpartition("}")[2]
            if nom in ("c", "row"):
                _verifier_place(element.get("r", ""))
            elif nom == "dimension":
                etendue = element.get("ref", "")
            element.clear()
    for place in etendue.split(":"):  # last: a cell in fault is named first
        _verifier_place(place)


def _verifier_place(place: str) -> None:
    """« B7 », or the bare number of a row."""
    trouve = PLACE.fullmatch(place)
    if trouve is None:
        raise FichierRefuse(ILLISIBLE)
    if _rang(trouve[1]) > ETENDUE_COLONNES or int(trouve[2] or 0) > ETENDUE_LIGNES:
        raise FichierRefuse(f"Une cellule égarée en {place} rend ce classeur trop grand : effacez-la.")


def _rang(lettres: str) -> int:
    rang = 0
    for lettre in lettres:
        rang = rang * 26 + ord(lettre) - 64
    return rang


def _version(classeur: CalamineWorkbook) -> str:
    """The version of the template, read on the instructions sheet; empty when that sheet was removed."""
    if FEUILLE_AIDE not in classeur.sheet_names:
        return ""
    for ligne in classeur.get_sheet_by_name(FEUILLE_AIDE).to_python(skip_empty_area=False):
        if ligne and cle_recherche(str(ligne[0])) == "modele":
            return str(ligne[1]).strip() if len(ligne) > 1 else ""
    return ""


def _ranger(version: str, lignes: list[list[Cellule]]) -> ClasseurLu:
    if version and version != VERSION_MODELE:
        raise FichierRefuse(
            f"Ce classeur suit le modèle {version}, le portail attend le modèle {VERSION_MODELE} : téléchargez-le sur cette page."
        )
    titres = [str(cellule).strip() for cellule in lignes[0]] if lignes else []
    places = {
        CLES_PAR_TITRE[cle]: rang
        for rang, titre in enumerate(titres)
        if (cle := cle_recherche(titre)) in CLES_PAR_TITRE
    }
    absentes = [colonne.titre for colonne in COLONNES if colonne.requise and colonne.cle not in places]
    if absentes:
        noms = ", ".join(f"« {titre} »" for titre in absentes)
        raise FichierRefuse(f"Colonnes attendues et absentes de la ligne 1 : {noms}. Repartez du modèle à télécharger.")
    remplies = tuple(
        LigneBrute(numero, {cle: ligne[rang] for cle, rang in places.items() if rang < len(ligne)})
        for numero, ligne in enumerate(lignes[1:], start=2)
        if any(str(ligne[rang]).strip() for rang in places.values() if rang < len(ligne))
    )
    if not remplies:
        raise FichierRefuse(f"La feuille « {FEUILLE} » ne contient aucune ligne sous ses titres.")
    if len(remplies) > LIGNES_MAXIMUM:
        raise FichierRefuse(f"Ce classeur compte {len(remplies)} lignes : {LIGNES_MAXIMUM} au plus, découpez-le.")
    ignorees = tuple(titre for titre in titres if titre and cle_recherche(titre) not in CLES_PAR_TITRE)
    return ClasseurLu(version, remplies, ignorees)
