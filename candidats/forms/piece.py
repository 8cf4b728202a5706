"""Identity papers in number: what an OF does of one it sent; what an agent says of one."""

from typing import Any

from django import forms

from candidats.choix import DefautPiece
from candidats.forms.champs import AIDE_PAPIER, ChampPapier
from candidats.forms.examen import IdentiteForm
from certif_portal.commun.champs import ChampMotif
from certif_portal.commun.formulaires import Formulaire

ATTRIBUER, ANNULER, ECARTER, REMETTRE, ORDONNER = "attribuer", "annuler", "ecarter", "remettre", "ordonner"


class PapierForm(Formulaire):
    """One of the files dropped on the page."""

    fichier = ChampPapier(label="Pièce d’identité", help_text=AIDE_PAPIER)


class RangerForm(Formulaire):
    """Whose a paper is, in which order several come, or that it is not wanted."""

    geste = forms.ChoiceField(choices=[(geste, geste) for geste in (ATTRIBUER, ANNULER, ECARTER, REMETTRE, ORDONNER)])
    candidat = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    pages = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, candidats: dict[int, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["candidat"].choices = list(candidats.items())

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        if propres.get("geste") in (ATTRIBUER, ORDONNER) and not propres.get("candidat"):
            raise forms.ValidationError("Choisissez de qui est cette pièce.")
        return propres


class ConformeForm(IdentiteForm):
    """The button itself is the word of the agent: nothing is to be ticked beside it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["conforme"]


class DefautForm(Formulaire):
    """Why the paper sends the registration back: a reason of the list, and what the OF must know."""

    defaut = forms.ChoiceField(label="Ce qui ne va pas", choices=DefautPiece.choices, widget=forms.RadioSelect)
    precision = ChampMotif("Précision pour l’organisme", lignes=2, required=False)

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        if propres.get("defaut") == DefautPiece.AUTRE and not propres.get("precision"):
            self.add_error("precision", "Dites ce qui ne va pas : l’organisme lit ce texte.")
        return propres

    @property
    def motif(self) -> str:
        defaut, precision = self.cleaned_data["defaut"], self.cleaned_data["precision"]
        dit = "" if defaut == DefautPiece.AUTRE else f"{DefautPiece(defaut).label}."
        return " ".join(partie for partie in ("Pièce d’identité :", dit, precision) if partie)
