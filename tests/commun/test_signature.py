"""A signature drawn on a screen: what is read of it, what is refused, what is drawn of it."""

import json

import pytest

from certif_portal.commun import signature
from certif_portal.commun.champs import ChampSignature
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.formulaires import Formulaire

DEUX_TRAITS = [[[100, 100], [500, 200], [900, 40]], [[950, 60]]]


class Exemple(Formulaire):
    signature = ChampSignature()


@pytest.mark.parametrize("vide", ["", "  ", "[]"])
def test_rien_de_trace(vide):
    assert signature.lire_signature(vide) == []


def test_des_traits_lus_puis_dessines():
    assert signature.lire_signature(json.dumps(DEUX_TRAITS)) == DEUX_TRAITS
    assert signature.chemin_svg(DEUX_TRAITS) == "M100 100L500 200L900 40M950 60h1"


@pytest.mark.parametrize(
    "brut",
    [
        "x",
        "{}",
        "1",
        '"M0 0"',
        "[1]",
        "[[]]",
        "[[[1]]]",
        "[[[1, 2, 3]]]",
        "[[[1, 2.5]]]",
        "[[[true, 2]]]",
        "[[[1001, 2]]]",
        "[[[1, 335]]]",
        "[[[-1, 2]]]",
        '[[["1", 2]]]',
        "[" * 100_000,
    ],
)
def test_ce_qui_n_est_pas_une_signature_est_dit(brut):
    with pytest.raises(ErreurMetier, match="n’a pas pu être lue"):
        signature.lire_signature(brut)


def test_etendue_a_sa_borne():
    def etendue(de):
        return json.dumps([[[10, 10], [10 + de, 10]]])

    assert signature.lire_signature(etendue(80)) == [[[10, 10], [90, 10]]]
    with pytest.raises(ErreurMetier, match="trop petite"):
        signature.lire_signature(etendue(79))


def test_nombre_de_points_a_sa_borne():
    trait = [[rang % 1000, rang % 300] for rang in range(8000)]
    assert signature.lire_signature(json.dumps([trait])) == [trait]
    with pytest.raises(ErreurMetier, match="trop de traits"):
        signature.lire_signature(json.dumps([[*trait, [1, 1]]]))
    with pytest.raises(ErreurMetier, match="trop de traits"):
        signature.lire_signature(json.dumps([[[rang, 1]] for rang in range(301)]))


def test_le_champ_rend_les_traits_et_dit_le_refus():
    form = Exemple({"signature": json.dumps(DEUX_TRAITS)})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"signature": DEUX_TRAITS}
    assert Exemple({"signature": "[[[1,1]]]"}).errors == {"signature": [signature.TROP_PETITE]}
    assert Exemple({}).is_valid()
