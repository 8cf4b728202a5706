"""Forms of an evaluator."""

from django import forms

from certif_portal.commun.champs import (
    ChampDate,
    ChampSiret,
    ChampTelephone,
)
from certif_portal.commun.formulaires import Formulaire
from evaluations.services.evaluateur import Situation


class SituationForm(Formulaire):
    entreprise_nom = forms.CharField(label="Entreprise", max_length=160)
    entreprise_siret = ChampSiret(
        "SIRET de l’entreprise", required=False, help_text="14 chiffres ; sert aux règles d’indépendance."
    )
    service = forms.CharField(label="Service", max_length=120, required=False)
    fonction = forms.CharField(label="Fonction", max_length=120, required=False)
    telephone = ChampTelephone(required=False)
    represente_centre = forms.BooleanField(
        label="Représente le centre de certification",
        required=False,
        help_text="Peut présider une commission de validation VAE.",
    )

    def situation(self) -> Situation:
        return Situation(**{champ: self.cleaned_data[champ] for champ in SituationForm.base_fields})


class InvitationEvaluateurForm(SituationForm):
    prenom = forms.CharField(label="Prénom", max_length=100)
    nom = forms.CharField(label="Nom", max_length=100)
    courriel = forms.EmailField(label="Adresse électronique", help_text="L’invitation y est envoyée.")
    fin_acces = ChampDate("Accès ouvert jusqu’au", required=False)

    field_order = ["prenom", "nom", "courriel"]


class EvaluateurForm(SituationForm):
    actif = forms.BooleanField(
        label="Proposé pour les commissions", required=False, help_text="Décoché, il n’est plus proposé."
    )
