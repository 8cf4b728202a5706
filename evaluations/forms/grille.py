"""Forms of the tablet: one competence, the signature."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from certif_portal.commun.champs import (
    ChampLong,
    ChampSignature,
    ChampTexte,
)
from certif_portal.commun.formulaires import Formulaire
from evaluations.choix import ModaliteUtilisee
from evaluations.forms.champs import champ_de_choix
from evaluations.models import Passage
from evaluations.regles.grille import COMMENTAIRE_NON_MAITRISE, PHRASES, refus_de_ligne, reserve
from referentiels.models import ElementEvaluation


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
    confirme = forms.BooleanField(label="Nous confirmons cette décision.", required=False)

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
        self.criteres = list(criteres)
        self.reserve = ""
        self.fields["choix"].choices = [(valeur, valeur) for valeur in [*gardables, self.ENSEMBLE]]
        champ_de_choix(self, "criteres").queryset = ElementEvaluation.objects.filter(
            pk__in=[critere.pk for critere in self.criteres]
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
        if donnees.get("decision"):
            self._confronter(donnees)
        ecrit = any(donnees.get(nom) for nom in ("commentaire", "criteres", "modalites", "preuves"))
        if not donnees.get("decision") and ecrit:
            self.add_error("decision", PHRASES["decision"])
        return donnees

    def _confronter(self, donnees: dict[str, Any]) -> None:
        """The comment points at a criterion that is not met; what the ticks or the comment deny is asked."""
        maitrisee, commentaire = donnees["decision"] == "oui", donnees.get("commentaire", "")
        coches = {critere.pk for critere in donnees.get("criteres", ())}
        atteints = [critere.texte for critere in self.criteres if critere.pk in coches]
        non_coches = [critere.texte for critere in self.criteres if critere.pk not in coches]
        if refus := refus_de_ligne(maitrisee, commentaire, non_coches):
            self.add_error("commentaire", f"{refus} {COMMENTAIRE_NON_MAITRISE.citation()}")
        else:
            self.reserve = reserve(maitrisee, commentaire, atteints, non_coches)
            if self.reserve and not donnees.get("confirme"):
                self.add_error("confirme", f"{self.reserve} {PHRASES['confirmer']}")


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
    trace = ChampSignature()
    sans_trace = ChampTexte(label="Je signe sans tracer, parce que", required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if "trace" in donnees and not donnees["trace"] and not donnees.get("sans_trace"):
            self.add_error("sans_trace", "Signez dans le cadre, ou dites pourquoi vous signez sans tracer.")
        return donnees
