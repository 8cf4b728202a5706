"""The text and the tables of a Word or Excel file, for whoever has no office suite. No Django here: runs in the process
with limits, on a file that passed the gate."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

from certif_portal.commun.archives import ABIME
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.feuilles import Cellule, Feuille, lire_ici
from certif_portal.commun.types_fichiers import DOCX

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
REPLI = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
VML = "{urn:schemas-microsoft-com:vml}"
X = "{urn:schemas-microsoft-com:office:excel}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TUS = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", REPLI}
"""What a reader does not see: struck by a revision, codes of fields, the second way to say a drawing."""
ESPACES = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
BARRES = ("strike", "dstrike")
COCHEE, NON_COCHEE, SIGNE = "[x]", "[ ]", "[signe]"
SYMBOLES = {
    **dict.fromkeys(("F0FE", "F0FD", "F0FC", "F052", "F053", "F054"), COCHEE),
    **dict.fromkeys(("F0A8", "F06F", "F0A3", "F071", "F072"), NON_COCHEE),
}
"""Boxes of the fonts of symbols: which one is ticked is what a form says."""
SIGNES_MAXIMUM, CELLULES_MAXIMUM, COLONNES = 400_000, 15_000, 12
TROP_LONG = "Ce fichier est trop long pour être montré ici : imprimez en PDF ce qui fait preuve, puis déposez-le."
AILLEURS = (
    "Ce fichier va chercher une part de son contenu ailleurs (image, modèle ou classeur liés, objet incorporé) : "
    "imprimez-le en PDF, puis déposez-le."
)
VIDE = "Ce fichier ne porte ni texte ni tableau : imprimez-le en PDF, puis déposez-le."
ILLISIBLE = "Ce fichier est illisible : ouvrez-le, réenregistrez-le, puis déposez-le."


@dataclass(frozen=True)
class Bloc:
    """One thing after another: a paragraph, a title (`niveau` from 1), or a table (`lignes`)."""

    texte: str = ""
    niveau: int = 0
    lignes: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Lecture:
    """`omis`: what the file holds and that is not shown."""

    blocs: tuple[Bloc, ...]
    omis: tuple[str, ...]


def lire_bureautique(type_mime: str, octets: bytes) -> Lecture:
    """Raises FichierRefuse for what is linked elsewhere, too long, or says nothing in letters."""
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            _refuser_ailleurs(archive)
            lecture = _word(archive) if type_mime == DOCX else _excel(archive, lire_ici(octets)[1])
    except ABIME as erreur:
        raise FichierRefuse(ILLISIBLE) from erreur
    if not lecture.blocs:
        raise FichierRefuse(VIDE)
    return lecture


def _refuser_ailleurs(archive: zipfile.ZipFile) -> None:
    """A link that somebody must click is a text; what is fetched or run on opening is refused."""
    for nom in archive.namelist():
        if (nom.endswith(".bin") and "/embeddings/" in nom) or "/activeX/" in nom or "/externalLinks/" in nom:
            raise FichierRefuse(AILLEURS)
        if nom.endswith(".rels"):
            for lien in fromstring(archive.read(nom)).iter(RELATION):
                if lien.get("TargetMode") == "External" and not lien.get("Type", "").endswith("/hyperlink"):
                    raise FichierRefuse(AILLEURS)


# --- Word --------------------------------------------------------------------------------------


def _word(archive: zipfile.ZipFile) -> Lecture:
    corps = fromstring(archive.read("word/document.xml")).find(f"{W}body")
    blocs = tuple(_blocs(corps)) if corps is not None else ()
    if sum(len(b.texte) + sum(len(c) for ligne in b.lignes for c in ligne) for b in blocs) > SIGNES_MAXIMUM:
        raise FichierRefuse(TROP_LONG)
    noms = archive.namelist()
    presents = (
        ("les images", any(nom.startswith("word/media/") for nom in noms)),
        ("les graphiques", any(nom.startswith("word/charts/") for nom in noms)),
        ("les notes", any(nom in noms for nom in ("word/footnotes.xml", "word/endnotes.xml"))),
        ("les commentaires", "word/comments.xml" in noms),
        ("les en-têtes et pieds de page", any(nom.startswith(("word/header", "word/footer")) for nom in noms)),
    )
    return Lecture(blocs, tuple(mot for mot, present in presents if present))


def _blocs(parent: Element) -> Iterator[Bloc]:
    for enfant in parent:
        if enfant.tag == f"{W}p":
            if texte := _texte(enfant):
                puce = "– " if enfant.find(f"{W}pPr/{W}numPr") is not None else ""
                yield Bloc(f"{puce}{texte}", _niveau(enfant))
        elif enfant.tag == f"{W}tbl":
            lignes = tuple(
                tuple(_cellule(cellule) for cellule in _propres(ligne, "tc")) for ligne in _propres(enfant, "tr")
            )
            yield Bloc(lignes=tuple(ligne for ligne in lignes if any(ligne)))
        elif enfant.tag not in TUS:
            yield from _blocs(enfant)


def _propres(parent: Element, sorte: str) -> Iterator[Element]:
    """Its own rows or cells, those of a table that it holds left to it."""
    for enfant in parent:
        if enfant.tag == f"{W}{sorte}":
            yield enfant
        elif enfant.tag not in {*TUS, f"{W}tbl"}:
            yield from _propres(enfant, sorte)


def _cellule(cellule: Element) -> str:
    """Its paragraphs, and the rows of a table inside it, in their place and once."""
    return "\n".join(
        bloc.texte or "\n".join(" | ".join(filter(None, ligne)) for ligne in bloc.lignes) for bloc in _blocs(cellule)
    )


def _niveau(paragraphe: Element) -> int:
    """« Heading1 », « Titre2 »: the level of a title; 0 for a text."""
    style = paragraphe.find(f"{W}pPr/{W}pStyle")
    nom = style.get(f"{W}val", "") if style is not None else ""
    lettres, chiffre = nom[:-1], nom[-1:]
    if nom in ("Title", "Titre"):
        return 1
    return int(chiffre) if lettres in ("Heading", "Titre") and chiffre.isdigit() else 0


def _texte(element: Element) -> str:
    return " ".join("".join(_morceaux(element)).split(" ")).strip()


def _morceaux(element: Element) -> Iterator[str]:
    for enfant in element:
        if enfant.tag in TUS:
            continue
        if enfant.tag == f"{W}t":
            yield enfant.text or ""
        elif enfant.tag in ESPACES:
            yield ESPACES[enfant.tag]
        elif enfant.tag == f"{W}sym":
            yield SYMBOLES.get(enfant.get(f"{W}char", "").upper(), SIGNE)
        elif enfant.tag == f"{W}checkBox":
            yield COCHEE if _cochee(enfant) else NON_COCHEE
        elif enfant.tag == f"{W}r" and any(_vrai(enfant.find(f"{W}rPr/{W}{trait}")) for trait in BARRES):
            if barre := "".join(_morceaux(enfant)).strip():
                yield f"[barré\u00a0: {barre}]"
        else:
            yield from _morceaux(enfant)
            if enfant.tag == f"{W}p":  # of a text box, inside a paragraph
                yield "\n"


def _cochee(case: Element) -> bool:
    """A box of an older form: what was ticked, else how it starts."""
    dite = case.find(f"{W}checked")
    return _vrai(case.find(f"{W}default") if dite is None else dite)


def _vrai(element: Element | None) -> bool:
    return element is not None and element.get(f"{W}val", "1") not in ("0", "false", "off")


# --- Excel -------------------------------------------------------------------------------------


def _excel(archive: zipfile.ZipFile, feuilles: list[Feuille]) -> Lecture:
    blocs: list[Bloc] = []
    nombre = 0
    for feuille in feuilles:
        lignes = _remplies(feuille)
        nombre += sum(map(len, lignes))
        if nombre > CELLULES_MAXIMUM:
            raise FichierRefuse(TROP_LONG)
        if lignes:
            masquee = ", masquée dans le classeur" if feuille.masquee else ""
            blocs += [Bloc(f"Feuille « {feuille.nom} »{masquee}", 2), *_tranches(lignes)]
    noms = archive.namelist()
    cases, perdues = _cases_a_cocher(archive, noms)
    if cases:
        blocs += [Bloc("Cases à cocher", 2), *map(Bloc, cases)]
    presents = (
        ("des cases à cocher", perdues),
        ("les images", any(nom.startswith("xl/media/") for nom in noms)),
        ("les graphiques", any(nom.startswith("xl/charts/") for nom in noms)),
        ("les commentaires", any(nom.startswith("xl/comments") for nom in noms)),
        ("le format des nombres (pourcentages, euros)", True),
    )
    return Lecture(tuple(blocs), tuple(mot for mot, present in presents if present))


def _cases_a_cocher(archive: zipfile.ZipFile, noms: list[str]) -> tuple[list[str], bool]:
    """« [x] Accès handicapé (ligne 12) »: the boxes drawn over the cells, in their order; and whether some could not be
    read, or stand without a word."""
    cases, perdues = [], False
    for nom in sorted(nom for nom in noms if nom.startswith("xl/drawings/vmlDrawing")):
        try:
            formes = list(fromstring(archive.read(nom)).iter(f"{VML}shape"))
        except ParseError:
            perdues = True
            continue
        for forme in formes:
            donnees = forme.find(f"{X}ClientData")
            if donnees is None or donnees.get("ObjectType") not in ("Checkbox", "Radio"):
                continue
            texte = " ".join("".join(boite.itertext()) for boite in forme.iter(f"{VML}textbox")).split()
            cochee = (donnees.findtext(f"{X}Checked") or "0").strip() == "1"
            ancre = (donnees.findtext(f"{X}Anchor") or "").split(",")
            ligne = f" (ligne {int(ancre[2]) + 1})" if len(ancre) > 2 and ancre[2].strip().isdigit() else ""
            cases.append(f"{COCHEE if cochee else NON_COCHEE} {' '.join(texte) or 'sans texte'}{ligne}")
    return cases, perdues


def _remplies(feuille: Feuille) -> list[tuple[str, ...]]:
    """The lines that say something, as far as the last column that does. A formula never computed says so."""
    lues = [
        tuple(
            "(formule non calculée)" if (rang, colonne) in feuille.dessous.sans_valeur else _valeur(cellule)
            for colonne, cellule in enumerate(ligne, start=1)
        )
        for rang, ligne in enumerate(feuille.lignes, start=1)
    ]
    largeur = max((colonne + 1 for ligne in lues for colonne, texte in enumerate(ligne) if texte), default=0)
    return [ligne[:largeur] for ligne in lues if any(ligne)]


def _tranches(lignes: list[tuple[str, ...]]) -> Iterator[Bloc]:
    """So many columns at a time: what a page may hold."""
    largeur = len(lignes[0])
    for debut in range(0, largeur, COLONNES):
        if debut:
            yield Bloc(f"Suite des colonnes, à partir de la {debut + 1}e", 3)
        yield Bloc(lignes=tuple(ligne[debut : debut + COLONNES] for ligne in lignes))


def _valeur(cellule: Cellule) -> str:
    if isinstance(cellule, bool):
        return "VRAI" if cellule else "FAUX"
    if isinstance(cellule, float):
        return str(int(cellule)) if cellule.is_integer() else repr(cellule).replace(".", ",")
    if isinstance(cellule, datetime):
        return f"{cellule:%d/%m/%Y}" if cellule.time() == time() else f"{cellule:%d/%m/%Y %H:%M}"
    if isinstance(cellule, date):
        return f"{cellule:%d/%m/%Y}"
    if isinstance(cellule, time | timedelta):
        return str(cellule)
    return str(cellule).strip()
