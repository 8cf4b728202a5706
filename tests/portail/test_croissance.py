"""Every list, home, queue and search of every role asks as many queries of a centre of a thousand registrations as of
one of ten."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.demo.calendrier import Calendrier
from certif_portal.portail.demo.centre import ouvrir_le_centre
from certif_portal.portail.demo.personnes import JURE, PRESIDENT, RESPONSABLE
from certif_portal.portail.demo.volume import chargement
from jurys.models import CompteurCertificat
from tests.architecture.droits import lire_table, noms_des_adresses
from tests.sessions import entrer

CALENDRIER = Calendrier(datetime(2026, 11, 20, 9, tzinfo=UTC))
PEU, BEAUCOUP = 10, 1_000
MARGE = 3
"""Queries made for a kind of which the small centre holds nothing; one a row would be tens."""
ROLES = {RESPONSABLE.courriel: "responsable", "of@demo.example": "of", "evaluateur@demo.example": "evaluateur"}
ROLES |= {JURE.courriel: "jure"}
RECHERCHES = ("/recherche/?q=martin", "/inscriptions/?q=martin", "/inscriptions/?tri=nom", "/inscriptions/?page=2")
Comptes = dict[tuple[str, str], int]


@pytest.fixture
def clients(db, horloge_au):
    horloge_au(CALENDRIER.jour)
    ouvrir_le_centre(CALENDRIER)
    for compte in (PRESIDENT, JURE):
        Utilisateur.objects.create_user(compte.courriel, prenom=compte.prenom, nom=compte.nom)
    CompteurCertificat.objects.create(serie="MC")
    return {qui: Client() for qui in ROLES}


def adresses(role: str) -> list[str]:
    """Those that name no object, and that this role may open; what asks is not a list."""
    table = lire_table()
    ouvertes = [
        f"/{route}"
        for nom, route in noms_des_adresses().items()
        if "<" not in route and nom in table and nom != "administration"
        if table[nom]["methode"] == "GET" and table[nom]["attendus"][role] == 200
    ]
    return [*ouvertes, *(RECHERCHES if role in ("responsable", "of") else ())]


def compter(clients: dict[str, Client]) -> Comptes:
    """Queries of each page that is one: a file made whole is not."""
    comptes = {}
    for qui, client in clients.items():
        entrer(client, Utilisateur.objects.get(email=qui))
        client.get("/")
        for adresse in adresses(ROLES[qui]):
            with CaptureQueriesContext(connection) as requetes:
                reponse = client.get(adresse)
            if reponse.status_code == 200 and reponse["Content-Type"].startswith("text/html"):
                comptes[ROLES[qui], adresse] = len(requetes)
    return comptes


def croissantes(peu: Comptes, beaucoup: Comptes) -> dict[tuple[str, str], tuple[int, int]]:
    return {
        page: (peu[page], nombre) for page, nombre in beaucoup.items() if page in peu and nombre > peu[page] + MARGE
    }


@pytest.mark.timeout(300)
def test_les_requetes_d_une_page_ne_croissent_pas_avec_les_dossiers(clients):
    with transaction.atomic():
        chargement.charger(CALENDRIER, nombre=PEU, ouvertes=PEU, graine=1)
        peu = compter(clients)
        transaction.set_rollback(True)
    chargement.charger(CALENDRIER, nombre=BEAUCOUP, ouvertes=BEAUCOUP // 2, graine=1)
    beaucoup = compter(clients)
    assert croissantes(peu, beaucoup) == {}
    assert len(beaucoup) >= 60
    assert {role for role, _ in beaucoup} == set(ROLES.values())


def test_une_requete_par_ligne_serait_vue():
    """Negative control of the comparison."""
    assert croissantes({("of", "/"): 9, ("of", "/x/"): 9}, {("of", "/"): 9 + MARGE, ("of", "/x/"): 10 + MARGE}) == {
        ("of", "/x/"): (9, 10 + MARGE)
    }
