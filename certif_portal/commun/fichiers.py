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
EXTENSIONS = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",), XLSX: (".xlsx",)}
LIBELLES = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG", XLSX: "classeur Excel (.xlsx)"}
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
    if octets.startswith(b"\xd0\xcf\x11\xe0"):
        raise FichierRefuse(
            "Ce classeur est chiffré, ou d’un ancien format : enregistrez-le en .xlsx sans mot de passe."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            membres = archive.infolist()
            noms = {membre.filename for membre in membres}
            gonfle = sum(membre.file_size for membre in membres)
    except zipfile.BadZipFile as erreur:
        raise FichierRefuse("Ce fichier n’est pas un classeur Excel, ou il est tronqué.") from erreur
    if any(nom.endswith("vbaProject.bin") for nom in noms):
        raise FichierRefuse("Ce classeur contient des macros : enregistrez-le en .xlsx, sans macro.")
    if gonfle > settings.TAILLE_MAXIMALE_DECOMPRESSEE or len(membres) > 2000:
        raise FichierRefuse("Ce classeur est anormalement gros une fois décompressé.")
    if "xl/workbook.xml" not in noms:
        raise FichierRefuse("Ce fichier n’est pas un classeur Excel (.xlsx).")


SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"PK\x03\x04", XLSX),
    (b"\xd0\xcf\x11\xe0", XLSX),
)
CONTROLES: dict[str, Callable[[bytes], None]] = {
    PDF: _verifier_pdf,
    JPEG: _verifier_image,
    PNG: _verifier_image,
    XLSX: _verifier_classeur,
}


def verifier_fichier(nom: str, octets: bytes, types: Collection[str]) -> str:
    """The real type of an upload, opened with the parser of that type; raises FichierRefuse."""
    attendus = ", ".join(LIBELLES[type_mime] for type_mime in types)
    if not octets:
        raise FichierRefuse(f"Le fichier « {nom} » est vide.")
    if len(octets) > settings.TAILLE_MAXIMALE_FICHIER:
        mega = settings.TAILLE_MAXIMALE_FICHIER // (1024 * 1024)
        raise FichierRefuse(f"Le fichier « {nom} » dépasse {mega} Mo.")
    type_mime = next((type_mime for debut, type_mime in SIGNATURES if octets.startswith(debut)), "")
    if type_mime not in types:
        raise FichierRefuse(f"Le fichier « {nom} » n’est pas d’un type attendu : {attendus}.")
    CONTROLES[type_mime](octets)  # before the name: of « liste.xlsm », say that it holds macros
    if not nom.lower().endswith(EXTENSIONS[type_mime]):
        raise FichierRefuse(f"Le nom « {nom} » ne correspond pas au contenu, qui est : {LIBELLES[type_mime]}.")
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


def reponse_fichier(fichier: Fichier, *, nom: str = "", en_ligne: bool = False) -> HttpResponse:
    """Send a stored file, as an attachment unless it is a PDF of the portal's own."""
    reponse = HttpResponse(octets_de(fichier), content_type=fichier.type_mime)
    reponse["Content-Disposition"] = content_disposition_header(not en_ligne, nom or fichier.nom) or "attachment"
    reponse["Content-Security-Policy"] = "sandbox; default-src 'none'"
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse
