"""A registration that stops, or an evaluation put off."""

from django import forms

from candidats.choix import NatureIncident
from candidats.forms.champs import ChampDate
from certif_portal.commun.formulaires import Formulaire


class SortieForm(Formulaire):
    """Abandonment or withdrawal, with its own day."""

    nature = forms.ChoiceField(
        label="Ce qui s’est passé",
        choices=[(nature.value, nature.label) for nature in (NatureIncident.ABANDON, NatureIncident.DESISTEMENT)],
        widget=forms.RadioSelect,
        help_text="Un désistement précède le début du parcours, un abandon l’interrompt.",
    )
    le = ChampDate(label="Date")
    motif = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)


class ReportForm(Formulaire):
    nouvelle_date = ChampDate(label="Nouvelle date prévue")
    motif = forms.CharField(label="Motif du report", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
