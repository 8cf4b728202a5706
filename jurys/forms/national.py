"""Forms of the file of certified persons."""

from typing import Any

from django import forms

from certif_portal.commun.champs import ChampDate, ChampFichier, ChampTexte
from certif_portal.commun.fichiers import CSV, XLSX
from certif_portal.commun.formulaires import Formulaire, FormulaireModele
from jurys.choix_national import NatureLot
from jurys.forms.jury import JourForm
from jurys.models import ReglagesNational


class LotForm(Formulaire):
    """Which juries, and in which form."""

    nature = forms.ChoiceField(label="Forme", widget=forms.RadioSelect, choices=NatureLot.choices)
    debut = ChampDate("Jurys du")
    fin = ChampDate("Au")
    motif = ChampTexte(
        label="Comment ils ont été déclarés",
        required=False,
        max_length=300,
        help_text="Seulement pour ceux qui l’ont été hors du portail.",
    )

    def __init__(self, *args: Any, xml: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        nature: Any = self.fields["nature"]
        if not xml:
            nature.choices = [choix for choix in NatureLot.choices if choix[0] != NatureLot.XML]


class RemiseLotForm(JourForm):
    remis_a = ChampTexte(label="À qui", max_length=200, help_text="UIMM nationale, Caisse des dépôts…")


class RetourNationalForm(Formulaire):
    fichier = ChampFichier(label="Retour du système national", types=(XLSX, CSV), help_text="Classeur .xlsx ou .csv.")


class ReglagesNationalForm(FormulaireModele):
    class Meta:
        model = ReglagesNational
        fields = ("xml_actif", "version", "emetteur", "certificateur", "contrat", "nature_deposant")
