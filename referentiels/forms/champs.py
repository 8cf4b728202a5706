"""Fields shared by the forms of the catalogue."""

from typing import Any

from django import forms


def champ_date(libelle: str, **options: Any) -> forms.DateField:
    """A day picked in the browser's own calendar."""
    return forms.DateField(label=libelle, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def champ_texte(libelle: str, *, lignes: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(label=libelle, widget=forms.Textarea(attrs={"rows": lignes}), max_length=10_000, **options)
