"""Days typed in an address."""

from datetime import date

import pytest

from certif_portal.commun.dates import jour_lu


@pytest.mark.parametrize(
    ("texte", "jour"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("2059-12-31", date(2059, 12, 31)),
        ("2060-01-01", None),
        ("1899-12-31", None),
        ("0027-11-20", None),
        ("2026-02-30", None),
        ("20/11/2026", None),
        ("", None),
    ],
)
def test_un_jour_que_personne_ne_peut_vouloir_n_est_pas_lu(texte, jour):
    assert jour_lu(texte) == jour
