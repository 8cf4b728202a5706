"""What the portal remembers of its own reminders; no trade model lives here."""

from django.db import models
from django.urls import reverse

from certif_portal.commun.models import Courriel
from certif_portal.comptes.models import Utilisateur


class Relance(models.Model):
    """One reminder sent: (deadline, step, addressee) once and for all."""

    echeance = models.CharField("échéance", max_length=160)
    etape = models.CharField("étape", max_length=10)
    destinataire = models.EmailField("destinataire")
    courriel = models.ForeignKey(Courriel, models.SET_NULL, null=True, related_name="+")
    envoyee_le = models.DateTimeField("envoyée le")

    class Meta:
        verbose_name = "relance"
        ordering = ["-envoyee_le"]
        constraints = [models.UniqueConstraint(name="relance_unique", fields=["echeance", "etape", "destinataire"])]

    def __str__(self) -> str:
        return f"{self.echeance} {self.etape} {self.destinataire}"


class VueEnregistree(models.Model):
    """A list as one person filtered and sorted it, under a name of theirs; nobody else sees it."""

    personne = models.ForeignKey(Utilisateur, models.CASCADE, related_name="+")
    page = models.CharField("liste", max_length=40)
    nom = models.CharField("nom", max_length=60)
    requete = models.CharField("filtres", max_length=1000, blank=True)
    par_defaut = models.BooleanField("ouverte par le menu", default=False)

    class Meta:
        verbose_name = "vue enregistrée"
        verbose_name_plural = "vues enregistrées"
        ordering = ["nom", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="vue_unique",
                fields=["personne", "page", "nom"],
                violation_error_message="Une de vos vues de cette liste porte déjà ce nom.",
            ),
            models.UniqueConstraint(
                name="vue_par_defaut_unique", fields=["personne", "page"], condition=models.Q(par_defaut=True)
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return f"{reverse(self.page)}?{self.requete}"
