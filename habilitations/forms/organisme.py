"""Forms of the OF: its fiche, its accreditation, its users."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms

from certif_portal.commun.champs import ChampCodePostal, ChampDate, ChampFichier, ChampMotif, ChampNDA, ChampSiret
from certif_portal.commun.fichiers import PDF
from certif_portal.commun.formulaires import Formulaire, FormulaireModele
from certif_portal.commun.typographie import date_longue
from habilitations import regles
from habilitations.models import ContactOrganisme, Habilitation, OrganismeFormation, SiteOrganisme
from habilitations.services.organisme import CHAMPS


class OrganismeForm(FormulaireModele):
    siret = ChampSiret(help_text="14 chiffres : un organisme, un SIRET.")
    nda = ChampNDA(required=False)
    code_postal = ChampCodePostal(required=False)
    qualiopi_fin = ChampDate("Qualiopi valable jusqu’au", required=False)

    class Meta:
        model = OrganismeFormation
        fields = CHAMPS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.form_show_non_field_errors = False
        self.helper.layout = Layout(
            *self.champ_version,
            Fieldset("Identité", "nom", Row(Column("siret"), Column("nda"))),
            Fieldset("Adresse", "adresse", Row(Column("code_postal"), Column("ville"))),
            Fieldset("Contact", Row(Column("courriel"), Column("telephone"))),
            Fieldset("Responsable", Row(Column("responsable_nom"), Column("responsable_qualite"))),
            Fieldset("Qualiopi, pour information", Row(Column("qualiopi_numero"), Column("qualiopi_fin"))),
        )


class HabilitationForm(Formulaire):
    date_effet = ChampDate("Date d’effet", help_text="Le premier jour couvert, écrit sur l’acte.")
    autre_centre = forms.CharField(
        label="Donnée par un autre centre",
        max_length=120,
        required=False,
        help_text="Son nom, si ce n’est pas le nôtre : l’habilitation vaut sur tout le territoire, sa preuve est à "
        "joindre.",
    )
    acte = ChampFichier(
        types=(PDF,),
        label="Acte signé",
        required=False,
        help_text="Un PDF de 10 Mo au plus ; facultatif, sauf pour une habilitation donnée par un autre centre.",
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("autre_centre") and "acte" in donnees and not donnees["acte"]:
            self.add_error("acte", regles.HABILITATION_AILLEURS.citation())
        return donnees

    def clean_date_effet(self) -> date:
        effet = self.cleaned_data["date_effet"]
        if not 2000 <= effet.year <= 2100:
            raise forms.ValidationError(f"L’année {effet.year} n’est pas celle d’un acte d’habilitation.")
        return effet


class SiteForm(FormulaireModele):
    code_postal = ChampCodePostal()

    class Meta:
        model = SiteOrganisme
        fields = ("nom", "adresse", "code_postal", "ville")


class ContactForm(FormulaireModele):
    class Meta:
        model = ContactOrganisme
        fields = ("nom", "fonction", "courriel", "telephone")


class RetraitHabilitationForm(Formulaire):
    le = ChampDate("Retirée à compter du", help_text="Ce jour-là n’est plus couvert.")
    motif = ChampMotif()

    def __init__(self, *args: Any, habilitation: Habilitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.habilitation = habilitation

    def clean_le(self) -> date:
        le, habilitation = self.cleaned_data["le"], self.habilitation
        if not habilitation.date_effet <= le <= habilitation.date_fin:
            debut, fin = date_longue(habilitation.date_effet), date_longue(habilitation.date_fin)
            raise forms.ValidationError(f"Une date entre le {debut} et le {fin} est attendue.")
        return le


class MembreForm(Formulaire):
    prenom = forms.CharField(label="Prénom", max_length=100)
    nom = forms.CharField(label="Nom", max_length=100)
    courriel = forms.EmailField(label="Adresse électronique", max_length=254)
    gestionnaire = forms.BooleanField(
        label="Gère les accès de l’organisme",
        required=False,
        help_text="Peut inviter d’autres utilisateurs et en retirer.",
    )
    fin_acces = ChampDate(
        "Accès ouvert jusqu’au", required=False, help_text="Facultatif : sans date, jusqu’au retrait."
    )

    def __init__(self, *args: Any, le: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.le = le

    def clean_fin_acces(self) -> date | None:
        fin = self.cleaned_data["fin_acces"]
        if fin and fin < self.le:
            raise forms.ValidationError("Cette date est passée.")
        return fin
