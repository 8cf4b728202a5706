"""No form breaks on what a hostile hand sends: a seeded draw of the corpus, on a seeded draw of the pages and of their
forms (`test_saisies.py` reads every page, and counts what is there to draw from).

PARCOURS_ENTIERS=1 (`dev.py epreuves parcours`) plays the whole corpus on every form: a quarter of an hour.
"""

import random

import pytest
from django.core.exceptions import ValidationError

from certif_portal.commun import cadre
from tests.architecture.droits import lire_table
from tests.architecture.hostiles import eprouver
from tests.architecture.saisies import formulaires
from tests.architecture.test_saisies import FORMULAIRES
from tests.environnement import PARCOURS_ENTIERS
from tests.hostiles import TEXTES, fichiers

pytestmark = pytest.mark.django_db
ECHANTILLON, PAGES = 12, 60
"""Forms, and the pages that are opened to find them, where every one is not asked for: a text and a file each."""


@pytest.mark.timeout(3600)
def test_aucun_formulaire_ne_casse_sur_un_envoi_hostile(monde):
    alea = random.Random(15)  # noqa: S311 - a draw, no secret
    pages = sorted(nom for nom, ligne in lire_table().items() if ligne["methode"] == "GET")
    tous = formulaires(monde, *(() if PARCOURS_ENTIERS else alea.sample(pages, PAGES)))
    assert len(tous) >= (FORMULAIRES if PARCOURS_ENTIERS else 2 * ECHANTILLON)
    assert any(form.fichiers for form in tous)
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
