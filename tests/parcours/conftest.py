"""Every story ends with what is kept of the files being what their facts give: no service forgot to tell."""

import pytest

from candidats.models import Inscription, Suivi
from jurys.services import suivi


@pytest.fixture(autouse=True)
def suivi_juste(request):
    yield
    if "transactional_db" in request.fixturenames or "db" in request.fixturenames:
        suivi.refaire_en_attente()
        toutes = list(Inscription.objects.values_list("pk", flat=True))
        assert [str(ecart) for ecart in suivi.ecarts(toutes)] == []
        assert Suivi.objects.count() == len(toutes)
