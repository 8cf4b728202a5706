"""All the tablets of a day come back at once, to a gunicorn of two workers by HTTP: each change once, no error."""

import json
import os
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from evaluations.models import NoteEvaluateur, OperationRecue
from outils_dev.serveurs import Serveurs, port_au_hasard
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import EvaluateurFactory, declarer, planifier
from tests.evaluations.services.test_saisie import operation
from tests.evaluations.test_entrelacements import TABLETTES

RACINE = Path(__file__).resolve().parents[2]
OPERATIONS, LOT = 30, 10

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def portail(transactional_db):
    """The port of a portal on the base of this test."""
    base, port = connection.settings_dict, port_au_hasard()
    url = f"postgres://{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT']}/{base['NAME']}"
    variables = os.environ | {"TESTS": "1", "DATABASE_URL": url, "PYTHONWARNINGS": "ignore"}
    commande = [sys.executable, "-m", "gunicorn", "certif_portal.wsgi:application", f"--bind=127.0.0.1:{port}"]
    with Serveurs() as serveurs:
        options = ["--workers=2", "--no-control-socket"]
        serveurs.demarrer("gunicorn", [*commande, *options], port, signal.SIGTERM, env=variables, cwd=RACINE)
        yield port


class Tablette:
    """One evaluator's, logged in: what it answered to, and how."""

    def __init__(self, port: int, session: str, operations: list[dict], appareil: str) -> None:
        self.port, self.operations, self.appareil = port, operations, appareil
        self.cookies = {"sessionid": session}
        self.statuts: Counter[int] = Counter()
        self.dits: list[str] = []

    def demander(self, methode: str, chemin: str, corps: str | None = None) -> dict:
        entetes = {"Cookie": "; ".join(f"{nom}={valeur}" for nom, valeur in self.cookies.items())}
        if corps:
            entetes |= {"Content-Type": "application/json", "X-CSRFToken": self.cookies["csrftoken"]}
        prise = HTTPConnection("127.0.0.1", self.port, timeout=120)
        prise.request(methode, chemin, corps, entetes)
        reponse = prise.getresponse()
        octets = reponse.read()
        for pose in reponse.headers.get_all("Set-Cookie") or []:
            nom, _, valeur = pose.partition(";")[0].partition("=")
            self.cookies[nom] = valeur
        self.statuts[reponse.status] += 1
        return json.loads(octets)

    def revenir(self, depart: Barrier) -> None:
        """The package, then the queue by batches; the second is sent twice, as after an answer lost."""
        depart.wait(timeout=60)
        assert self.demander("GET", reverse("saisies_paquet"))["utilisateur"]
        for debut in (0, LOT, LOT, 2 * LOT):
            envoi = {"appareil": self.appareil, "operations": self.operations[debut : debut + LOT]}
            reponse = self.demander("POST", reverse("saisies_recevoir"), json.dumps(envoi))
            self.dits += [resultat["statut"] for resultat in reponse["resultats"]]


def test_toutes_les_tablettes_reviennent_a_la_fois_par_le_reseau(portail, connecte, capsys):
    passage = planifier(InscriptionFactory(), *(EvaluateurFactory() for _ in range(TABLETTES)))
    declarer(passage)
    tablettes = []
    for n, membre in enumerate(passage.commission.membres.select_related("evaluateur__utilisateur")):
        file = [
            operation(passage, rang_competence=rang % 4, sorte="note", rang=rang, version=0, commentaire=f"{n} {rang}")
            for rang in range(OPERATIONS)
        ]
        session = connecte(membre.evaluateur.utilisateur).cookies["sessionid"].value
        tablettes.append(Tablette(portail, session, file, f"{n:032x}"))
    depart, debut = Barrier(TABLETTES), time.monotonic()
    with ThreadPoolExecutor(TABLETTES) as fils:
        list(fils.map(lambda tablette: tablette.revenir(depart), tablettes))
    with capsys.disabled():
        sys.stdout.write(f" {OPERATIONS * TABLETTES} saisies reçues en {time.monotonic() - debut:.1f} s ")
    assert sum((tablette.statuts for tablette in tablettes), Counter()) == {200: 5 * TABLETTES}
    attendus = ["appliquee"] * 2 * LOT + ["rejouee"] * LOT + ["appliquee"] * LOT
    assert [tablette.dits for tablette in tablettes] == [attendus] * TABLETTES
    assert OperationRecue.objects.count() == OPERATIONS * TABLETTES
    derniers = {f"{n} {rang}" for n in range(TABLETTES) for rang in range(OPERATIONS - 4, OPERATIONS)}
    assert set(NoteEvaluateur.objects.values_list("commentaire", flat=True)) == derniers
