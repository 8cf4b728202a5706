"""Rows held by somebody else, on a real PostgreSQL: what need not wait does not, and what must says so."""

import threading
import time
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.test import RequestFactory

from certif_portal.commun.declencheurs import dire_les_scelles
from certif_portal.commun.pannes import Reessayer
from certif_portal.commun.verrous import REESSAYER, VerrouIndisponible, traduire_les_verrous
from certif_portal.comptes.models import Attribution, Utilisateur
from habilitations.models import OrganismeFormation
from tests.candidats.factories import InscriptionFactory
from tests.habilitations.factories import creer_organisme_habilite
from tests.referentiels.factories import creer_referentiel

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@contextmanager
def tenu(lignes):
    """Somebody else's transaction holds these rows until the end of the block."""
    pret, fini = threading.Event(), threading.Event()

    def tenir():
        with transaction.atomic():
            list(lignes.all())
            pret.set()
            fini.wait(20)
        connection.close()

    fil = threading.Thread(target=tenir)
    fil.start()
    assert pret.wait(20)
    try:
        yield
    finally:
        fini.set()
        fil.join()


def patience(millisecondes):
    with connection.cursor() as curseur:
        curseur.execute(f"SET lock_timeout = {millisecondes}")


@pytest.fixture(autouse=True)
def patience_rendue():
    yield
    patience(5000)


def inscrire(organisme, referentiel):
    debut = time.monotonic()
    InscriptionFactory(organisme=organisme, referentiel=referentiel)
    return time.monotonic() - debut


def test_un_classeur_qui_s_enregistre_n_arrete_pas_un_collegue():
    """The row of the OF is held while the lines are written; a colleague's registration only points at it.

    Control: held for deletion (FOR UPDATE), it stops the colleague.
    """
    organisme, referentiel = creer_organisme_habilite(nom="OF"), creer_referentiel()
    patience(300)
    lignes = OrganismeFormation.objects.filter(pk=organisme.pk)
    with tenu(lignes.select_for_update(of=("self",), no_key=True)):
        assert inscrire(organisme, referentiel) < 2
    with tenu(lignes.select_for_update(of=("self",))), pytest.raises(VerrouIndisponible, match="Réessayez"):
        inscrire(organisme, referentiel)


def test_un_verrou_qu_on_ne_peut_avoir_est_une_phrase(agent):
    """Whatever asks for it. Control: without the wrapper, the error of the library, that is a page 500."""
    patience(200)
    lignes = Utilisateur.objects.filter(pk=agent.pk).select_for_update(no_key=True)
    with tenu(lignes):
        with pytest.raises(VerrouIndisponible) as refus, transaction.atomic():
            list(lignes.all())
        assert str(refus.value) == REESSAYER
        with pytest.raises(VerrouIndisponible):
            Utilisateur.objects.filter(pk=agent.pk).update(nom="X")
        connection.execute_wrappers.remove(traduire_les_verrous)
        with pytest.raises(OperationalError), transaction.atomic():
            list(lignes.all())
        connection.execute_wrappers.append(traduire_les_verrous)
    assert list(lignes_libres(agent)) == [agent]


def test_qui_suit_les_requetes_avant_la_connexion_n_ote_ni_ne_laisse_rien():
    """A block that follows the queries, and in which the connection opens, at each request:
    it takes itself away, not the sentences. Control: added after it, they go in its place."""
    suivies = []

    def suivre(executer, sql, *arguments):
        suivies.append(sql)
        return executer(sql, *arguments)

    def deux_fois():
        for _ in range(2):
            connection.close()
            with connection.execute_wrapper(suivre), connection.cursor() as curseur:
                curseur.execute("SELECT 1")
        restes.append(list(connection.execute_wrappers))
        connection.close()

    restes: list[list] = []
    fil = threading.Thread(target=deux_fois)
    fil.start()
    fil.join()
    assert suivies == ["SELECT 1"] * 2
    [reste] = restes
    assert suivre not in reste
    assert (reste.count(dire_les_scelles), reste.count(traduire_les_verrous)) == (1, 1)


def lignes_libres(agent):
    with transaction.atomic():
        return list(Utilisateur.objects.filter(pk=agent.pk).select_for_update(no_key=True))


def test_un_interblocage_est_une_phrase_aussi(agent, responsable):
    """Two people who take the same two rows in opposite orders: one writes, the other is told to try again."""
    depart, issues = threading.Barrier(2), []

    def croiser(premier, second):
        try:
            with transaction.atomic():
                Utilisateur.objects.filter(pk=premier).update(nom="A")
                depart.wait(20)
                Utilisateur.objects.filter(pk=second).update(nom="B")
            issues.append("fait")
        except VerrouIndisponible:
            issues.append("réessayer")
        finally:
            connection.close()

    paires = ((agent.pk, responsable.pk), (responsable.pk, agent.pk))
    fils = [threading.Thread(target=croiser, args=paire) for paire in paires]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(issues) == ["fait", "réessayer"]


def test_la_page_dit_de_reessayer(connecte, responsable, agent):
    """A view that shows no refusal of its service: 503, not 500; the same act is offered again."""
    attribution = Attribution.objects.get(utilisateur=agent)
    client = connecte(responsable)
    with connection.cursor() as curseur:
        curseur.execute("SET lock_timeout = 200")
    with tenu(Attribution.objects.filter(pk=attribution.pk).select_for_update(no_key=True)):
        reponse = client.post(f"/equipe/roles/{attribution.pk}/retirer/", follow=True)
    assert reponse.status_code == 200
    assert "Réessayez dans quelques secondes" in reponse.content.decode()
    attribution.refresh_from_db()
    assert attribution.retiree_le is None


def requete(**donnees):
    brute = RequestFactory().post("/acte/?a=1", donnees)
    brute.session = {}
    brute._messages = FallbackStorage(brute)
    brute.user = AnonymousUser()
    return brute


def test_ce_qui_est_saisi_revient_dans_la_page():
    garde = Reessayer(lambda _: None)
    brute = requete(nom="O’BRIEN", blocs=["1", "2"])
    page = garde.process_exception(brute, VerrouIndisponible())
    assert (page.status_code, page["Retry-After"]) == (503, "3")
    contenu = page.content.decode()
    assert 'action="/acte/?a=1"' in contenu
    assert '<input type="hidden" name="nom" value="O’BRIEN">' in contenu
    assert contenu.count('name="blocs"') == 2
    assert garde.process_exception(brute, ValueError()) is None


def test_un_fichier_choisi_ne_se_renvoie_pas_seul():
    brute = requete(piece=SimpleUploadedFile("a.pdf", b"x"))
    contenu = Reessayer(lambda _: None).process_exception(brute, VerrouIndisponible()).content.decode()
    assert ("Revenez en arrière" in contenu, "<form" in contenu) == (True, False)
