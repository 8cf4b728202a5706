"""Health pages: open, terse, and right about what is missing."""

import ctypes
import shutil
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from certif_portal.celery import app as celery
from certif_portal.commun import horloge, passages, sante
from certif_portal.commun.courriels import deposer_texte
from certif_portal.commun.models import Courriel, PassageTache
from certif_portal.commun.tasks import noter_echec, noter_reussite
from outils_dev.systeme import BIBLIOTHEQUES

TOUT_VA = {controle.nom: True for controle in sante.CONTROLES} | {"coherence": None}
"""The night that compares what is kept has not come yet: it is not said to hold."""


UN_PEU = timedelta(seconds=30)
"""What a test may take."""


def dit(nom: str) -> tuple[bool | None, str]:
    """What one control reads."""
    [lu] = [constat for constat in sante.constater() if constat.controle.nom == nom]
    return lu.va, lu.dit


def test_vivant_repond_sans_compte_ni_requete(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        reponse = client.get("/vivant")
    assert (reponse.status_code, reponse.json()) == (200, {"vivant": True})


@pytest.mark.sqlite
def test_pret_quand_tout_repond(client, db):
    reponse = client.get("/pret")
    assert (reponse.status_code, reponse.json()) == (200, TOUT_VA)
    assert "no-store" in reponse.headers["Cache-Control"]


def test_pret_dit_qu_une_migration_manque(client, db):
    with connection.cursor() as curseur:
        curseur.execute("DELETE FROM django_migrations WHERE app = 'jurys'")
    reponse = client.get("/pret")
    assert (reponse.status_code, reponse.json()) == (503, TOUT_VA | {"migrations": False})


def test_pret_dit_que_le_courtier_ne_repond_pas(client, db, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    reponse = client.get("/pret")
    assert (reponse.status_code, reponse.json()) == (503, TOUT_VA | {"courtier": False})


@pytest.mark.redis
def test_le_courtier_repond(settings):
    assert settings.REDIS_URL != ""
    assert sante.lire_courtier() == (True, "répond")


def test_pret_dit_que_les_pdf_ne_peuvent_pas_etre_produits(client, db, monkeypatch):
    def charger(nom, *_arguments, **_options):
        if nom == "libpango-1.0.so.0":
            raise OSError(nom)

    monkeypatch.setattr(ctypes, "CDLL", charger)
    assert sante.bibliotheques_pdf_absentes() == ["libpango-1.0.so.0"]
    reponse = client.get("/pret")
    assert (reponse.status_code, reponse.json()) == (503, TOUT_VA | {"pdf": False})


def test_rien_ne_s_envoie_aux_pages_de_sante(client, db):
    assert (client.post("/vivant").status_code, client.post("/pret").status_code) == (405, 405)


def test_l_outil_de_mise_en_place_et_le_portail_cherchent_les_memes_bibliotheques():
    assert tuple(BIBLIOTHEQUES) == sante.BIBLIOTHEQUES_PDF


def test_pret_dit_que_des_courriels_ne_partent_pas(client, db):
    """Due for more than ten minutes: nobody sends. A mail put off by its server is not late."""
    a = horloge.maintenant()
    courriel = deposer_texte(
        destinataire="a@exemple.fr", objet="x", texte="x", acte="essai", a=a - timedelta(minutes=11)
    )
    assert (client.get("/pret").status_code, client.get("/pret").json()) == (200, TOUT_VA | {"courriels": False})
    Courriel.objects.filter(pk=courriel.pk).update(essais=3, prochain_essai_le=a + timedelta(hours=1))
    assert client.get("/pret").json() == TOUT_VA


def test_pret_dit_que_la_base_est_plus_recente_que_le_code(client, db):
    """A version rolled back was green, and refused registrations. Apps that are no longer ours do not count."""
    noter = MigrationRecorder(connection).record_applied
    noter("ancienne_app", "0001_initial")
    assert client.get("/pret").json() == TOUT_VA
    noter("jurys", "9999_de_demain")
    assert (client.get("/pret").status_code, client.get("/pret").json()) == (200, TOUT_VA | {"version": False})
    assert dit("version") == (False, "la base a été migrée par une version plus récente (jurys.9999_de_demain)")


def test_pret_dit_qu_une_sauvegarde_manque(client, db, settings):
    settings.LOCAL = False
    assert dit("sauvegarde") == (False, "aucune n’a été notée")
    call_command("noter_sauvegarde")
    assert client.get("/pret").json() == TOUT_VA
    for age, va in [(sante.RETARD_QUOTIDIENNE - UN_PEU, True), (sante.RETARD_QUOTIDIENNE, False)]:
        passages.noter_passage(sante.SAUVEGARDE, horloge.maintenant() - age)
        assert client.get("/pret").json() == TOUT_VA | {"sauvegarde": va}


def test_pret_dit_que_le_disque_se_remplit(client, db, monkeypatch):
    disque = shutil.disk_usage("/")
    for libre, total, va in [(2, 40, True), (1.99, 40, False), (5, 100, True), (4.9, 100, False)]:
        taille = type(disque)(int(total * 1024**3), 0, int(libre * 1024**3))
        monkeypatch.setattr(shutil, "disk_usage", lambda _, taille=taille: taille)
        assert client.get("/pret").json() == TOUT_VA | {"disque": va}
    assert dit("disque") == (False, "4,9 Go libres sur 100 Go")


@pytest.fixture
def avec_courtier(settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False


def passer(a, sauf=()):
    for nom in passages.taches_de_beat():
        if nom not in sauf:
            passages.noter_passage(nom, a)


HORAIRE = "certif_portal.comptes.tasks.purger_connexions"
MINUTE, QUOTIDIENNE = "certif_portal.commun.tasks.envoyer_courriels_en_attente", "candidats.tasks.oublier_pieces"


@pytest.fixture
def file(settings, avec_courtier):
    """A queue of this test alone, on the Redis of the tests: what is asked and that nobody takes."""
    settings.CELERY_TASK_DEFAULT_QUEUE = f"essai-{uuid4()}"
    with sante._client_redis() as client:
        yield lambda nombre: client.rpush(settings.CELERY_TASK_DEFAULT_QUEUE, *["x"] * nombre)
        client.delete(settings.CELERY_TASK_DEFAULT_QUEUE)


@pytest.mark.redis
def test_rien_ne_passe_parce_que_rien_n_est_demande_ou_que_personne_ne_le_prend(client, db, file, settings):
    instant = horloge.maintenant()
    passer(instant)
    assert client.get("/pret").json() == TOUT_VA
    passer(instant - sante.RETARD_TACHE)
    va, phrase = dit("beat")
    assert (va, phrase.startswith("ne demande rien depuis le ")) == (False, True)
    assert client.get("/pret").json() == TOUT_VA | {"beat": False, "worker": None, "taches": None}
    file(1)
    assert dit("worker")[1].endswith(" ; 1 attend")
    file(2)
    assert client.get("/pret").json() == TOUT_VA | {"beat": None, "worker": False, "taches": None}
    assert dit("worker")[1].endswith(" ; 3 attendent")
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # then nobody knows which of the two
    perdus = {"courtier": False, "beat": None, "worker": None, "taches": None}
    assert (client.get("/pret").status_code, client.get("/pret").json()) == (503, TOUT_VA | perdus)


@pytest.mark.parametrize(("nom", "admis"), [(MINUTE, timedelta(minutes=13)), (QUOTIDIENNE, timedelta(hours=26))])
def test_une_tache_en_retard_est_nommee(db, avec_courtier, nom, admis):
    instant = horloge.maintenant()
    passer(instant, sauf=[nom])
    passages.noter_passage(nom, instant - admis + UN_PEU)
    assert dit("taches") == (True, "toutes passent à l’heure")
    passages.noter_passage(nom, instant - admis)
    assert dit("taches") == (False, f"ne passent plus : {nom}")


def installer(a):
    """The base was migrated at that instant."""
    MigrationRecorder(connection).migration_qs.update(applied=a)


@pytest.mark.redis
def test_le_premier_jour_rien_ne_manque_avant_son_tour(client, db, file):
    """Installed a moment ago, nothing has passed yet, and nobody is alarmed; then it must have begun."""
    instant = horloge.maintenant()
    installer(instant - sante.RETARD_TACHE + UN_PEU)
    assert client.get("/pret").json() == TOUT_VA
    installer(instant - sante.RETARD_TACHE)
    assert client.get("/pret").json() == TOUT_VA | {"beat": False, "worker": None, "taches": None}


def test_une_tache_jamais_passee_est_en_retard_de_l_installation(db, avec_courtier):
    instant = horloge.maintenant()
    passer(instant, sauf=[QUOTIDIENNE, HORAIRE])
    installer(instant - timedelta(hours=3, minutes=10) + UN_PEU)
    assert dit("taches") == (True, "toutes passent à l’heure")
    installer(instant - timedelta(hours=3, minutes=10))
    assert dit("taches") == (False, f"ne passent plus : {HORAIRE}")


def test_une_tache_qui_echoue_est_dite_jusqu_a_ce_qu_elle_reussisse(client, db, instant):
    passages.noter_passage(MINUTE, instant, "OSError : plus de place")
    passages.noter_passage("une.tache.que.beat.ne.demande.plus", instant, "OSError : plus de place")
    assert dit("echecs") == (False, f"le dernier tour de {MINUTE} a échoué (OSError : plus de place)")
    assert client.get("/pret").json() == TOUT_VA | {"echecs": False}
    passages.noter_passage(MINUTE, instant + timedelta(minutes=1))
    assert dit("echecs") == (True, "aucune n’a échoué à son dernier tour")


@pytest.mark.parametrize("tache", [MINUTE, QUOTIDIENNE])
def test_une_tache_qui_ne_passe_plus_ne_met_en_cause_ni_worker_ni_beat(client, db, avec_courtier, tache):
    instant = horloge.maintenant()
    passer(instant)
    passages.noter_passage(tache, instant - timedelta(hours=27))
    assert client.get("/pret").json() == TOUT_VA | {"taches": False}


def test_la_coherence_et_l_antivirus_ont_leur_ligne(client, db, settings, instant):
    passages.noter_passage(sante.COHERENCE, instant, "numéro MC 000012 en double")
    assert client.get("/pret").json() == TOUT_VA | {"coherence": False}
    passages.noter_passage(sante.COHERENCE, instant + timedelta(minutes=1))
    settings.ANTIVIRUS = "/bin/false"
    va = TOUT_VA | {"coherence": True}
    assert (client.get("/pret").status_code, client.get("/pret").json()) == (200, va)  # the antivirus found: it answers
    settings.ANTIVIRUS = "clamd://127.0.0.1:1"
    assert (client.get("/pret").status_code, client.get("/pret").json()) == (200, va | {"antivirus": False})


DE_LA_BASE = {"base": False} | dict.fromkeys(("migrations", "version", "courriels", "echecs", "coherence"))


def test_une_base_absente_laisse_dire_le_reste(client, monkeypatch):
    def refuser(*_arguments, **_options):
        raise OperationalError("absente")

    monkeypatch.setattr(connection, "cursor", refuser)
    reponse = client.get("/pret")
    assert (reponse.status_code, reponse.json()) == (503, TOUT_VA | DE_LA_BASE)


def test_la_fin_d_une_tache_de_beat_est_notee_et_elle_seule(db):
    """As the worker ends it: its signals, with the request that says that it was not played at once."""
    tache, autre = celery.tasks[MINUTE], celery.tasks["certif_portal.commun.tasks.envoyer_courriel"]
    for finie in (tache, autre):
        finie.push_request(is_eager=False)
        try:
            noter_reussite(finie)
            noter_echec(finie, ValueError("non"))
        finally:
            finie.pop_request()
    [passage] = PassageTache.objects.all()
    assert (passage.nom, passage.erreur, passage.en_echec) == (MINUTE, "ValueError : non", True)
    tache.push_request(is_eager=True)
    noter_echec(tache, ValueError("jouée sur-le-champ"))
    tache.pop_request()
    passage.refresh_from_db()
    assert passage.erreur == "ValueError : non"
