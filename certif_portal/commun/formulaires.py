"""Base of every form: text is cleaned once, at the door; what no document could print and no year could be are
asked; what edits says what it showed."""

from datetime import date
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.db.models import Model

from certif_portal.commun import versions
from certif_portal.commun.champs import ChampMotif
from certif_portal.commun.dates import date_plausible
from certif_portal.commun.glyphes import defaut_de_texte
from certif_portal.commun.textes import nettoyer_texte


def nettoyer(formulaire: forms.BaseForm, donnees: dict[str, Any]) -> dict[str, Any]:
    """The cleaned values; a compulsory field made of invisible characters alone is empty."""
    propres = {nom: nettoyer_texte(v) if type(v) is str else v for nom, v in donnees.items()}  # a choice stays itself
    for nom, champ in formulaire.fields.items():
        if champ.required and propres.get(nom) == "":
            formulaire.add_error(nom, champ.error_messages["required"])
            del propres[nom]
        elif defaut := _defaut(propres.get(nom)):
            formulaire.add_error(nom, defaut)
            del propres[nom]
    return propres


def _defaut(valeur: Any) -> str:
    if isinstance(valeur, str):
        return defaut_de_texte(valeur)
    if isinstance(valeur, date) and not date_plausible(valeur):
        return f"L’année {valeur.year:04d} est lue : écrivez l’année entière, et vérifiez-la."
    return ""


class SansCoupure:
    """A browser cuts a paste at `maxlength` without a word: the server says what is too long, nothing is cut."""

    fields: dict[str, forms.Field]

    def __getitem__(self, nom: str) -> forms.BoundField:
        if nom in self.fields:
            self.fields[nom].widget.attrs.pop("maxlength", None)
        return super().__getitem__(nom)  # type: ignore[misc]


class Versionne:
    """A form that edits `objet`: it carries what it shows of it (commun.versions)."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    objet: Model | None = None
    lue: dict[str, Any]
    nature_acte = ""  # of the journal, where the object's other acts are not this form's
    deja_ecrit_ici = False  # what is recorded was written by this very page (commun.brouillons)

    def suivre(self, objet: Model | None) -> None:
        if objet is None or objet.pk is None:
            return
        self.objet, self.lue = objet, versions.ligne_lue(objet)
        champ = versions.ChampVersion(initial=partial(versions.sceller_version, self))
        self.fields = {versions.CHAMP: champ} | self.fields

    def a_change(self) -> bool:
        """Under the lock: what the form edits beside its object's own row is no longer what was read."""
        return False

    @property
    def champ_version(self) -> list[str]:
        """For a layout that names its fields."""
        return [versions.CHAMP] if self.objet else []

    def full_clean(self) -> None:
        super().full_clean()  # type: ignore[misc]
        if hasattr(self, "cleaned_data"):
            self.cleaned_data.pop(versions.CHAMP, None)


class Formulaire(SansCoupure, Versionne, forms.Form):
    de_soi: ClassVar[dict[str, str]] = {}
    """Fields of a public form about who fills it, as browsers name them: they offer to fill them (WCAG 1.3.5)."""

    def __init__(self, *args: Any, objet: Model | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.suivre(objet)
        for nom, sorte in self.de_soi.items():
            self.fields[nom].widget.attrs["autocomplete"] = sorte

    def clean(self) -> dict[str, Any]:
        return nettoyer(self, super().clean() or self.cleaned_data)


class FormulaireModele(SansCoupure, Versionne, forms.ModelForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.suivre(self.instance)

    def clean(self) -> dict[str, Any]:
        return nettoyer(self, super().clean() or self.cleaned_data)


class MotifForm(Formulaire):
    """An act that must say why."""

    motif = ChampMotif()

    def __init__(self, *args: Any, libelle: str = "Motif", aide: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["motif"].label, self.fields["motif"].help_text = libelle, aide
