"""The public form: « Renseignez votre profil »."""

from typing import Any, ClassVar

from django import forms

from certif_portal.commun.champs import ChampSiret, ChampTelephone, ChampTexte
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.textes import nettoyer_texte
from evaluations.choix import Contact, OrigineEvaluateur
from evaluations.forms.champs import champ_de_choix
from evaluations.forms.evaluateur import ChoixCertifications
from referentiels.models import Certification

MUETS = ("adresse_web", "charte")


class CandidatureForm(Formulaire):
    de_soi: ClassVar = {
        "prenom": "given-name",
        "nom": "family-name",
        "courriel": "email",
        "telephone": "tel",
        "entreprise_nom": "organization",
        "fonction": "organization-title",
    }

    prenom = ChampTexte(label="Prénom", max_length=100)
    nom = ChampTexte(label="Nom", max_length=100)
    courriel = forms.EmailField(label="Votre courriel", help_text="Un lien y sera envoyé pour confirmer votre profil.")
    telephone = ChampTelephone("Votre téléphone", required=False)
    contact = forms.ChoiceField(label="Comment vous joindre", choices=Contact.choices, widget=forms.RadioSelect)
    entreprise_nom = ChampTexte(label="Votre entreprise", max_length=160)
    entreprise_siret = ChampSiret(
        "SIRET de l’entreprise", required=False, help_text="Pour vérifier que vous n’évaluez pas un proche collègue."
    )
    service = ChampTexte(label="Votre service", max_length=120, required=False)
    fonction = ChampTexte(label="Votre fonction", max_length=120)
    metier = ChampTexte(label="Votre métier", max_length=160, help_text="Celui que vous pourriez évaluer.")
    origine = forms.ChoiceField(label="Vous êtes", choices=OrigineEvaluateur.choices, widget=forms.RadioSelect)
    certifications = ChoixCertifications(
        label="Certifications que vous pourriez évaluer",
        queryset=Certification.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="Si vous les connaissez ; plusieurs choix possibles.",
    )
    region = ChampTexte(label="Région ou bassin d’emploi", max_length=80, required=False)
    disponibilite = ChampTexte(
        label="Vos disponibilités", max_length=200, required=False, help_text="« Le vendredi », « pas en août »."
    )
    message = forms.CharField(
        label="Votre message", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    charte = forms.BooleanField(
        label="J’accepte cette charte",
        error_messages={"required": "La charte est à accepter : elle fait la valeur d’une évaluation."},
    )
    # Left empty by people, who do not see it; filled by programs.
    adresse_web = forms.CharField(
        label="Laissez ce champ vide",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ_de_choix(self, "certifications").queryset = Certification.objects.order_by("type", "numero")

    def clean_message(self) -> str:
        return nettoyer_texte(self.cleaned_data["message"])

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("contact") == Contact.TELEPHONE and not donnees.get("telephone"):
            self.add_error("telephone", "Donnez le numéro où vous joindre.")
        return donnees

    @property
    def piege(self) -> bool:
        """The hidden field was filled: a program."""
        return bool(self.cleaned_data["adresse_web"])

    @property
    def donnees(self) -> dict[str, Any]:
        return {nom: dit for nom, dit in self.cleaned_data.items() if nom not in MUETS}
