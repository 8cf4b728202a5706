"""The forms of what happens on the way: incidents, acquis, activity report, VAE."""

from collections.abc import Sequence
from typing import Any

from django import forms

from candidats.choix import NatureIncident, NatureRetour
from candidats.forms.champs import ChampFichier
from candidats.queries.acquis import LigneReprise
from certif_portal.commun.champs import ChampDate, ChampMotif, ChampTexte
from certif_portal.commun.formulaires import Formulaire, MotifForm
from certif_portal.commun.typographie import date_longue


class RenvoiLivretForm(MotifForm):
    """What kind of defect, then what is to be mended."""

    nature = forms.ChoiceField(
        label="Ce qui ne va pas", choices=NatureRetour.choices, initial=NatureRetour.INCORRECT, widget=forms.RadioSelect
    )
    field_order = ("nature", "motif")


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


class ReprisesForm(Formulaire):
    """The competences taken over from an earlier jury: those it declared acquired are proposed, and ticked."""

    competences = forms.TypedMultipleChoiceField(
        label="Compétences reprises", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, lignes: Sequence[LigneReprise], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["competences"].choices = [
            (ligne.pk, f"{ligne.numerotee.numero}. {ligne.numerotee.competence.intitule} — {_duree(ligne)}")
            for ligne in lignes
            if ligne.acquis
        ]


def _duree(ligne: LigneReprise) -> str:
    acquis = ligne.acquis
    if acquis is None:
        return ""
    if acquis.expire_le is None:
        return f"certifiée le {date_longue(acquis.acquis_le)}"
    return f"acquise le {date_longue(acquis.acquis_le)}, jusqu’au {date_longue(acquis.expire_le)}"


class RapportForm(Formulaire):
    fichier = ChampFichier(
        label="Rapport d’activités", help_text="PDF, JPEG ou PNG, 10 Mo au plus. Il remplace le précédent."
    )


class InstructionVAEForm(Formulaire):
    fichier = ChampFichier(
        label="Dossier de recevabilité (CERFA 12818*02)", required=False, help_text="PDF, JPEG ou PNG, 10 Mo au plus."
    )
    accueil_le = ChampDate("Accueil du candidat le", required=False)
    accueil_collectif = forms.BooleanField(
        label="Accueil collectif en entreprise : pas d’accueil individuel", required=False,
        help_text="VAE de branche seulement.",
    )  # fmt: skip
    accompagnement = ChampTexte(
        label="Accompagnement assuré par",
        max_length=160,
        required=False,
        help_text="Facultatif, à la demande du candidat.",
    )


class Livret2Form(Formulaire):
    le = ChampDate("Déposé le")
    fichier = ChampFichier(label="Livret 2", help_text="PDF, JPEG ou PNG, 10 Mo au plus. Il remplace le précédent.")
