"""The public form: a company or a candidate asks for a registration."""

from typing import Any, ClassVar

from django import forms

from candidats.choix import VOIES_D_UN_ORGANISME, Demandeur, Voie
from candidats.donnees import DonneesInscription
from candidats.forms.champs import (
    ChampNaissance,
    ChampNaissanceConfirmee,
    ChampNom,
    ChampPrenom,
    confirmation_montree,
    deplier_naissance,
    proposer_la_confirmation,
)
from candidats.models import DemandeInscription
from candidats.queries.catalogue import referentiels_ouverts
from candidats.regles.inscription import identite_mal_dite
from certif_portal.commun.champs import ChampSiret, ChampTelephone, ChampTexte
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.textes import nettoyer_texte


def _texte(champ: str, libelle: str, genre: type[ChampTexte] = ChampTexte, **options: Any) -> ChampTexte:
    longueur = DemandeInscription._meta.get_field(champ).max_length  # type: ignore[union-attr]
    return genre(label=libelle, max_length=longueur, **options)


class ChoixReferentiel(forms.ModelChoiceField):
    def label_from_instance(self, referentiel: Any) -> str:
        return f"{referentiel.certification.type} {referentiel.intitule} ({referentiel.certification.code})"


class DemandeForm(Formulaire):
    de_soi: ClassVar = {
        "courriel": "email",
        "telephone": "tel",
        "nom_naissance": "family-name",
        "prenom": "given-name",
        "raison_sociale": "organization",
    }

    demandeur = forms.ChoiceField(label="Vous êtes", choices=Demandeur.choices, widget=forms.RadioSelect)
    courriel = forms.EmailField(label="Votre courriel", help_text="Un lien y sera envoyé pour confirmer la demande.")
    telephone = ChampTelephone("Votre téléphone", required=False)
    nom_naissance = _texte("nom_naissance", "Nom de naissance", ChampNom)
    prenom = _texte("prenom", "Prénom", ChampPrenom)
    date_naissance = ChampNaissance()
    naissance_confirmee = ChampNaissanceConfirmee()
    referentiel = ChoixReferentiel(label="Certification visée", queryset=None, empty_label="Choisissez")
    voie = forms.ChoiceField(label="Voie", choices=[("", "Choisissez"), *VOIES_D_UN_ORGANISME])
    sans_accord = forms.BooleanField(
        label="Je m’inscris sans l’accord de mon employeur",
        required=False,
        help_text="Votre entreprise ne recevra rien du centre.",
    )
    raison_sociale = _texte("raison_sociale", "Entreprise", required=False)
    siret = ChampSiret("SIRET de l’entreprise", required=False)
    message = forms.CharField(
        label="Votre message",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="N’y écrivez rien de votre santé : un aménagement se demande plus tard, sans en dire la cause.",
    )
    # Left empty by people, who do not see it; filled by programs.
    adresse_web = forms.CharField(
        label="Laissez ce champ vide",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, le: Any, sans_formation: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.le = self.fields["date_naissance"].le = le
        if sans_formation:
            self.fields["voie"].choices = [("", "Choisissez"), *Voie.choices]
        self.fields["referentiel"].queryset = referentiels_ouverts(le)

    def clean_message(self) -> str:
        return nettoyer_texte(self.cleaned_data["message"])

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        deplier_naissance(propres)
        champs = ("nom_naissance", "prenom", "date_naissance", "naissance_precision", "naissance_confirmee")
        dites = DonneesInscription(**{c: propres[c] for c in champs if c in propres})
        constats = list(identite_mal_dite(dites, self.le))
        proposer_la_confirmation(self, propres, constats)
        for constat in constats:
            if constat.champ in self.fields and constat.champ not in self.errors:
                self.add_error(constat.champ, str(constat))
        entreprise = propres.get("demandeur") == Demandeur.ENTREPRISE
        if entreprise and not propres.get("raison_sociale"):
            self.add_error("raison_sociale", "Dites le nom de votre entreprise.")
        if entreprise and propres.get("sans_accord"):
            self.add_error("sans_accord", "Seul le candidat lui-même peut le demander.")
        return propres

    @property
    def piege(self) -> bool:
        """The hidden field was filled: a program."""
        return bool(self.cleaned_data["adresse_web"])

    @property
    def confirmation_montree(self) -> bool:
        return confirmation_montree(self)

    @property
    def donnees(self) -> dict[str, Any]:
        """What its author confirmed of their age is asked again of the staff, who see the identity paper."""
        return {nom: dit for nom, dit in self.cleaned_data.items() if nom not in ("adresse_web", "naissance_confirmee")}
