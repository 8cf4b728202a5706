"""Forms of the certificates: numbered, handed over, replaced, verified, looked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from certif_portal.commun.champs import ChampDate, ChampMotif, ChampTexte
from certif_portal.commun.formulaires import Formulaire
from jurys.choix import ModeRemise, TypeCertificat
from jurys.forms.jury import ANNEES, JourForm
from jurys.queries.numero import ANumeroter, Cle
from jurys.regles.numero import PLUS_GRAND_RANG


class RemiseForm(JourForm):
    """To whom one certificate was handed over, and how."""

    remis_a = ChampTexte(label="À qui", max_length=200)
    comment = forms.ChoiceField(label="Comment", choices=ModeRemise.choices)


class RemiseJuryForm(JourForm):
    """How those of a whole jury were handed over: to whom follows from the file of each."""

    comment = forms.ChoiceField(
        label="Comment",
        choices=ModeRemise.choices,
        widget=forms.RadioSelect,
        initial=ModeRemise.ORGANISME,
        help_text="À qui : le titulaire, ou l’organisme ou l’entreprise de son dossier.",
    )


class PremierNumeroForm(Formulaire):
    premier = forms.IntegerField(
        label="Premier numéro", min_value=1, max_value=PLUS_GRAND_RANG, help_text="Le nombre seul, sans le préfixe."
    )


class NumerosPassesForm(Formulaire):
    prochain = forms.IntegerField(
        label="Prochain numéro", min_value=1, max_value=PLUS_GRAND_RANG, help_text="Le nombre seul, sans le préfixe."
    )
    motif = ChampMotif(
        label="Pourquoi des numéros sont passés",
        help_text="Ce qui a été donné sur papier et que le portail ne connaît plus : sauvegarde remise, quel jury.",
    )


class NumerosForm(Formulaire):
    """A number for each certificate that the closing will deliver; those still to come are left empty."""

    def __init__(self, *args: Any, attendus: Sequence[ANumeroter], saisis: Mapping[Cle, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attendus = attendus
        for attendu in attendus:
            champ = forms.CharField(label=attendu.dit, required=False, max_length=30)
            champ.initial = saisis.get(attendu.cle, "")
            self.fields[attendu.champ] = champ

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        return {"numeros": {attendu.cle: donnees.get(attendu.champ, "") for attendu in self.attendus}}


class RemplacementCertificatForm(Formulaire):
    """`national`: the number is asked, where the centre does not give it."""

    numero = forms.CharField(label="Numéro donné par le système national", max_length=30)
    motif = ChampMotif(label="Pourquoi ce certificat est remplacé", help_text="Ce qui a été corrigé, au vu de quoi.")
    original_rendu_le = ChampDate(
        "Original rendu le", required=False, help_text="Facultatif : le retour du papier se note aussi plus tard."
    )

    def __init__(self, *args: Any, national: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not national:
            del self.fields["numero"]


class RetourForm(Formulaire):
    le = ChampDate("Original rendu le")


class VerificationForm(Formulaire):
    """Of the public page: what is printed on the paper, as it is printed or nearly so."""

    numero = forms.CharField(
        label="Numéro du certificat", max_length=40, help_text="Après « N° Certificat » : par exemple MC 000123."
    )
    code = forms.CharField(
        label="Code de vérification", max_length=20, help_text="Dix lettres et chiffres, sous le carré à lire."
    )


class FiltreCertificats(Formulaire):
    q = forms.CharField(label="Nom, numéro ou intitulé", required=False, max_length=100)
    type = forms.ChoiceField(
        label="Type", required=False, choices=[("", "Tous"), *((t.value, t.value) for t in TypeCertificat)]
    )
    annee = forms.IntegerField(label="Année du jury", required=False, min_value=ANNEES[0], max_value=ANNEES[1])
