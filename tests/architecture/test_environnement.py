"""The test run itself: alone on its machine, and with a folder of its own."""

import os
import socket

import pytest
from django.conf import settings

from tests.environnement import INSTABLES_AU_PLUS, ReseauInterdit, trop_instables


def test_le_reseau_est_ferme():
    with socket.socket() as prise, pytest.raises(ReseauInterdit, match=r"192\.0\.2\.1"):
        prise.connect(("192.0.2.1", 80))


def test_la_machine_elle_meme_reste_joignable():
    with socket.create_server(("127.0.0.1", 0)) as serveur, socket.socket() as prise:
        prise.connect(serveur.getsockname())
        assert prise.getpeername() == serveur.getsockname()


def test_les_fichiers_des_tests_ne_sont_pas_ceux_de_la_demonstration():
    assert str(settings.VAR_DIR) == os.environ["VAR_DIR"]
    assert settings.VAR_DIR != settings.BASE_DIR / "var"
    assert (settings.TESTS, settings.DEMO) == (True, False)


@pytest.mark.navigateur
def test_un_test_du_navigateur_se_rejoue_une_fois(request):
    assert request.node.get_closest_marker("flaky").kwargs == {"reruns": 1}


def test_un_autre_ne_se_rejoue_pas(request):
    assert request.node.get_closest_marker("flaky") is None


def test_trois_rejoues_au_plus():
    assert [trop_instables(rejoues) for rejoues in (0, INSTABLES_AU_PLUS, INSTABLES_AU_PLUS + 1)] == [
        False,
        False,
        True,
    ]
    assert INSTABLES_AU_PLUS == 3
