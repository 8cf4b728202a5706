"""The forms of a VAE: its file, its admissibility, its livret 2."""

from typing import Any

from django import forms

from candidats.forms.champs import ChampFichier
from certif_portal.commun.champs import ChampDate, ChampMotif, ChampTexte
from certif_portal.commun.formulaires import Formulaire


class InstructionVAEForm(Formulaire):
    fichier = ChampFichier(
        label="Dossier de recevabilité (CERFA)", required=False, help_text="PDF, JPEG ou PNG, 10 Mo au plus."
    )
    accueil_le = ChampDate("Accueil du candidat le", required=False)
    accueil_collectif = forms.BooleanField(
        label="Accueil collectif en entreprise : pas d’accueil individuel",
        required=False,
        help_text="VAE de branche seulement.",
    )
    accompagnement = ChampTexte(
        label="Accompagnement assuré par",
        max_length=160,
        required=False,
        help_text="Facultatif, à la demande du candidat.",
    )


class RecevabiliteForm(Formulaire):
    recevable = forms.TypedChoiceField(
        label="Décision",
        choices=[("oui", "Recevable"), ("non", "Non recevable : l’inscription est close")],
        coerce=lambda valeur: valeur == "oui",
        widget=forms.RadioSelect,
    )
    motif = ChampMotif(
        required=False,
        help_text="Attendu pour un refus, et pour dire l’expérience d’une VAE de branche ; il est écrit au candidat.",
    )

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        if propres.get("recevable") is False and not propres.get("motif"):
            self.add_error("motif", "Un refus se motive.")
        return propres


class Livret2Form(Formulaire):
    le = ChampDate("Déposé le")
    fichier = ChampFichier(label="Livret 2", help_text="PDF, JPEG ou PNG, 10 Mo au plus. Il remplace le précédent.")
