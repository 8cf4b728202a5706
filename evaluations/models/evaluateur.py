"""The professionals who evaluate."""

from django.db import models

from certif_portal.comptes.models import Utilisateur
from evaluations.choix import Contact, OrigineEvaluateur
from referentiels.models import Certification


class Evaluateur(models.Model):
    """A professional who evaluates. The company and service serve the independence rules."""

    utilisateur = models.OneToOneField(Utilisateur, models.PROTECT, related_name="evaluateur")
    entreprise_nom = models.CharField("entreprise", max_length=160)
    entreprise_siret = models.CharField("SIRET de l’entreprise", max_length=14, blank=True)
    service = models.CharField("service", max_length=120, blank=True)
    fonction = models.CharField("fonction", max_length=120, blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    metier = models.CharField("métier", max_length=160, blank=True)
    certifications = models.ManyToManyField(
        Certification,
        blank=True,
        related_name="+",
        verbose_name="certifications qu’il peut évaluer",
        help_text="Aucune : le portail ne le sait pas, et ne l’écarte pas.",
    )
    region = models.CharField("région ou bassin d’emploi", max_length=80, blank=True)
    disponibilite = models.CharField("disponibilités", max_length=200, blank=True)
    contact = models.CharField(
        "comment le joindre", max_length=12, choices=Contact.choices, default=Contact.INDIFFERENT
    )
    origine = models.CharField("d’où il vient", max_length=14, choices=OrigineEvaluateur.choices, blank=True)
    formations = models.TextField("formations d’évaluateur suivies", blank=True)
    represente_centre = models.BooleanField(
        "représente le centre de certification",
        default=False,
        help_text="Peut présider une commission de validation VAE.",
    )
    actif = models.BooleanField("actif", default=True)

    class Meta:
        verbose_name = "évaluateur"
        ordering = ("utilisateur__nom", "utilisateur__prenom", "pk")

    def __str__(self) -> str:
        return str(self.utilisateur)
