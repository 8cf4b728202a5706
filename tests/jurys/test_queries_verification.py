"""Whose code it is: computed once, complete whatever the order in which certificates were committed."""

import pytest

from jurys.queries.verification import Codes, code_du
from tests.portail.queries.test_recherche import certificat

pytestmark = pytest.mark.django_db
CLE = "11" * 32


def test_un_certificat_commis_apres_un_autre_de_cle_plus_haute_est_trouve(instant, django_assert_num_queries):
    """Two juries closed at once: the keys of the first are lower, its commit comes after."""
    codes, haut = Codes(), certificat("MC000002", instant, pk=2000)
    with django_assert_num_queries(2):
        assert codes.trouver(code_du(haut, CLE), CLE) == [2000]
    bas = certificat("MC000001", instant, pk=1000)
    with django_assert_num_queries(4):
        assert codes.trouver(code_du(bas, CLE).lower(), CLE) == [1000]
    with django_assert_num_queries(2):
        assert codes.trouver(code_du(haut, CLE), CLE) == [2000]
    assert codes.trouver(code_du(haut, CLE), "22" * 32) == []
