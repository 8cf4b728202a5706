"""The decisions of the GTP on a certification: in force, suppressed."""

from datetime import date
from typing import Any

from django import forms

from certif_portal.commun.champs import ChampDate, ChampLong
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.typographie import date_longue
from referentiels import regles
from referentiels.choix import MotifSuppression


class PublicationForm(Formulaire):
    date_gtp = ChampDate("Décision du GTP « Certifications » du", help_text="La version s’applique dès ce jour.")

    def __init__(self, *args: Any, le: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.le = le

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
