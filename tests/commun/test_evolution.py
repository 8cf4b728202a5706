"""A migration played while pages are served: who writes without knowing the new column, and who holds a table."""

import threading
import time
from typing import ClassVar

import psycopg2
import pytest
from django.db import OperationalError, connection, migrations, models
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState

from certif_portal.commun import evolution
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.evolution import ExecuteurBref, insister, sans_arret
from certif_portal.commun.models import PassageTache
from certif_portal.commun.verrous import VerrouIndisponible

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


class Essai(Migration):
    """Columns added one after the other to a table that others refer to, then data."""

    dependencies: ClassVar[list] = []
    operations: ClassVar[list] = [
        migrations.AddField("jury", "essai_un", models.IntegerField(default=1)),
        migrations.AddField("jury", "essai_deux", models.ForeignKey("jurys.jury", models.SET_NULL, null=True)),
        migrations.RunPython(lambda apps, editeur: apps.get_model("jurys", "Jury").objects.update(essai_un=4)),
        migrations.AddField("membrejury", "essai_trois", models.CharField(max_length=9, default="")),
    ]


@pytest.fixture
def dessins(monkeypatch):
    """How many models were drawn while a transaction of the migration was open."""
    comptes = []

    def dessiner(self, apps, vrai=ModelState.render):
        comptes.append(connection.in_atomic_block)
        return vrai(self, apps)

    monkeypatch.setattr(ModelState, "render", dessiner)
    return lambda: (sum(comptes), len(comptes))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("executeur", "pendant"), [(ExecuteurBref, False), (MigrationExecutor, True)])
def test_une_migration_ne_tient_aucune_table_pendant_qu_elle_dessine(executeur, pendant, dessins):
    """The second is Django's own: the negative control."""
    ici = executeur(connection)
    etat = ici.loader.project_state()
    assert etat.apps
    essai = Essai("9999_essai", "jurys")
    avant = dessins()
    try:
        apres = ici.apply_migration(etat.clone(), essai)
        assert "essai_trois" in apres.models["jurys", "membrejury"].fields
        assert ("jurys", "9999_essai") in MigrationRecorder(connection).applied_migrations()
        assert apres.apps.get_model("jurys", "Jury").objects.filter(essai_un=1).count() == 0
        ouverts, dessines = (fin - debut for fin, debut in zip(dessins(), avant, strict=True))
        assert (ouverts > 10, dessines > 10) == (pendant, True)
    finally:
        with connection.cursor() as curseur:
            curseur.execute("ALTER TABLE jurys_jury DROP COLUMN essai_un, DROP COLUMN essai_deux_id")
            curseur.execute("ALTER TABLE jurys_membrejury DROP COLUMN essai_trois")
            curseur.execute("DELETE FROM django_migrations WHERE name = '9999_essai'")


def test_on_n_insiste_pas_sans_fin(monkeypatch):
    monkeypatch.setattr(evolution, "PAUSE", 0)
    dits = []

    def tenue():
        raise VerrouIndisponible

    with pytest.raises(ErreurMetier, match=r"tenue par le portail après 15 essais .* page de maintenance"):
        insister(tenue, dits.append)
    assert len(dits) == evolution.ESSAIS - 1
