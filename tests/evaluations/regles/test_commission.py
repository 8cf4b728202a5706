"""Rules of a sitting at their boundaries. No database."""

import pytest

from evaluations.regles.commission import membres_suffisants, presidence_reguliere


@pytest.mark.parametrize(("nombre", "minimum", "attendu"), [(1, 2, False), (2, 2, True), (2, 3, False), (0, 1, False)])
def test_nombre_de_membres(nombre, minimum, attendu):
    """COMMISSION-MEMBRES"""
    assert membres_suffisants(nombre, minimum) is attendu


@pytest.mark.parametrize(
    ("vae", "presidents", "attendu"),
    [
        (True, [True], True),
        (True, [], False),
        (True, [False], False),
        (True, [True, True], False),
        (False, [], True),
        (False, [True], False),
    ],
)
def test_presidence(vae, presidents, attendu):
    """VALIDATION-VAE-PRESIDENCE"""
    assert presidence_reguliere(vae, presidents) is attendu
