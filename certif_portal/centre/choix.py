"""Closed lists of the settings."""

from django.db import models


class ModeSignature(models.TextChoices):
    """How the centre signs its certificates. By hand in any case for the president of the jury and the holder."""

    MAIN = "main", "À la main"
    IMAGE = "image", "Signature scannée, imprimée sur le certificat"
    SCEAU = "sceau", "Sceau électronique (PAdES) sur le fichier"


class ImageCentre(models.TextChoices):
    """The pictures that certificates bear; each is a field of the settings."""

    LOGO = "logo", "Logo"
    CACHET = "cachet", "Cachet"
    SIGNATURE = "signature_image", "Signature scannée du signataire du centre"


class TypeVerso(models.TextChoices):
    """The certificates that have words on their back (annexes 9 and 11); the others are blank."""

    CQPI = "CQPI", "Certificat de CQPI (annexe 9)"
    CCPI = "CCPI", "Certificat de CCPI (annexe 11)"


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
