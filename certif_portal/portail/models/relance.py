"""Reminders: their steps, each morning's round, what was sent, and what is held."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from candidats.models import Inscription
from certif_portal.commun.models import Courriel
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.choix import NatureRelance, QuiRelance


class EtapeRelance(models.Model):
    """One line of the table of steps, edited in the technical administration: when whom is reminded of what."""

    nature = models.CharField(
        "nature d’échéance",
        max_length=30,
        choices=NatureRelance.choices,
        blank=True,
        help_text="Vide : toute échéance dont la nature n’a pas de ligne pour ce rôle.",
    )
    qui = models.CharField("à qui", max_length=12, choices=QuiRelance.choices)
    jours = models.SmallIntegerField(
        "jours",
        validators=[MinValueValidator(-365), MaxValueValidator(365)],
        help_text="Comptés depuis la date limite : négatifs avant elle, 0 le jour même, positifs après.",
    )
    active = models.BooleanField(
        "envoyée", default=True, help_text="Une nature dont aucune ligne ne l’est n’est pas relancée."
    )

    class Meta:
        verbose_name = "étape de relance"
        verbose_name_plural = "étapes de relance"
        ordering = ["nature", "qui", "jours"]
        constraints = [
            models.UniqueConstraint(
                name="etape_relance_unique",
                fields=["nature", "qui", "jours"],
                violation_error_message="Cette étape existe déjà.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display() or 'toutes les échéances'}, {self.get_qui_display()}, {self.jours:+d} j"


class TourneeRelances(models.Model):
    """One morning's reminders: begun, then ended once; what failed in it is said on the page of the staff."""

    le = models.DateField("jour", unique=True)
    commencee_le = models.DateTimeField("commencée le")
    finie_le = models.DateTimeField("finie le", null=True, blank=True)
    relances = models.PositiveIntegerField("relances", default=0)
    courriels = models.PositiveIntegerField("courriels", default=0)
    pannes = models.TextField("ce qui a échoué", blank=True)

    class Meta:
        verbose_name = "tournée de relances"
        verbose_name_plural = "tournées de relances"
        ordering = ["-le"]

    def __str__(self) -> str:
        return f"Tournée du {self.le:%d/%m/%Y}"


class Relance(models.Model):
    """One reminder: (deadline, step, addressee) once and for all. Due from the moment it is a row, it is written when
    its mail is."""

    echeance = models.CharField("échéance", max_length=160)
    etape = models.CharField("étape", max_length=10)
    destinataire = models.EmailField("destinataire")
    qui = models.CharField("à quel titre", max_length=12, choices=QuiRelance.choices, blank=True)
    courriel = models.ForeignKey(Courriel, models.SET_NULL, null=True, related_name="+")
    due_le = models.DateTimeField("due le")
    envoyee_le = models.DateTimeField("écrite le", null=True)

    class Meta:
        verbose_name = "relance"
        ordering = ["-envoyee_le", "-pk"]
        constraints = [models.UniqueConstraint(name="relance_unique", fields=["echeance", "etape", "destinataire"])]
        indexes = [
            models.Index(name="relance_a_ecrire", fields=["destinataire"], condition=models.Q(envoyee_le__isnull=True)),
            models.Index(name="relance_par_instant", fields=["-envoyee_le", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.echeance} {self.etape} {self.destinataire}"


class SuspensionQuerySet(models.QuerySet["SuspensionRelances"]):
    def en_cours(self, le: Any) -> "SuspensionQuerySet":
        """`le`: a date, or what stands for one."""
        return self.filter(levee_le__isnull=True, jusqu_au__gte=le)


class SuspensionRelances(models.Model):
    """A file whose reminders are held, for a reason, until a day."""

    inscription = models.ForeignKey(Inscription, models.CASCADE, related_name="+")
    motif = models.TextField("motif", max_length=2000)
    jusqu_au = models.DateField("jusqu’au")
    par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="suspendues par")
    cree_le = models.DateTimeField("suspendues le")
    levee_le = models.DateTimeField("reprises le", null=True, blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = "suspension de relances"
        verbose_name_plural = "suspensions de relances"
        constraints = [
            models.UniqueConstraint(
                name="relances_suspension_unique",
                fields=["inscription"],
                condition=models.Q(levee_le__isnull=True),
                violation_error_message="Les relances de ce dossier sont déjà suspendues.",
            )
        ]

    def __str__(self) -> str:
        return f"Relances suspendues jusqu’au {self.jusqu_au:%d/%m/%Y}"
