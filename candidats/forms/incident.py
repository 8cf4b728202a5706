"""A registration that stops, or an evaluation put off."""

from django import forms

from candidats.choix import NatureIncident
from certif_portal.commun.champs import ChampDate, ChampMotif
from certif_portal.commun.formulaires import Formulaire


class SortieForm(Formulaire):
    """Abandonment or withdrawal, with its own day."""

    nature = forms.TypedChoiceField(
        coerce=NatureIncident,
        label="Ce qui s’est passé",
        choices=[(nature.value, nature.label) for nature in (NatureIncident.ABANDON, NatureIncident.DESISTEMENT)],
        widget=forms.RadioSelect,
        help_text="Un désistement précède le début du parcours, un abandon l’interrompt.",
    )
    le = ChampDate("Date")
    motif = ChampMotif()


class ReportForm(Formulaire):
    nouvelle_date = ChampDate("Nouvelle date prévue")
    motif = ChampMotif("Motif du report")
