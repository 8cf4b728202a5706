"""Whose code it is: noted or not, whatever the order in which certificates were committed."""

import pytest

from jurys.queries.verification import certificats_du_code, code_du
from tests.portail.queries.test_recherche import certificat

pytestmark = pytest.mark.django_db
CLE = "11" * 32


def test_un_certificat_est_trouve_avant_que_son_code_soit_note(instant, django_assert_num_queries):
    """Two juries closed at once: the keys of the first are lower, its commit comes after."""
    haut, bas = (certificat(numero, instant, pk=pk) for numero, pk in (("MC000002", 2000), ("MC000001", 1000)))
    for papier in (haut, bas):
        with django_assert_num_queries(2):
            assert certificats_du_code(code_du(papier, CLE).lower(), CLE) == [papier.pk]
    assert certificats_du_code(code_du(haut, CLE), "22" * 32) == []
