"""The form of an act that must only say why."""

from typing import Any

from django import forms

from certif_portal.commun.formulaires import Formulaire


class MotifForm(Formulaire):
    """An act that must say why."""

    motif = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)

    def __init__(self, *args: Any, libelle: str = "Motif", aide: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["motif"].label, self.fields["motif"].help_text = libelle, aide
