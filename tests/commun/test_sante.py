"""Health pages: open, terse, and right about what is missing."""

import ctypes
from datetime import timedelta

import pytest
from django.db import connection

from certif_portal.commun import horloge, sante
from certif_portal.commun.courriels import deposer_texte
from certif_portal.commun.models import Courriel
from outils_dev.systeme import BIBLIOTHEQUES

TOUT_VA = {"base": True, "migrations": True, "courtier": True, "pdf": True, "courriels": True}


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
    assert sante.courtier_repond() is True


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
