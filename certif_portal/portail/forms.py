"""Forms of the portal's own screens."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from candidats.choix import DecisionSuite
from certif_portal.commun.champs import ChampDate, ChampLong, ChampMotif, ChampTexte
from certif_portal.commun.choix import Cadence
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.typographie import typographier
from certif_portal.portail.choix import OBLIGATOIRES, NatureCourriel
from certif_portal.portail.indicateurs import ANNEES
from certif_portal.portail.queries.journal import NATURES
from certif_portal.portail.queries.liste import LISTES
from evaluations.models import Commission
from habilitations.models import OrganismeFormation


class VueForm(Formulaire):
    """The name of a saved view, and whether the menu opens it."""

    nom = forms.CharField(label="Nom de la vue", max_length=60)
    par_defaut = forms.BooleanField(label="Ouvrir cette vue depuis le menu", required=False)


class NouvelleVueForm(VueForm):
    """Sent by the list itself, with its address."""

    page = forms.ChoiceField(choices=list(LISTES.items()), widget=forms.HiddenInput)
    requete = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput)


class JournalForm(Formulaire):
    """What is looked for in the journal; days included."""

    du = ChampDate("Du", required=False)
    au = ChampDate("Au", required=False)
    qui = ChampTexte(label="Qui", required=False, max_length=100)
    mots = ChampTexte(label="Mots de la phrase", required=False, max_length=100)
    nature = forms.ChoiceField(label="Quoi", required=False, choices=[("", "Tout"), *NATURES.items()])
    dossier = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        lues = super().clean() or {}
        if lues.get("du") and lues.get("au") and lues["au"] < lues["du"]:
            self.add_error("au", "La fin de la période précède son début.")
        return lues


class RenvoiForm(Formulaire):
    """Where a mail that did not arrive is sent again."""

    adresse = forms.EmailField(
        label="Adresse", max_length=254, help_text="Corrigez-la si le serveur du destinataire l’a refusée."
    )


class CourrielForm(Formulaire):
    """A mail that is held, reworded before it leaves."""

    destinataire = forms.EmailField(label="Destinataire", max_length=254)
    objet = forms.CharField(label="Objet", max_length=200, help_text="Aucun nom de candidat dans un objet.")
    texte = ChampLong("Texte", lignes=14, max_length=20000)


class SuspensionForm(Formulaire):
    """Until when a file's reminders are held, and why."""

    jusqu_au = ChampDate("Jusqu’au", help_text="Ce jour compris ; les relances reprennent d’elles-mêmes le lendemain.")
    motif = ChampMotif()


class GelForm(Formulaire):
    """Why nothing of a file may go."""

    motif = ChampMotif()


class ArchiveForm(Formulaire):
    """The certificates delivered between two days."""

    du = ChampDate("Délivrés du")
    au = ChampDate("Au", help_text="Ce jour compris.")

    def clean(self) -> dict[str, Any]:
        lues = super().clean() or {}
        if lues.get("du") and lues.get("au") and lues["au"] < lues["du"]:
            self.add_error("au", "La fin de la période précède son début.")
        return lues


class PreferencesForm(Formulaire):
    """How to receive each kind of mail; those that may not be refused are shown shut, with the reason."""

    def __init__(self, *args: Any, natures: Sequence[NatureCourriel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nature in natures:
            raison = OBLIGATOIRES.get(nature, "")
            self.fields[nature.value] = forms.ChoiceField(
                label=typographier(str(nature.label)),
                choices=Cadence.choices,
                initial=Cadence.AU_FIL,
                required=not raison,
                disabled=bool(raison),
                help_text=typographier(raison),
            )


class CommissionForm(Formulaire):
    """Which sitting the chosen candidates join."""

    commission = forms.ModelChoiceField(
        Commission.objects.none(),
        label="Commission",
        empty_label="Choisissez une commission",
        error_messages={"required": "Choisissez la commission."},
    )

    def __init__(self, *args: Any, commissions: QuerySet[Commission], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["commission"]
        if isinstance(champ, forms.ModelChoiceField):
            champ.queryset = commissions


class SuiteForm(Formulaire):
    """What becomes of one running registration of an OF suspended or withdrawn."""

    decision = forms.TypedChoiceField(
        label="Décision", choices=DecisionSuite.choices, coerce=DecisionSuite, widget=forms.RadioSelect
    )
    repreneur = forms.ModelChoiceField(
        OrganismeFormation.objects.none(),
        label="Organisme qui reprend",
        required=False,
        empty_label="Aucun",
        help_text="Attendu pour une reprise : un organisme habilité aujourd’hui.",
    )
    motif = ChampMotif(
        help_text="Écrit à l’organisme, et gardé au dossier du candidat.",
    )

    def __init__(self, *args: Any, repreneurs: QuerySet[OrganismeFormation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["repreneur"].queryset = repreneurs

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        reprise = propres.get("decision") == DecisionSuite.REPRISE
        if reprise and not propres.get("repreneur") and "repreneur" not in self.errors:
            self.add_error("repreneur", "Choisissez l’organisme qui reprend le parcours.")
        if not reprise:
            propres["repreneur"] = None
        return propres


class RapportForm(Formulaire):
    """Which finished year, and why again."""

    annee = forms.TypedChoiceField(label="Année", coerce=int)
    motif = ChampMotif(
        label="Pourquoi il est refait", required=False, help_text="Seulement si un rapport de cette année existe déjà."
    )

    def __init__(self, *args: Any, derniere: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        annees = range(derniere, derniere - ANNEES, -1)
        self.fields["annee"].choices = [(annee, str(annee)) for annee in annees]
