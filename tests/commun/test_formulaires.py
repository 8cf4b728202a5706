"""Text is cleaned once, at the door of every form."""

import pytest
from crispy_forms.helper import FormHelper
from django import forms
from django.template import Context, Template

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


@pytest.mark.parametrize(
    ("saisie", "champ", "extrait"),
    [
        ({"note": "bravo 🙂"}, "note", "U+1F642"),
        ({"note": "SociÃ©tÃ©"}, "note", "mal lu"),
        ({"note": "Zo\ufffd"}, "note", "n’a pas été lu"),
        ({"jour": "0027-03-12"}, "jour", "L’année 0027"),
        ({"jour": "12/03/2072"}, "jour", "L’année 2072"),
        ({"jour": "12/03/98"}, "jour", "valide"),
    ],
)
def test_ce_qui_serait_imprime_faux_et_une_annee_impossible_sont_demandes(saisie, champ, extrait):
    class Date(Exemple):
        jour = forms.DateField(required=False)

    formulaire = Date({"nom": "Le Goff"} | saisie)
    assert not formulaire.is_valid()
    assert list(formulaire.errors) == [champ]
    assert extrait in formulaire.errors[champ][0]


@pytest.mark.parametrize("signe", ["\u00ad", "\u200b", "\u200d", "\u2060", "\ufe0f", "\U000e0041", "\u202e", "\ufeff"])
def test_un_signe_invisible_est_retire(signe):
    formulaire = Exemple({"nom": f"Le{signe} Goff", "note": f"e{signe}\u0301"})
    assert formulaire.is_valid()
    assert formulaire.cleaned_data == {"nom": "Le Goff", "note": "é"}


def test_un_choix_reste_le_choix():
    """A member of a closed list is text too: cleaned, it would lose its label."""

    class Choix(Formulaire):
        etat = forms.TypedChoiceField(choices=EtatCourriel.choices, coerce=EtatCourriel)

    premier = next(iter(EtatCourriel))
    formulaire = Choix({"etat": premier.value})
    assert formulaire.is_valid()
    assert formulaire.cleaned_data["etat"].label == premier.label


PAGES = {
    "avec le résumé": '{% include "composants/erreurs.html" %}{{ formulaire|crispy }}',
    "sans résumé": "{{ formulaire|crispy }}",
    "par la disposition": '{% include "composants/erreurs.html" %}{% crispy formulaire %}',
}


@pytest.mark.parametrize("page", PAGES)
def test_ce_qu_aucun_champ_ne_porte_est_dit_une_fois(page):
    """crispy says it too: the summary of the page, when there is one, has said it."""
    formulaire = Exemple({"nom": "Le Goff"})
    formulaire.helper = FormHelper()
    formulaire.add_error(None, "Ce jury est clos.")
    charge = "{% load crispy_forms_filters crispy_forms_tags portail %}"
    rendu = Template(charge + PAGES[page]).render(Context({"formulaire": formulaire}))
    assert rendu.count("Ce jury est clos.") == 1
