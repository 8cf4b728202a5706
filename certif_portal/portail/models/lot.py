"""Acts on many registrations, done apart."""

from django.db import models
from django.urls import reverse

from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne
from evaluations.models import Commission


class LotActesQuerySet(models.QuerySet["LotActes"]):
    def visibles_par(self, personne: Personne) -> "LotActesQuerySet":
        """Whoever asked, and nobody else."""
        return self.filter(par=personne) if isinstance(personne, Utilisateur) else self.none()


class LotActes(models.Model):
    """An act on many registrations, done apart row by row: what is asked, and what became of each so far.

    Deleted after a week, like a workbook: the files keep what was done of them (decision 0359).
    """

    acte = models.SlugField("acte", max_length=20)
    inscriptions = models.JSONField("clés des inscriptions", default=list)
    vus = models.JSONField("ce que la page montrait", default=list, blank=True)
    commission = models.ForeignKey(
        Commission, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="commission choisie"
    )
    retour = models.CharField("liste d’où il vient", max_length=1000)
    resultats = models.JSONField("clé, faite ou non, phrase", default=list, blank=True)
    par = models.ForeignKey(Utilisateur, models.CASCADE, related_name="+", verbose_name="demandé par")
    demande_le = models.DateTimeField("demandé le")
    pris_le = models.DateTimeField("pris le", null=True, blank=True)
    termine_le = models.DateTimeField("terminé le", null=True, blank=True)

    objects = LotActesQuerySet.as_manager()

    class Meta:
        verbose_name = "acte en nombre"
        verbose_name_plural = "actes en nombre"
        ordering = ["-demande_le", "-pk"]

    def __str__(self) -> str:
        return f"{self.acte} du {self.demande_le:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("lotactes_detail", args=[self.pk])
