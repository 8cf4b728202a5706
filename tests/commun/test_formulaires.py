"""Text is cleaned once, at the door of every form."""

from django import forms

from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.formulaires import Formulaire


class Exemple(Formulaire):
    nom = forms.CharField()
    note = forms.CharField(required=False)


def test_le_texte_est_nettoye():
    formulaire = Exemple({"nom": " Nguye\u0302\u0303n\u202e ", "note": "a\r\nb"})
    assert formulaire.is_valid()
    assert formulaire.cleaned_data == {"nom": "Nguyễn", "note": "a\nb"}


def test_un_champ_obligatoire_fait_de_caracteres_invisibles_est_vide():
    formulaire = Exemple({"nom": "\u200b\u202e", "note": "\u200b"})
    assert not formulaire.is_valid()
    assert formulaire.errors == {"nom": ["Ce champ est obligatoire."]}


def test_un_choix_reste_le_choix():
    """A member of a closed list is text too: cleaned, it would lose its label."""

    class Choix(Formulaire):
        etat = forms.TypedChoiceField(choices=EtatCourriel.choices, coerce=EtatCourriel)

    premier = next(iter(EtatCourriel))
    formulaire = Choix({"etat": premier.value})
    assert formulaire.is_valid()
    assert formulaire.cleaned_data["etat"].label == premier.label
