"""A drawing is bounded, and drawn again as it was."""

import json

import pytest

from evaluations.regles.signature import POINTS_MAXIMUM, TRAITS_MAXIMUM, TraceIllisible, chemin, lire_trace


def test_un_trace_se_relit_et_se_redessine():
    trace = lire_trace("[[[0, 0.5], [1, 0.25]], [[0.1234, 0.9]]]")
    assert trace == (((0, 500), (1000, 250)), ((123, 900),))
    assert chemin(trace) == "M0 500L1000 250M123 900L123 900"


def test_rien_n_est_pas_un_trace():
    assert (lire_trace(""), lire_trace(" "), lire_trace("[]"), chemin(())) == ((), (), (), "")


@pytest.mark.parametrize(
    "brut",
    [
        "x", "3", "[[]]", "[[[1]]]", "[[[0, 2]]]", "[[[-0.1, 0]]]", '[[["a", 0]]]', "[[[true, 0]]]", "[[[0, NaN]]]",
        json.dumps([[[0, 0]]] * (TRAITS_MAXIMUM + 1)), json.dumps([[[0, 0]] * (POINTS_MAXIMUM + 1)]),
    ],
)  # fmt: skip
def test_ce_qui_n_est_pas_un_dessin_est_refuse(brut):
    with pytest.raises(TraceIllisible):
        lire_trace(brut)


def test_les_bornes_passent():
    assert len(lire_trace(json.dumps([[[0, 0]]] * TRAITS_MAXIMUM))) == TRAITS_MAXIMUM
    assert len(lire_trace(json.dumps([[[0, 0]] * POINTS_MAXIMUM]))[0]) == POINTS_MAXIMUM
