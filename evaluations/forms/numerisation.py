"""Forms of scans: the file, what a page is, why a paper is sent back."""

from collections.abc import Sequence
from typing import Any

from django import forms

from certif_portal.commun.champs import ChampFichier
from certif_portal.commun.codes_qr import PAGES_MAXIMUM
from certif_portal.commun.fichiers import JPEG, PDF, PNG, lire_televersement
from certif_portal.commun.formulaires import Formulaire
from evaluations.choix import SorteFeuille
from evaluations.queries.numerisation import FeuilleAttendue

MAXIMUM = 80 * 1024 * 1024  # bytes of one scan: 300 pages in black and white, or 100 in grey


class NumerisationForm(Formulaire):
    fichier = ChampFichier(
        label="Feuilles numérisées",
        lire=lambda recu: lire_televersement(recu, (PDF, JPEG, PNG), MAXIMUM, PAGES_MAXIMUM),
        help_text="Un PDF de toutes les feuilles, dans n’importe quel ordre et n’importe quel sens ; ou une image.",
    )


class AttribuerForm(Formulaire):
    """What a page without a readable code is; or nothing that is kept."""

    feuille = forms.ChoiceField(label="C’est une page de", choices=[])
    numero = forms.IntegerField(label="Page", min_value=1, max_value=99)
    pages = forms.IntegerField(label="sur", min_value=1, max_value=99, initial=1)
    echanger = forms.BooleanField(
        label="Si cette place est prise, celle-ci la prend",
        help_text="L’autre page va à la place que celle-ci quitte, ou redevient à attribuer.",
        required=False,
    )

    def __init__(self, *args: Any, attendues: Sequence[FeuilleAttendue], **options: Any) -> None:
        super().__init__(*args, **options)
        champ: Any = self.fields["feuille"]
        champ.choices = [("", "Choisissez…"), *((une.cle, une.libelle) for une in attendues)]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        numero, pages = donnees.get("numero"), donnees.get("pages")
        if numero and pages and numero > pages:
            self.add_error("numero", f"Cette feuille a {pages} pages, et la page {numero} est dite.")
        return donnees

    def dits(self) -> dict[str, Any]:
        """As the service takes them."""
        sorte, _, objet = self.cleaned_data["feuille"].partition(":")
        donnees = self.cleaned_data
        return {
            "sorte": SorteFeuille(sorte),
            "objet": int(objet),
            "numero": donnees["numero"],
            "pages": donnees["pages"],
            "echanger": donnees["echanger"],
        }
