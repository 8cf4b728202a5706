"""The upload of a workbook, and what its reader settles on screen."""

from collections.abc import Iterable
from typing import Any

from django import forms

from candidats.forms.champs import ChampFichier
from candidats.imports.colonnes import COLONNES
from candidats.imports.entetes import Titre
from candidats.imports.lecture import Liste
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.types_fichiers import TABLEURS


class ClasseurForm(Formulaire):
    classeur = ChampFichier(
        label="Classeur", types=TABLEURS, help_text="Fichier .xlsx, .xls, .ods ou .csv, 10 Mo au plus."
    )


class FeuillesForm(Formulaire):
    """Which lists of a workbook are to be read; the hidden ones are offered, never chosen beforehand."""

    feuilles = forms.MultipleChoiceField(
        label="Feuilles à lire",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une feuille."},
    )

    def __init__(self, *args: Any, listes: Iterable[Liste], **options: Any) -> None:
        listes = tuple(listes)
        visibles = [liste.feuille for liste in listes if not liste.masquee]
        super().__init__(*args, initial={"feuilles": visibles}, use_required_attribute=False, **options)
        self.fields["feuilles"].choices = [
            (liste.feuille, f"{liste.feuille} : {liste.compte}{' (feuille masquée)' if liste.masquee else ''}")
            for liste in listes
        ]


class ColonnesForm(Formulaire):
    """One list per column of the workbook: the column of the portal it fills, or none."""

    def __init__(self, *args: Any, titres: Iterable[Titre], choix: dict[int, str], **options: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **options)
        possibles = [("", "— ne pas lire —"), *((colonne.cle, colonne.titre) for colonne in COLONNES)]
        for titre in titres:
            self.fields[f"c{titre.rang}"] = forms.ChoiceField(
                label=titre.texte,
                choices=possibles,
                required=False,
                initial=choix.get(titre.rang, ""),
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        prises: dict[str, str] = {}
        for nom, cle in propres.items():
            if cle and cle in prises:
                autre = self.fields[prises[cle]].label
                self.add_error(nom, f"« {autre} » remplit déjà cette colonne : une seule peut la remplir.")
            prises.setdefault(cle, nom)
        absentes = [colonne.titre for colonne in COLONNES if colonne.requise and colonne.cle not in prises]
        if absentes:
            noms = ", ".join(f"« {titre} »" for titre in absentes)
            self.add_error(None, f"Il manque encore : {noms}. Dites quelle colonne de votre classeur les porte.")
        return propres

    @property
    def choix(self) -> dict[int, str]:
        """Rank of the column of the workbook -> column of the portal, or nothing."""
        return {int(nom[1:]): cle for nom, cle in self.cleaned_data.items()}
