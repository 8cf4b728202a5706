"""A real worker on a real Redis, ended by SIGKILL in the middle of a round and of its sending: each reminder once.

The whole year, with a worker killed on thirty mornings: `dev.py epreuves annee`.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.db import connection, transaction
from redis import Redis

from certif_portal.celery import app
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.models import Courriel
from certif_portal.portail.models import Relance, TourneeRelances
from jurys.services import suivi
from outils_dev.serveurs import Serveurs
from tests.candidats.factories import InscriptionFactory
from tests.habilitations.factories import OrganismeFactory
from tests.portail.ouvrier import Atelier, Poste, attendre, en_attente_d_un_verrou, serveur_de_courriel

RELANCER = "certif_portal.portail.tasks.relancer_du_jour"
ENVOYER = "certif_portal.commun.tasks.envoyer_courriels_en_attente"
DOSSIERS = 12


@pytest.fixture
def atelier():
    """What was started is ended, and only that."""
    poste = Poste(rang_retenu=5)
    with Serveurs() as serveurs, serveur_de_courriel(poste) as adresse:
        un = Atelier(serveurs.redis(), adresse)
        yield un, poste
        un.fermer()


@pytest.fixture
def dossiers():
    """Late livrets, one an OF: as many mails."""
    for _ in range(DOSSIERS):
        InscriptionFactory(
            organisme=OrganismeFactory(),
            entree_formation=date(2026, 1, 5),
            fin_formation=date(2026, 12, 31),
            date_evaluation_prevue=date(2026, 12, 1),
        )
    suivi.refaire_tout()


@pytest.mark.redis
@pytest.mark.postgresql
@pytest.mark.sans_fabrique
@pytest.mark.timeout(300)
@pytest.mark.django_db(transaction=True)
def test_un_ouvrier_tue_en_pleine_tournee_puis_en_plein_envoi_n_oublie_ni_ne_redit_rien(atelier, dossiers):
    """Killed while the mails of a chunk are being written; Redis wiped; asked twice again; killed between the answer of
    the mail server and the commit: that mail alone leaves again, under the same Message-ID."""
    ouvrier, poste = atelier
    ouvrier.demarrer()
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute("LOCK TABLE commun_courriel IN SHARE MODE")  # the worker writes its reminders, then waits here
        ouvrier.demander(RELANCER, fois=2)
        attendre("l’ouvrier écrit les courriels", en_attente_d_un_verrou)
        ouvrier.tuer()
    assert (Courriel.objects.count(), Relance.objects.filter(envoyee_le__isnull=False).count()) == (0, 0)
    assert Relance.objects.filter(envoyee_le__isnull=True).count() >= DOSSIERS  # what is due is a row
    assert TourneeRelances.objects.get().finie_le is None
    Redis.from_url(ouvrier.redis).flushall()

    ouvrier.demarrer()
    ouvrier.demander(RELANCER, fois=2)
    assert poste.retenu.wait(60)  # the fifth mail is accepted, and its answer withheld
    ouvrier.tuer()
    poste.reprendre.set()
    assert TourneeRelances.objects.get().finie_le is not None
    assert Courriel.objects.filter(etat=EtatCourriel.ENVOYE).count() == poste.rang_retenu - 1
    Redis.from_url(ouvrier.redis).flushall()

    ouvrier.demarrer()
    ouvrier.demander(ENVOYER, fois=2)
    ouvrier.demander(RELANCER, fois=2)
    attendre("tout est parti", lambda: not Courriel.objects.exclude(etat=EtatCourriel.ENVOYE).exists())
    ecrits = {c.destinataire: c.message_id for c in Courriel.objects.all()}
    assert (len(ecrits), Courriel.objects.count()) == (DOSSIERS, DOSSIERS)  # one a person
    assert Relance.objects.values("echeance", "etape", "destinataire").distinct().count() == Relance.objects.count()
    redits = {couple: nombre for couple, nombre in Counter(poste.recus).items() if nombre > 1}
    assert set(poste.recus) == set(ecrits.items())
    assert redits == {poste.recus[poste.rang_retenu - 1]: 2}


@pytest.mark.parametrize(
    ("nuit", "nom"),
    [
        (date(2027, 3, 28), "l’heure de deux à trois n’existe pas"),
        (date(2027, 10, 31), "elle passe deux fois"),
        (date(2028, 2, 29), "un jour de plus"),
    ],
)
def test_ce_qui_part_une_fois_par_jour_part_chaque_jour(nuit, nom):
    """Beat, minute after minute over three days: nothing scheduled by the clock is skipped on those nights, and what is
    asked twice does its work once (above, and `faire_tournee`)."""
    paris = ZoneInfo("Europe/Paris")
    premier = datetime(nuit.year, nuit.month, nuit.day, tzinfo=paris) - timedelta(days=1)
    minutes = [premier.astimezone(ZoneInfo("UTC")) + timedelta(minutes=n) for n in range(3 * 24 * 60)]
    for nom_de_tache, ligne in settings.CELERY_BEAT_SCHEDULE.items():
        horaire = ligne["schedule"]
        if not isinstance(horaire, crontab):
            continue
        dernier, passages = premier - timedelta(minutes=1), Counter()
        for instant in minutes:
            horaire = crontab(
                hour=horaire._orig_hour,
                minute=horaire._orig_minute,
                app=app,
                nowfun=lambda a=instant: a.astimezone(paris),
            )
            if horaire.is_due(dernier).is_due:
                passages[instant.astimezone(paris).date()] += 1
                dernier = instant.astimezone(paris)
        jours = {premier.date() + timedelta(days=n) for n in range(3)}
        assert {jour for jour in passages if passages[jour]} >= jours, (nom_de_tache, passages)
