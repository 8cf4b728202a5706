"""Forms of the accesses. Passwords are taken as typed: never cleaned, never trimmed."""

from datetime import date
from typing import Any

from django import forms

from certif_portal.commun.champs import ChampDate, ChampMotif
from certif_portal.commun.formulaires import Formulaire
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.regles import EQUIPE
from certif_portal.comptes.services import verifier_mot_de_passe


class AcceptationForm(forms.Form):
    """A password is optional: without one, the person logs in by mailed code."""

    mot_de_passe = forms.CharField(
        label="Mot de passe (facultatif)",
        required=False,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="15 caractères au moins, par exemple une phrase ; ni votre nom, ni votre adresse, ni des mots de ce "
        "portail seuls. Laissé vide : un code vous est envoyé à chaque connexion.",
    )
    confirmation = forms.CharField(
        label="Le même, une seconde fois",
        required=False,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, compte: Utilisateur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.compte = compte
        if compte.is_active:
            del self.fields["mot_de_passe"], self.fields["confirmation"]

    def clean_mot_de_passe(self) -> str:
        mot_de_passe = self.cleaned_data["mot_de_passe"]
        if mot_de_passe:
            verifier_mot_de_passe(mot_de_passe, self.compte)
        return mot_de_passe

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if "mot_de_passe" in donnees and donnees["mot_de_passe"] != donnees.get("confirmation"):
            self.add_error("confirmation", "Les deux saisies diffèrent.")
        return donnees


class InvitationEquipeForm(Formulaire):
    """A member of the centre's own team."""

    prenom = forms.CharField(label="Prénom", max_length=100)
    nom = forms.CharField(label="Nom", max_length=100)
    courriel = forms.EmailField(label="Adresse électronique", max_length=254)
    role = forms.ChoiceField(label="Rôle", choices=[(role.value, role.label) for role in Role if role in EQUIPE])
    fin_acces = ChampDate(
        "Accès ouvert jusqu’au",
        required=False,
        help_text="Facultatif : sans date, l’accès dure jusqu’à son retrait.",
    )

    def __init__(self, *args: Any, le: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.le = le

    def clean_fin_acces(self) -> date | None:
        fin = self.cleaned_data["fin_acces"]
        if fin and fin < self.le:
            raise forms.ValidationError("Cette date est passée.")
        return fin


class RetraitFacteurForm(Formulaire):
    """Whoever lost their second factor, and how the centre made sure that it is them who ask."""

    courriel = forms.EmailField(label="Adresse du compte", max_length=254)
    motif = ChampMotif()
