"""R8: a Redis that refuses or is frozen, in the middle of a sitting: the grid and the opinion do not wait for it."""

import os
import re
import signal
import time

import pytest
from django.test import Client

from certif_portal.commun import horloge
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.courtier import disjoncteur
from certif_portal.commun.models import Courriel
from certif_portal.commun.tasks import envoyer_courriels_en_attente
from evaluations.choix import EtatAvis
from evaluations.models import Appreciation, AvisEntreprise
from evaluations.services.avis import ouvrir_avis
from tests.evaluations.factories import declarer, planifier
from tests.evaluations.services.test_saisie import operation
from tests.evaluations.test_views_avis import reponses
from tests.evaluations.test_views_saisie import poster
from tests.pannes import figer, refuser

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]
TOURS = 5


def duree(faire, *arguments) -> float:
    debut = time.perf_counter()
    faire(*arguments)
    return time.perf_counter() - debut


@pytest.fixture
def passage(inscription, evaluateur, autre_evaluateur, redis_a_soi, settings):
    settings.CACHES = {
        "default": {"BACKEND": "certif_portal.commun.courtier.CacheSansFaille", "LOCATION": redis_a_soi[0]}
    }
    passage = planifier(inscription, evaluateur, autre_evaluateur, date=horloge.aujourdhui())
    declarer(passage, a=horloge.maintenant())
    return passage


@pytest.mark.parametrize("panne", [figer, refuser])
def test_la_grille_s_ecrit_sans_redis(redis_a_soi, passage, evaluateur, connecte, panne):
    client, rang = connecte(evaluateur.utilisateur), iter(range(1, 99))

    def ecrire() -> None:
        n = next(rang)
        recu = poster(client, operation(passage, rang=n, version=n - 1, preuves=f"Plan {n}"))
        assert [r["statut"] for r in recu.json()["resultats"]] == ["appliquee"]

    ecrire()  # what a first call loads is not counted
    avant = max(duree(ecrire) for _ in range(TOURS))
    panne(redis_a_soi[1])
    pendant = [duree(ecrire) for _ in range(TOURS)]
    assert max(pendant) - avant < 1, (avant, pendant)
    assert Appreciation.objects.get().preuves == f"Plan {2 * TOURS + 1}"


@pytest.mark.parametrize("panne", [figer, refuser])
def test_l_avis_se_donne_sans_redis_et_ses_courriels_partent_apres(redis_a_soi, passage, agent, panne):
    """The link of the tutor, the opinion, and what it owes: due, then gone once Redis is back."""
    _, processus = redis_a_soi
    inscription = passage.inscription
    ouvrir_avis(inscription=inscription, par=agent, a=horloge.maintenant())
    chemin = re.search(r"/avis/[\w-]+/", Courriel.objects.filter(acte="avis_demande").latest("pk").texte)[0]
    tuteur = Client()
    avant = max(duree(tuteur.get, chemin) for _ in range(TOURS))
    panne(processus)
    assert duree(tuteur.get, chemin) - avant < 1
    assert duree(tuteur.post, chemin, reponses(inscription)) - 3 * avant < 1
    assert AvisEntreprise.objects.get().etat == EtatAvis.RENDU
    dus = Courriel.objects.filter(etat=EtatCourriel.A_ENVOYER)
    assert dus.count() >= 1
    if panne is figer:
        os.kill(processus.pid, signal.SIGCONT)
        disjoncteur.refermer()
    envoyer_courriels_en_attente()  # beat, every minute
    assert not dus.exists()


def test_un_cache_qui_attend_se_verrait(redis_a_soi, passage, evaluateur, connecte, monkeypatch):
    """Negative control: without its circuit, given as long as Django's own gives, a frozen Redis is felt."""
    from certif_portal.commun import courtier

    client = connecte(evaluateur.utilisateur)
    poster(client, operation(passage))
    monkeypatch.setattr(courtier, "ATTENTE", 2.0)
    monkeypatch.setattr(courtier, "RUPTURE", 0.0)
    figer(redis_a_soi[1])
    assert duree(courtier.lancer, envoyer_courriels_en_attente) >= 1
