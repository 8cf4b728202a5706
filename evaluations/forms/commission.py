"""Forms of a sitting: parse and shape; the services decide."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.db.models import Q

from candidats.choix import NatureIncident
from certif_portal.commun.champs import (
    ChampDate,
    ChampFichier,
    ChampHeure,
    ChampMotif,
)
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.textes import nettoyer_texte
from evaluations.choix import NatureCommission
from evaluations.forms.champs import champ_de_choix
from evaluations.models import Commission, Evaluateur
from evaluations.queries.commission import A_VENIR, PERIODES, par_nom
from evaluations.queries.competence import CompetenceAttendue


def _libelle(evaluateur: Evaluateur) -> str:
    lieu = ", ".join(part for part in (evaluateur.entreprise_nom, evaluateur.service) if part)
    centre = " (représente le centre)" if evaluateur.represente_centre else ""
    return f"{evaluateur.utilisateur.nom.upper()} {evaluateur.utilisateur.prenom} — {lieu}{centre}"


class FiltreCommissionsForm:
    """The filters of the address; a value that is not offered is ignored."""

    periodes = PERIODES

    def __init__(self, adresse: Mapping[str, str]) -> None:
        periode = adresse.get("periode", "")
        self.periode = periode if periode in PERIODES else A_VENIR
        self.lieu = nettoyer_texte(adresse.get("lieu", ""))[:100]

    @property
    def actif(self) -> bool:
        return bool(self.lieu) or self.periode != A_VENIR


class CommissionForm(Formulaire):
    nature = forms.ChoiceField(label="Nature", choices=NatureCommission.choices, widget=forms.RadioSelect)
    date = ChampDate("Date")
    heure = ChampHeure(label="Heure", required=False)
    lieu = forms.CharField(
        label="Lieu", max_length=160, help_text="Entreprise, centre de formation ou autre lieu adapté."
    )
    adresse = forms.CharField(label="Adresse", max_length=200, required=False)
    evaluateurs = forms.ModelMultipleChoiceField(
        label="Évaluateurs",
        queryset=Evaluateur.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Vous pouvez compléter la liste plus tard, avant l’émargement.",
    )
    preside = forms.ModelChoiceField(
        label="Préside",
        queryset=Evaluateur.objects.none(),
        required=False,
        help_text="Commission de validation VAE seulement : le représentant du centre.",
    )

    def __init__(self, *args: Any, commission: Commission | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proposes = Q(actif=True)
        if commission is not None:
            del self.fields["nature"]
            proposes |= Q(pk__in=commission.membres.values("evaluateur"))
        evaluateurs = Evaluateur.objects.filter(proposes).select_related("utilisateur")
        lus = par_nom(evaluateurs)
        siegent, preside = champ_de_choix(self, "evaluateurs"), champ_de_choix(self, "preside")
        siegent.queryset, preside.queryset = evaluateurs, evaluateurs.filter(represente_centre=True)
        siegent.choices = [(lu.pk, _libelle(lu)) for lu in lus]
        preside.choices = [
            ("", "Personne"),
            *((lu.pk, _libelle(lu)) for lu in lus if lu.represente_centre),
        ]


class RetraitForm(Formulaire):
    """Why a candidate does not take their turn: absent, put off, or planned by mistake."""

    ERREUR = "erreur"

    nature = forms.ChoiceField(label="Pourquoi", widget=forms.RadioSelect)
    motif = ChampMotif()
    nouvelle_date = ChampDate(
        "Nouvelle date prévue",
        required=False,
        help_text="Pour une absence ou un report ; elle peut se fixer plus tard.",
    )

    def __init__(self, *args: Any, seance_passee: bool, planifiee: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix = [(NatureIncident.ABSENCE.value, "Le candidat n’est pas venu")] if seance_passee else []
        choix.append((NatureIncident.REPORT.value, "Son évaluation est reportée"))
        if planifiee:
            choix.append((self.ERREUR, "Il n’avait pas à être à cette séance"))
        cast(forms.ChoiceField, self.fields["nature"]).choices = choix


class PassageForm(Formulaire):
    heure = ChampHeure(label="Heure de passage", required=False)
    competences = forms.TypedMultipleChoiceField(
        label="Compétences évaluées à cette séance", coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, attendues: Sequence[CompetenceAttendue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.TypedMultipleChoiceField, self.fields["competences"]).choices = [
            (ligne.competence.pk, f"{ligne.numero}. {ligne.competence.intitule}") for ligne in attendues
        ]


class ScanForm(Formulaire):
    scan = ChampFichier(label="Feuille signée, numérisée", help_text="PDF ou image, 10 Mo au plus.")
