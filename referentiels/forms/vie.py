"""The decisions of the GTP on a certification: in force, suppressed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from certif_portal.commun.champs import ChampDate, ChampLong
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.typographie import date_longue
from referentiels import regles
from referentiels.choix import MotifSuppression


def faire_relire(form: forms.Form, a_relire: Sequence[dict[str, str]]) -> None:
    """A tick, where the reading of the document changed or left out some texts: it lists them."""
    if a_relire:
        dits = " · ".join(f"{doute['ou']} : {doute['quoi']}" for doute in a_relire)
        form.fields["textes_relus"] = forms.BooleanField(
            label="J’ai comparé au document les textes que sa lecture a changés ou écartés", help_text=dits
        )


class PublicationForm(Formulaire):
    date_gtp = ChampDate("Décision du GTP « Certifications » du", help_text="La version s’applique dès ce jour.")

    def __init__(self, *args: Any, le: date, a_relire: Sequence[dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.le = le
        faire_relire(self, a_relire)

    def clean_date_gtp(self) -> date:
        valeur: date = self.cleaned_data["date_gtp"]
        if not regles.est_applicable(valeur, self.le):
            raise forms.ValidationError(f"La décision du {date_longue(valeur)} est à venir : attendez ce jour.")
        return valeur


class SuppressionForm(Formulaire):
    le = ChampDate("Décision du GTP « Certifications » du")
    motif = forms.ChoiceField(label="Motif", choices=MotifSuppression.choices, widget=forms.RadioSelect)
    texte = ChampLong("Motivation", help_text="En quelques phrases : ce que les entreprises attendent, ou l’usage.")


class CertificationForm(Formulaire):
    secteur = forms.CharField(
        label="Secteur d’activités", max_length=200, required=False, help_text="La recherche lit ces mots."
    )
