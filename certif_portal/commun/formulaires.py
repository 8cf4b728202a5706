"""Base of every form: text is cleaned once, at the door."""

from typing import Any

from django import forms

from certif_portal.commun.champs import ChampMotif
from certif_portal.commun.textes import nettoyer_texte


def _nettoyer(formulaire: forms.BaseForm, donnees: dict[str, Any]) -> dict[str, Any]:
    """The cleaned values; a compulsory field made of invisible characters alone is empty."""
    propres = {nom: nettoyer_texte(v) if isinstance(v, str) else v for nom, v in donnees.items()}
    for nom, champ in formulaire.fields.items():
        if champ.required and propres.get(nom) == "":
            formulaire.add_error(nom, champ.error_messages["required"])
            del propres[nom]
    return propres


class SansCoupure:
    """A browser cuts a paste at `maxlength` without a word: the server says what is too long, nothing is cut."""

    fields: dict[str, forms.Field]

    def __getitem__(self, nom: str) -> forms.BoundField:
        if nom in self.fields:
            self.fields[nom].widget.attrs.pop("maxlength", None)
        return super().__getitem__(nom)  # type: ignore[misc]


class Formulaire(SansCoupure, forms.Form):
    def clean(self) -> dict[str, Any]:
        return _nettoyer(self, super().clean() or self.cleaned_data)


class FormulaireModele(SansCoupure, forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        return _nettoyer(self, super().clean() or self.cleaned_data)


class MotifForm(Formulaire):
    """An act that must say why."""

    motif = ChampMotif()

    def __init__(self, *args: Any, libelle: str = "Motif", aide: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["motif"].label, self.fields["motif"].help_text = libelle, aide
