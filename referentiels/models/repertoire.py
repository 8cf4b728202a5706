"""Registrations in the RNCP or the RS, renewed under another number."""

from datetime import date

from django.db import models
from django.db.models import Q

from referentiels.choix import Repertoire
from referentiels.models.bloc import Bloc
from referentiels.models.certification import Certification
from referentiels.regles import Periode


class Enregistrement(models.Model):
    """A registration of a certification in the RNCP or the RS; renewed under another number."""

    certification = models.ForeignKey(Certification, models.CASCADE, related_name="enregistrements")
    repertoire = models.CharField("répertoire", max_length=4, choices=Repertoire.choices, default=Repertoire.RNCP)
    code = models.CharField("code", max_length=12)
    date_enregistrement = models.DateField("enregistrée le")
    date_fin = models.DateField("fin d’enregistrement", null=True, blank=True)
    date_limite_delivrance = models.DateField("dernière délivrance", null=True, blank=True)
    renouvelle = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="renouvellements",
        verbose_name="renouvelle la fiche",
    )
    actualise_le = models.DateField("dates reprises de France compétences le", null=True, blank=True)

    class Meta:
        verbose_name = "enregistrement au répertoire"
        verbose_name_plural = "enregistrements aux répertoires"
        ordering = ("-date_enregistrement", "-pk")
        constraints = [
            models.UniqueConstraint(name="enregistrement_unique", fields=["certification", "code"]),
            models.CheckConstraint(
                name="enregistrement_dates",
                condition=Q(date_fin__isnull=True) | Q(date_fin__gte=models.F("date_enregistrement")),
                violation_error_message="La fin d’enregistrement précède son début.",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def periode(self) -> Periode:
        return Periode(self.date_enregistrement, self.date_fin, self.date_limite_delivrance)

    def couvre(self, le: date) -> bool:
        """Registered that day, or still deliverable under the fiche's last delivery date."""
        return self.periode.delivrable(le)


class CodeBloc(models.Model):
    """The second code of a bloc, in a fiche of the RNCP: it changes at each renewal and lives as long as the fiche."""

    bloc = models.ForeignKey(Bloc, models.CASCADE, related_name="codes")
    enregistrement = models.ForeignKey(
        Enregistrement, models.CASCADE, related_name="codes_blocs", verbose_name="enregistrement"
    )
    code = models.CharField("code au répertoire", max_length=16)

    class Meta:
        verbose_name = "code de bloc au répertoire"
        verbose_name_plural = "codes de blocs au répertoire"
        ordering = ["-enregistrement__date_enregistrement", "code"]
        constraints = [
            models.UniqueConstraint(
                name="code_bloc_unique",
                fields=["code"],
                violation_error_message="Ce code est déjà celui d’un bloc.",
            ),
            models.UniqueConstraint(
                name="code_bloc_par_fiche",
                fields=["bloc", "enregistrement"],
                violation_error_message="Ce bloc a déjà un code dans cette fiche.",
            ),
        ]

    def __str__(self) -> str:
        return self.code
