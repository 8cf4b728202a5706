"""Nothing typed is lost, nothing recorded is overwritten unseen: a walk of every form, and its negative controls."""

import pytest

from tests.architecture.monde import creer_monde
from tests.architecture.saisies import formulaires, verdict_deux_onglets, verdict_session_perdue

pytestmark = pytest.mark.django_db

SANS_VERSION: dict[str, str] = {}


@pytest.mark.timeout(900)
def test_chaque_formulaire_a_deux_onglets_et_a_session_perdue():
    monde = creer_monde()
    tous = formulaires(monde)
    print(len(tous), "formulaires,", sum(f.version is not None for f in tous), "versions")
    sans = sorted({f.nom for f in tous if f.remplis and f.version is None and f.nom not in SANS_VERSION})
    print("SANS", sans)
    perimes = [v for v in (verdict_deux_onglets(monde, f) for f in tous) if v]
    print("\n".join(perimes))
    perdus = [v for v in (verdict_session_perdue(monde, f) for f in tous) if v]
    print("\n".join(perdus))
    assert (sans, perimes, perdus) == ([], [], [])
