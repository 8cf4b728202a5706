"""What was decided of a registration whose OF was suspended or withdrawn."""

from django.db import models
from django.db.models import Q

from candidats.choix import DecisionSuite
from candidats.models.inscription import Inscription
from certif_portal.comptes.models import Utilisateur
from habilitations.models import Habilitation, Suspension


class SuiteInscription(models.Model):
    """One decision, by a named person with a reason, on one registration and one interruption of an act: a suspension,
    or the withdrawal when there is none. `habilitation` keeps the OF of before when another takes over."""

    inscription = models.ForeignKey(Inscription, models.CASCADE, related_name="suites")
    habilitation = models.ForeignKey(Habilitation, models.PROTECT, related_name="suites")
    suspension = models.ForeignKey(Suspension, models.PROTECT, null=True, blank=True, related_name="suites")
    decision = models.CharField("décision", max_length=8, choices=DecisionSuite.choices)
    le = models.DateField("à compter du")
    motif = models.TextField("motif")
    decidee_le = models.DateTimeField("décidée le")
    decidee_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="décidée par")

    class Meta:
        verbose_name = "suite d’une inscription"
        verbose_name_plural = "suites des inscriptions"
        ordering = ["-decidee_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="suite_motivee", condition=~Q(motif=""), violation_error_message="Un motif est attendu."
            ),
            models.UniqueConstraint(
                name="suite_suspension_unique",
                fields=["inscription", "suspension"],
                condition=Q(suspension__isnull=False, decision=DecisionSuite.FINIR),
                violation_error_message="Ce parcours peut déjà finir.",
            ),
            models.UniqueConstraint(
                name="suite_retrait_unique",
                fields=["inscription", "habilitation"],
                condition=Q(suspension__isnull=True, decision=DecisionSuite.FINIR),
                violation_error_message="Ce parcours peut déjà finir.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} ({self.inscription})"
