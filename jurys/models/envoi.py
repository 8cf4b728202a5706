"""What left by post, and the scans that were replaced."""

from typing import ClassVar

from django.db import models

from certif_portal.commun.immuable import Scellement
from certif_portal.commun.models import DocumentRendu, Fichier
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur
from jurys.models.certificat import PieceJury
from jurys.models.jury import Jury


class LettresConvocation(models.Model):
    """The letters of one sending, in one document to print: members and unions without an address."""

    jury = models.ForeignKey(Jury, models.CASCADE, related_name="lettres_convocation")
    document = models.ForeignKey(DocumentRendu, models.PROTECT, related_name="+")
    nombre = models.PositiveSmallIntegerField("lettres")
    creees_le = models.DateTimeField("éditées le")

    scellement: ClassVar[Scellement] = Scellement(figes=("jury", "document", "nombre", "creees_le"))

    class Meta:
        verbose_name = "lettres de convocation"
        verbose_name_plural = "lettres de convocation"
        ordering = ("creees_le", "pk")

    def __str__(self) -> str:
        return f"{self.nombre} lettres, {self.jury}"


class ScanRemplace(models.Model):
    """A signed paper deposited by mistake: kept, with who replaced it and why."""

    piece = models.ForeignKey(PieceJury, models.CASCADE, related_name="scans_remplaces")
    scan = models.ForeignKey(Fichier, models.PROTECT, related_name="+")
    depose_le = models.DateTimeField("déposé le")
    depose_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="déposé par")
    remplace_le = models.DateTimeField("remplacé le")
    remplace_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="remplacé par")
    motif = models.TextField("motif du remplacement")

    scellement: ClassVar[Scellement] = Scellement(
        figes=("piece", "scan", "depose_le", "depose_par", "remplace_le", "remplace_par", "motif"),
        personnels=("motif",),
    )

    class Meta:
        verbose_name = "scan remplacé"
        verbose_name_plural = "scans remplacés"
        ordering = ("-remplace_le", "-pk")

    def __str__(self) -> str:
        return f"{self.piece}, scan du {jour_de(self.depose_le):%d/%m/%Y}"
