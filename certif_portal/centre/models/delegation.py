"""Who signs in the place of somebody else."""

from django.db import models
from django.db.models import Q

from certif_portal.centre.choix import ObjetDelegation


class DelegationSignature(models.Model):
    """Who signs in the place of the president of the UIMM, or of the jury on the letters, from a day to a day."""

    objet = models.CharField(
        "ce qu’elle fait signer", max_length=9, choices=ObjetDelegation.choices, default=ObjetDelegation.PRESIDENT
    )
    nom = models.CharField("nom", max_length=120)
    qualite = models.CharField(
        "qualité",
        max_length=200,
        default="Le Président de la Chambre Syndicale Territoriale de la métallurgie adhérente de l’UIMM",
    )
    debut = models.DateField("du")
    fin = models.DateField("au", null=True, blank=True)

    class Meta:
        verbose_name = "délégation de signature"
        verbose_name_plural = "délégations de signature"
        ordering = ("-debut", "-pk")
        constraints = [
            models.CheckConstraint(
                name="delegation_debut_avant_fin",
                condition=Q(fin__isnull=True) | Q(fin__gte=models.F("debut")),
                violation_error_message="La fin de la délégation ne peut pas précéder son début.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.nom}, {self.qualite}"
