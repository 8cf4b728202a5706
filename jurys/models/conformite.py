"""What the jury found of the organisation of the evaluations, before it decided."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from certif_portal.commun.immuable import Scellement
from certif_portal.comptes.models import Utilisateur
from jurys.models.jury import JURY_CLOS, Jury, MembreJury
from jurys.models.presentation import Presentation


class ConstatConformite(models.Model):
    """The checklist of conformity: of the whole jury, or of one candidate where it differs (decision 0246).

    `reserves`: by item of the checklist, what the jury says of it; an item that is not there was found conform.
    """

    jury = models.ForeignKey(Jury, models.CASCADE, related_name="constats")
    presentation = models.ForeignKey(
        Presentation, models.CASCADE, null=True, blank=True, related_name="constats", verbose_name="candidat"
    )
    reserves = models.JSONField("réserves", default=dict, blank=True)
    constate_par = models.ForeignKey(MembreJury, models.PROTECT, related_name="+", verbose_name="constaté par")
    enregistre_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="enregistré par")
    constate_le = models.DateTimeField("constaté le")

    scellement: ClassVar[Scellement] = Scellement(
        JURY_CLOS,
        figes=("jury", "presentation", "reserves", "constate_par", "enregistre_par", "constate_le"),
        personnels=("reserves",),
        ajouts=False,
    )

    class Meta:
        verbose_name = "constat de conformité"
        verbose_name_plural = "constats de conformité"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="constat_jury_unique", fields=["jury"], condition=Q(presentation__isnull=True)
            ),
            models.UniqueConstraint(name="constat_candidat_unique", fields=["presentation"]),
        ]

    def __str__(self) -> str:
        return f"{self.presentation or self.jury} : {self.constate_par}"
