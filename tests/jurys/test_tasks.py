"""Who makes the papers: the worker where there is a broker, processes of their own where there is none."""

import pytest
from django.conf import settings
from django.db import connection

from certif_portal.commun.courtier import lancer_a_part
from jurys import tasks
from jurys.choix import EtatPapier
from jurys.models import Papier
from tests.jurys.factories import commission_emargee, creer_jury_compose, dossier_pret
from tests.jurys.services.test_papier import clore

pytestmark = pytest.mark.django_db


@pytest.fixture
def jury(agent, referentiel, organisme):
    commission = commission_emargee()
    dossiers = [dossier_pret(referentiel=referentiel, commission=commission, organisme=organisme) for _ in range(2)]
    return clore(*dossiers, par=agent)


def test_avec_un_courtier_les_taches_se_partagent_les_papiers(jury):
    assert tasks.demander_edition(jury) is True
    assert set(Papier.objects.values_list("etat", flat=True)) == {EtatPapier.FAIT}
    assert tasks.editer_papiers(jury.pk) == "Tous les papiers sont déjà édités : rien à faire."


def test_sans_courtier_la_meme_commande_part_dans_son_processus(jury, settings, monkeypatch):
    """As many as there are chunks; where the whole base would be locked, two, which take the papers by both ends."""
    lances = []
    monkeypatch.setattr(tasks, "lancer_a_part", lambda *arguments: lances.append(arguments))
    monkeypatch.setattr(tasks.papier, "LOT", 3)
    monkeypatch.setattr(tasks.os, "cpu_count", lambda: 2)
    settings.TESTS, settings.CELERY_TASK_ALWAYS_EAGER = False, True
    assert tasks.demander_edition(jury) is True
    commande = ("rendre_pieces", jury.numero, "--ensemble", "2")
    assert lances == [commande, (*commande, "--par-la-fin") if connection.vendor == "sqlite" else commande]
    assert set(Papier.objects.values_list("etat", flat=True)) == {EtatPapier.A_FAIRE}


def test_rien_a_editer_ne_lance_rien():
    assert tasks.demander_edition(creer_jury_compose()) is True


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_une_commande_a_part_edite_les_papiers_sans_courtier(jury, monkeypatch):
    """The very processes that `demander_edition` starts, in the database of the test: both end, nothing is left."""
    base = settings.DATABASES["default"]
    adresse = f"postgres://{base['USER']}@{base['HOST']}:{base['PORT']}/{base['NAME']}"
    monkeypatch.setenv("DATABASE_URL", adresse)
    commandes = [lancer_a_part("rendre_pieces", jury.numero, "--ensemble", "2") for _ in range(2)]
    fins = [commande.wait(120) for commande in commandes]
    papiers = Papier.objects.filter(jury=jury)
    assert set(papiers.values_list("etat", flat=True)) == {EtatPapier.FAIT}
    assert papiers.values("document").distinct().count() == papiers.count() == 5
    assert 0 in fins  # who ends first may leave to the other what it is rendering: not edited yet, it says so
    assert lancer_a_part("rendre_pieces", "inconnu").wait(60) == 1
