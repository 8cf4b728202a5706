"""Forms of a delegation, and of a sitting that a delegated OF proposes."""

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from candidats.models import Inscription
from candidats.regles.projet import EVALUATION_ANNONCE, DelaisEvaluation
from certif_portal.commun.champs import ChampDate, ChampHeure, ChampMotif
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.typographie import date_longue
from evaluations.forms.champs import champ_de_choix
from evaluations.models import Evaluateur
from evaluations.queries.planification import Reperes, reperes


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
        self,
        *args: Any,
        evaluateurs: QuerySet[Evaluateur],
        inscriptions: QuerySet[Inscription],
        delais: DelaisEvaluation,
        le: datetime.date,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        annonce_des = date_longue(EVALUATION_ANNONCE.apres(le, mois=delais.annonce))
        self.fields["date"].help_text = f"Choisie aujourd’hui, une date est annoncée à temps à partir du {annonce_des}."
        champ_de_choix(self, "evaluateurs").queryset = evaluateurs.select_related("utilisateur")
        candidats = champ_de_choix(self, "inscriptions")
        candidats.queryset = inscriptions
        candidats.choices = [(lue.pk, _libelle(reperes(lue, delais, le), lue)) for lue in inscriptions]


def _libelle(ses_reperes: Reperes, inscription: Inscription) -> str:
    """Who, of what, and when their day should fall."""
    libelle = f"{ses_reperes.candidat} — {inscription.referentiel.intitule}"
    if ses_reperes.debut and ses_reperes.fin:
        libelle += f", à évaluer du {date_longue(ses_reperes.debut)} au {date_longue(ses_reperes.fin)}"
    return libelle + (f" (prévu le {date_longue(ses_reperes.prevue)})" if ses_reperes.prevue else "")
