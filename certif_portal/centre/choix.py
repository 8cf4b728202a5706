"""Closed lists of the settings."""

from django.db import models


class NatureForfait(models.TextChoices):
    """The two amounts of the « forfait national unique »."""

    QUALIFICATION = "qualification", "CQPM, CQPI"
    COMPETENCES = "competences", "Bloc de compétences, CCPM, CCPI"


class FaitForfait(models.TextChoices):
    """Which fact makes a forfait due."""

    ACCEPTATION = "acceptation", "L’acceptation de l’inscription"
    PRESENTATION = "presentation", "La première présentation à un jury"


class CompteBlocs(models.TextChoices):
    PAR_INSCRIPTION = "inscription", "Un forfait par inscription"
    PAR_BLOC = "bloc", "Un forfait par bloc"
