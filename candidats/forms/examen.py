"""What the examination of a registration asks for: the identity paper, the word of the staff, the dérogation."""

from collections.abc import Iterable
from typing import Any

from django import forms

from candidats.choix import TypePieceIdentite
from candidats.donnees import CHAMPS_NOMS
from candidats.forms.champs import AIDE_PAPIER, ChampPapier
from candidats.models import Candidat
from candidats.regles.identite import identite_montree
from candidats.regles.noms import noms_proposes, seule_la_casse_change
from certif_portal.commun.champs import ChampMotif, ChampTexte
from certif_portal.commun.formulaires import Formulaire


class PieceIdentiteForm(Formulaire):
    type_document = forms.ChoiceField(label="Document", choices=TypePieceIdentite.choices)
    fichier = ChampPapier(label="Copie", help_text=f"{AIDE_PAPIER} Elle remplace la précédente.")


class IdentiteForm(Formulaire):
    """The staff's word that the civil status is that of the document, and the case in which its names are printed."""

    nom_naissance = ChampTexte(label="Nom imprimé", required=False)
    nom_usage = ChampTexte(label="Nom d’usage imprimé", required=False)
    prenom = ChampTexte(label="Prénom imprimé", required=False)
    autres_prenoms = ChampTexte(label="Autres prénoms imprimés", required=False)
    type_document = forms.ChoiceField(label="Document présenté", choices=TypePieceIdentite.choices)
    conforme = forms.BooleanField(
        label="Nom, prénoms, date et lieu de naissance sont ceux du document",
        error_messages={"required": "Cochez cette case, ou renvoyez l’inscription."},
    )

    def __init__(
        self,
        *args: Any,
        candidat: Candidat,
        papiers: Iterable[int],
        initial: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        """`papiers`: the rows of the identity paper that the page shows."""
        super().__init__(*args, initial=noms_proposes(candidat) | (initial or {}), **options)
        self.candidat, self.montree = candidat, identite_montree(candidat, papiers)
        for champ in CHAMPS_NOMS:
            if not getattr(candidat, champ):
                del self.fields[champ]

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        for champ in CHAMPS_NOMS:
            if propres.get(champ) and not seule_la_casse_change(getattr(self.candidat, champ), propres[champ]):
                attendu = "Seules les majuscules changent ici : pour une autre lettre, renvoyez l’inscription."
                self.add_error(champ, attendu)
        return propres

    @property
    def vue(self) -> str:
        """What the page that was sent showed; `montree` is what this one shows."""
        return self.data.get("vue", "")

    @property
    def noms(self) -> dict[str, str]:
        """The names as they will be printed; one left empty is printed as proposed."""
        return {champ: nom for champ in CHAMPS_NOMS if (nom := self.cleaned_data.get(champ))}


class DecisionDerogationForm(Formulaire):
    accordee = forms.TypedChoiceField(
        label="Décision",
        choices=[("oui", "J’accorde la dérogation"), ("non", "Je refuse la dérogation")],
        coerce=lambda valeur: valeur == "oui",
        widget=forms.RadioSelect,
    )
    motif = ChampMotif()
