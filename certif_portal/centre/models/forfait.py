"""What a forfait costs, and how they are counted: dated."""

from django.core.validators import MinValueValidator
from django.db import models

from certif_portal.centre.choix import CompteBlocs, FaitForfait, NatureForfait


class Tarif(models.Model):
    """One amount of the forfait, from a day on."""

    nature = models.CharField("certifications", max_length=14, choices=NatureForfait.choices)
    montant = models.DecimalField("montant en euros", max_digits=8, decimal_places=2, validators=[MinValueValidator(0)])
    debut = models.DateField("à compter du")

    class Meta:
        verbose_name = "tarif du forfait"
        verbose_name_plural = "tarifs du forfait"
        ordering = ["nature", "-debut"]
        constraints = [models.UniqueConstraint(name="tarif_unique", fields=["nature", "debut"])]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} : {self.montant} € à compter du {self.debut:%d/%m/%Y}"


class UsageForfait(models.Model):
    """How forfaits are counted, from a day on (decision 0078)."""

    debut = models.DateField("à compter du", unique=True)
    fait = models.CharField(
        "ce qui facture", max_length=12, choices=FaitForfait.choices, default=FaitForfait.PRESENTATION
    )
    cqpi_inclus = models.BooleanField("le CQPM et son CQPI font un seul forfait", default=True)
    blocs = models.CharField(
        "plusieurs blocs", max_length=12, choices=CompteBlocs.choices, default=CompteBlocs.PAR_INSCRIPTION
    )

    class Meta:
        verbose_name = "usage du forfait"
        verbose_name_plural = "usages du forfait"
        ordering = ["-debut"]

    def __str__(self) -> str:
        return f"{self.get_fait_display()}, à compter du {self.debut:%d/%m/%Y}"
