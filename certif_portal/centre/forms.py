"""Forms of the settings."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms

from certif_portal.centre.models import DelegationSignature, ParametresCentre, Tarif, UsageForfait
from certif_portal.centre.services import CHAMPS, TAILLE_IMAGE
from certif_portal.commun.champs import ChampDate, ChampFichier, ChampLong
from certif_portal.commun.fichiers import JPEG, PNG
from certif_portal.commun.formulaires import Formulaire, FormulaireModele


class ParametresForm(FormulaireModele):
    class Meta:
        model = ParametresCentre
        fields = CHAMPS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.form_show_non_field_errors = False
        self.helper.layout = Layout(
            *self.champ_version,
            Fieldset(
                "Le centre",
                Row(Column("nom"), Column("nom_court")),
                "adresse",
                Row(Column("code_postal"), Column("ville")),
                Row(Column("telephone"), Column("courriel"), Column("departements")),
            ),
            Fieldset(
                "Signataires",
                Row(Column("president_nom"), Column("president_qualite")),
                "referent_nom",
            ),
            Fieldset(
                "Documents",
                "entete_cqpm",
                "entete_bdc",
                Row(Column("prefixe_certificat"), Column("lieu_jury")),
                "numeros_nationaux",
                "signature_certificat",
                "passeport_lien",
            ),
            Fieldset(
                "Jurys",
                Row(Column("jurys_an"), Column("inscription_jury_mois")),
                Row(Column("cprefp_courriel"), Column("cprefp_copie")),
                "cprefp_adresse",
            ),
            Fieldset(
                "Usages du centre",
                Row(Column("inscription_jours"), Column("livret_mois"), Column("certificats_mois")),
                "livret_premier_tiers",
                Row(
                    Column("livret_nom"),
                    Column("rapport_jours"),
                    Column("rapport_lien_jours"),
                    Column("vae_demandes_an"),
                ),
                "projet_exige",
                "sans_formation",
                "purge_seuil",
                Row(Column("avis_jours"), Column("avis_lien_jours"), Column("observations_jours")),
                Row(Column("evaluation_annonce_mois"), Column("evaluation_fin_mois")),
                "evaluateurs_minimum",
                "alsace_moselle",
                "journal_courriel",
                "reconversion_code",
                "blocs_cqpm_delivres",
            ),
            Fieldset("Le candidat", "confirmation_etat_civil", "notice_rgpd"),
        )


class DelegationForm(FormulaireModele):
    class Meta:
        model = DelegationSignature
        fields = ("objet", "nom", "qualite", "debut", "fin")
        field_classes = dict.fromkeys(("debut", "fin"), ChampDate)
        help_texts = {
            "qualite": "Pour les lettres : « le référent du dispositif de certifications », par exemple.",
            "fin": "Facultatif : sans date, la délégation court toujours.",
        }


class ImageForm(Formulaire):
    """Empty, the picture is taken away."""

    image = ChampFichier(
        label="Image",
        types=(PNG, JPEG),
        required=False,
        help_text=f"PNG ou JPEG, {TAILLE_IMAGE // 1024} Ko au plus. Sans fichier, l’image est retirée.",
    )


class VersoForm(Formulaire):
    texte = ChampLong(
        "Texte du verso",
        lignes=16,
        max_length=4000,
        required=False,
        help_text="Une ligne vide sépare deux paragraphes. Vide : le verso est blanc.",
    )


class TarifForm(Formulaire):
    """Not a ModelForm: the same day may be said again."""

    nature = Tarif._meta.get_field("nature").formfield()
    montant = forms.DecimalField(label="Montant en euros", min_value=0, max_digits=8, decimal_places=2)
    debut = ChampDate("À compter du")


class UsageForfaitForm(Formulaire):
    debut = ChampDate("À compter du")
    fait = UsageForfait._meta.get_field("fait").formfield()
    cqpi_inclus = UsageForfait._meta.get_field("cqpi_inclus").formfield()
    blocs = UsageForfait._meta.get_field("blocs").formfield()
