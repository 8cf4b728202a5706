"""Redis refused, then frozen: nothing waits, nothing breaks, and what is to be done is still a row."""

import os
import signal
import time

import pytest
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

from certif_portal.commun import courriels
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.courtier import RUPTURE, CacheSansFaille, lancer
from certif_portal.commun.tasks import envoyer_courriel
from tests.pannes import figer, refuser

pytestmark = pytest.mark.redis


@pytest.mark.parametrize("panne", [figer, refuser])
def test_le_cache_et_la_file_se_passent_de_redis(redis_a_soi, panne):
    url, processus = redis_a_soi
    cache, nu = CacheSansFaille(url, {}), RedisCache(url, {"OPTIONS": {"socket_timeout": 0.5}})
    cache.set("essais", [1])
    assert (cache.get("essais"), lancer(envoyer_courriel, 0)) == ([1], True)
    panne(processus)
    with pytest.raises(RedisError):  # control: Django's own cache is an error 500
        nu.get("essais")
    debut = time.monotonic()
    assert lancer(envoyer_courriel, 0) is False
    assert cache.get("essais", "perdu") == "perdu"
    assert (cache.add("a", 1), cache.add("a", 2), cache.incr("a"), cache.get_many(["a"])) == (True, False, 2, {"a": 2})
    assert (cache.set("b", 3), cache.touch("b"), cache.has_key("b"), cache.delete("b")) == (None, True, True, True)
    assert time.monotonic() - debut < 1


@pytest.mark.parametrize("panne", [figer, refuser])
def test_le_cache_seul_attend_moins_d_une_seconde(redis_a_soi, panne):
    url, processus = redis_a_soi
    cache = CacheSansFaille(url, {})
    cache.set("a", 1)
    panne(processus)
    debut = time.monotonic()
    assert [cache.get("a") for _ in range(20)] == [None] * 20
    assert time.monotonic() - debut < 1


def test_redis_revenu_est_repris(redis_a_soi, monkeypatch):
    url, processus = redis_a_soi
    cache = CacheSansFaille(url, {})
    cache.set("a", 1)
    figer(processus)
    assert cache.get("a") is None
    os.kill(processus.pid, signal.SIGCONT)
    maintenant = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: maintenant + RUPTURE + 1)
    assert cache.get("a") == 1


@pytest.mark.parametrize("panne", [figer, refuser])
@pytest.mark.django_db(transaction=True)
def test_un_acte_dont_le_courriel_ne_peut_etre_annonce_repond(redis_a_soi, panne, instant, connecte, responsable):
    """The invitation is recorded, the answer is its own, the mail is due: beat takes it up."""
    _, processus = redis_a_soi
    client = connecte(responsable)
    assert client.get("/equipe/inviter/").status_code == 200  # what a first page loads is not counted
    panne(processus)
    saisie = {"prenom": "Ana", "nom": "Bel", "courriel": "ana@exemple.fr", "role": "agent"}
    debut = time.monotonic()
    reponse = client.post("/equipe/inviter/", saisie)
    assert time.monotonic() - debut < 3
    assert (reponse.status_code, reponse["Location"]) == (302, "/invitations/")
    [courriel] = courriels.Courriel.objects.all()
    assert (courriel.destinataire, courriel.etat) == ("ana@exemple.fr", EtatCourriel.A_ENVOYER)


@pytest.mark.parametrize("panne", [figer, refuser])
@pytest.mark.django_db(transaction=True)
def test_connexion_et_oubli_du_mot_de_passe_repondent(redis_a_soi, panne, settings, client, agent):
    url, processus = redis_a_soi
    settings.CACHES = {"default": {"BACKEND": "certif_portal.commun.courtier.CacheSansFaille", "LOCATION": url}}
    settings.ACCOUNT_RATE_LIMITS = {}
    panne(processus)
    oubli = client.post("/compte/password/reset/", {"email": agent.email})
    assert (oubli.status_code, oubli["Location"]) == (302, "/compte/password/reset/done/")
    assert courriels.Courriel.objects.get().destinataire == agent.email
    debut = time.monotonic()
    refus = client.post("/compte/login/", {"login": agent.email, "password": "un mauvais mot de passe"})
    assert time.monotonic() - debut < 3
    assert (refus.status_code, refus.context["form"].is_valid()) == (200, False)
