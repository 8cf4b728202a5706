"""Fiches of the répertoires, codes of the blocs, CQPI twins."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms

from certif_portal.commun.champs import ChampDate, ChampFichier, ChampMotif
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.types_fichiers import ARCHIVE, CSV
from referentiels.choix import TypeCertification
from referentiels.models import Bloc, Certification, Enregistrement
from referentiels.numeros import lire_fiche


class EnregistrementForm(Formulaire):
    code = forms.CharField(label="Fiche", max_length=20, help_text="Par exemple RNCP40664 ou RS6717.")
    date_enregistrement = ChampDate("Enregistrée le")
    date_fin = ChampDate("Fin d’enregistrement", required=False)
    date_limite_delivrance = ChampDate("Dernière délivrance", required=False)
    renouvelle = forms.ModelChoiceField(
        label="Renouvelle la fiche",
        queryset=Enregistrement.objects.none(),
        required=False,
        empty_label="Aucune",
        help_text="Un renouvellement porte un autre numéro ; l’ancienne fiche reste dans l’historique.",
    )

    motif = ChampMotif(
        "Motif de la correction", required=False, help_text="Attendu si cette fiche est déjà enregistrée."
    )

    def __init__(self, *args: Any, certification: Certification, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["renouvelle"].queryset = certification.enregistrements.all()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Row(Column("code"), Column("renouvelle")),
            Row(Column("date_enregistrement"), Column("date_fin"), Column("date_limite_delivrance")),
            "motif",
        )

    def clean_code(self) -> str:
        fiche = lire_fiche(self.cleaned_data["code"])
        if fiche is None:
            raise forms.ValidationError("Une fiche du répertoire est attendue : « RNCP40664 » ou « RS6717 ».")
        return fiche


class CodesBlocsForm(Formulaire):
    """One field per bloc of the certification."""

    def __init__(self, *args: Any, blocs: Iterable[tuple[Bloc, str]], codes: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.blocs = {f"bloc_{bloc.pk}": bloc for bloc, _ in blocs}
        for bloc, intitule in blocs:
            self.fields[f"bloc_{bloc.pk}"] = forms.CharField(
                label=f"{bloc.numero} {intitule}", max_length=24, required=False, initial=codes.get(bloc.pk, "")
            )

    @property
    def codes(self) -> dict[Bloc, str]:
        return {bloc: self.cleaned_data.get(champ, "") for champ, bloc in self.blocs.items()}


class EquivalenceForm(Formulaire):
    cqpi = forms.ModelChoiceField(label="CQPI", queryset=Certification.objects.none())
    debut = ChampDate("Équivalents depuis le")
    fin = ChampDate("Jusqu’au", required=False, help_text="À laisser vide tant que le CQPM est sur la liste.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cqpi"].queryset = Certification.objects.filter(type=TypeCertification.CQPI)


class RepriseForm(Formulaire):
    """`fichier`: the archive is heavier than what people deposit."""

    fichier = ChampFichier(
        label="Fichier de France compétences",
        types=(ARCHIVE, CSV),
        maximum=100 * 1024 * 1024,
        help_text="L’export du RNCP et du RS tel que data.gouv.fr le publie : l’archive .zip (XML ou CSV), 100 Mo au "
        "plus, ou le seul fichier « Standard » en .csv. Le XML dit aussi les blocs et les renouvellements.",
    )
    renouveler = forms.BooleanField(
        label="Enregistrer sous leur nouveau numéro les fiches remplacées",
        required=False,
        help_text="Sinon elles sont seulement signalées.",
    )
