"""Forms of the export to the national system."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from candidats.choix_gac import ChampGAC, FormatGAC
from candidats.services.gac import COLONNES_GAC
from certif_portal.commun.champs import ChampTexte
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.fichiers import CSV, XLSX, lire_televersement
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.tables import FormulaireTables

CSV_MAXIMUM = 5 * 1024 * 1024


class RetourGACForm(Formulaire):
    """The workbook of the national system, or a CSV of it; `cleaned_data["fichier"]` is (name, bytes)."""

    fichier = forms.FileField(
        label="Fichier des numéros", help_text="Classeur .xlsx ou .csv : nos références et leurs numéros."
    )

    def clean_fichier(self) -> tuple[str, bytes]:
        televersement = self.cleaned_data["fichier"]
        maximum = CSV_MAXIMUM if televersement.name.lower().endswith(".csv") else None
        try:
            nom, octets, _ = lire_televersement(televersement, (XLSX, CSV), maximum)
        except FichierRefuse as refus:
            raise forms.ValidationError(str(refus)) from refus
        return nom, octets


def _liste(libelle: str, choix: type[ChampGAC] | type[FormatGAC]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=libelle,
        choices=choix.choices,
        initial=choix.values[0],
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class ColonneGACForm(Formulaire):
    ordre = forms.IntegerField(
        label="Ordre", min_value=1, max_value=999, widget=forms.NumberInput(attrs={"class": "form-control"})
    )
    titre = ChampTexte(label="En-tête", max_length=80, widget=forms.TextInput(attrs={"class": "form-control"}))
    champ = _liste("Contenu", ChampGAC)
    format = _liste("Format", FormatGAC)


class ColonnesGACForm(FormulaireTables):
    """The whole table; rows left empty are no columns, a ticked row goes."""

    formsets = {"form": ("Colonnes", formset_factory(ColonneGACForm, extra=2, can_delete=True, max_num=80))}
    nature_acte = COLONNES_GAC

    @property
    def formset(self) -> BaseFormSet:
        return self.table("form")

    @property
    def colonnes(self) -> list[dict[str, Any]]:
        return sorted(self.lignes("form"), key=lambda colonne: colonne["ordre"])
