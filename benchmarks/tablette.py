"""What a tablet's save costs, against the page frame of the same evaluator, in turn."""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from statistics import median
from typing import Any
from uuid import uuid4

from django.test import Client, override_settings
from django.urls import reverse

from benchmarks.chrono import compter, occuper
from benchmarks.table import Mesure
from certif_portal.commun import horloge
from evaluations.choix import EtatGrille, SorteSaisie
from evaluations.models import MembreCommission, Passage
from evaluations.regles.saisie import empreinte_operation
from tests.sessions import entrer

CADRES = 3
"""Frames opened around each save."""
DU_CADRE = 3
"""Queries of the session, of the account and of its roles, which every address makes."""
TOURS = 20
"""Saves a round: one is short."""
ESSAIS = 40
"""Candidates of the volume tried until a grid takes a save."""


class Tablette:
    """An evaluator's, on the lines of one grid; what it writes changes at each save."""

    def __init__(self, membre: MembreCommission, passage: Passage) -> None:
        self.client = Client(SERVER_NAME="127.0.0.1")
        entrer(self.client, membre.evaluateur.utilisateur)
        self.passage, self.appareil, self.rang = passage, str(uuid4()), 0
        self.versions: dict[tuple[int, str], int] = {}
        self.competences = list(passage.competences.order_by("version_bloc", "ordre").values_list("pk", flat=True))

    def enregistrer(self, sorte: str) -> str:
        """One change of one line, sent alone as when somebody types; what became of it."""
        self.rang += 1
        competence = self.competences[self.rang % len(self.competences)]
        operation: dict[str, Any] = {
            "id": str(uuid4()),
            "grille": self.passage.inscription.grille.pk,
            "competence": competence,
            "sorte": sorte,
            "passage": self.passage.pk,
            "valeur": {
                "decision": "non",
                "modalite": ["observe"],
                "criteres": [],
                "preuves": "",
                "commentaire": f"La méthode n’est pas tenue, relevé {self.rang}",
            },
            "version": self.versions.get((competence, sorte), 0),
            "rang": self.rang,
            "le": horloge.maintenant().isoformat(),
        }
        operation["sha256"] = empreinte_operation(operation)
        envoi = {"appareil": self.appareil, "operations": [operation]}
        reponse = self.client.post(reverse("saisies_recevoir"), json.dumps(envoi), content_type="application/json")
        if reponse.status_code != 200:
            raise RuntimeError(f"une saisie répond {reponse.status_code}")
        [resultat] = reponse.json()["resultats"]
        self.versions[competence, sorte] = resultat["version"]
        return resultat["statut"]


def mesurer(tours: int, seulement: str = "") -> Iterator[Mesure]:
    with override_settings(ROOT_URLCONF="benchmarks.urls"):
        tablette = _tablette(horloge.maintenant())
        for sorte in SorteSaisie.values:
            if seulement in sorte:
                yield _mesurer(tablette, sorte, tours * TOURS)


def _tablette(a: datetime) -> Tablette:
    passages = (
        Passage.objects.filter(commission__date__lte=a.date(), inscription__grille__etat=EtatGrille.OUVERTE)
        .select_related("commission", "inscription__grille")
        .order_by("-commission__date", "pk")
    )
    for passage in passages[:ESSAIS]:
        for membre in passage.commission.membres.select_related("evaluateur__utilisateur").order_by("pk"):
            tablette = Tablette(membre, passage)
            if tablette.competences and tablette.enregistrer(SorteSaisie.NOTE) != "quarantaine":
                return tablette
    raise RuntimeError("aucune grille de ce volume ne prend de saisie")


def _mesurer(tablette: Tablette, sorte: str, tours: int) -> Mesure:
    adresse = reverse("mesure_cadre")
    for _ in tablette.competences * 2:  # every line is there, and what another run left is settled
        tablette.enregistrer(sorte)
    requetes = compter(partial(_appliquer, tablette, sorte))
    secondes, rapports = [], []
    for _ in range(tours):
        cadre = median(occuper(lambda: tablette.client.get(adresse)) for _ in range(CADRES))
        secondes.append(occuper(lambda: tablette.enregistrer(sorte)))
        rapports.append(secondes[-1] / cadre)
    return Mesure(
        "tablette",
        f"une saisie : {SorteSaisie(sorte).label.lower()}",
        1,
        secondes,
        plancher=rapports,
        requetes=requetes - DU_CADRE,
        buts=["C5", "C5 requêtes"],
        remarque=f"sans les {DU_CADRE} de la session, du compte et de ses rôles",
    )


def _appliquer(tablette: Tablette, sorte: str) -> None:
    if tablette.enregistrer(sorte) != "appliquee":
        raise RuntimeError("une saisie n’est pas appliquée")
