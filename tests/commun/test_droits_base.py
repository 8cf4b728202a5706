"""The application's role on the real PostgreSQL: rows, and nothing else; a whole closing runs under it."""

import threading

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from certif_portal.commun import evolution
from certif_portal.commun.declencheurs import LigneScellee
from certif_portal.commun.droits_base import accorder_droits
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.immuable import ROLE_PURGE
from jurys.choix import EtatJury
from jurys.models import Certificat, Jury
from tests.jurys.factories import dossier_pret, jury_clos, jury_edite

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


@pytest.fixture
def role(db):
    """Made in the transaction of the test, and gone with it: the server is shared."""
    nom = f"{connection.settings_dict['NAME']}_application"
    accorder_droits(connection, nom=nom, mot_de_passe="un-mot-de-passe")
    return nom


@pytest.fixture
def sous_le_role(role):
    def prendre():
        connection.cursor().execute(f'SET ROLE "{role}"')

    yield prendre
    if not connection.needs_rollback:
        connection.cursor().execute("RESET ROLE")


def refus(sql):
    """What the server answers; empty when it obeys, which is undone."""
    try:
        with transaction.atomic(), connection.cursor() as curseur:
            curseur.execute(sql)
            transaction.set_rollback(True)
    except (DatabaseError, LigneScellee) as erreur:
        return str(erreur).partition("\n")[0]
    return ""


def test_une_cloture_entiere_sous_le_role_de_l_application(agent, referentiel, sous_le_role):
    inscriptions = [dossier_pret(referentiel=referentiel), dossier_pret(referentiel=referentiel, non_maitrisees=(1,))]
    sous_le_role()
    jury = jury_edite(inscriptions[0], non_admis=(inscriptions[1],), par=agent)
    assert (jury.etat, Certificat.objects.filter(document__isnull=False).count()) == (EtatJury.CLOS, 1)


def test_ni_definition_ni_vidage_ni_declencheur_endormi(agent, referentiel, sous_le_role):
    """Negative control: the owner may do each of them."""
    jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    gestes = [
        "UPDATE jurys_certificat SET nom = 'AUTRE'",
        "DELETE FROM jurys_certificat",
        "SET LOCAL scelles.leves = 'oui'; UPDATE jurys_certificat SET nom = 'AUTRE'",
        "SET LOCAL scelles.purge = 'oui'; UPDATE jurys_certificat SET nom = ''",
        "SET LOCAL scelles.purge = 'oui'; UPDATE commun_entreejournal SET phrase = ''",
        "TRUNCATE jurys_certificat CASCADE",
        "ALTER TABLE jurys_certificat DISABLE TRIGGER ALL",
        "ALTER TABLE jurys_certificat ADD COLUMN essai integer",
        "DROP TRIGGER scelle ON jurys_certificat",
        "DROP FUNCTION scelle_jurys_certificat() CASCADE",
        "CREATE OR REPLACE FUNCTION scelle_jurys_certificat() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "DROP TABLE jurys_certificat CASCADE",
        "CREATE TABLE public.essai (id integer)",
        "CREATE TEMPORARY TABLE essai (id integer)",
        "CREATE ROLE essai",
        "SET session_replication_role = replica",
        "DELETE FROM django_migrations",
    ]
    sous_le_role()
    assert [geste for geste in gestes if not refus(geste)] == []
    assert refus(gestes[0]) == "Scellé : certificat, rien n’y change plus (nom de naissance)."
    assert refus(gestes[5]) == "permission denied for table jurys_certificat"
    connection.cursor().execute("RESET ROLE; SET CONSTRAINTS ALL IMMEDIATE")
    assert [geste for geste in gestes[2:] if refus(geste)] == []


def test_les_tables_a_venir_suivent_et_rejouer_ne_change_rien(role, sous_le_role):
    accorder_droits(connection, nom=role, mot_de_passe="un-autre")
    connection.cursor().execute("CREATE TABLE a_venir (id serial PRIMARY KEY, mot text)")
    sous_le_role()
    assert refus("INSERT INTO a_venir (mot) VALUES ('un')") == ""
    assert refus("TRUNCATE a_venir") == "permission denied for table a_venir"


def test_un_attribut_de_trop_est_repris_et_un_proprietaire_ordinaire_suffit_sinon(role):
    """« NOSUPERUSER » is refused to whoever is not one, even of a role that never was."""

    def gestes():
        with CaptureQueriesContext(connection) as lus:
            accorder_droits(connection, nom=role, mot_de_passe="un-autre")
        return any("NOSUPERUSER" in requete["sql"] for requete in lus)

    assert not gestes()
    connection.cursor().execute(f'ALTER ROLE "{role}" CREATEDB')
    assert gestes()
    with connection.cursor() as curseur:
        curseur.execute("SELECT rolcreatedb, rolcanlogin FROM pg_roles WHERE rolname = %s", [role])
        assert curseur.fetchone() == (False, True)
    assert not gestes()


def test_ses_limites_tiennent_sans_que_la_session_les_demande(role, settings):
    """As behind a pooler that drops what a session asks for."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT rolconfig FROM pg_roles WHERE rolname = %s", [role])
        assert curseur.fetchone() == (["lock_timeout=5000", "statement_timeout=60000", "jit=off"],)
    demandees = settings.DATABASES["default"]["OPTIONS"]["options"].split("-c ")[1:]
    assert [demandee.strip() for demandee in demandees] == [f"{n}={v}" for n, v in settings.LIMITES_SQL.items()]


def test_le_proprietaire_n_est_pas_l_application():
    with connection.cursor() as curseur:
        curseur.execute("SELECT current_user")
        [nom] = curseur.fetchone()
    with pytest.raises(ErreurMetier, match="doit être un autre que celui du propriétaire"):
        accorder_droits(connection, nom=nom, mot_de_passe="un-mot-de-passe")


def test_la_commande_lit_l_adresse_de_l_application(settings, capsys):
    settings.DATABASE_APPLICATION_URL = ""
    with pytest.raises(CommandError, match="DATABASE_APPLICATION_URL et une base PostgreSQL sont attendues"):
        call_command("accorder_droits")
    nom = f"{connection.settings_dict['NAME']}_application"
    settings.DATABASE_APPLICATION_URL = f"postgres://{nom}:un-mot-de-passe@db:5432/portail"
    call_command("accorder_droits")
    assert capsys.readouterr().out == f"Le rôle {nom} lit et écrit les lignes de la base, et rien d’autre.\n"
    settings.DATABASE_PURGE_URL = f"postgres://{ROLE_PURGE}:un-autre@db:5432/portail"
    call_command("accorder_droits")
    dit = capsys.readouterr().out
    assert dit.endswith("Le rôle portail_purge vide de plus ce qui nomme quelqu’un, et rien d’autre.\n")
    settings.DATABASE_PURGE_URL = "postgres://gomme:un-autre@db:5432/portail"
    with pytest.raises(CommandError, match="se nomme portail_purge"):
        call_command("accorder_droits")
    settings.DATABASE_PURGE_URL = ""
    for autre, dit in ((connection.settings_dict["USER"], "doit être un autre"), (ROLE_PURGE, "le rôle de la purge")):
        settings.DATABASE_APPLICATION_URL = f"postgres://{autre}:x@db:5432/portail"
        with pytest.raises(CommandError, match=dit):
            call_command("accorder_droits")


def test_la_commande_laisse_aux_pages_une_table_qu_elles_lisent(settings, capsys, monkeypatch):
    """The second wall locks each table of a file: it waits its turn, and does not fail the deployment."""
    monkeypatch.setattr(evolution, "ATTENTE_VERROU", 1)
    monkeypatch.setattr(evolution, "PAUSE", 0.1)
    reglages = connection.settings_dict
    nom = f"{reglages['NAME']}_application"
    settings.DATABASE_APPLICATION_URL = f"postgres://{nom}:un-mot-de-passe@db:5432/portail"
    page = psycopg2.connect(
        host=reglages["HOST"], port=reglages["PORT"], user=reglages["USER"], dbname=reglages["NAME"]
    )
    page.cursor().execute("LOCK TABLE candidats_inscription IN ACCESS SHARE MODE")  # one that reads, and lasts
    lecture = threading.Timer(1.5, page.rollback)
    lecture.start()
    try:
        call_command("accorder_droits")
    finally:
        lecture.join()
        page.close()
    dit = capsys.readouterr()
    assert "nouvel essai (1 sur 14)" in dit.err
    assert dit.out == f"Le rôle {nom} lit et écrit les lignes de la base, et rien d’autre.\n"
    with connection.cursor() as curseur:
        curseur.execute("SELECT relrowsecurity FROM pg_class WHERE relname = 'candidats_inscription'")
        assert curseur.fetchone() == (True,)


@pytest.mark.django_db(transaction=True)
def test_il_se_connecte_lui_meme(role):
    """Not a role taken inside the owner's session: a connection of its own, which reads, writes and is refused."""
    reglages = connection.settings_dict
    try:
        ouverte = psycopg2.connect(
            host=reglages["HOST"], port=reglages["PORT"], dbname=reglages["NAME"], user=role, password="un-mot-de-passe"
        )
        with ouverte.cursor() as curseur:
            curseur.execute("SELECT count(*) FROM jurys_jury")
            assert curseur.fetchone() == (Jury.objects.count(),)
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                curseur.execute("ALTER TABLE jurys_jury DISABLE TRIGGER ALL")
        ouverte.close()
    finally:
        with connection.cursor() as curseur:
            curseur.execute(f'DROP OWNED BY "{role}"')
            curseur.execute(f'DROP ROLE "{role}"')
