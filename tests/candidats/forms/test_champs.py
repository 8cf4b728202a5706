"""Names in a form: what is rarely one is asked beside a box that answers for it, of that very text."""

from typing import Any

import pytest
from django import forms

from candidats.forms.champs import ChampNom, ChampPrenom, ChampPrenoms


class NomsForm(forms.Form):
    nom = ChampNom(required=False)
    prenom = ChampPrenom(required=False)
    autres = ChampPrenoms(required=False)


def saisir(**saisie: str) -> forms.Form:
    form = NomsForm(saisie)
    form.full_clean()
    return form


def test_un_nom_ordinaire_ne_demande_rien():
    form = saisir(nom="le goff", prenom="ZOÉ", autres="anne, Marie Rose Luce")
    assert form.cleaned_data == {"nom": "LE GOFF", "prenom": "Zoé", "autres": "anne, Marie Rose Luce"}
    assert "confirme" not in form.as_p()


@pytest.mark.parametrize(
    ("champ", "lu", "extrait"),
    [("nom", "Non", "laissez vide"), ("prenom", "Jean Paul Marie", "simple"), ("autres", "Paul et Luc", "Un seul")],
)
def test_un_nom_rare_est_demande_puis_pris_quand_la_case_est_cochee(champ: str, lu: str, extrait: str):
    demande = saisir(**{champ: lu})
    assert extrait in demande.errors[champ][0]
    assert f'name="{champ}-confirme"' in demande.as_p()
    assert f'value="{lu}"' in demande.as_p()
    confirme = saisir(**{champ: lu, f"{champ}-confirme": lu})
    assert (confirme.errors, confirme.cleaned_data[champ]) == ({}, lu)
    assert 'value="' + lu + '" checked' in confirme.as_p()
    autre = saisir(**{champ: "oui", f"{champ}-confirme": lu})
    assert champ in autre.errors


def test_un_nom_verifie_n_est_plus_demande():
    """The field of a checked identity is shut: its value is not typed again."""

    class Verifiee(NomsForm):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.fields["nom"].disabled = True

    form = Verifiee({}, initial={"nom": "Non"})
    assert (form.errors, form.cleaned_data["nom"]) == ({}, "Non")
    assert "confirme" not in form.as_p()
