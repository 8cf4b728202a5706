"""A refused form is told first in the title, and its summary leads to something that takes the focus."""

from urllib.parse import urlencode

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template

from certif_portal.commun.tables import FormulaireTables


class Essai(forms.Form):
    nom = forms.CharField()
    choix = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    cases = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)


LIGNES = forms.formset_factory(Essai, min_num=1, validate_min=True)
DEUX = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-nom": "x", "form-0-choix": "a", "form-0-cases": "a"}
VIDE = {"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"}
BONNE = {"nom": "x", "choix": "a", "cases": ["a"]}


class Fiche(FormulaireTables):
    formsets = {"form": ("Colonnes", LIGNES)}


def fiche(donnees=None) -> Fiche:
    return Fiche(QueryDict(urlencode(donnees)) if donnees else None, lire=lambda: {"form": []})


def resume(formulaire) -> str:
    return Template('{% include "composants/erreurs.html" %}').render(Context({"formulaire": formulaire}))


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
        {"formulaire": fiche(DEUX)},
    ],
)
def test_un_formulaire_refuse_se_dit_d_abord_dans_le_titre(contexte):
    assert prefixe(**contexte) == "Erreur\u00a0: "


@pytest.mark.parametrize(
    "contexte", [{}, {"formulaire": Essai()}, {"formulaire": Essai(BONNE)}, {"lignes": [Essai()]}, {"f": fiche()}]
)
def test_sans_refus_le_titre_ne_dit_rien(contexte):
    assert prefixe(**contexte) == ""


def test_le_resume_mene_au_champ_ou_au_premier_d_un_groupe():
    dit = resume(Essai({}))
    page = Template("{{ formulaire }}").render(Context({"formulaire": Essai({})}))
    for ancre in ("id_nom", "id_choix_0", "id_cases_0"):
        assert f'href="#{ancre}"' in dit
        assert f'id="{ancre}"' in page


@pytest.mark.parametrize(
    ("formulaire", "place"), [(LIGNES(QueryDict(urlencode(DEUX))), "ligne 2"), (fiche(DEUX), "Colonnes, ligne 2")]
)
def test_le_resume_dit_les_lignes_d_un_tableau(formulaire, place):
    dit = resume(formulaire)
    assert "3 points sont à corriger" in dit
    assert f'<a href="#id_form-1-nom">Nom, {place}</a>' in dit
    assert "id_form-0-nom" not in dit


RETIRABLES = forms.formset_factory(Essai, can_delete=True)


@pytest.mark.parametrize(("retiree", "lignes"), [("0", ["2"]), ("1", ["1"])])
def test_une_ligne_retiree_n_est_pas_a_corriger(retiree, lignes):
    """Two lines are at fault, one of them goes."""
    formulaire = RETIRABLES(VIDE | {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", f"form-{retiree}-DELETE": "on"})
    assert not formulaire.is_valid()
    dit = resume(formulaire)
    assert "3 points sont à corriger" in dit
    assert [rang for rang in ("1", "2") if f"Nom, ligne {rang}" in dit] == lignes


def test_rien_n_est_refuse_quand_la_seule_ligne_fautive_se_retire():
    formulaire = RETIRABLES(DEUX | {"form-1-DELETE": "on"})
    assert formulaire.is_valid()
    assert (resume(formulaire).strip(), prefixe(formulaire=formulaire)) == ("", "")


def test_ce_qu_un_tableau_entier_n_a_pas_se_dit_sans_lien():
    dit = resume(LIGNES(VIDE))
    assert "un point est à corriger" in dit
    assert "href" not in dit


@pytest.mark.parametrize("formulaire", [None, Essai(), Essai(BONNE), LIGNES(), fiche()])
def test_sans_refus_pas_de_resume(formulaire):
    assert resume(formulaire).strip() == ""


def test_un_champ_refuse_se_rattache_a_ce_qui_en_est_dit():
    formulaire = Essai({})
    page = Template('{{ champ }}{% include "composants/refus.html" %}').render(Context({"champ": formulaire["nom"]}))
    assert 'aria-describedby="id_nom_error"' in page
    assert 'id="id_nom_error"' in page
