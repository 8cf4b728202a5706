"""The gate of every upload, and the way stored files go out again."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.models import ContenuFichier, Fichier
from certif_portal.commun.textes import nettoyer_texte


class Televersement(Protocol):
    name: str | None
    size: int | None

    def read(self, num_bytes: int | None = ...) -> bytes: ...


PDF, JPEG, PNG, XLSX = (
    "application/pdf",
    "image/jpeg",
    "image/png",
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)
XLS, ODS, CSV = "application/vnd.ms-excel", "application/vnd.oasis.opendocument.spreadsheet", "text/csv"
TABLEURS = (XLSX, XLS, ODS, CSV)
EXTENSIONS = {
    PDF: (".pdf",),
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    XLSX: (".xlsx",),
    XLS: (".xls",),
    ODS: (".ods",),
    CSV: (".csv", ".txt"),
}
LIBELLES = {
    PDF: "PDF",
    JPEG: "JPEG",
    PNG: "PNG",
    XLSX: "classeur Excel (.xlsx)",
    XLS: "classeur Excel ancien (.xls)",
    ODS: "classeur LibreOffice (.ods)",
    CSV: "texte séparé (.csv)",
}
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
PAGES_MAXIMUM, PIXELS_MAXIMUM = 200, 60_000_000


def _verifier_pdf(octets: bytes) -> None:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(octets)) as pdf:
            pages, racine = len(pdf.pages), pdf.Root
            actif = "/JavaScript" in racine.get("/Names", {}) or "/OpenAction" in racine or "/AA" in racine
    except pikepdf.PasswordError as erreur:
        raise FichierRefuse("Ce PDF est protégé par un mot de passe : déposez-le sans protection.") from erreur
    except Exception as erreur:
        raise FichierRefuse(
            "Ce PDF est illisible ou tronqué : ouvrez-le, réenregistrez-le, puis déposez-le."
        ) from erreur
    if not 0 < pages <= PAGES_MAXIMUM:
        raise FichierRefuse(f"Ce PDF compte {pages} pages : de 1 à {PAGES_MAXIMUM} sont attendues.")
    if actif:
        raise FichierRefuse("Ce PDF contient une action automatique (script) : imprimez-le en PDF, puis déposez-le.")


def _verifier_image(octets: bytes) -> None:
    from PIL import Image, ImageFile, UnidentifiedImageError

    tolerance = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process
    try:
        with Image.open(io.BytesIO(octets)) as image:
            largeur, hauteur = image.size
            if largeur * hauteur > PIXELS_MAXIMUM:
                raise FichierRefuse(f"Cette image est trop grande ({largeur} × {hauteur} points).")
            image.load()
    except FichierRefuse:
        raise
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as erreur:
        raise FichierRefuse("Cette image est illisible ou tronquée.") from erreur
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = tolerance


def _verifier_classeur(octets: bytes) -> None:
    if octets.startswith(OLE):
        raise FichierRefuse(
            "Ce classeur est chiffré, ou d’un ancien format : enregistrez-le en .xlsx sans mot de passe."
        )
    noms = _membres(octets)
    if any(nom.endswith("vbaProject.bin") for nom in noms):
        raise FichierRefuse("Ce classeur contient des macros : enregistrez-le en .xlsx, sans macro.")
    if "xl/workbook.xml" not in noms:
        raise FichierRefuse("Ce fichier n’est pas un classeur Excel (.xlsx).")


def _verifier_ods(octets: bytes) -> None:
    noms = _membres(octets)
    if any(nom.startswith(("Basic/", "Scripts/")) for nom in noms):
        raise FichierRefuse("Ce classeur contient des macros : enregistrez-le sans macro.")
    if "content.xml" not in noms:
        raise FichierRefuse("Ce fichier n’est pas un classeur LibreOffice (.ods), ou il est protégé.")


def _membres(octets: bytes) -> set[str]:
    """Names of the parts of an archive that inflates to something reasonable."""
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            membres = archive.infolist()
    except zipfile.BadZipFile as erreur:
        raise FichierRefuse("Ce fichier n’est pas un classeur Excel, ou il est tronqué.") from erreur
    gonfle = sum(membre.file_size for membre in membres)
    if gonfle > settings.TAILLE_MAXIMALE_DECOMPRESSEE or len(membres) > 2000:
        raise FichierRefuse("Ce classeur est anormalement gros une fois décompressé.")
    return {membre.filename for membre in membres}


def _verifier_xls(octets: bytes) -> None:
    """The directory of an OLE file names its streams in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in octets:
        raise FichierRefuse("Ce classeur est protégé par un mot de passe : enregistrez-le sans mot de passe.")
    if "_VBA_PROJECT".encode("utf-16-le") in octets:
        raise FichierRefuse("Ce classeur contient des macros : enregistrez-le en .xlsx, sans macro.")
    if not any(nom.encode("utf-16-le") in octets for nom in ("Workbook", "Book")):
        raise FichierRefuse("Ce fichier n’est pas un classeur Excel, ou il est tronqué.")


def _verifier_csv(octets: bytes) -> None:
    if b"\x00" in octets:
        raise FichierRefuse("Ce fichier n’est pas un texte séparé : enregistrez-le en .xlsx ou en .csv.")


SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (ZIP, XLSX),
    (OLE, XLSX),
)
CONTROLES: dict[str, Callable[[bytes], None]] = {
    PDF: _verifier_pdf,
    JPEG: _verifier_image,
    PNG: _verifier_image,
    XLSX: _verifier_classeur,
    XLS: _verifier_xls,
    ODS: _verifier_ods,
    CSV: _verifier_csv,
}


def verifier_fichier(nom: str, octets: bytes, types: Collection[str]) -> str:
    """The real type of an upload, opened with the parser of that type; raises FichierRefuse."""
    attendus = ", ".join(LIBELLES[type_mime] for type_mime in types)
    if not octets:
        raise FichierRefuse(f"Le fichier « {nom} » est vide.")
    if len(octets) > settings.TAILLE_MAXIMALE_FICHIER:
        mega = settings.TAILLE_MAXIMALE_FICHIER // (1024 * 1024)
        raise FichierRefuse(f"Le fichier « {nom} » dépasse {mega} Mo.")
    type_mime = _type_reel(nom, octets, types)
    if type_mime not in types:
        raise FichierRefuse(f"Le fichier « {nom} » n’est pas d’un type attendu : {attendus}.")
    CONTROLES[type_mime](octets)  # before the name: of « liste.xlsm », say that it holds macros
    if not nom.lower().endswith(EXTENSIONS[type_mime]):
        raise FichierRefuse(f"Le nom « {nom} » ne correspond pas au contenu, qui est : {LIBELLES[type_mime]}.")
    return type_mime


def _type_reel(nom: str, octets: bytes, types: Collection[str]) -> str:
    """By its first bytes; the older and open spreadsheets are told apart only where they are accepted. A plain text
    has no signature: its name says it is one, where a text is accepted."""
    if ODS in types and octets.startswith(ZIP) and ODS.encode() in octets[:120]:
        return ODS
    if XLS in types and octets.startswith(OLE) and not nom.lower().endswith(EXTENSIONS[XLSX]):
        return XLS
    type_mime = next((type_mime for debut, type_mime in SIGNATURES if octets.startswith(debut)), "")
    if not type_mime and CSV in types and nom.lower().endswith(EXTENSIONS[CSV]):
        return CSV
    return type_mime


def lire_televersement(televersement: Televersement, types: Collection[str]) -> tuple[str, bytes, str]:
    """Name, bytes and real type of an upload that passed the gate."""
    nom = nettoyer_texte(televersement.name or "fichier").replace("/", "-").replace("\\", "-")[-200:]
    if (televersement.size or 0) > settings.TAILLE_MAXIMALE_FICHIER:
        mega = settings.TAILLE_MAXIMALE_FICHIER // (1024 * 1024)
        raise FichierRefuse(f"Le fichier « {nom} » dépasse {mega} Mo.")
    octets = televersement.read()
    return nom, octets, verifier_fichier(nom, octets, types)


@transaction.atomic
def enregistrer_fichier(*, nom: str, octets: bytes, type_mime: str, par: Any, a: datetime) -> Fichier:
    """Store bytes that passed the gate, or that the portal rendered, with their hash."""
    fichier = Fichier.objects.create(
        nom=nom,
        type_mime=type_mime,
        taille=len(octets),
        sha256=hashlib.sha256(octets).hexdigest(),
        depose_le=a,
        depose_par=par,
    )
    ContenuFichier.objects.create(fichier=fichier, octets=octets)
    return fichier


def octets_de(fichier: Fichier) -> bytes:
    """The stored bytes, checked against the hash they were stored with."""
    octets = bytes(ContenuFichier.objects.get(pk=fichier.pk).octets)
    if hashlib.sha256(octets).hexdigest() != fichier.sha256:
        raise FichierRefuse("Le fichier conservé ne correspond plus à son empreinte : prévenez le responsable.")
    return octets


def telecharger(octets: bytes, type_mime: str, nom: str, *, en_ligne: bool = False) -> HttpResponse:
    """Send what was just made: a workbook, a PDF that is not stored."""
    reponse = HttpResponse(octets, content_type=type_mime)
    reponse["Content-Disposition"] = content_disposition_header(not en_ligne, nom) or "attachment"
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse


def reponse_fichier(fichier: Fichier, *, nom: str = "", en_ligne: bool = False) -> HttpResponse:
    """Send a stored file, as an attachment unless it is a PDF of the portal's own."""
    reponse = telecharger(octets_de(fichier), fichier.type_mime, nom or fichier.nom, en_ligne=en_ligne)
    reponse["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return reponse
