"""What is looked at inside an archive before its reader opens it: what truly comes out of it, the extent of a
workbook, and what its reader does not tell. Runs in the process that opens uploads: no Django here."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any
from xml.parsers import expat

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring, iterparse

from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.formats import cellules_du_style, lire_styles, montre_sans_jour

ETENDUE_COLONNES, ETENDUE_LIGNES = 250, 20_000
BLOC = 256 * 1024
GONFLE_MAXIMUM, MEMBRES_MAXIMUM = 100 * 1024 * 1024, 2000
"""Bytes of a whole workbook once inflated, and its parts."""
TAILLE_PARTIE = 64 * 1024 * 1024
"""Bytes of one part of the archive, once inflated."""
CELLULES_MAXIMUM = 600_000
"""Cells of one sheet: 10,000 lines of 60 columns."""
ILLISIBLE = "Ce classeur est illisible : ouvrez-le, réenregistrez-le en .xlsx, puis déposez-le."
TROP_DE_CELLULES = (
    f"Une feuille de ce classeur compte plus de {CELLULES_MAXIMUM} cellules : gardez la seule liste à importer."
)
ABIME = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    NotImplementedError,
    KeyError,
    ValueError,
    expat.ExpatError,
    ParseError,
    DefusedXmlException,
)
COLONNE_LOINTAINE = rb"(?:I[Q-Z]|[J-Z][A-Z]|[A-Z]{3,})"
LIGNE_LOINTAINE = rb"(?:2000[1-9]|200[1-9][0-9]|20[1-9][0-9]{2}|2[1-9][0-9]{3}|[3-9][0-9]{4}|[0-9]{6,})"
LETTRES_OU_LIGNE = rb"(?:" + COLONNE_LOINTAINE + rb"[0-9]*|[A-Z]{0,3}" + LIGNE_LOINTAINE + rb")"
VITE = re.compile(rb" r=\"" + LETTRES_OU_LIGNE + rb"\"")
AUTREMENT = (
    (b"'", b"='"),
    (b"\n", b"\nr"),
    (b"\n", b"=\n"),
    (b"\t", b"\tr"),
    (b"\t", b"=\t"),
    (b"\r", b"\rr"),
    (b" =",),
    (b"= ",),
)
"""Ways to write an attribute that no spreadsheet uses, and that the quick search would miss. One byte is found, or not,
much faster than two: it comes first."""
EGAREES = (
    re.compile(rb"\br\s*=\s*[\"'](" + COLONNE_LOINTAINE + rb"[0-9]*)[\"']"),
    re.compile(rb"\br\s*=\s*[\"']([A-Z]{0,3}" + LIGNE_LOINTAINE + rb")[\"']"),
)
MASQUEE = re.compile(rb"<row\b(?=[^>]*\bhidden=\"(?:1|true)\")[^>]*\br=\"([0-9]+)\"")
SANS_VALEUR = re.compile(
    rb"<c\b(?![^>]*\bt=\"str\")[^>]*?\br=\"([A-Z]+)([0-9]+)\"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
"""A formula without a value was never computed; one of type « str » was, and gives an empty text."""
EN_ERREUR = re.compile(rb"<c\b(?=[^>]*\bt=\"e\")[^>]*?\br=\"([A-Z]+)([0-9]+)\"")
COLONNES_MASQUEES = re.compile(
    rb"<col\b(?=[^>]*\bhidden=\"(?:1|true)\")(?=[^>]*\bmin=\"([0-9]+)\")[^>]*\bmax=\"([0-9]+)\""
)
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Dessous:
    """What the cells of one sheet do not say, by (row, rank): hidden rows and columns, struck letters, formulas never
    computed or in error (« #N/A »), days that are not shown."""

    masquees: frozenset[int] = frozenset()
    sans_valeur: frozenset[tuple[int, int]] = frozenset()
    sans_jour: frozenset[tuple[int, int]] = frozenset()
    """« 02/1990 » typed by somebody is the 1st of February for the spreadsheet, shown without its day."""
    barrees: frozenset[tuple[int, int]] = frozenset()
    """Cells whose letters are struck through; known of an .xlsx only."""
    colonnes_masquees: frozenset[int] = frozenset()
    """Ranks, from 1, of the hidden columns; known of an .xlsx only."""


def rang(lettres: str) -> int:
    """« A » is 1."""
    total = 0
    for lettre in lettres:
        total = total * 26 + ord(lettre) - 64
    return total


class TropGros(Exception):
    """More comes out of an archive than anybody needs."""


def gonfler(archive: zipfile.ZipFile, membre: zipfile.ZipInfo) -> Iterator[bytes]:
    """What comes out of one part, block by block: the size that the directory declares is believed of nothing.

    Raises BadZipFile when what comes out is not what was declared.
    """
    if membre.flag_bits & 0x1 or membre.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(membre.filename)
    sorti = 0
    with archive.open(membre) as flux:
        while bloc := flux.read(BLOC):
            sorti += len(bloc)
            yield bloc
    if sorti != membre.file_size:
        raise zipfile.BadZipFile(membre.filename)


def compter(archive: zipfile.ZipFile, *, maximum: int, membres: int) -> None:
    """Inflate every part once, keeping nothing. Raises TropGros, or BadZipFile for a directory that lies."""
    reste = maximum
    if len(archive.infolist()) > membres:
        raise TropGros
    for membre in archive.infolist():
        for bloc in gonfler(archive, membre):
            reste -= len(bloc)
            if reste < 0:
                raise TropGros


def noms_des_membres(octets: bytes, quoi: str = "classeur Excel") -> set[str]:
    """Names of the parts of an archive that inflates to something reasonable."""
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            compter(archive, maximum=GONFLE_MAXIMUM, membres=MEMBRES_MAXIMUM)
            return set(archive.namelist())
    except TropGros as erreur:
        raise FichierRefuse("Ce fichier est anormalement gros une fois décompressé.") from erreur
    except ABIME as erreur:
        raise FichierRefuse(f"Ce fichier n’est pas un {quoi}, ou il est tronqué.") from erreur


def examiner_xlsx(octets: bytes) -> tuple[bool, dict[str, Dessous]]:
    """Whether its days are counted from 1904, and what lies under each sheet.

    Raises FichierRefuse for a part that is no XML, a DOCTYPE, or a stray cell at the far end of a sheet: reading it
    would fill the memory with empty cells.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            dessous, (styles, barres) = {}, lire_styles(archive)
            for membre in archive.infolist():
                if membre.filename.startswith("xl/") and membre.filename.endswith((".xml", ".rels")):
                    partie = _partie(archive, membre)
                    if membre.filename.startswith("xl/worksheets/") and membre.filename.endswith(".xml"):
                        dessous[membre.filename] = _dessous(partie, styles, barres)
            livre = fromstring(archive.read("xl/workbook.xml"))
            liens = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except ABIME as erreur:
        raise FichierRefuse(ILLISIBLE) from erreur
    cibles = {lien.get("Id"): "xl/" + lien.get("Target", "").removeprefix("/xl/") for lien in liens}
    feuilles = {f.get("name", ""): cibles.get(f.get(RELATION), "") for f in livre.iter() if f.tag.endswith("}sheet")}
    proprietes = next((p for p in livre.iter() if p.tag.endswith("}workbookPr")), None)
    depuis_1904 = proprietes is not None and proprietes.get("date1904") in ("1", "true")
    return depuis_1904, {nom: dessous.get(cible, Dessous()) for nom, cible in feuilles.items()}


def _partie(archive: zipfile.ZipFile, membre: zipfile.ZipInfo) -> bytes:
    """One part, well formed and without DOCTYPE."""
    if membre.file_size > TAILLE_PARTIE:
        raise FichierRefuse("Ce classeur est trop grand : gardez la seule feuille à importer.")
    partie = b"".join(gonfler(archive, membre))
    if membre.filename.startswith("xl/worksheets/") and partie.count(b"<c") + partie.count(b":c ") > CELLULES_MAXIMUM:
        raise FichierRefuse(TROP_DE_CELLULES)
    lecteur = expat.ParserCreate()
    lecteur.StartDoctypeDeclHandler = _refuser_doctype
    lecteur.Parse(partie, True)
    return partie


def _refuser_doctype(*_: object) -> None:
    raise FichierRefuse(ILLISIBLE)


def _dessous(partie: bytes, styles: frozenset[int], barres: frozenset[int]) -> Dessous:
    douteuse = VITE.search(partie) or any(all(octets in partie for octets in facon) for facon in AUTREMENT)
    for egarees in EGAREES if douteuse else ():
        if egaree := egarees.search(partie):
            raise _trop_loin(egaree[1].decode("ascii", "replace"))
    rangees = partie.split(b":row" if b":row" in partie else b"<row")
    if b"\x00" in partie[:100] or len(rangees) > ETENDUE_LIGNES + 1:
        raise FichierRefuse(ILLISIBLE)
    if max(rangee.count(b"<c") for rangee in rangees[1:] or [b""]) > 2 * ETENDUE_COLONNES:
        raise FichierRefuse(ILLISIBLE)
    masquees = frozenset(int(ligne) for ligne in MASQUEE.findall(partie)) if b" hidden=" in partie else frozenset()
    formules = SANS_VALEUR.findall(partie) if b"<f" in partie else []
    formules += EN_ERREUR.findall(partie) if b't="e"' in partie else []
    sans_jour, barrees = (_places(cellules_du_style(partie, voulus)) for voulus in (styles, barres))
    return Dessous(masquees, _places(formules), sans_jour, barrees, _colonnes_masquees(partie))


def _colonnes_masquees(partie: bytes) -> frozenset[int]:
    plages = COLONNES_MASQUEES.findall(partie[: max(partie.find(b"sheetData"), 0)])
    return frozenset(rang for debut, fin in plages for rang in range(int(debut), min(int(fin), ETENDUE_COLONNES) + 1))


def _places(trouvees: Iterable[tuple[bytes, bytes]]) -> frozenset[tuple[int, int]]:
    return frozenset((int(ligne), rang(lettres.decode())) for lettres, ligne in trouvees)


def _trop_loin(place: str) -> FichierRefuse:
    return FichierRefuse(f"Une cellule égarée en {place} rend ce classeur trop grand : effacez-la.")


def examiner_ods(octets: bytes) -> dict[str, Dessous]:
    """The same guard for a LibreOffice workbook, whose rows and cells may say how many times they repeat; its hidden
    rows by sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            membre = archive.getinfo("content.xml")
            if membre.file_size > TAILLE_PARTIE:
                raise FichierRefuse("Ce classeur est trop grand : gardez la seule feuille à importer.")
            with archive.open(membre) as partie:
                return _parcourir_ods(partie)
    except ABIME as erreur:
        raise FichierRefuse(ILLISIBLE) from erreur


def _parcourir_ods(partie: IO[bytes]) -> dict[str, Dessous]:
    ligne = colonne = derniere = cellules = 0
    masquees: set[int] = set()
    dessous = {}
    ici: set[int] = set()
    fautives: set[int] = set()
    sans_jour: set[tuple[int, int]] = set()
    en_erreur: set[tuple[int, int]] = set()
    for _, element in iterparse(partie):
        nom = element.tag.rpartition("}")[2]
        if nom in ("table-cell", "covered-table-cell"):
            if montre_sans_jour(_valeur(element, "date-value"), " ".join(element.itertext())):
                ici.add(colonne + 1)
            if any(valeur == "error" for cle, valeur in element.attrib.items() if cle.endswith("}value-type")):
                fautives.add(colonne + 1)
            colonne += _repete(element, "number-columns-repeated")
            cellules += 1
            derniere = colonne if len(element) else derniere
        elif nom == "table-row":
            ligne += _repete(element, "number-rows-repeated")
            if derniere and (derniere > ETENDUE_COLONNES or ligne > ETENDUE_LIGNES):
                raise _trop_loin(f"ligne {ligne}")
            if derniere and _valeur(element, "visibility") in ("collapse", "filter"):
                masquees.add(ligne)
            if cellules > CELLULES_MAXIMUM:
                raise FichierRefuse(TROP_DE_CELLULES)
            sans_jour |= {(ligne, rang_excel) for rang_excel in ici}
            en_erreur |= {(ligne, rang_excel) for rang_excel in fautives}
            ici.clear()
            fautives.clear()
            colonne = derniere = 0
            element.clear()
        elif nom == "table":
            dessous[_valeur(element, "name")] = Dessous(
                frozenset(masquees), sans_valeur=frozenset(en_erreur), sans_jour=frozenset(sans_jour)
            )
            ligne, masquees, cellules, sans_jour, en_erreur = 0, set(), 0, set(), set()
    return dessous


def _valeur(element: Any, attribut: str) -> str:
    return next((valeur for nom, valeur in element.attrib.items() if nom.endswith("}" + attribut)), "")


def _repete(element: Any, attribut: str) -> int:
    return int(_valeur(element, attribut) or 1)
