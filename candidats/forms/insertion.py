"""The survey as certified people see it."""

from typing import Any

from django import forms

from candidats.choix import ContratInsertion, SalaireInsertion, SituationInsertion, StatutInsertion
from certif_portal.commun.formulaires import Formulaire

NON_DIT = ("", "Je préfère ne pas le dire")


class EnqueteForm(Formulaire):
    situation = forms.ChoiceField(
        label="Aujourd’hui, vous êtes…",
        choices=SituationInsertion.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la situation la plus proche de la vôtre."},
    )
    metier_vise = forms.TypedChoiceField(
        label="Cet emploi est-il dans le métier de la certification ?",
        choices=[("oui", "Oui"), ("non", "Non")],
        coerce=lambda valeur: valeur == "oui",
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
    )
    contrat = forms.ChoiceField(label="Votre contrat", choices=[NON_DIT, *ContratInsertion.choices], required=False)
    poste = forms.CharField(label="L’intitulé de votre poste", max_length=120, required=False)
    statut = forms.ChoiceField(label="Votre statut", choices=[NON_DIT, *StatutInsertion.choices], required=False)
    salaire = forms.ChoiceField(
        label="Votre salaire brut mensuel", choices=[NON_DIT, *SalaireInsertion.choices], required=False
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("situation") == SituationInsertion.EMPLOI and donnees.get("metier_vise") is None:
            self.add_error("metier_vise", "Dites si cet emploi est dans le métier de la certification.")
        return donnees
