"""An electronic address checked as it will be sent: one check for every form, workbook and invitation.

Django accepts « contact@xn--é.fr », which no message can carry: writing it raised, and stopped all mail.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email
from django.db import models

ATTENDUE = (
    "« {} » n’est pas une adresse à laquelle on peut écrire : nom@domaine.fr est attendu, sans accent avant le @."
)


def est_joignable(adresse: str) -> bool:
    """A message to that address can be written."""
    local, _, domaine = adresse.rpartition("@")
    try:
        validate_email(adresse)
        etiquettes = domaine.encode("idna").decode("ascii").split(".")
        lisibles = [etiquette.encode("ascii").decode("idna") for etiquette in etiquettes]
        return local.isascii() and all(lisibles) and sanitize_address(adresse, "utf-8").isascii()
    except (ValidationError, ValueError):  # UnicodeError is one
        return False


def verifier_adresse(adresse: str) -> None:
    """Raise ValidationError unless a message to that address can be written."""
    if not est_joignable(adresse):
        raise ValidationError(ATTENDUE.format(adresse))


def exiger_partout() -> None:
    """Every e-mail field of every form and model, the libraries' own included, from the start of the portal."""
    for champ in (forms.EmailField, models.EmailField):
        champ.default_validators = [verifier_adresse]
