"""The gate of every upload, and the way stored files go out again."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from certif_portal.commun.a_part import executer
from certif_portal.commun.antivirus import passer_l_antivirus
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.lectures import ALire, Lecture, donner_a_lire
from certif_portal.commun.models import ContenuFichier, DocumentRendu, Fichier
from certif_portal.commun.photos import A_COTE, LEGER, PAGES_D_UNE_PIECE
from certif_portal.commun.textes import nettoyer_texte
from certif_portal.commun.types_fichiers import (
    ARCHIVE,
    CSV,
    DOCX,
    EXTENSIONS,
    HEIC,
    JPEG,
    LIBELLES,
    MARQUES_HEIC,
    ODS,
    OLE,
    PAGES_MAXIMUM,
    PDF,
    PNG,
    XLS,
    XLSX,
    ZIP,
)


class Televersement(Protocol):
    name: str | None
    size: int | None

    def read(self, num_bytes: int | None = ...) -> bytes: ...


PAPIERS = (PDF, JPEG, PNG, HEIC)
"""What an identity paper comes as."""
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (ZIP, XLSX),
    (OLE, XLSX),
)

SANS_AJOUTS = "certif_portal.commun.ajouts:sans_ajouts"
PARTIE_WORD = b"word/document.xml"
BAC_A_SABLE = "sandbox; default-src 'none'"
"""The policy of every file that leaves: opened in a browser, it runs nothing and reaches nothing."""


def verifier_fichier(
    nom: str, octets: bytes, types: Collection[str], maximum: int | None = None, pages: int = PAGES_MAXIMUM
) -> str:
    """The real type of an upload, opened with the parser of that type, then cleared by the antivirus of the centre;
    raises FichierRefuse. `maximum`: bytes, that of the portal by default; `pages`: those of a PDF."""
    _exiger_taille(nom, len(octets), maximum or settings.TAILLE_MAXIMALE_FICHIER)
    type_mime = _type_attendu(nom, octets, types)
    executer(
        "certif_portal.commun.controles:controler", type_mime, octets, pages
    )  # before the name: of « liste.xlsm », say that it holds macros
    if not nom.lower().endswith(EXTENSIONS[type_mime]):
        raise FichierRefuse(f"Le nom « {nom} » ne correspond pas au contenu, qui est : {LIBELLES[type_mime]}.")
    passer_l_antivirus(nom, octets)
    return type_mime


def _exiger_taille(nom: str, taille: int, maximum: int) -> None:
    if not taille:
        raise FichierRefuse(f"Le fichier « {nom} » est vide.")
    if taille > maximum:
        raise FichierRefuse(f"Le fichier « {nom} » dépasse {maximum // (1024 * 1024)} Mo.")


def _type_attendu(nom: str, octets: bytes, types: Collection[str]) -> str:
    type_mime = _type_reel(nom, octets, types)
    if type_mime not in types:
        attendus = ", ".join(LIBELLES[attendu] for attendu in types)
        raise FichierRefuse(f"Le fichier « {nom} » n’est pas d’un type attendu : {attendus}.")
    return type_mime


def _type_reel(nom: str, octets: bytes, types: Collection[str]) -> str:
    """By its first bytes, and a Word document by its main part, whose name an archive writes as it is; the older and
    open spreadsheets are told apart only where they are accepted. A plain text has no signature: its name says it is
    one, where a text is accepted."""
    if ARCHIVE in types and octets.startswith(ZIP):
        return ARCHIVE
    if DOCX in types and octets.startswith(ZIP) and PARTIE_WORD in octets:
        return DOCX
    if ODS in types and octets.startswith(ZIP) and ODS.encode() in octets[:120]:
        return ODS
    if XLS in types and octets.startswith(OLE) and not nom.lower().endswith(EXTENSIONS[XLSX]):
        return XLS
    if octets[4:8] == b"ftyp" and octets[8:12] in MARQUES_HEIC:
        return HEIC
    type_mime = next((type_mime for debut, type_mime in SIGNATURES if octets.startswith(debut)), "")
    if not type_mime and CSV in types and nom.lower().endswith(EXTENSIONS[CSV]):
        return CSV
    return type_mime


def lire_televersement(
    televersement: Televersement, types: Collection[str], maximum: int | None = None, pages: int = PAGES_MAXIMUM
) -> tuple[str, bytes, str]:
    """Name, bytes and real type of an upload that passed the gate; of a picture, without what is written beside it."""
    nom = nom_propre(televersement)
    _exiger_taille(nom, televersement.size or 1, maximum or settings.TAILLE_MAXIMALE_FICHIER)
    octets = televersement.read()
    type_mime = verifier_fichier(nom, octets, types, maximum, pages)
    return nom, _sans_ajouts(octets, type_mime), type_mime


def _sans_ajouts(octets: bytes, type_mime: str) -> bytes:
    """A picture keeps its points, and nothing of what its camera or anybody wrote beside them."""
    return executer(SANS_AJOUTS, octets, type_mime) if type_mime in (JPEG, PNG) else octets


def nom_propre(televersement: Televersement) -> str:
    return nettoyer_texte(televersement.name or "fichier").replace("/", "-").replace("\\", "-")[-200:]


def lire_papier(televersement: Televersement) -> tuple[str, bytes, str]:
    """The same for an identity paper: a photo of a telephone, whatever its weight and its format, comes out as a JPEG
    that a screen reads; a PDF, as it is, if it is short (decision 0267)."""
    nom = nom_propre(televersement)
    _exiger_taille(nom, televersement.size or 1, settings.TAILLE_MAXIMALE_PHOTO)
    octets = televersement.read()
    _exiger_taille(nom, len(octets), settings.TAILLE_MAXIMALE_PHOTO)
    type_mime = _type_attendu(nom, octets, PAPIERS)
    lourde = len(octets) > LEGER or any(marque in octets for marque in A_COTE)
    if type_mime == HEIC or (type_mime in (JPEG, PNG) and lourde):
        passer_l_antivirus(nom, octets)
        reduite = executer("certif_portal.commun.photos:reduire", octets, type_mime, memoire=400, secondes=20)
        return f"{nom.rpartition('.')[0] or nom}.jpg"[-200:], reduite, JPEG
    verifier_fichier(nom, octets, PAPIERS)
    if type_mime == PDF:
        pages = executer("certif_portal.commun.photos:nombre_de_pages", octets)
        if pages > PAGES_D_UNE_PIECE:
            raise FichierRefuse(
                f"Le fichier « {nom} » compte {pages} pages : une pièce d’identité en a {PAGES_D_UNE_PIECE} au plus. "
                "S’il porte plusieurs personnes, séparez-les."
            )
    return nom, _sans_ajouts(octets, type_mime), type_mime


def image_de(fichier: Fichier) -> tuple[bytes, str]:
    """A stored paper as a picture, and its type: the pages of a PDF are shown, never run nor downloaded."""
    octets = octets_de(fichier)
    if fichier.type_mime == PDF:
        return executer("certif_portal.commun.photos:pages_en_image", octets, memoire=400), JPEG
    return octets, fichier.type_mime


def enregistrer_fichier(*, nom: str, octets: bytes, type_mime: str, par: Any, a: datetime) -> Fichier:
    """Store bytes that passed the gate, or that the portal rendered, with their hash."""
    [fichier] = enregistrer_fichiers([(nom, octets)], type_mime=type_mime, par=par, a=a)
    return fichier


@transaction.atomic
def enregistrer_fichiers(recus: Sequence[tuple[str, bytes]], *, type_mime: str, par: Any, a: datetime) -> list[Fichier]:
    """The same for many (name, bytes), in the order given: 2 queries."""
    fichiers = Fichier.objects.bulk_create(
        Fichier(
            nom=nom,
            type_mime=type_mime,
            taille=len(octets),
            sha256=hashlib.sha256(octets).hexdigest(),
            depose_le=a,
            depose_par=par,
        )
        for nom, octets in recus
    )
    ContenuFichier.objects.bulk_create(
        ContenuFichier(fichier=fichier, octets=octets) for fichier, (_, octets) in zip(fichiers, recus, strict=True)
    )
    return fichiers


Depot = tuple[str, bytes, str]
"""Name, bytes and real type of an upload past the gate."""


def conserver(depot: Depot, *, par: Any, a: datetime) -> Fichier:
    nom, octets, type_mime = depot
    return enregistrer_fichier(nom=nom, octets=octets, type_mime=type_mime, par=par, a=a)


def octets_de(fichier: Fichier) -> bytes:
    """The stored bytes, checked against the hash they were stored with."""
    return verifier_empreinte(fichier, ContenuFichier.objects.get(pk=fichier.pk).octets)


def octets_de_l_acte(document: DocumentRendu | None) -> bytes:
    """Those of an act rendered once; FichierRefuse while it is still to be made."""
    if document is None:
        raise FichierRefuse("Ce document n’est pas encore édité.")
    return octets_de(document.fichier)


def verifier_empreinte(fichier: Fichier, contenu: bytes | memoryview) -> bytes:
    """What was read of the base, if it is what was stored; else FichierRefuse."""
    octets = bytes(contenu)
    if not octets:  # nothing empty is ever stored
        raise FichierRefuse("Ce fichier a été effacé au terme de sa conservation ; son empreinte reste.")
    if hashlib.sha256(octets).hexdigest() != fichier.sha256:
        raise FichierRefuse("Le fichier conservé ne correspond plus à son empreinte : prévenez le responsable.")
    return octets


def telecharger(
    octets: bytes, type_mime: str, nom: str, *, lecture: ALire | None = None, en_ligne: bool = False
) -> HttpResponse:
    """Send what was just made: a workbook, a PDF that is not stored. The one door of every file that leaves."""
    reponse = donner_a_lire(HttpResponse(octets, content_type=type_mime), lecture or _par_son_nom(nom))
    reponse["Content-Disposition"] = content_disposition_header(not en_ligne, nom) or "attachment"
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Content-Security-Policy"] = BAC_A_SABLE
    return reponse


def servir_au_fil(morceaux: Iterator[bytes], type_mime: str, nom: str, lecture: ALire) -> StreamingHttpResponse:
    """Send, bit by bit, what would be too much at once."""
    entetes = {
        "Content-Disposition": content_disposition_header(True, nom) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": BAC_A_SABLE,
    }
    return donner_a_lire(StreamingHttpResponse(morceaux, content_type=type_mime, headers=entetes), lecture)


def _par_son_nom(nom: str) -> ALire:
    return Lecture(f"Fichier « {nom} » téléchargé.")


def reponse_image(fichier: Fichier, lecture: ALire | None = None) -> HttpResponse:
    """A stored paper shown in a page, and kept by no cache."""
    octets, type_mime = image_de(fichier)
    reponse = telecharger(octets, type_mime, fichier.nom, lecture=lecture, en_ligne=True)
    reponse["Cache-Control"] = "private, no-store"
    return reponse


def reponse_fichier(
    fichier: Fichier, lecture: ALire | None = None, *, nom: str = "", en_ligne: bool = False
) -> HttpResponse:
    """Send a stored file, as an attachment unless it is a PDF of the portal's own."""
    octets = octets_de(fichier)
    return telecharger(octets, fichier.type_mime, nom or fichier.nom, lecture=lecture, en_ligne=en_ligne)
