"""What a competence or a bloc of a version became in another: used to carry what was acquired."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from referentiels.models.bloc import Competence, VersionBloc
from referentiels.models.version import Referentiel


class TableEquivalence(models.Model):
    """One table from a version to a later one, confirmed by the responsable. What has no line has no equivalent."""

    ancien = models.ForeignKey(Referentiel, models.PROTECT, related_name="equivalences_suivantes")
    nouveau = models.ForeignKey(Referentiel, models.PROTECT, related_name="equivalences_precedentes")
    confirmee_le = models.DateTimeField("confirmée le")
    confirmee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="confirmée par",
    )

    class Meta:
        verbose_name = "table d’équivalence"
        verbose_name_plural = "tables d’équivalence"
        constraints = [
            models.UniqueConstraint(name="table_equivalence_unique", fields=["ancien", "nouveau"]),
            models.CheckConstraint(name="table_equivalence_distincts", condition=~Q(ancien=F("nouveau"))),
        ]

    def __str__(self) -> str:
        return f"{self.ancien} → {self.nouveau}"


class EquivalenceBloc(models.Model):
    table = models.ForeignKey(TableEquivalence, models.CASCADE, related_name="blocs")
    ancien = models.ForeignKey(VersionBloc, models.PROTECT, related_name="+")
    nouveau = models.ForeignKey(VersionBloc, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "équivalence de bloc"
        verbose_name_plural = "équivalences de blocs"
        constraints = [models.UniqueConstraint(name="equivalence_bloc_unique", fields=["table", "ancien"])]

    def __str__(self) -> str:
        return f"{self.ancien} → {self.nouveau}"


class EquivalenceCompetence(models.Model):
    table = models.ForeignKey(TableEquivalence, models.CASCADE, related_name="competences")
    ancienne = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    nouvelle = models.ForeignKey(Competence, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "équivalence de compétence"
        verbose_name_plural = "équivalences de compétences"
        constraints = [models.UniqueConstraint(name="equivalence_competence_unique", fields=["table", "ancienne"])]

    def __str__(self) -> str:
        return f"{self.ancienne} → {self.nouvelle}"
