"""What several forms share."""

from typing import Any, cast

from django import forms


def champ_de_choix(formulaire: forms.Form, nom: str) -> "forms.ModelChoiceField[Any]":
    return cast("forms.ModelChoiceField[Any]", formulaire.fields[nom])
