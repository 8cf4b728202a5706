"""The nets: one that breaks does not stop those that follow."""

import logging

from certif_portal.commun.filets import un_par_un


def inverser(nombre: int) -> float:
    return 1 / nombre if nombre != 9 else 0.0


def test_ce_qui_casse_est_dit_et_n_arrete_pas_les_suivants(caplog):
    with caplog.at_level(logging.ERROR):
        assert un_par_un(inverser, [1, 0, 9, 2]) == 2
    assert [(ligne.getMessage(), ligne.exc_info[0]) for ligne in caplog.records] == [
        ("inverser : 0", ZeroDivisionError)
    ]
