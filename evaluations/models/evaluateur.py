"""The professionals who evaluate."""

from django.db import models

from certif_portal.comptes.models import Utilisateur


class Evaluateur(models.Model):
    """A professional who evaluates. The company and service serve the independence rules."""

    utilisateur = models.OneToOneField(Utilisateur, models.PROTECT, related_name="evaluateur")
    entreprise_nom = models.CharField("entreprise", max_length=160)
    entreprise_siret = models.CharField("SIRET de l’entreprise", max_length=14, blank=True)
    service = models.CharField("service", max_length=120, blank=True)
    fonction = models.CharField("fonction", max_length=120, blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    represente_centre = models.BooleanField(
        "représente le centre de certification",
        default=False,
        help_text="Peut présider une commission de validation VAE.",
    )
    actif = models.BooleanField("actif", default=True)

    class Meta:
        verbose_name = "évaluateur"
        ordering = ["utilisateur__nom", "utilisateur__prenom"]

    def __str__(self) -> str:
        return str(self.utilisateur)
