"""Forms of an evaluator."""

from collections.abc import Mapping
from typing import Any

from django import forms

from certif_portal.commun.champs import (
    ChampDate,
    ChampFichier,
    ChampLong,
    ChampSiret,
    ChampTelephone,
)
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.textes import nettoyer_texte
from certif_portal.commun.types_fichiers import TABLEURS
from evaluations.choix import Contact, OrigineEvaluateur
from evaluations.forms.champs import champ_de_choix
from evaluations.queries.commission import certifications_evaluees
from evaluations.services.evaluateur import Situation
from referentiels.models import Certification


class ChoixCertifications(forms.ModelMultipleChoiceField):
    def label_from_instance(self, certification: Any) -> str:
        return str(certification)


class SituationForm(Formulaire):
    entreprise_nom = forms.CharField(label="Entreprise", max_length=160)
    entreprise_siret = ChampSiret(
        "SIRET de l’entreprise", required=False, help_text="14 chiffres ; sert aux règles d’indépendance."
    )
    service = forms.CharField(label="Service", max_length=120, required=False)
    fonction = forms.CharField(label="Fonction", max_length=120, required=False)
    telephone = ChampTelephone(required=False)
    contact = forms.ChoiceField(
        label="Comment le joindre", choices=Contact.choices, initial=Contact.INDIFFERENT, required=False
    )
    metier = forms.CharField(label="Métier", max_length=160, required=False)
    certifications = ChoixCertifications(
        label="Certifications qu’il peut évaluer",
        queryset=Certification.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="Plusieurs choix possibles. Sans choix, le portail le propose sans savoir s’il convient.",
    )
    region = forms.CharField(label="Région ou bassin d’emploi", max_length=80, required=False)
    disponibilite = forms.CharField(
        label="Disponibilités", max_length=200, required=False, help_text="« Le vendredi », « pas en août »."
    )
    origine = forms.ChoiceField(
        label="D’où il vient", choices=[("", "Non précisé"), *OrigineEvaluateur.choices], required=False
    )
    formations = ChampLong("Formations d’évaluateur suivies", required=False, lignes=3)
    represente_centre = forms.BooleanField(
        label="Représente le centre de certification",
        required=False,
        help_text="Peut présider une commission de validation VAE.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ_de_choix(self, "certifications").queryset = Certification.objects.order_by("type", "numero")

    def clean_contact(self) -> str:
        return self.cleaned_data["contact"] or Contact.INDIFFERENT

    def situation(self) -> Situation:
        dites = {champ: self.cleaned_data[champ] for champ in SituationForm.base_fields}
        return Situation(**dites | {"certifications": tuple(dites["certifications"])})


class FiltreEvaluateursForm:
    """The filters of the address; a value that is not offered is ignored."""

    origines = OrigineEvaluateur.choices

    def __init__(self, adresse: Mapping[str, str]) -> None:
        self.q = nettoyer_texte(adresse.get("q", ""))[:100]
        origine, choisie = adresse.get("origine", ""), adresse.get("certification", "")
        self.origine = origine if origine in OrigineEvaluateur else ""
        self.certifications = [(str(lue.pk), str(lue)) for lue in certifications_evaluees()]
        self.certification = choisie if choisie in dict(self.certifications) else ""

    @property
    def actif(self) -> bool:
        return bool(self.q or self.origine or self.certification)


class ListeForm(Formulaire):
    liste = ChampFichier(label="Votre liste", types=TABLEURS, help_text="Excel, LibreOffice ou texte séparé (.csv).")


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
