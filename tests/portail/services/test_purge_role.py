"""The purge under its own role of PostgreSQL, by connections of their own: the application's is refused."""

from datetime import date, datetime

import environ
import pytest
from django.db import ProgrammingError, connection

from certif_portal.commun.declencheurs import LigneScellee, purge_permise
from certif_portal.commun.droits_base import accorder_droits
from certif_portal.commun.immuable import ROLE_PURGE
from certif_portal.portail.services.purge import approuver_purge, etablir_purge, executer_purge
from jurys.choix_conservation import EtatPurge
from jurys.models import Certificat, Purge
from tests.jurys.factories import dossier_pret, jury_clos

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
LE = date(2090, 1, 1)
A = datetime.fromisoformat("2090-01-01T03:00:00+00:00")


@pytest.fixture
def roles(settings):
    """The two roles, as `migrate` makes them; this process then works under the application's, as web does."""
    reglages = connection.settings_dict
    proprietaire = {cle: reglages[cle] for cle in ("USER", "PASSWORD")}
    application = f"{reglages['NAME']}_application"
    for nom in (application, ROLE_PURGE):
        accorder_droits(connection, nom=nom, mot_de_passe="un-mot-de-passe")

    def travailler():
        connection.close()
        reglages.update(USER=application, PASSWORD="un-mot-de-passe")

    yield travailler
    connection.close()
    reglages.update(proprietaire)
    with connection.cursor() as curseur:
        for nom in (application, ROLE_PURGE):
            curseur.execute(f'DROP OWNED BY "{nom}"')
            curseur.execute(f'DROP ROLE "{nom}"')


def moi() -> str:
    with connection.cursor() as curseur:
        curseur.execute("SELECT current_user")
        return str(curseur.fetchone()[0])


def test_la_purge_vide_sous_son_role_et_l_application_ne_le_peut_pas(agent, responsable, referentiel, roles, settings):
    jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    purge = etablir_purge(le=LE, a=A)
    approuver_purge(purge=purge, par=responsable, a=A)
    roles()
    application = moi()
    with pytest.raises(ProgrammingError, match="permission denied to set role"), connection.cursor() as curseur:
        curseur.execute(f"SET ROLE {ROLE_PURGE}")
    with purge_permise(connection), pytest.raises(LigneScellee):
        Certificat.objects.update(nom="")
    with pytest.raises(LigneScellee):  # negative control: without the address of the purge, the base refuses it
        executer_purge(purge.pk, a=lambda: A)
    assert Certificat.objects.exclude(nom="").exists()
    assert Purge.objects.get().etat == EtatPurge.EN_COURS
    reglages = connection.settings_dict
    adresse = f"postgres://{ROLE_PURGE}:un-mot-de-passe@{reglages['HOST']}:{reglages['PORT']}/{reglages['NAME']}"
    assert environ.Env.db_url_config(adresse)["USER"] == ROLE_PURGE
    settings.DATABASE_PURGE_URL = adresse
    assert executer_purge(purge.pk, a=lambda: A) > 0
    assert not Certificat.objects.exclude(nom="").exists()
    assert Purge.objects.get().etat == EtatPurge.FINIE
    assert moi() == application  # given back
