"""Base of every form: text is cleaned once, at the door."""

from typing import Any

from django import forms

from certif_portal.commun.textes import nettoyer_texte


def _nettoyer(formulaire: forms.BaseForm, donnees: dict[str, Any]) -> dict[str, Any]:
    """The cleaned values; a compulsory field made of invisible characters alone is empty."""
    propres = {nom: nettoyer_texte(v) if isinstance(v, str) else v for nom, v in donnees.items()}
    for nom, champ in formulaire.fields.items():
        if champ.required and propres.get(nom) == "":
            formulaire.add_error(nom, champ.error_messages["required"])
            del propres[nom]
    return propres


class Formulaire(forms.Form):
    def clean(self) -> dict[str, Any]:
        return _nettoyer(self, super().clean() or self.cleaned_data)


class FormulaireModele(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        return _nettoyer(self, super().clean() or self.cleaned_data)
