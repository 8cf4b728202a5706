"""The fiche of annexe 3 and the programme of annexe 4, lines added without JavaScript."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.forms import BaseFormSet

from certif_portal.commun.champs import ChampLong
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.tables import FormulaireTables
from referentiels.queries.parcours import ParcoursLu
from referentiels.services.parcours import DomaineSaisi, ModuleSaisi, ParcoursSaisi

HEURES_MAXIMUM, MOIS_MAXIMUM = 10_000, 120
LIGNES_VIDES = 3


def champ_heures(libelle: str) -> forms.IntegerField:
    return forms.IntegerField(label=libelle, min_value=1, max_value=HEURES_MAXIMUM)


class DomaineForm(Formulaire):
    domaine = forms.CharField(label="Domaine", max_length=200)
    competences = ChampLong("Compétences finales visées", lignes=2)
    contenus = ChampLong("Contenus", lignes=2)
    heures = champ_heures("Heures")
    intervenants = forms.CharField(label="Intervenants", max_length=300)


class ModuleForm(Formulaire):
    phase = forms.CharField(label="Phase", max_length=100)
    intitule = forms.CharField(label="Module", max_length=200)
    objectifs = ChampLong("Objectifs détaillés", lignes=2)
    heures = champ_heures("Heures")
    externe = forms.BooleanField(label="Formation externe", required=False)
    organisme = forms.CharField(label="Organisme de formation", max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("externe") and not donnees.get("organisme"):
            self.add_error("organisme", "L’organisme d’une formation externe est attendu.")
        return donnees


DomaineFormSet = forms.formset_factory(DomaineForm, extra=LIGNES_VIDES, max_num=60, absolute_max=80, can_delete=True)
ModuleFormSet = forms.formset_factory(ModuleForm, extra=LIGNES_VIDES, max_num=60, absolute_max=80, can_delete=True)


class FicheParcoursForm(FormulaireTables):
    """The fiche, with its two tables."""

    intitule = forms.CharField(label="Intitulé du parcours", max_length=255)
    societe = forms.CharField(label="Société", max_length=200)
    adresse = forms.CharField(label="Adresse", max_length=300)
    public = ChampLong("Public visé", lignes=2, help_text="Catégories de poste ou d’emploi concernées.")
    heures = champ_heures("Durée en heures")
    mois = forms.IntegerField(label="Sur combien de mois", min_value=1, max_value=MOIS_MAXIMUM)
    attestation = ChampLong(
        "Attestation des acquis", lignes=2, help_text="L’attestation remise au salarié à l’issue du parcours."
    )
    programme = forms.CharField(label="Titre du programme de formation", max_length=255, required=False)
    formsets = {"domaines": ("Domaines", DomaineFormSet), "modules": ("Programme de formation", ModuleFormSet)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            *self.champ_version,
            "intitule",
            Row(Column("societe"), Column("adresse")),
            "public",
            Row(Column("heures"), Column("mois")),
            "attestation",
            "programme",
        )

    @property
    def lignes_domaines(self) -> BaseFormSet:
        return self.table("domaines")

    @property
    def lignes_modules(self) -> BaseFormSet:
        return self.table("modules")

    @property
    def saisi(self) -> ParcoursSaisi:
        domaines = tuple(DomaineSaisi(**ligne) for ligne in self.lignes("domaines"))
        modules = tuple(ModuleSaisi(**ligne) for ligne in self.lignes("modules"))
        return ParcoursSaisi(**self.cleaned_data, domaines=domaines, modules=modules)


def fiche_initiale(lu: ParcoursLu | None) -> dict[str, Any]:
    if lu is None:
        return {}
    tables = FicheParcoursForm.formsets.keys()
    noms = [nom for nom in FicheParcoursForm.base_fields if nom not in ("intitule", *tables)]
    return {"intitule": lu.referentiel.intitule} | {nom: getattr(lu.fiche, nom) for nom in noms}


def tables_lues(lu: ParcoursLu | None) -> dict[str, list[dict[str, Any]]]:
    """The lines of annexes 3 and 4, as they are recorded."""
    if lu is None:
        return {}
    return {"domaines": _initiaux(DomaineForm, lu.domaines), "modules": _initiaux(ModuleForm, lu.modules)}


def _initiaux(formulaire: type[forms.Form], lignes: Any) -> list[dict[str, Any]]:
    return [{nom: getattr(ligne, nom) for nom in formulaire.base_fields} for ligne in lignes]
