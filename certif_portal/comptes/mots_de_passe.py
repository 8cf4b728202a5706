"""What the portal refuses of a password besides its length and the twenty thousand that everybody has."""

from typing import Any

from django.core.exceptions import ValidationError

from certif_portal.comptes.regles import mot_de_passe_devine

DIT = (
    "Ce mot de passe se devine : il n’a guère que des mots de ce portail ou des signes répétés. Choisissez par exemple "
    "une phrase à vous."
).replace(" :", "\u00a0:")


class MotsDuPortail:
    """Named in the settings, beside the validators of Django."""

    def validate(self, password: str, user: Any = None) -> None:
        if mot_de_passe_devine(password):
            raise ValidationError(DIT, code="devine")

    def get_help_text(self) -> str:
        return "Ni des mots de ce portail seuls, ni quelques signes répétés."
