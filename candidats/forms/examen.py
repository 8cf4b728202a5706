"""What the examination of a registration asks for: the identity paper, the word of the staff, the dérogation."""

from django import forms

from candidats.choix import TypePieceIdentite
from candidats.forms.champs import ChampFichier
from certif_portal.commun.champs import ChampMotif
from certif_portal.commun.formulaires import Formulaire


class PieceIdentiteForm(Formulaire):
    type_document = forms.ChoiceField(label="Document", choices=TypePieceIdentite.choices)
    fichier = ChampFichier(label="Copie", help_text="PDF, JPEG ou PNG, 10 Mo au plus. Elle remplace la précédente.")


class IdentiteForm(Formulaire):
    """The staff's word that the civil status is that of the document."""

    type_document = forms.ChoiceField(label="Document présenté", choices=TypePieceIdentite.choices)
    conforme = forms.BooleanField(
        label="Nom, prénoms, date et lieu de naissance sont ceux du document",
        error_messages={"required": "Cochez cette case, ou renvoyez l’inscription."},
    )


class DecisionDerogationForm(Formulaire):
    accordee = forms.TypedChoiceField(
        label="Décision",
        choices=[("oui", "J’accorde la dérogation"), ("non", "Je refuse la dérogation")],
        coerce=lambda valeur: valeur == "oui",
        widget=forms.RadioSelect,
    )
    motif = ChampMotif()
