"""What fails leaves at once, by mail and to Sentry, without what an exception says: names would be in it."""

import json
import logging
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from celery import shared_task
from django.core import mail
from django.urls import reverse

from certif_portal.commun import alertes, traces

NOM = "Kerbrat"


@contextmanager
def sentry(statut=200):
    """What speaks as Sentry does: (its DSN, what it received)."""
    recus = []

    class Recevoir(BaseHTTPRequestHandler):
        def do_POST(self):
            recus.append(
                (self.path, self.headers["X-Sentry-Auth"], self.rfile.read(int(self.headers["Content-Length"])))
            )
            self.send_response(statut)
            self.end_headers()

        def log_message(self, *_):
            pass

    serveur = HTTPServer(("127.0.0.1", 0), Recevoir)
    fil = threading.Thread(target=serveur.serve_forever, args=(0.02,))
    fil.start()
    try:
        yield f"http://cle@127.0.0.1:{serveur.server_port}/suivi/7", recus
    finally:
        serveur.shutdown()
        fil.join()
        serveur.server_close()


@pytest.fixture
def journal():
    """A logger with the handler of the settings, and what waits for its threads."""
    ici, alerte = logging.getLogger("essai.alertes"), alertes.Alertes()
    alerte.setLevel(logging.ERROR)
    alerte.addFilter(traces.SansSecret())
    ici.addHandler(alerte)
    yield ici
    ici.removeHandler(alerte)


def attendre():
    for fil in threading.enumerate():
        if fil is not threading.main_thread() and getattr(fil, "_target", None) is alertes.dire:
            fil.join()


def echouer(journal):
    try:
        raise ValueError(f"{NOM} est en double")
    except ValueError:
        journal.exception("page non rendue : /avis/%s/", "j" * 43)


def test_une_faute_part_par_courriel_et_a_sentry_sans_nommer_personne(journal, settings):
    settings.ADMINS = [("", "admin@centre.fr")]
    with sentry() as (dsn, recus), traces.suivre(requete="r1"):
        settings.SENTRY_DSN = dsn
        echouer(journal)
        attendre()
    [courriel] = mail.outbox
    assert (courriel.to, courriel.subject) == (["admin@centre.fr"], "[Portail] page non rendue : /avis/…/")
    assert "requete : r1" in courriel.body
    assert "ValueError" in courriel.body
    [(chemin, auth, corps)] = recus
    entete, sorte, evenement = map(json.loads, corps.splitlines())
    assert (chemin, entete["dsn"], sorte) == ("/suivi/api/7/envelope/", dsn, {"type": "event"})
    assert auth.endswith("sentry_key=cle")
    assert evenement["event_id"] == entete["event_id"]
    [lue] = evenement["exception"]["values"]
    assert (lue["type"], lue["stacktrace"]["frames"][-1]["function"]) == ("ValueError", "echouer")
    assert (NOM in courriel.body, NOM.encode() in corps, b"j" * 43 in corps) == (False, False, False)


def test_la_meme_faute_n_est_dite_qu_une_fois_par_heure(journal, settings, monkeypatch):
    settings.ADMINS = [("", "admin@centre.fr")]
    for _ in range(3):
        echouer(journal)
    for faute in ("disque", "disque", "version"):
        journal.error("%s ne tient plus", faute, extra={"faute": faute})
    journal.warning("ce n’est pas une faute")
    attendre()
    assert sorted(courriel.subject for courriel in mail.outbox) == [
        "[Portail] disque ne tient plus",
        "[Portail] page non rendue : /avis/…/",
        "[Portail] version ne tient plus",
    ]
    monkeypatch.setattr(alertes, "PATIENCE", 0)
    echouer(journal)
    attendre()
    assert len(mail.outbox) == 4


@shared_task
def tache_qui_echoue():
    raise ValueError(f"{NOM} est en double")


@shared_task
def autre_tache_qui_echoue():
    raise ValueError(f"{NOM} est en double")


def test_une_tache_qui_echoue_se_dit_sans_nommer_personne_et_chacune(settings):
    """Celery writes what the exception says in its line, and all of them from one place."""
    settings.ADMINS = [("", "admin@centre.fr")]
    celery, alerte = logging.getLogger("celery.app.trace"), alertes.Alertes()
    alerte.addFilter(traces.SansSecret())
    celery.addHandler(alerte)
    try:
        for tache in (tache_qui_echoue, autre_tache_qui_echoue, tache_qui_echoue):
            tache.apply(throw=False)
        attendre()
    finally:
        celery.removeHandler(alerte)
    assert sorted(courriel.subject.partition("tests.")[2] for courriel in mail.outbox) == [
        "commun.test_alertes.autre_tache_qui_echoue : raised unexpected",
        "commun.test_alertes.tache_qui_echoue : raised unexpected",
    ]
    textes = "".join(courriel.body for courriel in mail.outbox)
    assert "ValueError" in textes
    assert NOM not in textes


def test_de_plusieurs_lignes_la_premiere_seule(journal, settings):
    settings.ADMINS = [("", "admin@centre.fr")]
    journal.error("%s : %s", "lecture", f"Traceback\nValueError: {NOM}")
    attendre()
    assert "lecture : Traceback" in mail.outbox[0].body
    assert NOM not in mail.outbox[0].body


def test_qui_n_ecoute_pas_n_arrete_ni_la_page_ni_l_autre(journal, settings, caplog):
    settings.ADMINS = [("", "admin@centre.fr")]
    settings.SENTRY_DSN = "http://cle@127.0.0.1:1/7"
    journal.error("base absente")
    attendre()
    assert len(mail.outbox) == 1
    assert "Alerte non transmise (URLError)" in caplog.text


def test_une_machine_sans_fil_n_arrete_pas_ce_qui_echoue(journal, settings, caplog, monkeypatch):
    """No thread left, a line that cannot be read: said, and not twice wrong; the next time, it leaves."""
    settings.ADMINS = [("", "admin@centre.fr")]

    def sans_fil(_):
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as temps:
        temps.setattr(threading.Thread, "start", sans_fil)
        echouer(journal)
    assert "Alerte non transmise (RuntimeError)" in caplog.text
    alertes.Alertes().emit(logging.makeLogRecord({"msg": "%d", "args": ("x",), "levelno": logging.ERROR}))
    assert "Alerte non transmise (TypeError)" in caplog.text
    assert mail.outbox == []
    echouer(journal)
    attendre()
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_ce_que_n_importe_qui_envoie_n_alerte_personne(client, settings):
    """A host that is not ours, a thousand fields: refused, written in the logs, told to nobody."""
    settings.ADMINS, settings.ALLOWED_HOSTS = [("", "admin@centre.fr")], ["testserver"]
    alerte = alertes.Alertes()
    logging.getLogger().addHandler(alerte)
    try:
        assert client.get(reverse("account_login"), headers={"host": "ailleurs.example"}).status_code == 400
        attendre()
        assert mail.outbox == []
        logging.getLogger("certif_portal").error("une faute des nôtres")  # negative control
        attendre()
        assert len(mail.outbox) == 1
    finally:
        logging.getLogger().removeHandler(alerte)


def test_sans_reglage_rien_ne_part(journal, settings):
    with sentry() as (_dsn, recus):
        journal.error("base absente")
        attendre()
    assert (mail.outbox, recus) == ([], [])
