"""The equivalence table: one list per bloc and per competence of the older version."""

from typing import Any

from django import forms

from certif_portal.commun.formulaires import Formulaire
from referentiels.queries.comparaison import ChoixEquivalence, TableLue


class EquivalencesForm(Formulaire):
    def __init__(self, *args: Any, table: TableLue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        for prefixe, lignes, choix in self._groupes():
            for ligne in lignes:
                self.fields[f"{prefixe}_{ligne.pk}"] = forms.TypedChoiceField(
                    label=ligne.libelle,
                    choices=[("", "Aucun équivalent"), *choix],
                    coerce=int,
                    empty_value=None,
                    required=False,
                    initial=ligne.choisi or "",
                    widget=forms.Select(attrs={"class": "form-select"}),
                )

    def _groupes(self) -> list[tuple[str, list[ChoixEquivalence], list[tuple[int, str]]]]:
        return [
            ("bloc", self.table.blocs, self.table.blocs_nouveaux),
            ("competence", self.table.competences, self.table.competences_nouvelles),
        ]

    @property
    def groupes(self) -> list[tuple[str, list[tuple[ChoixEquivalence, forms.BoundField]]]]:
        """What the page shows: the older items, and the field of each."""
        titres = {"bloc": "Blocs", "competence": "Compétences"}
        return [
            (titres[prefixe], [(ligne, self[f"{prefixe}_{ligne.pk}"]) for ligne in lignes])
            for prefixe, lignes, _ in self._groupes()
            if lignes
        ]

    @property
    def choix(self) -> dict[str, dict[int, int | None]]:
        return {
            nom: {ligne.pk: self.cleaned_data.get(f"{prefixe}_{ligne.pk}") for ligne in lignes}
            for nom, (prefixe, lignes, _) in zip(("blocs", "competences"), self._groupes(), strict=True)
        }
