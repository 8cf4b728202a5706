"""No page of any role asks the same question of the base once a row: what it asks does not grow with the files, from
ten to a thousand."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.demo.calendrier import Calendrier
from certif_portal.portail.demo.centre import ouvrir_le_centre
from certif_portal.portail.demo.personnes import JURE, PRESIDENT, RESPONSABLE
from certif_portal.portail.demo.volume import chargement
from certif_portal.portail.queries.files_attente import FILES_DU_CENTRE
from certif_portal.portail.queries.files_organisme import FILES_DE_L_ORGANISME
from jurys.choix import AVANT_OUVERTURE
from jurys.models import CompteurCertificat, Jury
from tests.architecture.droits import lire_table, noms_des_adresses
from tests.sessions import entrer

CALENDRIER = Calendrier(datetime(2026, 11, 20, 9, tzinfo=UTC))
ROLES = {RESPONSABLE.courriel: "responsable", "of@demo.example": "of", "evaluateur@demo.example": "evaluateur"}
ROLES |= {JURE.courriel: "jure"}
RECHERCHES = ("/recherche/?q=martin", "/inscriptions/?q=martin", "/inscriptions/?tri=nom", "/inscriptions/?page=2")
RECHERCHES += ("/inscriptions/?retard=livret",)
FILES = {"responsable": FILES_DU_CENTRE, "of": FILES_DE_L_ORGANISME, "evaluateur": (), "jure": ()}
PEU, BEAUCOUP = (10, 7), (1_000, 700)
"""Registrations, and how many of them are under way."""
REPETEES = 4
"""Times that a page may ask one question: a statement reads the dated settings for each of its parts. One a row would
be tens."""
DEHORS = {"/compte/reauthenticate/"}
"""A page of the library of accounts, which asks of each way to log in whether this person has it."""
PAR_PARTIE = {("of", "/inscriptions/forfaits/")}
"""A statement of an OF has more parts of a thousand files than of ten: each reads the settings, four at most in all."""
EN_LISTE = re.compile(r"%s(?:, %s)+")
Questions = dict[tuple[str, str], Counter[str]]


@pytest.fixture
def clients(db, horloge_au):
    horloge_au(CALENDRIER.jour)
    ouvrir_le_centre(CALENDRIER)
    for compte in (PRESIDENT, JURE):
        Utilisateur.objects.create_user(compte.courriel, prenom=compte.prenom, nom=compte.nom)
    CompteurCertificat.objects.create(serie="MC")
    return {qui: Client() for qui in ROLES}


def adresses(role: str) -> list[str]:
    """Those that name no object, and that this role may open: neither what asks nor a file made whole."""
    table = lire_table()
    ouvertes = [
        f"/{route}"
        for nom, route in noms_des_adresses().items()
        if "<" not in route and "." not in route and "pdf" not in nom and nom in table and nom != "administration"
        if table[nom]["methode"] == "GET" and table[nom]["attendus"][role] == 200
    ]
    files = [reverse("file_attente", args=[file.code]) for file in FILES[role]]
    return [*ouvertes, *files, *(RECHERCHES if role in ("responsable", "of") else ())]


def pages(role: str) -> dict[str, str]:
    """Their addresses by what they are: that of an object, of which another is read in another centre, has its name."""
    lues = {adresse: adresse for adresse in adresses(role)}
    if role == "responsable":
        jury = Jury.objects.filter(etat__in=AVANT_OUVERTURE).order_by("pk")[0]
        lues["candidats d’un jury"] = reverse("jury_candidats", args=[jury.pk])
    return lues


@contextmanager
def ecoutees() -> Iterator[Counter[str]]:
    """The questions asked meanwhile, each without its values, and how many times."""
    questions: Counter[str] = Counter()

    def noter(execute, sql, params, many, context):
        questions[EN_LISTE.sub("%s", sql)] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noter):
        yield questions


def lire_les_pages(clients: dict[str, Client]) -> Questions:
    """What each page that is one asks: a file made whole is not."""
    lues = {}
    for qui, client in clients.items():
        entrer(client, Utilisateur.objects.get(email=qui))
        client.get("/")
        for page, adresse in pages(ROLES[qui]).items():
            with ecoutees() as questions:
                reponse = client.get(adresse)
            if reponse.status_code == 200 and reponse["Content-Type"].startswith("text/html"):
                lues[ROLES[qui], page] = questions
    return lues


def trop_posees(lues: Questions) -> dict[tuple[str, str], dict[str, int]]:
    fautes = {
        page: {question: fois for question, fois in questions.items() if fois > REPETEES}
        for page, questions in lues.items()
        if page[1] not in DEHORS
    }
    return {page: trop for page, trop in fautes.items() if trop}


def lire_a(clients: dict[str, Client], taille: tuple[int, int]) -> Questions:
    """What the pages ask of a centre of that size, which is then taken off."""
    dossiers, ouverts = taille
    with transaction.atomic():
        chargement.charger(CALENDRIER, nombre=dossiers, ouvertes=ouverts, graine=1)
        lues = lire_les_pages(clients)
        transaction.set_rollback(True)
    return lues


def de_plus(peu: Questions, beaucoup: Questions) -> dict[tuple[str, str], tuple[int, int]]:
    """Pages that ask more of a thousand files than of ten: a question asked twice where it was asked once. One that
    nobody asked of ten is asked of what was not there (the next page, a grid, a letter)."""
    return {
        page: (sum(avant.values()), sum(questions.values()))
        for page, questions in beaucoup.items()
        if (avant := peu.get(page)) is not None
        and any(fois > avant[question] for question, fois in questions.items() if question in avant)
    }


@pytest.mark.sans_fabrique
@pytest.mark.timeout(900)
def test_une_page_demande_autant_a_dix_dossiers_qu_a_mille(clients):
    peu, beaucoup = lire_a(clients, PEU), lire_a(clients, BEAUCOUP)
    assert trop_posees(beaucoup) == {}
    assert de_plus(peu, beaucoup).keys() <= PAR_PARTIE
    assert len(beaucoup) >= 185
    assert ("responsable", "candidats d’un jury") in peu.keys() & beaucoup.keys()
    assert {role for role, _ in beaucoup} == set(ROLES.values())


def test_une_question_posee_deux_fois_est_vue():
    """Negative control: once of ten files, twice of a thousand; one more question, asked once, is not told."""
    page = ("of", "/")
    peu = {page: Counter({"a": 1, "b": 2})}
    assert de_plus(peu, {page: Counter({"a": 2, "b": 2})}) == {page: (3, 4)}
    assert de_plus(peu, {page: Counter({"a": 1, "b": 2, "c": 1})}) == {}


def test_une_requete_par_ligne_serait_vue(agent):
    """Negative control: the same read made once for each of a few rows, whatever it asks for."""
    with ecoutees() as questions:
        for pk in range(REPETEES + 1):
            list(Utilisateur.objects.filter(pk__in=range(pk + 1)))
    assert [*trop_posees({("of", "/"): questions}).values()] == [{next(iter(questions)): REPETEES + 1}]
