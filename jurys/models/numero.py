"""Numbers that the national system gives, typed before the closing of a jury."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from certif_portal.commun.immuable import Scellement
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
