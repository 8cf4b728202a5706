"""What a person asks and a task does apart: workbooks, acts on many registrations."""

from typing import Any, Self

from django.db import models
from django.urls import reverse

from certif_portal.commun.models import Fichier
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne
from certif_portal.portail.choix import EtatExport
from evaluations.models import Commission


class TravailQuerySet(models.QuerySet[Any]):
    def visibles_par(self, personne: Personne) -> Self:
        """Whoever asked, and nobody else: what is made holds what they may see."""
        return self.filter(par=personne) if isinstance(personne, Utilisateur) else self.none()


class TravailDemande(models.Model):
    """Asked by somebody, taken by one worker, ended once; forgotten after a week."""

    par = models.ForeignKey(Utilisateur, models.CASCADE, related_name="+", verbose_name="demandé par")
    demande_le = models.DateTimeField("demandé le")
    termine_le = models.DateTimeField("terminé le", null=True, blank=True)

    objects = TravailQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-demande_le", "-pk"]


class Export(TravailDemande):
    """A workbook too long to be made while somebody waits: asked for, then written by a task (decision 0125).

    The file is deleted with the next one of its kind, or after a week: its lines are personal data.
    """

    nature = models.SlugField("nature", max_length=20)
    requete = models.CharField("filtres", max_length=1000, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatExport.choices, default=EtatExport.EN_COURS)
    nombre = models.PositiveIntegerField("lignes", default=0)
    fichier = models.ForeignKey(
        Fichier, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="classeur"
    )

    class Meta(TravailDemande.Meta):
        verbose_name = "export"
        constraints = [
            models.CheckConstraint(
                name="export_pret_date",
                condition=~models.Q(etat=EtatExport.PRET) | models.Q(termine_le__isnull=False),
                violation_error_message="Un classeur prêt dit quand il l’a été.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.nature} du {self.demande_le:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("export_detail", args=[self.pk])


class LotActes(TravailDemande):
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
    pris_le = models.DateTimeField("pris le", null=True, blank=True)

    class Meta(TravailDemande.Meta):
        verbose_name = "acte en nombre"
        verbose_name_plural = "actes en nombre"

    def __str__(self) -> str:
        return f"{self.acte} du {self.demande_le:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("lotactes_detail", args=[self.pk])
