"""No form breaks on what a hostile hand sends: a seeded draw of the corpus, on a seeded draw of the forms.

PARCOURS_ENTIERS=1 (`dev.py epreuves parcours`) plays the whole corpus on every form: a quarter of an hour.
"""

import random

import pytest
from django.core.exceptions import ValidationError

from certif_portal.commun import cadre
from tests.architecture.hostiles import eprouver
from tests.architecture.saisies import formulaires
from tests.architecture.test_saisies import FORMULAIRES
from tests.environnement import PARCOURS_ENTIERS
from tests.hostiles import TEXTES, fichiers

pytestmark = pytest.mark.django_db
ECHANTILLON = 12
"""Forms, where every one is not asked for: a text and a file each."""


@pytest.mark.timeout(3600)
def test_aucun_formulaire_ne_casse_sur_un_envoi_hostile(monde):
    alea = random.Random(15)  # noqa: S311 - a draw, no secret
    tous = formulaires(monde)
    assert len(tous) >= FORMULAIRES
    assert sum(bool(form.fichiers) for form in tous) >= 20
    choisis, fois = (
        (tous, max(len(TEXTES), len(fichiers()))) if PARCOURS_ENTIERS else (alea.sample(tous, ECHANTILLON), 1)
    )
    assert [faute for form in choisis for faute in eprouver(monde, form, alea, fois)] == []


def test_un_formulaire_qui_casse_est_vu(monde, monkeypatch):
    """Negative control: a frame that catches no refusal."""
    [form, *_] = formulaires(monde, "organismeformation_modifier")
    assert eprouver(monde, form, random.Random(1), 1) == []  # noqa: S311 - a draw, no secret

    def casser(*_arguments, **_options):
        raise ValidationError("casse")

    monkeypatch.setattr(cadre, "tenter", casser)
    monkeypatch.setattr("habilitations.views.organisme.tenter", casser, raising=False)
    monkeypatch.setattr("habilitations.views.organisme.acte", casser, raising=False)
    assert eprouver(monde, form, random.Random(1), 1) != []  # noqa: S311 - a draw, no secret
