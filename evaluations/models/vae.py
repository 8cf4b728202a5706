"""What a commission de validation notes beside its grid."""

from django.db import models

from certif_portal.commun.typographie import jour_de
from evaluations.models.evaluateur import Evaluateur
from evaluations.models.grille import SUR_PAPIER, Grille


class ValidationVAE(models.Model):
    """The interview, and the situation when there was one, of a VAE: part of what its commission signs."""

    grille = models.OneToOneField(Grille, models.CASCADE, related_name="validation")
    entretien = models.TextField("entretien avec le candidat", blank=True)
    mise_en_situation = models.TextField("mise en situation professionnelle", blank=True)
    saisie_le = models.DateTimeField("saisie le")
    saisie_par = models.ForeignKey(Evaluateur, models.PROTECT, related_name="+", verbose_name="saisie par")
    version = models.PositiveIntegerField("version", default=1)
    sur_papier = models.BooleanField("reprise d’une grille papier", default=False)

    class Meta:
        verbose_name = "validation VAE"
        verbose_name_plural = "validations VAE"

    def __str__(self) -> str:
        return f"Validation VAE du {jour_de(self.saisie_le):%d/%m/%Y}"

    @property
    def auteur(self) -> str:
        """As screens say it."""
        return SUR_PAPIER if self.sur_papier else str(self.saisie_par)
