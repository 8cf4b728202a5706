"""The tablets of a sitting, for the tests that drive them."""

from contextlib import ExitStack

import pytest

from tests.evaluations.tablette import Tablette, une_tablette
from tests.navigateur.relais import relais


@pytest.fixture
def pont(live_server):
    with relais(live_server.url) as pont:
        yield pont


@pytest.fixture
def tablettes(playwright, tmp_path, pont, connecte, passage):
    """`tablettes(rang)`: a new device, on which the evaluator of that rank in the sitting is logged in."""
    membres = [membre.evaluateur.utilisateur for membre in passage.commission.membres.order_by("pk")]
    with ExitStack() as pile:

        def allumer(rang: int = 0) -> Tablette:
            profil = tmp_path / f"profil-{len(list(tmp_path.iterdir()))}"
            tablette = pile.enter_context(une_tablette(playwright, profil, pont))
            tablette.connecter(connecte(membres[rang]).cookies["sessionid"].value)
            return tablette

        yield allumer
