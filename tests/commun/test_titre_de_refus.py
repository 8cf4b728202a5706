"""A refused form is told first in the title, and its summary leads to something that takes the focus."""

import pytest
from django import forms
from django.template import Context, Template


class Essai(forms.Form):
    nom = forms.CharField()
    choix = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    cases = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)


LIGNES = forms.formset_factory(Essai, min_num=1, validate_min=True)
VIDE = {"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"}
BONNE = {"nom": "x", "choix": "a", "cases": ["a"]}


def prefixe(**contexte) -> str:
    return Template("{% load portail %}{% prefixe_du_titre %}").render(Context(contexte))


@pytest.mark.parametrize(
    "contexte",
    [
        {"formulaire": Essai({})},
        {"form": Essai({})},
        {"lignes": [Essai(BONNE), Essai({})]},
        {"lignes": LIGNES(VIDE)},
        {"lignes": LIGNES({**VIDE, "form-TOTAL_FORMS": "1"})},
    ],
)
def test_un_formulaire_refuse_se_dit_d_abord_dans_le_titre(contexte):
    assert prefixe(**contexte) == "Erreur\u00a0: "


@pytest.mark.parametrize("contexte", [{}, {"formulaire": Essai()}, {"formulaire": Essai(BONNE)}, {"lignes": [Essai()]}])
def test_sans_refus_le_titre_ne_dit_rien(contexte):
    assert prefixe(**contexte) == ""


def test_le_resume_mene_au_champ_ou_au_premier_d_un_groupe():
    resume = Template('{% include "composants/erreurs.html" %}').render(Context({"formulaire": Essai({})}))
    page = Template("{{ formulaire }}").render(Context({"formulaire": Essai({})}))
    for ancre in ("id_nom", "id_choix_0", "id_cases_0"):
        assert f'href="#{ancre}"' in resume
        assert f'id="{ancre}"' in page
