"""A migration played while pages are served: who writes without knowing the new column, and who holds a table."""

import threading
import time

import psycopg2
import pytest
from django.db import OperationalError, connection, models
from django.db.models import NOT_PROVIDED

from certif_portal.commun import evolution
from certif_portal.commun.evolution import insister, sans_arret
from certif_portal.commun.models import PassageTache

pytestmark = pytest.mark.postgresql
A_LA_MAIN = "INSERT INTO commun_passagetache (nom, erreur) VALUES ('code d’avant', '')"


def ajouter(champ):
    """The column is added as a migration does it."""
    champ.set_attributes_from_name("ajoute")
    champ.model = PassageTache
    with connection.schema_editor(atomic=False) as editeur:
        editeur.add_field(PassageTache, champ)


def ecrire():
    """As the code of before does, which knows nothing of the column."""
    with connection.cursor() as curseur:
        curseur.execute(A_LA_MAIN)
        curseur.execute("SELECT ajoute FROM commun_passagetache WHERE nom = 'code d’avant'")
        return curseur.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        (models.IntegerField(default=7), 7),
        (models.CharField(max_length=9, blank=True), ""),
        (models.BooleanField(default=False), False),
        (models.IntegerField(null=True, default=7), None),
    ],
)
def test_le_code_d_avant_ecrit_sur_la_colonne_d_apres(champ, valeur):
    with sans_arret(connection):
        ajouter(champ)
    assert ecrire() == valeur


@pytest.mark.django_db
def test_sans_le_defaut_garde_le_code_d_avant_echouerait():
    """Negative control: what Django does by itself."""
    assert NOT_PROVIDED is not None
    ajouter(models.IntegerField(default=7))
    with pytest.raises(Exception, match="null value in column"):
        ecrire()


@pytest.mark.django_db(transaction=True)
def test_une_table_tenue_est_laissee_aux_pages_puis_reprise(monkeypatch):
    monkeypatch.setattr(evolution, "ATTENTE_VERROU", 1)
    monkeypatch.setattr(evolution, "PAUSE", 0.1)
    reglages = connection.settings_dict
    autre = psycopg2.connect(
        host=reglages["HOST"], port=reglages["PORT"], user=reglages["USER"], dbname=reglages["NAME"]
    )
    autre.cursor().execute("LOCK TABLE commun_passagetache IN ACCESS SHARE MODE")  # a page that reads, and lasts
    dits, faits = [], []

    def faire():
        with connection.cursor() as curseur:
            curseur.execute("ALTER TABLE commun_passagetache ALTER COLUMN erreur SET DEFAULT ''")
        faits.append(1)

    lecture = threading.Timer(1.5, autre.rollback)
    lecture.start()
    debut = time.monotonic()
    try:
        with sans_arret(connection):
            insister(faire, dits.append)
    finally:
        lecture.join()
        autre.close()
        with connection.cursor() as curseur:
            curseur.execute("ALTER TABLE commun_passagetache ALTER COLUMN erreur DROP DEFAULT")
    assert (len(faits), len(dits)) == (1, 1)
    assert dits == ["Une table est tenue par le portail : nouvel essai (1 sur 14)."]
    assert time.monotonic() - debut > 1
    with connection.cursor() as curseur:
        curseur.execute("SHOW lock_timeout")
        assert curseur.fetchone() == ("5s",)  # that of the pages is back


@pytest.mark.django_db
def test_une_autre_faute_n_est_pas_reprise():
    essais = []

    def echouer():
        essais.append(1)
        raise OperationalError("base absente")

    with pytest.raises(OperationalError, match="base absente"):
        insister(echouer, essais.append)
    assert len(essais) == 1


def test_on_n_insiste_pas_sans_fin(monkeypatch):
    monkeypatch.setattr(evolution, "PAUSE", 0)
    dits = []

    def tenue():
        raise OperationalError("tenue") from psycopg2.errors.lookup("55P03")("tenue")

    monkeypatch.setattr(evolution, "REFUSES", (None,))  # one raised by hand bears no code
    with pytest.raises(OperationalError, match="tenue"):
        insister(tenue, dits.append)
    assert len(dits) == evolution.ESSAIS - 1
