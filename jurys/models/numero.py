"""Numbers that the national system gives, typed before the closing of a jury; numbers that a series passes over."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from certif_portal.commun.immuable import Scellement
from certif_portal.comptes.models import Utilisateur
from jurys.models.presentation import PRESENTATION_CLOSE, Presentation
from referentiels.models import Certification, VersionBloc


class NumeroNational(models.Model):
    """The number that a certificate will bear: of a candidate, for a certification or a bloc."""

    presentation = models.ForeignKey(Presentation, models.CASCADE, related_name="numeros")
    certification = models.ForeignKey(Certification, models.PROTECT, related_name="+")
    version_bloc = models.ForeignKey(VersionBloc, models.PROTECT, null=True, blank=True, related_name="+")
    numero = models.CharField("numéro", max_length=30, unique=True)

    scellement: ClassVar[Scellement] = Scellement(
        PRESENTATION_CLOSE, figes=("presentation", "certification", "version_bloc", "numero"), ajouts=False
    )

    class Meta:
        verbose_name = "numéro national"
        verbose_name_plural = "numéros nationaux"
        ordering = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="numero_national_unique",
                fields=["presentation", "certification"],
                condition=Q(version_bloc__isnull=True),
            ),
            models.UniqueConstraint(
                name="numero_national_bloc_unique", fields=["presentation", "certification", "version_bloc"]
            ),
        ]

    def __str__(self) -> str:
        return self.numero


class NumerosPasses(models.Model):
    """Numbers of the centre's series that are on paper, and of which the base holds no certificate: it was put back as
    it was before they were given (decision 0438)."""

    serie = models.CharField("série", max_length=10)
    premier = models.PositiveIntegerField("du numéro")
    dernier = models.PositiveIntegerField("au numéro")
    motif = models.TextField("pourquoi ils sont passés")
    passes_le = models.DateTimeField("passés le")
    passes_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="passés par")

    scellement: ClassVar[Scellement] = Scellement(
        figes=("serie", "premier", "dernier", "motif", "passes_le", "passes_par")
    )

    class Meta:
        verbose_name = "numéros passés"
        verbose_name_plural = "numéros passés"
        ordering = ["serie", "premier"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="numeros_passes_uniques", fields=["serie", "premier"]),
            models.CheckConstraint(
                name="numeros_passes_ordre",
                condition=Q(dernier__gte=F("premier")),
                violation_error_message="Le dernier numéro passé ne précède pas le premier.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.serie} {self.premier}-{self.dernier}"
