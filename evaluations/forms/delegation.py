"""Forms of a delegation, and of a sitting that a delegated OF proposes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from candidats.models import Inscription
from certif_portal.commun.champs import ChampDate, ChampHeure, ChampMotif
from certif_portal.commun.formulaires import Formulaire
from evaluations.forms.champs import champ_de_choix
from evaluations.models import Evaluateur


class DelegationForm(Formulaire):
    du = ChampDate("Du")
    au = ChampDate(
        "Au", required=False, help_text="Dernier jour ; sans date, jusqu’à ce que le responsable y mette fin."
    )
    motif = ChampMotif("Décision : ce qui est délégué, et pourquoi")
    evaluateurs = forms.ModelMultipleChoiceField(
        label="Évaluateurs que l’organisme peut proposer",
        queryset=Evaluateur.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        actifs = Evaluateur.objects.filter(actif=True).select_related("utilisateur").order_by("utilisateur__nom")
        champ_de_choix(self, "evaluateurs").queryset = actifs


class FinForm(Formulaire):
    au = ChampDate("Dernier jour de la délégation")
    motif = ChampMotif("Motif de la fin")


class PropositionForm(Formulaire):
    """A sitting as the OF asks for it."""

    date = ChampDate("Date")
    heure = ChampHeure(label="Heure", required=False)
    lieu = forms.CharField(label="Lieu", max_length=160)
    adresse = forms.CharField(label="Adresse", max_length=200, required=False)
    evaluateurs = forms.ModelMultipleChoiceField(
        label="Évaluateurs",
        queryset=Evaluateur.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Parmi ceux que le centre vous a ouverts.",
    )
    inscriptions = forms.ModelMultipleChoiceField(
        label="Candidats", queryset=Inscription.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, evaluateurs: QuerySet[Evaluateur], inscriptions: QuerySet[Inscription], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        champ_de_choix(self, "evaluateurs").queryset = evaluateurs.select_related("utilisateur")
        candidats = champ_de_choix(self, "inscriptions")
        candidats.queryset = inscriptions
        candidats.choices = list(_choix(inscriptions))


def _choix(inscriptions: Iterable[Inscription]) -> Iterable[tuple[int, str]]:
    for inscription in inscriptions:
        yield inscription.pk, f"{inscription.candidat} — {inscription.referentiel.intitule}"
