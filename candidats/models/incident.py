"""What interrupts a registration: abandonment, withdrawal, absence, postponement."""

from django.db import models
from django.db.models import Q

from candidats.choix import SORTIES, EtatInscription, NatureIncident
from candidats.models.inscription import Inscription
from certif_portal.comptes.models import Utilisateur


class Incident(models.Model):
    """A dated event with its reason. An abandonment or a withdrawal ends the registration; an absence or a
    postponement keeps it alive, with a new planned date when one is known."""

    inscription = models.ForeignKey(Inscription, models.CASCADE, related_name="incidents")
    nature = models.CharField("nature", max_length=12, choices=NatureIncident.choices)
    le = models.DateField("date de l’événement")
    motif = models.TextField("motif")
    precision = models.CharField("séance ou jury", max_length=200, blank=True)
    nouvelle_date = models.DateField("nouvelle date prévue", null=True, blank=True)
    etat_avant = models.CharField("état avant", max_length=12, choices=EtatInscription.choices)
    saisi_le = models.DateTimeField("saisi le")
    saisi_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="saisi par")
    annule_le = models.DateTimeField("annulé le", null=True, blank=True)
    annule_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="annulé par"
    )
    motif_annulation = models.TextField("motif de l’annulation", blank=True)

    class Meta:
        verbose_name = "incident de parcours"
        verbose_name_plural = "incidents de parcours"
        ordering = ["-le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="incident_motive", condition=~Q(motif=""), violation_error_message="Un motif est attendu."
            ),
            models.CheckConstraint(
                name="incident_annule_complet",
                condition=Q(annule_le__isnull=True) | (Q(annule_par__isnull=False) & ~Q(motif_annulation="")),
                violation_error_message="Une annulation dit qui et pourquoi.",
            ),
            models.UniqueConstraint(
                name="incident_sortie_unique",
                fields=["inscription"],
                condition=Q(nature__in=sorted(SORTIES), annule_le__isnull=True),
                violation_error_message="Cette inscription a déjà pris fin.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} du {self.le:%d/%m/%Y}"
