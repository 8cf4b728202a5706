"""A small draw of the trial of the numbers: three processes, two of them killed."""

import pytest

from epreuves.numeros import eprouver


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_tues_ou_annules_les_numeros_se_suivent():
    rangs, dernier, tues = eprouver(processus=3, attributions=40, graine=7, tues=2)
    assert (rangs, dernier) == (list(range(1, 121)), 120)
    assert tues >= 1
