"""What the portal remembers of its own reminders; no trade model lives here."""

from django.db import models

from certif_portal.commun.models import Courriel


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
