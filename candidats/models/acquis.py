"""What is taken over from an earlier jury by a new registration."""

from django.db import models

from candidats.models.inscription import Inscription
from referentiels.models import Competence


class Reprise(models.Model):
    """A competence of a new registration that an earlier jury has already declared acquired: it is not evaluated again.

    `expire_le` is that of the jury which declared it, never a new one; none for a certified bloc, which is not lost.
    """

    inscription = models.ForeignKey(Inscription, models.CASCADE, related_name="reprises")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+", verbose_name="compétence")
    origine = models.ForeignKey(
        Inscription, models.PROTECT, related_name="reprises_donnees", verbose_name="inscription d’origine"
    )
    acquise_le = models.DateField("acquise le")
    expire_le = models.DateField("bénéfice conservé jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "reprise d’acquis"
        verbose_name_plural = "reprises d’acquis"
        ordering = ["inscription", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="reprise_unique",
                fields=["inscription", "competence"],
                violation_error_message="Cette compétence est déjà reprise.",
            ),
            models.CheckConstraint(
                name="reprise_d_une_autre_inscription",
                condition=~models.Q(inscription=models.F("origine")),
                violation_error_message="Une reprise vient d’une autre inscription.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competence}, acquise le {self.acquise_le:%d/%m/%Y}"
