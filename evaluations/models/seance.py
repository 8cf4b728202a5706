"""What happens before and during a sitting: invitations of evaluators, incidents of the day."""

from django.db import models
from django.db.models import Q

from certif_portal.commun.liens import LienUnique
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import NatureIncidentSeance, ReponseInvitation
from evaluations.models.commission import Commission
from evaluations.models.evaluateur import Evaluateur


class InvitationCommission(LienUnique):
    """An evaluator asked to sit; they answer by the link. Accepted, they become a member."""

    commission = models.ForeignKey(Commission, models.CASCADE, related_name="invitations")
    evaluateur = models.ForeignKey(Evaluateur, models.PROTECT, related_name="invitations")
    reponse = models.CharField(
        "réponse", max_length=8, choices=ReponseInvitation.choices, default=ReponseInvitation.ATTENDUE
    )
    motif = models.CharField("motif", max_length=300, blank=True)
    invite_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="invité par"
    )

    class Meta(LienUnique.Meta):
        verbose_name = "invitation à une commission"
        verbose_name_plural = "invitations à une commission"
        constraints = [
            models.UniqueConstraint(
                name="invitation_unique",
                fields=["commission", "evaluateur"],
                condition=Q(reponse=ReponseInvitation.ATTENDUE),
                violation_error_message="Cet évaluateur est déjà invité à cette commission.",
            ),
            models.CheckConstraint(
                name="invitation_repondue_datee",
                condition=~Q(reponse__in=[ReponseInvitation.ACCEPTEE, ReponseInvitation.DECLINEE])
                | Q(utilise_le__isnull=False),
                violation_error_message="Une invitation répondue dit quand.",
            ),
        ]


class IncidentSeance(models.Model):
    """What disturbed a sitting, one candidate or all, and when."""

    commission = models.ForeignKey(Commission, models.CASCADE, related_name="incidents")
    inscription = models.ForeignKey(
        "candidats.Inscription", models.CASCADE, null=True, blank=True, related_name="+", verbose_name="candidat"
    )
    nature = models.CharField("nature", max_length=8, choices=NatureIncidentSeance.choices)
    texte = models.TextField("ce qui s’est passé")
    note_le = models.DateTimeField("noté le")
    note_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="noté par")

    class Meta:
        verbose_name = "incident de séance"
        verbose_name_plural = "incidents de séance"
        ordering = ["note_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="incident_raconte",
                condition=~Q(texte=""),
                violation_error_message="Un incident se raconte.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} — {self.commission}"
