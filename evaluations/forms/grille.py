"""Forms of the tablet: independence, one competence, the signature."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from certif_portal.commun.champs import (
    ChampLong,
    ChampMotif,
)
from certif_portal.commun.formulaires import Formulaire
from evaluations.forms.champs import champ_de_choix
from evaluations.models import Passage
from evaluations.regles.grille import COMMENTAIRE_NON_MAITRISE, commentaire_suffisant
from referentiels.models import ElementEvaluation


class IndependanceForm(Formulaire):
    lien = forms.TypedChoiceField(
        label="Votre déclaration",
        coerce=lambda valeur: valeur == "oui",
        choices=[("non", "Je n’ai aucun lien avec ce candidat"), ("oui", "J’ai un lien avec ce candidat")],
        widget=forms.RadioSelect,
    )
    precision = ChampMotif("Quel lien ?", required=False)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("lien") and not donnees.get("precision"):
            self.add_error("precision", "Dites quel lien : le centre en a besoin pour vous remplacer.")
        return donnees


class AppreciationForm(Formulaire):
    """The line of one competence. `decision` may stay empty: moving on without judging is allowed."""

    decision = forms.ChoiceField(choices=[("oui", "Maîtrisée"), ("non", "Pas maîtrisée")], required=False)
    criteres = forms.ModelMultipleChoiceField(queryset=ElementEvaluation.objects.none(), required=False)
    commentaire = ChampLong(required=False, lignes=3)
    passage = forms.ModelChoiceField(label="Séance", queryset=Passage.objects.none(), empty_label=None)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, criteres: Iterable[ElementEvaluation], passages: Sequence[Passage], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        champ_de_choix(self, "criteres").queryset = ElementEvaluation.objects.filter(
            pk__in=[critere.pk for critere in criteres]
        )
        champ_de_choix(self, "passage").queryset = Passage.objects.filter(
            pk__in=[passage.pk for passage in passages]
        ).select_related("commission")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("decision") == "non" and not commentaire_suffisant(False, donnees.get("commentaire", "")):
            self.add_error(
                "commentaire", f"Dites quel critère n’est pas atteint. {COMMENTAIRE_NON_MAITRISE.citation()}"
            )
        if not donnees.get("decision") and (donnees.get("commentaire") or donnees.get("criteres")):
            self.add_error("decision", "Choisissez : maîtrisée, ou pas maîtrisée en toute autonomie.")
        return donnees


class SignatureForm(Formulaire):
    empreinte = forms.CharField(max_length=64, widget=forms.HiddenInput)
    relu = forms.BooleanField(label="J’ai relu cette grille et je la signe sous mon nom.")
