"""What the CPREFP is told: a letter prepared, read again, sent with its proof."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from certif_portal.commun.models import Courriel, DocumentRendu, Fichier
from jurys.choix import CanalConvocation, EtatLettre


class InformationCPREFP(models.Model):
    """The calendar and the lists of members, as they were told on one day.

    `contenu`: by key of jury, what the letter says of it (`jurys.regles.cprefp.JuryDit`): the next letter tells what
    changed since.
    """

    etat = models.CharField("état", max_length=8, choices=EtatLettre.choices, default=EtatLettre.RETENUE)
    adresse = models.TextField("nom et adresse postale", max_length=300)
    courriel = models.EmailField("courriel", blank=True)
    copie = models.EmailField("copie à la commission infrarégionale", blank=True)
    objet = models.CharField("objet", max_length=200)
    corps = models.TextField("texte")
    contenu = models.JSONField("ce que dit la lettre", default=dict)
    creee_le = models.DateTimeField("préparée le")
    partie_le = models.DateField("partie le", null=True, blank=True)
    canal = models.CharField("partie par", max_length=8, choices=CanalConvocation.choices, blank=True)
    preuve = models.ForeignKey(
        Fichier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="preuve de l’envoi"
    )
    document = models.ForeignKey(
        DocumentRendu, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lettre"
    )
    envois = models.ManyToManyField(Courriel, blank=True, related_name="+", verbose_name="courriels")

    class Meta:
        verbose_name = "information de la CPREFP"
        verbose_name_plural = "informations de la CPREFP"
        ordering = ["-creee_le", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="information_une_retenue",
                fields=["etat"],
                condition=Q(etat=EtatLettre.RETENUE),
                violation_error_message="Une information de la CPREFP est déjà à relire.",
            ),
            models.CheckConstraint(
                name="information_partie_date",
                condition=~Q(etat=EtatLettre.PARTIE) | (Q(partie_le__isnull=False) & ~Q(canal="")),
                violation_error_message="Une information partie porte son jour et son canal.",
            ),
        ]

    def __str__(self) -> str:
        return self.objet
