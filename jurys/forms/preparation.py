"""Forms of what precedes a jury: the unions, the dates of a year, the letter to the CPREFP."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from certif_portal.commun.champs import ChampDate, ChampFichier, ChampHeure, ChampLong, ChampTexte
from certif_portal.commun.formulaires import Formulaire, FormulaireModele
from jurys.choix import IssueDemande
from jurys.forms.jury import ConvocationForm, JourForm
from jurys.models import Jury, OrganisationSyndicale
from jurys.queries.ecrans import DemandeLue, demandes_de
from jurys.services.designation import Reponse


class DemandeForm(JourForm):
    """How and when the unions were asked."""

    canal = ConvocationForm.base_fields["canal"]
    preuve = ChampFichier(
        label="Preuve de l’envoi", required=False, help_text="Attendue quand les demandes sont déjà parties."
    )
    field_order = ["canal", "le", "preuve"]


class ReponsesForm(Formulaire):
    """What each union asked answered, on one page: `issue_12`, `le_12`, `texte_12` of request 12."""

    def __init__(self, *args: Any, objet: Jury, demandes: list[DemandeLue], le: date, **kwargs: Any) -> None:
        super().__init__(*args, objet=objet, **kwargs)
        self.jury, self.demandes = objet, demandes
        for demande in demandes:
            qui, pk = demande.sigle, demande.demande_id
            choix = [("", "Attendue"), *IssueDemande.choices]
            self.fields[f"issue_{pk}"] = forms.ChoiceField(
                label=f"Réponse, {qui}",
                choices=choix,
                required=False,
                initial=demande.issue,
                widget=forms.Select(attrs={"class": "form-select"}),
            )
            self.fields[f"le_{pk}"] = ChampDate(
                f"Date de la réponse, {qui}", required=False, initial=demande.repondue_le or le
            )
            self.fields[f"texte_{pk}"] = ChampTexte(
                label=f"Précisions, {qui}", required=False, max_length=500, initial=demande.reponse
            )
            for nom in ("le", "texte"):
                self.fields[f"{nom}_{pk}"].widget.attrs["class"] = "form-control"

    def a_change(self) -> bool:
        return [demande for demande in demandes_de(self.jury) if demande.demande_id] != self.demandes

    def lignes(self) -> list[tuple[DemandeLue, list[tuple[str, forms.BoundField]]]]:
        """Each request with its three fields, for the table."""
        noms = {"issue": "Réponse", "le": "Le", "texte": "Précisions"}
        return [
            (demande, [(titre, self[f"{nom}_{demande.demande_id}"]) for nom, titre in noms.items()])
            for demande in self.demandes
        ]

    def reponses(self) -> list[Reponse]:
        lus = self.cleaned_data
        pks = [demande.demande_id for demande in self.demandes if demande.demande_id]
        return [Reponse(pk, lus[f"issue_{pk}"], lus[f"le_{pk}"], lus[f"texte_{pk}"]) for pk in pks]


class OrganisationForm(FormulaireModele):
    class Meta:
        model = OrganisationSyndicale
        fields = ("sigle", "nom", "courriel", "adresse", "debut", "fin")
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {"debut": ChampDate, "fin": ChampDate}
        widgets: ClassVar[dict[str, forms.Widget]] = {"adresse": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar[dict[str, str]] = {
            "adresse": "Imprimée sur les lettres, sous le nom : une ligne chacune.",
            "fin": "Vide tant que l’organisation est représentative.",
        }


class DatePrevueForm(Formulaire):
    """One date of the year: proposed, kept or changed, or left out."""

    retenue = forms.BooleanField(label="Retenue", required=False)
    date_jury = ChampDate("Date")
    heure = ChampHeure(label="Heure", required=False)
    lieu = forms.CharField(label="Lieu", max_length=120)

    def __init__(self, *args: Any, annee: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.annee = annee
        self.fields["retenue"].widget.attrs["class"] = "form-check-input case"
        for champ in ("date_jury", "heure", "lieu"):
            self.fields[champ].widget.attrs["class"] = "form-control"

    def clean_date_jury(self) -> Any:
        jour = self.cleaned_data["date_jury"]
        if jour.year != self.annee:
            raise ValidationError(f"Une date de {self.annee} est attendue.")
        return jour


class InformationForm(Formulaire):
    """The letter to the CPREFP, read again before it leaves."""

    adresse = ChampLong("Nom et adresse postale", lignes=3, max_length=300)
    courriel = forms.EmailField(label="Courriel du secrétariat", required=False)
    copie = forms.EmailField(label="Copie à la commission infrarégionale", required=False)
    objet = ChampTexte(label="Objet", max_length=200)
    corps = ChampLong("Texte", lignes=20, help_text="Une ligne vide sépare deux paragraphes.")
