"""What stops holding is written once to each responsable, and again once it held meanwhile."""

import logging
import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from certif_portal.commun import horloge, passages
from certif_portal.commun.models import Courriel
from certif_portal.commun.sante import CONTROLES, Constat
from certif_portal.comptes.choix import Role
from certif_portal.portail.services import sante
from certif_portal.portail.tasks import surveiller
from tests.comptes.factories import creer_personne
from tests.sessions import entrer

pytestmark = pytest.mark.django_db
TACHE = "candidats.tasks.oublier_pieces"


def test_une_alarme_par_faute_et_par_responsable(instant):
    qui = {creer_personne(Role.RESPONSABLE).email for _ in range(2)}
    creer_personne(Role.AGENT)
    assert surveiller() == 0
    passages.noter_passage(TACHE, instant, "OSError : plein")
    assert (surveiller(), surveiller()) == (1, 0)
    alarmes = Courriel.objects.filter(acte="alarme_sante")
    assert {alarme.destinataire for alarme in alarmes} == qui
    dite = "- Échecs des tâches de fond : le dernier tour de candidats.tasks.oublier_pieces a échoué"
    assert f"{dite} (OSError : plein). Le journal" in alarmes[0].texte
    passages.noter_passage(TACHE, instant.replace(year=instant.year + 1))
    assert surveiller() == 0
    passages.noter_passage(TACHE, instant.replace(year=instant.year + 2), "encore")
    assert (surveiller(), alarmes.all().count()) == (1, 4)


def test_ce_qui_est_dit_une_fois_l_est_aussi_dans_le_journal_d_erreurs(instant, caplog):
    """By which `ADMINS` and Sentry are told; and by the machine's own timer when the worker is away."""
    creer_personne(Role.RESPONSABLE)
    with caplog.at_level(logging.ERROR):
        call_command("surveiller")
        assert caplog.records == []
        passages.noter_passage(TACHE, instant, "OSError : plein")
        for _ in range(2):
            with pytest.raises(
                CommandError, match=r"- Échecs des tâches de fond : le dernier tour de .* a échoué \(OSError : pl"
            ):
                call_command("surveiller")
        assert surveiller() == 0
    [crie] = caplog.records
    dit = f"Échecs des tâches de fond : le dernier tour de {TACHE} a échoué (OSError). Le journal du service « wo"
    assert (crie.faute, crie.getMessage().startswith(dit)) == ("echecs", True)  # not what the exception says
    assert Courriel.objects.filter(acte="alarme_sante").count() == 1


def test_sans_base_le_point_est_crie_a_chaque_passage(monkeypatch, caplog):
    def refuser(*_arguments, **_options):
        raise OperationalError("absente")

    monkeypatch.setattr(connection, "cursor", refuser)
    for _ in range(2):
        with pytest.raises(CommandError, match=r"Ce qui ne tient pas :\n- Base de données : n’a pas pu être lu"):
            call_command("surveiller")
    assert [record.faute for record in caplog.records if record.levelno == logging.ERROR] == ["base", "base"]


def test_ce_qui_n_est_pas_connu_n_est_ni_dit_ni_oublie(instant, settings, monkeypatch):
    creer_personne(Role.RESPONSABLE)
    passages.noter_passage(TACHE, instant, "OSError : plein")
    assert surveiller() == 1
    inconnu = [Constat(c, None if c.nom == "echecs" else True, "") for c in CONTROLES]
    monkeypatch.setattr(sante, "constater", lambda: inconnu)
    assert surveiller() == 0
    monkeypatch.undo()
    assert surveiller() == 0


def test_un_point_inconnu_se_dit_tel(client, responsable, settings):
    settings.CELERY_TASK_ALWAYS_EAGER, settings.REDIS_URL = False, "redis://127.0.0.1:1/0"
    MigrationRecorder(connection).migration_qs.update(applied=horloge.maintenant() - timedelta(hours=1))
    entrer(client, responsable)
    page = client.get("/sante/").content.decode()
    assert (page.count("Pas connu"), page.count("À regarder"), "1 point à regarder" in page) == (4, 1, True)


def test_la_page_dit_chaque_point_et_quoi_faire(client, instant, responsable):
    entrer(client, responsable)
    page = client.get("/sante/").content.decode()
    assert "Tout ce qu’il faut au portail est là." in page
    passages.noter_passage(TACHE, instant, "OSError : plein")
    page = client.get("/sante/").content.decode()
    assert "1 point à regarder" in page
    assert page.count("À regarder") == 1
    dit = "Le dernier tour de candidats.tasks.oublier_pieces a échoué (OSError\u00a0: plein)."
    faire = "<b>Le journal du service «\u00a0worker\u00a0» dit où"
    assert f"{dit}<br> {faire}" in re.sub(r"\s*\n\s*", " ", page)
