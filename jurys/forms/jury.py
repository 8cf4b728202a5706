"""Forms of the jury: parse and shape; the services decide."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.http import QueryDict

from certif_portal.commun.champs import ChampDate, ChampFichier, ChampHeure, ChampLong, ChampMotif, ChampTexte
from certif_portal.commun.formulaires import Formulaire, MotifForm
from certif_portal.commun.textes import nettoyer_texte
from certif_portal.commun.typographie import heure
from jurys.choix import CanalConvocation, College, EtatJury
from jurys.models import Jury, OrganisationSyndicale, PersonneJury
from jurys.queries.anonymat import Commentaire
from jurys.queries.gtp import ASigner
from jurys.regles.cprefp import JuryDit
from jurys.regles.delai import ACCES_JURE
from jurys.services.composition import DonneesMembre
from jurys.services.convocation import Convocation

NUMERO = RegexValidator(r"^\d{4}-\d{1,3}$", "Écrivez l’année et le rang du jury, par exemple 2026-4.")
ANNEES = (2000, 2100)


class FiltreJurysForm:
    """The filters of the address; a value that is not offered is ignored."""

    etats = EtatJury.choices

    def __init__(self, adresse: Mapping[str, str]) -> None:
        self.etat = adresse.get("etat", "") if adresse.get("etat") in EtatJury.values else ""
        self.lieu = nettoyer_texte(adresse.get("lieu", ""))[:100]

    @property
    def actif(self) -> bool:
        return any((self.etat, self.lieu))


class JuryForm(Formulaire):
    numero = forms.CharField(
        label="Numéro", max_length=10, validators=[NUMERO], help_text="Année et rang : les codes anonymes en dérivent."
    )
    date_jury = ChampDate("Date")
    heure = ChampHeure(label="Heure", required=False)
    lieu = forms.CharField(label="Lieu", max_length=120, help_text="Imprimé sur les certificats : « Fait à … ».")

    def clean_numero(self) -> str:
        numero: str = self.cleaned_data["numero"]
        if Jury.objects.filter(numero=numero).exists():
            raise ValidationError(f"Un jury porte déjà le numéro {numero}.")
        return numero

    def clean_date_jury(self) -> Any:
        jour = self.cleaned_data["date_jury"]
        if not ANNEES[0] <= jour.year <= ANNEES[1]:
            raise ValidationError(f"Année lue : {jour.year}. Une année entre {ANNEES[0]} et {ANNEES[1]} est attendue.")
        return jour


class JuryModifierForm(JuryForm):
    """The number stays: the anonymous codes derive from it. A change that somebody must be told of is confirmed."""

    numero = None
    confirme = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, jury: Jury, prevenus: list[str], **kwargs: Any) -> None:
        super().__init__(*args, objet=jury, **kwargs)
        self.jury, self.prevenus = jury, prevenus

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        confirme = donnees.pop("confirme", False)
        seulement_montre = "apercu" in self.data  # the page then says who is told: nothing is recorded
        if self.errors or confirme or seulement_montre or not self.prevenus:
            return donnees
        apres = JuryDit("", donnees["date_jury"].isoformat(), _heure(donnees["heure"]), donnees["lieu"], False, ())
        avant = JuryDit("", self.jury.date.isoformat(), _heure(self.jury.heure), self.jury.lieu, False, ())
        if avant != apres:
            envoyees = QueryDict(mutable=True)
            envoyees.update(self.data)
            envoyees["confirme"] = "on"
            self.data = envoyees  # what is shown again is what was sent, and one more click confirms it
            dit = f"Avant : {avant.quand}. Après : {apres.quand}. {' '.join(self.prevenus)}"
            raise ValidationError(f"{dit} Enregistrez de nouveau pour confirmer.")
        return donnees


def _heure(valeur: Any) -> str:
    return heure(valeur) if valeur else ""


class JourForm(Formulaire):
    """The day of an act that somebody records."""

    le = ChampDate("Date")

    def __init__(self, *args: Any, libelle: str = "", maximum: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.maximum = maximum
        if libelle:
            self.fields["le"].label = libelle

    def clean_le(self) -> Any:
        le = self.cleaned_data["le"]
        if self.maximum and le > self.maximum:
            raise ValidationError("Cette date n’est pas encore venue.")
        return le


class ConvocationForm(JourForm):
    """How and when the members were convened."""

    canal = forms.ChoiceField(
        label="Comment", choices=CanalConvocation.choices, widget=forms.RadioSelect, initial=CanalConvocation.PORTAIL
    )
    preuve = ChampFichier(
        label="Preuve de l’envoi",
        required=False,
        help_text="Attendue quand la convocation est déjà partie : courriel envoyé, bordereau, reçus. PDF ou image.",
    )
    motif = ChampMotif(
        "Si elle est partie après la limite, pourquoi",
        lignes=2,
        required=False,
        help_text="Un responsable seul l’admet ; son motif est annexé aux procès-verbaux et dit au GTP.",
    )
    field_order = ["canal", "le", "preuve", "motif"]

    def convocation(self) -> Convocation:
        lus = self.cleaned_data
        return Convocation(canal=lus["canal"], preuve=lus["preuve"] or None, motif=lus["motif"])


class RemplacementForm(MotifForm):
    scan = ChampFichier(label="Le bon document signé, numérisé", help_text="PDF ou image, 10 Mo au plus.")
    field_order = ["scan", "motif"]


class EnvoiLettresForm(Formulaire):
    """Nothing to type: as many letters leave as were announced."""

    attendues = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class LettreForm(Formulaire):
    """A letter read again before it leaves."""

    adresse = ChampLong("Nom et adresse postale", lignes=3, help_text="Une ligne chacun, comme sur l’enveloppe.")
    courriel = forms.EmailField(label="Courriel", required=False, help_text="Vide : la lettre ne part que sur papier.")
    objet = ChampTexte(label="Objet", max_length=200)
    corps = ChampLong("Texte", lignes=22, help_text="Une ligne vide sépare deux paragraphes.")


class MembreForm(Formulaire):
    college = forms.ChoiceField(label="Délégation", choices=College.choices, widget=forms.RadioSelect)
    prenom = forms.CharField(label="Prénom", max_length=100)
    nom = forms.CharField(label="Nom", max_length=100)
    courriel = forms.EmailField(
        label="Courriel", required=False, help_text="Pour la convocation et l’accès au portail."
    )
    organisation = forms.ModelChoiceField(
        label="Organisation syndicale",
        queryset=OrganisationSyndicale.objects.none(),
        required=False,
        help_text="Délégation syndicale : l’organisation qui mandate.",
    )
    entreprise = forms.CharField(label="Entreprise", max_length=160, required=False)
    qualite = forms.CharField(label="Qualité", max_length=120, required=False)
    qualification = forms.CharField(
        label="Ce qui qualifie cette personne",
        max_length=200,
        required=False,
        help_text="Connaissance du dispositif, métier exercé. Elle n’est pas forcément du métier certifié.",
    )
    salarie_branche = forms.TypedChoiceField(
        label="Salarié d’une entreprise de la métallurgie",
        choices=[("", "Pas encore demandé"), ("oui", "Oui"), ("non", "Non")],
        coerce=lambda valeur: valeur == "oui",
        empty_value=None,
        required=False,
    )
    travail_temporaire = forms.BooleanField(
        label="De la branche du travail temporaire (membre supplémentaire)", required=False
    )
    preside = forms.BooleanField(label="Préside le jury", required=False)
    suppleant = forms.BooleanField(
        label="Suppléant", required=False, help_text="Désigné aussi, pour siéger à la place d’un titulaire."
    )
    ouvrir_acces = forms.BooleanField(
        label=f"Ouvrir un accès au portail, jusqu’à {ACCES_JURE.en_lettres} après le jury", required=False
    )

    def __init__(self, *args: Any, jury: Jury, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = OrganisationSyndicale.objects.representatives_le(jury.date)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        syndical = donnees.get("college") == College.SYNDICAL
        if syndical and not donnees.get("organisation") and not donnees.get("travail_temporaire"):
            self.add_error("organisation", "Un membre de la délégation syndicale est mandaté par une organisation.")
        if not syndical:
            donnees["organisation"] = None
        if donnees.get("ouvrir_acces") and not donnees.get("courriel"):
            self.add_error("courriel", "Une adresse est attendue pour ouvrir l’accès au portail.")
        return donnees

    def donnees(self) -> DonneesMembre:
        return DonneesMembre(**self.cleaned_data)


class ChoixMembresForm(Formulaire):
    """Members picked in the directory."""

    personnes = forms.ModelMultipleChoiceField(
        label="À désigner",
        queryset=PersonneJury.objects.filter(retiree_le__isnull=True),
        error_messages={"required": "Choisissez au moins une personne."},
    )
    preside = forms.ModelChoiceField(
        label="Préside",
        queryset=PersonneJury.objects.filter(retiree_le__isnull=True, college=College.PATRONAL),
        required=False,
    )
    ouvrir_acces = forms.BooleanField(
        label=f"Ouvrir à ceux qui ont une adresse un accès au portail, jusqu’à {ACCES_JURE.en_lettres} après le jury",
        required=False,
    )


class RelectureForm(Formulaire):
    """Which words of a comment are hidden from the jury; none is an answer."""

    masques = forms.MultipleChoiceField(
        label="Mots à masquer", required=False, widget=forms.CheckboxSelectMultiple, choices=[]
    )
    autres = forms.CharField(
        label="Autres mots à masquer",
        required=False,
        max_length=400,
        help_text="Tels qu’ils sont écrits, séparés par des points-virgules.",
    )

    def __init__(self, *args: Any, commentaire: Commentaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proposes = dict.fromkeys([*commentaire.doutes, *commentaire.masques_choisis])
        self.fields["masques"].choices = [(mot, mot) for mot in proposes]
        self.fields["masques"].initial = commentaire.masques_choisis if commentaire.relecture else commentaire.doutes

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        autres = [mot.strip() for mot in donnees.pop("autres", "").split(";") if mot.strip()]
        return {**donnees, "masques": [*donnees.get("masques", []), *autres]}


class SignesForm(Formulaire):
    """One field a document awaited; those not signed yet stay empty."""

    def __init__(self, *args: Any, attendus: list[ASigner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for attendu in attendus:
            self.fields[attendu.cle] = ChampFichier(label=attendu.titre, required=False)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if self.fields and not self.errors and not any(donnees.values()):
            raise ValidationError("Aucun document choisi : déposez au moins l’un de ceux qui sont signés.")
        return donnees

    def fichiers(self) -> dict[str, Any]:
        return {cle: fichier for cle, fichier in self.cleaned_data.items() if fichier}


class ScanForm(Formulaire):
    scan = ChampFichier(label="Document signé, numérisé", help_text="PDF ou image, 10 Mo au plus.")
