"""The lines of a table that a form edits whole: said and compared as one of its values (commun.versions)."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet
from django.forms.formsets import DELETION_FIELD_NAME, TOTAL_FORM_COUNT
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.textes import en_entier
from certif_portal.commun.versions import en_brut, mots_du_choix

CASE = "\x1f"
"""Between two cells of a line."""
Lignes = Sequence[dict[str, Any]]


class TableInput(forms.HiddenInput):
    """Shows nothing: the lines have fields of their own, in the formset of the same page."""

    def __init__(self, prefixe: str, ligne: type[forms.Form]) -> None:
        super().__init__()
        self.prefixe, self.cases = prefixe, ligne.base_fields

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return format_html("{}", "")

    def montrees(self, lignes: Lignes | None) -> list[str]:
        """The lines that are recorded, as a browser would send them back."""
        return [CASE.join(en_brut(case, ligne[nom]) for nom, case in self.cases.items()) for ligne in lignes or ()]

    def recues(self, donnees: QueryDict) -> list[str]:
        """The lines that were sent, but those struck out or left empty."""
        return [
            CASE.join(donnees.get(f"{debut}-{nom}", "").replace("\r\n", "\n").strip() for nom in self.cases)
            for debut in (f"{self.prefixe}-{rang}" for rang in range(self._nombre(donnees)))
            if not donnees.get(f"{debut}-{DELETION_FIELD_NAME}") and self._dit(donnees, debut)
        ]

    def poser(self, donnees: QueryDict, lignes: Sequence[str]) -> None:
        """Put these lines in the place of those that were sent."""
        for nom in [nom for nom in donnees if nom.startswith(f"{self.prefixe}-") and nom.split("-")[1].isdecimal()]:
            donnees.pop(nom)
        donnees[f"{self.prefixe}-{TOTAL_FORM_COUNT}"] = str(len(lignes))
        for rang, ligne in enumerate(lignes):
            for nom, valeur in zip(self.cases, ligne.split(CASE), strict=True):
                donnees[f"{self.prefixe}-{rang}-{nom}"] = valeur

    def lisible(self, ligne: str) -> str:
        cases = zip(self.cases.values(), ligne.split(CASE), strict=False)
        return " · ".join(mots for case, valeur in cases if (mots := mots_du_choix(case, valeur)))

    def _nombre(self, donnees: QueryDict) -> int:
        return min(en_entier(donnees.get(f"{self.prefixe}-{TOTAL_FORM_COUNT}", "")) or 0, 1000)

    def _dit(self, donnees: QueryDict, debut: str) -> bool:
        """Something was typed: a choice alone is only proposed."""
        libres = [
            nom for nom, case in self.cases.items() if not isinstance(case, (forms.ChoiceField, forms.BooleanField))
        ]
        return any(donnees.get(f"{debut}-{nom}", "").strip() for nom in libres)


class FormulaireTables(Formulaire):
    """A form that edits `objet` and tables of its own. `lire`: what is recorded of the tables today, read again under
    the lock."""

    formsets: dict[str, tuple[str, type[BaseFormSet]]] = {}
    """Prefix -> what the table is called, its formset."""

    def __init__(self, *args: Any, lire: Callable[[], dict[str, Lignes]], **options: Any) -> None:
        self.lire, self.tables_lues = lire, lire()
        options["initial"] = dict(options.get("initial") or {}) | self.tables_lues
        super().__init__(*args, **options)
        for prefixe, (libelle, formset) in self.formsets.items():
            table = TableInput(prefixe, formset.form)
            self.fields[prefixe] = forms.Field(label=libelle, required=False, widget=table)
        self._tables: dict[str, BaseFormSet] = {}

    def table(self, prefixe: str) -> BaseFormSet:
        """The lines on the page: those of the form as it is compared, hence to be asked for after `confronter`."""
        if prefixe not in self._tables:
            lues = self.tables_lues.get(prefixe, ())
            donnees = {"data": self.data} if self.is_bound else {"initial": lues}
            self._tables[prefixe] = self.formsets[prefixe][1](prefix=prefixe, **donnees)
        return self._tables[prefixe]

    @property
    def tables(self) -> list[tuple[str, BaseFormSet]]:
        """Each by its name, for the summary of what is refused."""
        return [(libelle, self.table(prefixe)) for prefixe, (libelle, _) in self.formsets.items()]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(self.table(prefixe).is_valid() for prefixe in self.formsets)])

    def full_clean(self) -> None:
        super().full_clean()
        for prefixe in self.formsets:
            getattr(self, "cleaned_data", {}).pop(prefixe, None)

    def lignes(self, prefixe: str) -> list[dict[str, Any]]:
        """The lines filled in and not struck out, of a valid form."""
        return [
            {nom: valeur for nom, valeur in ligne.cleaned_data.items() if nom != DELETION_FIELD_NAME}
            for ligne in self.table(prefixe)
            if ligne.cleaned_data and not ligne.cleaned_data.get(DELETION_FIELD_NAME)
        ]

    def a_change(self) -> bool:
        """Under the lock: the tables are no longer those that the form was compared with."""
        return bool(self.lire() != self.tables_lues)
