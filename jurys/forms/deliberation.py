"""Forms of the deliberation: who is there, what is found conform, what is decided."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from certif_portal.commun.champs import ChampMotif
from certif_portal.commun.formulaires import Formulaire
from jurys.choix import College
from jurys.models import ConstatConformite, MembreJury
from jurys.regles.conformite import Element
from jurys.regles.deliberation import DECISION_CHANGEE
from jurys.services.deliberation import Vote


class PresentsForm(Formulaire):
    presents = forms.ModelMultipleChoiceField(
        label="Présents", queryset=MembreJury.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    motif = ChampMotif(
        "Pourquoi la délibération est saisie un autre jour que le sien",
        lignes=2,
        required=False,
        help_text="Annexé aux procès-verbaux. Un jury qui n’a pas eu lieu s’annule.",
    )

    def __init__(self, *args: Any, membres: list[MembreJury], en_retard: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not en_retard:
            del self.fields["motif"]
        champ = self.fields["presents"]
        champ.queryset = MembreJury.objects.filter(pk__in=[membre.pk for membre in membres])
        champ.choices = [(membre.pk, _presentation(membre)) for membre in membres]
        champ.initial = [membre.pk for membre in membres]


def _presentation(membre: MembreJury) -> str:
    role = "préside" if membre.preside else membre.get_college_display().lower()
    mandat = f", {membre.organisation.sigle}" if membre.organisation else ""
    return f"{membre.nom.upper()} {membre.prenom} ({role}{mandat})"


class ConfirmationForm(Formulaire):
    """The rows that the page listed, and no others."""

    cles = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20_000)


class DecisionForm(Formulaire):
    """`decision` is checked by the service: it names the rule when the value is another."""

    decision = forms.CharField(max_length=10)
    bloc = forms.IntegerField(required=False)
    motif = ChampMotif(required=False)
    acquises = forms.TypedMultipleChoiceField(required=False, coerce=int)
    voix_pour = forms.IntegerField(required=False, min_value=0, max_value=50)
    voix_contre = forms.IntegerField(required=False, min_value=0, max_value=50)
    competences = forms.BooleanField(required=False)

    def __init__(self, *args: Any, visees: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acquises"].choices = [(competence, str(competence)) for competence in visees]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if (donnees.get("voix_pour") is None) != (donnees.get("voix_contre") is None):
            raise ValidationError("Un vote compte les voix pour et les voix contre.")
        return donnees

    def acquises_lues(self) -> list[int] | None:
        """What the panel ticked, for NA only; None when the decision follows the commission."""
        lues = self.cleaned_data
        return lues["acquises"] if lues["competences"] and lues["decision"] == "NA" else None

    def acquises_envoyees(self) -> list[int] | None:
        """What was ticked, even of a form that is refused; None when the boxes were not shown."""
        if not self.data.get("competences"):
            return None
        connues = {str(competence) for competence, _ in self.fields["acquises"].choices}
        return [int(valeur) for valeur in self.data.getlist("acquises") if valeur in connues]

    def garde(self) -> dict[str, Any]:
        """The reason and the votes, to be given back."""
        vote = self.vote()
        return {
            "motif": self.cleaned_data.get("motif", self.data.get("motif", "")),
            "voix": [vote.pour, vote.contre] if vote else None,
        }

    def vote(self) -> Vote | None:
        pour, contre = self.cleaned_data.get("voix_pour"), self.cleaned_data.get("voix_contre")
        return None if pour is None or contre is None else Vote(pour, contre)


class ClotureForm(Formulaire):
    """Nothing to type; what is sealed is what was shown: the decisions, and the reserves open, which are confirmed."""

    decisions = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    reserves = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    confirmees = forms.BooleanField(label="Clore avec ces réserves")

    def __init__(self, *args: Any, ouvertes: int, decisions: str, **kwargs: Any) -> None:
        self.montrees = {"reserves": ouvertes, "decisions": decisions}
        super().__init__(*args, initial=self.montrees, **kwargs)
        if not ouvertes:
            del self.fields["confirmees"]

    def clean(self) -> dict[str, Any]:
        """Refused, the page is shown again as it now is: one more click seals that. What was ticked for other reserves
        or other decisions is to be ticked again, and a decision that changed is said whatever else is wrong."""
        donnees = super().clean()
        envoyees = QueryDict(mutable=True)
        envoyees.update(self.data)
        if any(envoyees.get(champ) not in (None, "", str(valeur)) for champ, valeur in self.montrees.items()):
            envoyees.pop("confirmees", None)
        if envoyees.get("decisions", "") not in ("", self.montrees["decisions"]):
            self.add_error(None, DECISION_CHANGEE)
        for champ, valeur in self.montrees.items():
            envoyees[champ] = str(valeur)
        self.data = envoyees
        return donnees

    def clean_reserves(self) -> int:
        return self.cleaned_data["reserves"] or 0


class ConformiteForm(Formulaire):
    """One field an item of the checklist: empty, it was found conform."""

    constate_par = forms.ModelChoiceField(label="Constaté par", queryset=MembreJury.objects.none())

    def __init__(
        self,
        *args: Any,
        elements: list[Element],
        membres: list[MembreJury],
        constat: ConstatConformite | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        presents = [membre for membre in membres if membre.present and membre.college != College.INVITE]
        president = next((membre.pk for membre in presents if membre.preside), None)
        self.fields["constate_par"].queryset = MembreJury.objects.filter(pk__in=[membre.pk for membre in presents])
        self.fields["constate_par"].initial = constat.constate_par_id if constat else president
        for element in elements:
            self.fields[f"reserve_{element.code}"] = forms.CharField(
                label=element.enonce,
                required=False,
                max_length=1000,
                initial=constat.reserves.get(element.code, "") if constat else "",
                widget=forms.TextInput(attrs={"placeholder": "conforme"}),
                help_text=str(element.source),
            )

    def reserves(self) -> dict[str, str]:
        prefixe = "reserve_"
        return {
            nom.removeprefix(prefixe): valeur for nom, valeur in self.cleaned_data.items() if nom.startswith(prefixe)
        }
