"""What the tests of the portal share: a clock put on a day."""

from datetime import date

import pytest
from django.utils import timezone

from certif_portal.commun import horloge


@pytest.fixture
def horloge_au():
    """`horloge_au(date(2026, 11, 20))`: the portal lives on that day until the end of the test."""

    def regler(jour: date) -> None:
        horloge.deplacer((jour - timezone.localdate()).days)

    avant = horloge.decalage()
    yield regler
    horloge.deplacer(avant.days)
