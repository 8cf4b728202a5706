"""The papers of a sitting's day, made in the background: one file to print, replaced by the next one."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from certif_portal.commun.models import Fichier
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import EtatLiasse
from evaluations.models.commission import Commission


class LiasseCommission(models.Model):
    """`faites`: the grids rendered so far, of `grilles`."""

    commission = models.ForeignKey(Commission, models.CASCADE, related_name="liasses")
    etat = models.CharField("état", max_length=8, choices=EtatLiasse.choices, default=EtatLiasse.EN_COURS)
    grilles = models.PositiveSmallIntegerField("grilles")
    faites = models.PositiveSmallIntegerField("grilles faites", default=0)
    fichier = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    erreur = models.TextField("ce qui a arrêté la préparation", blank=True)
    demandee_le = models.DateTimeField("demandée le")
    demandee_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="demandée par")

    class Meta:
        verbose_name = "papiers d’une séance"
        verbose_name_plural = "papiers des séances"
        ordering = ["-demandee_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="liasse_prete_avec_fichier",
                condition=~Q(etat=EtatLiasse.PRETE) | Q(fichier__isnull=False),
                violation_error_message="Des papiers prêts ont leur fichier.",
            )
        ]

    def __str__(self) -> str:
        return f"Papiers du {jour_de(self.demandee_le):%d/%m/%Y}, {self.commission}"

    def get_absolute_url(self) -> str:
        return reverse("liasse_detail", args=[self.pk])
