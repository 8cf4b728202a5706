"""The open data of France compétences, read as a stream: memory does not grow with the file.

Three forms of the same export: the XML (RNCP or RS, about 570 MB), the CSV « Standard » (`;`), or the ZIP that holds
either. Only the codes asked for are kept. Pure: a path and codes come in, fiches come out. Licence Ouverte 2.0.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from certif_portal.commun.erreurs import FichierRefuse
from referentiels.numeros import lire_code_bloc, lire_fiche

COLONNES = ("Numero_Fiche", "Date_Fin_Enregistrement")
_RANG_DE_BLOC = re.compile(r"(?:BC)?0*(\d{1,2})")


class ExportRefuse(Exception):
    """The file is not an export of France compétences: what was read, what was expected. Shown as it stands."""


@dataclass(frozen=True)
class BlocPublie:
    code: str
    libelle: str


@dataclass(frozen=True)
class FichePubliee:
    """What the export says of one fiche; what it does not say is None. `illisibles` names the dates that are not
    dates."""

    code: str
    intitule: str = ""
    active: bool | None = None
    date_decision: date | None = None
    date_fin: date | None = None
    date_limite_delivrance: date | None = None
    remplacee_par: tuple[str, ...] = ()
    blocs: tuple[BlocPublie, ...] = ()
    illisibles: tuple[str, ...] = ()


@dataclass
class Parcours:
    """How far the reading went: told in the report."""

    lues: int = 0


def lire_octets(octets: bytes, codes: Collection[str]) -> tuple[int, list[FichePubliee]]:
    """How many fiches an uploaded export holds, and those of `codes`. Raises FichierRefuse."""
    parcours = Parcours()
    try:
        fiches = list(lire_export(io.BytesIO(octets), frozenset(codes), parcours))
    except ExportRefuse as refus:
        raise FichierRefuse(str(refus)) from refus
    return parcours.lues, fiches


def lire_export(source: Path | io.BytesIO, codes: Collection[str], parcours: Parcours) -> Iterator[FichePubliee]:
    """The fiches of `codes` found in the export, in its order. Raises ExportRefuse."""
    try:
        with _ouvrir(source) as (flux, en_xml):
            yield from _lire_xml(flux, codes, parcours) if en_xml else _lire_csv(flux, codes, parcours)
    except OSError as erreur:
        raise ExportRefuse(f"« {source} » ne s’ouvre pas : {erreur.strerror or erreur}.") from erreur
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as erreur:
        raise ExportRefuse("Cette archive ZIP est illisible, tronquée ou chiffrée.") from erreur
    except DefusedXmlException as erreur:
        raise ExportRefuse("Ce XML déclare des entités : l’export de France compétences n’en a pas.") from erreur
    except ParseError as erreur:
        ligne = erreur.position[0]
        raise ExportRefuse(f"Le XML est illisible ou tronqué à la ligne {ligne}.") from erreur
    except UnicodeDecodeError as erreur:
        raise ExportRefuse("Le texte n’est pas en UTF-8, comme l’est l’export de France compétences.") from erreur
    except csv.Error as erreur:
        raise ExportRefuse(f"Le CSV est illisible vers la fiche {parcours.lues + 1} : {erreur}.") from erreur
    if not parcours.lues:
        raise ExportRefuse("Aucune fiche dans ce fichier : attendu l’export XML, CSV « Standard » ou ZIP.")


@contextmanager
def _ouvrir(source: Path | io.BytesIO) -> Iterator[tuple[IO[bytes], bool]]:
    """The stream of the fiches, and whether it is XML. The archive's member is read without being unpacked on disk."""
    with source.open("rb") if isinstance(source, Path) else source as brut:
        fichier = io.BufferedReader(brut) if isinstance(brut, io.BytesIO) else brut  # both may be peeked into
        debut = fichier.read(4)
        fichier.seek(0)
        if debut != b"PK\x03\x04":
            yield fichier, _est_xml(fichier)
            return
        with zipfile.ZipFile(fichier) as archive, archive.open(_membre(archive)) as membre:
            yield membre, _est_xml(membre)


def _est_xml(flux: Any) -> bool:
    return flux.peek(200)[:200].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def _membre(archive: zipfile.ZipFile) -> str:
    noms = archive.namelist()
    for cherche in (lambda nom: nom.endswith(".xml"), lambda nom: "standard" in nom and nom.endswith(".csv")):
        trouves = [nom for nom in noms if cherche(nom.lower())]
        if len(trouves) == 1:
            return trouves[0]
    raise ExportRefuse(
        f"L’archive contient {len(noms)} fichiers ({', '.join(noms[:3])}…) : attendu un XML, ou le CSV « Standard »."
    )


# ---------------------------------------------------------------- CSV


def _lire_csv(flux: IO[bytes], codes: Collection[str], parcours: Parcours) -> Iterator[FichePubliee]:
    texte = io.TextIOWrapper(flux, encoding="utf-8-sig", newline="")
    try:
        lignes = csv.DictReader(texte, delimiter=";")
        absentes = [colonne for colonne in COLONNES if colonne not in (lignes.fieldnames or [])]
        if absentes:
            raise ExportRefuse(
                f"Colonnes lues : {', '.join(lignes.fieldnames or ['aucune'])[:200]}. Attendu {', '.join(absentes)} : "
                "le fichier « Standard » de l’export CSV."
            )
        for ligne in lignes:
            parcours.lues += 1
            code = lire_fiche(ligne["Numero_Fiche"] or "")
            if code and code in codes:
                yield _fiche_csv(code, ligne)
    finally:
        texte.detach()


def _fiche_csv(code: str, ligne: dict[str, Any]) -> FichePubliee:
    dates, illisibles = _dates(
        {"Date_Decision": ligne.get("Date_Decision"), "Date_Fin_Enregistrement": ligne["Date_Fin_Enregistrement"]}
    )
    return FichePubliee(
        code=code,
        intitule=(ligne.get("Intitule") or "").strip(),
        active=_actif(ligne.get("Actif")),
        date_decision=dates["Date_Decision"],
        date_fin=dates["Date_Fin_Enregistrement"],
        illisibles=illisibles,
    )


# ---------------------------------------------------------------- XML


def _lire_xml(flux: IO[bytes], codes: Collection[str], parcours: Parcours) -> Iterator[FichePubliee]:
    """Each FICHE is forgotten as soon as it is read; so is the root's list of children."""
    racine: Element | None = None
    for evenement, element in iterparse(flux, events=("start", "end")):
        if racine is None:
            racine = element
        elif evenement == "end" and element.tag == "FICHE":
            parcours.lues += 1
            code = lire_fiche(_texte(element, "NUMERO_FICHE"))
            if code and code in codes:
                yield _fiche_xml(code, element)
            element.clear()
            racine.clear()


def _fiche_xml(code: str, fiche: Element) -> FichePubliee:
    noms = ("DATE_DECISION", "DATE_FIN_ENREGISTREMENT", "DATE_LIMITE_DELIVRANCE")
    dates, illisibles = _dates({nom: _texte(fiche, nom) for nom in noms})
    suites = fiche.findall("NOUVELLES_CERTIFICATIONS/NOUVELLE_CERTIFICATION/ID_FICHE_NOUVELLE_CERTIFICATION")
    return FichePubliee(
        code=code,
        intitule=_texte(fiche, "INTITULE"),
        active=_actif(_texte(fiche, "ACTIF")),
        date_decision=dates["DATE_DECISION"],
        date_fin=dates["DATE_FIN_ENREGISTREMENT"],
        date_limite_delivrance=dates["DATE_LIMITE_DELIVRANCE"],
        remplacee_par=tuple(suite for suite in (lire_fiche(s.text or "") for s in suites) if suite),
        blocs=tuple(_blocs_xml(code, fiche)),
        illisibles=illisibles,
    )


def _blocs_xml(code: str, fiche: Element) -> Iterator[BlocPublie]:
    """The code of a bloc is « RNCP40664BC01 », or the rank alone, which only means something within its fiche."""
    for bloc in fiche.findall("BLOCS_COMPETENCES/BLOC_COMPETENCES"):
        imprime = _texte(bloc, "CODE")
        rang = _RANG_DE_BLOC.fullmatch(imprime)
        lu = f"{code}BC{int(rang[1]):02d}" if rang and code.startswith("RNCP") else lire_code_bloc(imprime)
        if lu:
            yield BlocPublie(lu, _texte(bloc, "LIBELLE"))


def _texte(element: Element, nom: str) -> str:
    return " ".join((element.findtext(nom) or "").split())


# ---------------------------------------------------------------- values


def _dates(imprimees: dict[str, str | None]) -> tuple[dict[str, date | None], tuple[str, ...]]:
    lues: dict[str, date | None] = {}
    illisibles = []
    for nom, imprimee in imprimees.items():
        lues[nom] = lire_date(imprimee or "")
        if imprimee and imprimee.strip() and lues[nom] is None:
            illisibles.append(f"{nom} « {imprimee.strip()[:40]} »")
    return lues, tuple(illisibles)


def lire_date(imprimee: str) -> date | None:
    """JJ/MM/AAAA, or AAAA-MM-JJ with or without an hour; None when it is not a date."""
    texte = imprimee.strip()[:10]
    for forme in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(texte, forme).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _actif(imprime: str | None) -> bool | None:
    """« ACTIVE », « INACTIVE », « Oui », « Non »."""
    return {"active": True, "oui": True, "inactive": False, "non": False}.get((imprime or "").strip().casefold())
