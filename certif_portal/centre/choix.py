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


class ObjetDelegation(models.TextChoices):
    """What a delegation of signature makes somebody else sign."""

    PRESIDENT = "president", "Certificats, annexe 12 et habilitations, à la place du président de l’UIMM"
    LETTRES = "lettres", "Lettres aux candidats, à la place du président du jury"
