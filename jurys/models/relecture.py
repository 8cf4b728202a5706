"""What the centre re-reads before a jury does."""

from django.db import models

from certif_portal.comptes.models import Utilisateur
from jurys.models.presentation import Presentation


class RelectureCommentaire(models.Model):
    """A comment in which something looked like a name, re-read by somebody of the centre.

    `masques`: the words they chose to hide, emptied when the deliberation opens. A comment whose text is no longer that
    of `empreinte` is to be re-read.
    """

    presentation = models.ForeignKey(Presentation, models.CASCADE, related_name="relectures")
    source = models.CharField("commentaire", max_length=40)
    empreinte = models.CharField("empreinte du texte", max_length=64)
    masques = models.JSONField("mots masqués", default=list, blank=True)
    relue_le = models.DateTimeField("relu le")
    relue_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="relu par")

    class Meta:
        verbose_name = "relecture d’un commentaire"
        verbose_name_plural = "relectures de commentaires"
        constraints = [models.UniqueConstraint(name="relecture_unique", fields=["presentation", "source"])]

    def __str__(self) -> str:
        return f"{self.presentation}, {self.source}"
