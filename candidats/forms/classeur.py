"""The upload of a workbook, and what its reader settles on screen."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from candidats.choix import Voie
from candidats.forms.champs import ChampFichier
from candidats.imports.cellules import CelluleRefusee, convertir
from candidats.imports.colonnes import (
    COLONNES,
    DE_L_ENTREPRISE,
    DU_BROUILLON,
    DU_TUTEUR,
    PAR_CLE,
    POUR_TOUTES,
    Colonne,
    Genre,
)
from candidats.imports.entetes import Titre
from candidats.imports.lecture import Liste
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.types_fichiers import TABLEURS

PAR_ENTREPRISE = frozenset({*DE_L_ENTREPRISE, *DU_TUTEUR})
NOMMENT_L_ENTREPRISE = frozenset({"entreprise_siret", "entreprise_raison_sociale"})
"""Where a column names the company of each, the rest of it is asked company by company, once the lines are read."""


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
    """One list per column of the workbook: the column of the portal it fills, or none; and, for those that no column
    fills, one value for every line. `listes`: what certifications and projets are picked from."""

    def __init__(
        self,
        *args: Any,
        titres: Iterable[Titre],
        choix: dict[int, str],
        valeurs: Mapping[str, str],
        listes: Mapping[str, list[str]],
        le: date,
        **options: Any,
    ) -> None:
        super().__init__(*args, use_required_attribute=False, **options)
        self.le = le
        possibles = [("", "— ne pas lire —"), *((colonne.cle, colonne.titre) for colonne in COLONNES)]
        for titre in titres:
            self.fields[f"c{titre.rang}"] = forms.ChoiceField(
                label=titre.texte,
                choices=possibles,
                required=False,
                initial=choix.get(titre.rang, ""),
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        prises = {self[nom].value() for nom in self.fields}
        for cle in POUR_TOUTES:
            if cle not in prises and not (cle in PAR_ENTREPRISE and prises & NOMMENT_L_ENTREPRISE):
                self.fields[f"v-{cle}"] = _valeur_commune(PAR_CLE[cle], valeurs.get(cle, ""), listes)

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        prises: dict[str, str] = {}
        for nom, cle in propres.items():
            if nom.startswith("v-"):
                self._lire(nom, cle)
                continue
            if cle and cle in prises:
                autre = self.fields[prises[cle]].label
                self.add_error(nom, f"« {autre} » remplit déjà cette colonne : une seule peut la remplir.")
            prises.setdefault(cle, nom)
        dites = {nom.removeprefix("v-") for nom, valeur in propres.items() if nom.startswith("v-") and valeur}
        absentes = [PAR_CLE[cle].titre for cle in PAR_CLE if cle in DU_BROUILLON and cle not in {*prises, *dites}]
        if absentes:
            noms = ", ".join(f"« {titre} »" for titre in absentes)
            suite = "Dites quelle colonne de votre classeur les porte, ou donnez leur valeur pour toutes les lignes."
            self.add_error(None, f"Il manque encore : {noms}. {suite}")
        return propres

    def _lire(self, nom: str, valeur: str) -> None:
        """A value for every line is read as a cell would be."""
        colonne = PAR_CLE[nom.removeprefix("v-")]
        if not valeur or colonne.genre in (Genre.CERTIFICATION, Genre.PROJET):
            return
        try:
            convertir(colonne, valeur, self.le)
        except CelluleRefusee as refus:
            self.add_error(nom, str(refus))

    def communes(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The values for every line, as they are shown: the training, then the company."""
        offertes = [cle for cle in POUR_TOUTES if f"v-{cle}" in self.fields]
        parcours = [self[f"v-{cle}"] for cle in offertes if cle not in PAR_ENTREPRISE]
        entreprise = [self[f"v-{cle}"] for cle in offertes if cle in PAR_ENTREPRISE]
        return [part for part in (("Parcours", parcours), ("Entreprise", entreprise)) if part[1]]

    @property
    def choix(self) -> dict[int, str]:
        """Rank of the column of the workbook -> column of the portal, or nothing."""
        return {int(nom[1:]): cle for nom, cle in self.cleaned_data.items() if not nom.startswith("v-")}

    @property
    def pour_toutes(self) -> dict[str, str]:
        """Column that the workbook lacks -> its value for every line."""
        return {nom[2:]: valeur for nom, valeur in self.cleaned_data.items() if nom.startswith("v-") and valeur}


def _valeur_commune(colonne: Colonne, valeur: str, listes: Mapping[str, list[str]]) -> forms.Field:
    options: dict[str, Any] = {"label": colonne.titre, "required": False, "initial": valeur}
    if colonne.cle in listes:
        choix = [(dite, dite) for dite in listes[colonne.cle]]
    elif colonne.choix:
        choix = list(colonne.choix)
        options["initial"] = valeur or (Voie.FORMATION if colonne.cle == "voie" else "")
    else:
        aide = "" if colonne.note == "Facultatif." else colonne.note
        return forms.CharField(**options, help_text=aide, max_length=colonne.longueur or 300)
    select = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(**options, choices=[("", "—"), *choix], widget=select)
