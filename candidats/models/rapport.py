"""The activity report asked by the « présentation de projets » modality, and the candidate's one-time link."""

from django.db import models

from candidats.models.inscription import Inscription
from certif_portal.commun.liens import LienUnique
from certif_portal.commun.models import Fichier
from certif_portal.comptes.models import Utilisateur


class RapportActivites(models.Model):
    """Expected as soon as a validated livret names the modality; the file comes from the OF or from the candidate."""

    inscription = models.OneToOneField(Inscription, models.CASCADE, related_name="rapport")
    demande_le = models.DateTimeField("demandé le")
    fichier = models.ForeignKey(
        Fichier, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="rapport"
    )
    depose_le = models.DateTimeField("déposé le", null=True, blank=True)
    depose_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="déposé par"
    )

    class Meta:
        verbose_name = "rapport d’activités"
        verbose_name_plural = "rapports d’activités"

    def __str__(self) -> str:
        return f"Rapport d’activités de {self.inscription}"


class LienRapport(LienUnique):
    rapport = models.ForeignKey(RapportActivites, models.CASCADE, related_name="liens")

    class Meta(LienUnique.Meta):
        verbose_name = "lien de dépôt du rapport"
        verbose_name_plural = "liens de dépôt du rapport"
