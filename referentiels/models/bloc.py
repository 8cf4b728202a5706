"""Blocs and what they hold. A bloc may belong to several CQPM: its content is edited once and composed."""

from typing import TYPE_CHECKING

from django.db import models

from referentiels.choix import Rubrique

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class Bloc(models.Model):
    """The identity of a bloc de compétences: its branch number (BDC0170)."""

    numero = models.CharField("numéro", max_length=8, unique=True)
    attribue_le = models.DateField("numéro attribué le", null=True, blank=True)

    class Meta:
        verbose_name = "bloc de compétences"
        verbose_name_plural = "blocs de compétences"
        ordering = ["numero"]

    def __str__(self) -> str:
        return self.numero


class VersionBloc(models.Model):
    """What a bloc holds, in one version. `bloc` is empty for a CCPM, which has no bloc."""

    bloc = models.ForeignKey(Bloc, models.PROTECT, null=True, blank=True, related_name="versions")
    intitule = models.CharField("intitulé", max_length=255)

    if TYPE_CHECKING:
        competences: RelatedManager["Competence"]

    class Meta:
        verbose_name = "contenu de bloc"
        verbose_name_plural = "contenus de blocs"

    def __str__(self) -> str:
        return f"{self.bloc} {self.intitule}" if self.bloc else self.intitule


class Connaissance(models.Model):
    """Knowledge associated with a bloc (never with one competence)."""

    version_bloc = models.ForeignKey(VersionBloc, models.CASCADE, related_name="connaissances")
    ordre = models.PositiveSmallIntegerField("ordre")
    texte = models.TextField("texte")

    class Meta:
        verbose_name = "connaissance associée"
        verbose_name_plural = "connaissances associées"
        ordering = ("ordre", "pk")

    def __str__(self) -> str:
        return self.texte


class Competence(models.Model):
    """A professional competence. `ordre` restarts at 1 in each bloc; the running number of the
    evaluation tables follows from the composition of the référentiel."""

    version_bloc = models.ForeignKey(VersionBloc, models.CASCADE, related_name="competences")
    ordre = models.PositiveSmallIntegerField("numéro dans le bloc")
    intitule = models.CharField("intitulé", max_length=400)

    if TYPE_CHECKING:
        elements: RelatedManager["ElementEvaluation"]

    class Meta:
        verbose_name = "compétence"
        ordering = ["version_bloc", "ordre"]
        constraints = [models.UniqueConstraint(name="competence_ordre", fields=["version_bloc", "ordre"])]

    def __str__(self) -> str:
        return self.intitule


class ElementEvaluation(models.Model):
    """One condition, one measurable criterion of a family, or one expected result of a competence."""

    competence = models.ForeignKey(Competence, models.CASCADE, related_name="elements")
    rubrique = models.CharField("rubrique", max_length=12, choices=Rubrique.choices)
    ordre = models.PositiveSmallIntegerField("ordre")
    texte = models.TextField("texte")
    sous = models.BooleanField("sous-point de l’élément qui précède", default=False)

    class Meta:
        verbose_name = "élément d’évaluation"
        verbose_name_plural = "éléments d’évaluation"
        ordering = ["competence", "rubrique", "ordre"]
        constraints = [models.UniqueConstraint(name="element_ordre", fields=["competence", "rubrique", "ordre"])]

    def __str__(self) -> str:
        return self.texte[:80]
