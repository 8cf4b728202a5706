"""Stored files of the volume: specimens of a few hundred bytes, each in its own row as a real one is."""

import hashlib
import io
from datetime import datetime

import pikepdf
from PIL import Image

from certif_portal.commun.fichiers import JPEG, PDF
from certif_portal.commun.models import ContenuFichier, DocumentRendu, Fichier
from certif_portal.commun.pdf import VERSION_DISPOSITIF
from certif_portal.portail.demo.volume.tables import Tables

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _pdf() -> bytes:
    sortie = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.save(sortie, deterministic_id=True)
    return sortie.getvalue()


def _jpeg() -> bytes:
    sortie = io.BytesIO()
    Image.new("L", (32, 20), 220).save(sortie, "JPEG", quality=60)
    return sortie.getvalue()


class Fichiers:
    """Files whose content is sent with the next batch, through the model: a driver has its own way with bytes."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._octets = {PDF: _pdf(), JPEG: _jpeg(), XLSX: b""}
        self._contenus: list[ContenuFichier] = []

    def specimen(self, nom: str, a: datetime, par: int | None) -> int:
        nature = {"pdf": PDF, "jpg": JPEG}.get(nom.rpartition(".")[2], XLSX)
        octets = self._octets[nature]
        cle = self.tables.ajouter(
            Fichier,
            nom=nom,
            type_mime=nature,
            taille=len(octets),
            sha256=hashlib.sha256(octets).hexdigest(),
            depose_le=a,
            depose_par_id=par,
        )
        self._contenus.append(ContenuFichier(fichier_id=cle, octets=octets))
        return cle

    def document(self, code: str, titre: str, a: datetime, par: int) -> tuple[int, int]:
        """Keys of the rendered act and of its file."""
        fichier = self.specimen(f"{code}.pdf", a, par)
        document = self.tables.ajouter(
            DocumentRendu,
            code=code,
            titre=titre,
            fichier_id=fichier,
            version_modele="1",
            version_dispositif=VERSION_DISPOSITIF,
            rendu_le=a,
        )
        return document, fichier

    def envoyer(self) -> None:
        """The rows first, then their bytes."""
        self.tables.envoyer()
        ContenuFichier.objects.bulk_create(self._contenus, batch_size=500)
        self.tables.ecrites += len(self._contenus)
        self._contenus.clear()
