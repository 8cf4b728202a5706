"""No form breaks on what a hostile hand sends: a seeded draw of the corpus, on a seeded draw of the forms.

HOSTILES=3 plays three draws on every form: several minutes.
"""

import os
import random

import pytest
from django.core.exceptions import ValidationError

from certif_portal.commun import cadre
from tests.architecture.hostiles import eprouver
from tests.architecture.saisies import formulaires
from tests.architecture.test_saisies import FORMULAIRES, monde_entier

pytestmark = pytest.mark.django_db
FOIS = int(os.environ.get("HOSTILES", "0"))
ECHANTILLON = 50
"""Forms, where every one is not asked for."""


@pytest.mark.timeout(1200)
def test_aucun_formulaire_ne_casse_sur_un_envoi_hostile():
    monde, alea = monde_entier(), random.Random(15)  # noqa: S311 - a draw, no secret
    tous = formulaires(monde)
    assert len(tous) >= FORMULAIRES
    assert sum(bool(form.fichiers) for form in tous) >= 20
    choisis = tous if FOIS else alea.sample(tous, ECHANTILLON)
    assert [faute for form in choisis for faute in eprouver(monde, form, alea, FOIS or 1)] == []


def test_un_formulaire_qui_casse_est_vu(monkeypatch):
    """Negative control: a frame that catches no refusal."""
    monde = monde_entier()
    [form, *_] = formulaires(monde, "organismeformation_modifier")
    assert eprouver(monde, form, random.Random(1), 1) == []  # noqa: S311 - a draw, no secret

    def casser(*_arguments, **_options):
        raise ValidationError("casse")

    monkeypatch.setattr(cadre, "tenter", casser)
    monkeypatch.setattr("habilitations.views.organisme.tenter", casser, raising=False)
    monkeypatch.setattr("habilitations.views.organisme.acte", casser, raising=False)
    assert eprouver(monde, form, random.Random(1), 1) != []  # noqa: S311 - a draw, no secret
