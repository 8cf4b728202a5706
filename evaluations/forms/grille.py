"""Forms of the tablet: independence, one competence, the signature."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from certif_portal.commun.champs import (
    ChampLong,
    ChampMotif,
)
from certif_portal.commun.formulaires import Formulaire
from evaluations.choix import ModaliteUtilisee
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
    """The line of one competence. `decision` may stay empty: moving on without judging is allowed.

    `choix`: what the commission keeps when several had written, asked as long as the line is to be settled; the values
    are those of `valeurs_a_trancher`, or what the form itself says.
    """

    ENSEMBLE = "ensemble"
    decision = forms.ChoiceField(choices=[("oui", "Maîtrisée"), ("non", "Pas maîtrisée")], required=False)
    criteres = forms.ModelMultipleChoiceField(queryset=ElementEvaluation.objects.none(), required=False)
    commentaire = ChampLong(required=False, lignes=3)
    passage = forms.ModelChoiceField(label="Séance", queryset=Passage.objects.none(), empty_label=None)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    choix = forms.ChoiceField(required=False)
    modalites = forms.MultipleChoiceField(choices=ModaliteUtilisee.choices, required=False)
    preuves = ChampLong(required=False, lignes=2)

    def __init__(
        self,
        *args: Any,
        criteres: Iterable[ElementEvaluation],
        passages: Sequence[Passage],
        gardables: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.gardables = gardables
        self.fields["choix"].choices = [(valeur, valeur) for valeur in [*gardables, self.ENSEMBLE]]
        champ_de_choix(self, "criteres").queryset = ElementEvaluation.objects.filter(
            pk__in=[critere.pk for critere in criteres]
        )
        champ_de_choix(self, "passage").queryset = Passage.objects.filter(
            pk__in=[passage.pk for passage in passages]
        ).select_related("commission")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("choix") in self.gardables:
            return donnees
        if self.gardables and not donnees.get("choix"):
            self.add_error("choix", "Dites laquelle de ces saisies la commission garde, ou rédigez-la ensemble.")
        if donnees.get("decision") == "non" and not commentaire_suffisant(False, donnees.get("commentaire", "")):
            self.add_error(
                "commentaire", f"Dites quel critère n’est pas atteint. {COMMENTAIRE_NON_MAITRISE.citation()}"
            )
        ecrit = any(donnees.get(nom) for nom in ("commentaire", "criteres", "modalites", "preuves"))
        if not donnees.get("decision") and ecrit:
            self.add_error("decision", "Choisissez : maîtrisée, ou pas maîtrisée en toute autonomie.")
        return donnees


class ValidationForm(Formulaire):
    """What the interview and the situation of a VAE showed."""

    entretien = ChampLong("Entretien avec le candidat", lignes=6, required=False)
    mise_en_situation = ChampLong(
        "Mise en situation professionnelle", lignes=4, required=False, help_text="S’il y en a eu une."
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class SignatureForm(Formulaire):
    empreinte = forms.CharField(max_length=64, widget=forms.HiddenInput)
    relu = forms.BooleanField(label="J’ai relu cette grille et je la signe sous mon nom.")
