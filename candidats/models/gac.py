"""The export of accepted registrations to the national system: its columns, and what went out when."""

from django.db import models
from django.db.models import Q

from candidats.choix_gac import ChampGAC, FormatGAC
from certif_portal.commun.models import Fichier
from certif_portal.comptes.models import Utilisateur


class ColonneGAC(models.Model):
    """One column of the workbook: the national columns are not public, so the centre sets them (decision 0077)."""

    ordre = models.PositiveSmallIntegerField("ordre")
    titre = models.CharField("en-tête", max_length=80, unique=True)
    champ = models.CharField("contenu", max_length=24, choices=ChampGAC.choices)
    format = models.CharField("format", max_length=12, choices=FormatGAC.choices, default=FormatGAC.TEL_QUEL)

    class Meta:
        verbose_name = "colonne de l’export GAC"
        verbose_name_plural = "colonnes de l’export GAC"
        ordering = ["ordre", "pk"]

    def __str__(self) -> str:
        return self.titre


class LotGAC(models.Model):
    """One export: who, when, which registrations, and the file as it left."""

    cree_le = models.DateTimeField("exporté le")
    cree_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="exporté par")
    fichier = models.ForeignKey(Fichier, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "lot de l’export GAC"
        verbose_name_plural = "lots de l’export GAC"
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        return f"Lot {self.pk}"


class LigneGAC(models.Model):
    """One registration in one lot; a second lot only holds it again when somebody asked."""

    lot = models.ForeignKey(LotGAC, models.PROTECT, related_name="lignes")
    inscription = models.ForeignKey("candidats.Inscription", models.PROTECT, related_name="lignes_gac")
    non_envoyee_le = models.DateTimeField("dite non envoyée le", null=True, blank=True)
    non_envoyee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dite non envoyée par"
    )

    class Meta:
        verbose_name = "ligne de l’export GAC"
        verbose_name_plural = "lignes de l’export GAC"
        constraints = [models.UniqueConstraint(name="ligne_gac_unique", fields=["lot", "inscription"])]
        indexes = [  # who was never sent is looked for among twenty years of them
            models.Index(name="ligne_gac_envoyee", fields=["inscription"], condition=Q(non_envoyee_le__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.lot} : {self.inscription_id}"
