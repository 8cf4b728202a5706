"""Forms of the rectification of a closed jury."""

from typing import Any

from django import forms

from certif_portal.commun.champs import ChampFichier, ChampLong, ChampTexte
from certif_portal.commun.formulaires import Formulaire
from jurys.forms.certificat import NumerosForm
from jurys.models import Jury, Presentation
from jurys.queries.synthese import SyntheseAnonyme


class DecisionRectifieeForm(Formulaire):
    """Which competences the jury validated, of a candidate who is not admitted after all."""

    acquises = forms.TypedMultipleChoiceField(
        label="Compétences que le jury avait validées",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="Au moins une ne l’est pas.",
    )

    def __init__(self, *args: Any, synthese: SyntheseAnonyme, admis: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if admis:
            del self.fields["acquises"]
            return
        champ = self.fields["acquises"]
        competences = [competence for bloc in synthese.blocs for competence in bloc.competences]
        champ.choices = [(c.id, f"{c.numero}. {c.intitule}") for c in competences]
        champ.initial = list(synthese.maitrisees)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        return {"acquises": donnees.get("acquises")}


class MentionRectifieeForm(Formulaire):
    """What the PV says wrongly, beside what is right."""

    presentation = forms.ModelChoiceField(
        label="Candidat", queryset=Presentation.objects.none(), required=False, help_text="Vide : le jury lui-même."
    )
    sujet = ChampTexte(
        label="Ce qui est rectifié", max_length=160, help_text="« nom de naissance », « qualité d’un membre »…"
    )
    lu = ChampLong(label="Ce qui a été lu", max_length=500)
    juste = ChampLong(label="Ce qui est juste", max_length=500)

    def __init__(self, *args: Any, jury: Jury, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["presentation"]
        champ.queryset = jury.presentations.select_related("inscription__candidat", "inscription__referentiel")
        champ.label_from_instance = lambda presentation: str(presentation.inscription)


class RectificatifSigneForm(NumerosForm):
    """The signed PV, and the number of each certificate that it may deliver, where the national system gives them."""

    scan = ChampFichier(label="Document signé, numérisé", help_text="PDF ou image, 10 Mo au plus.")

    def clean(self) -> dict[str, Any]:
        scan = self.cleaned_data.get("scan")
        return {**super().clean(), "scan": scan}
