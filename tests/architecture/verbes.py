"""Every verb of HTTP on every address: what the table of rights says of one verb, held for the six others."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.shortcuts import resolve_url

from tests.architecture.attributions import BRUIT
from tests.architecture.droits import ANONYME, TUTEUR, Monde, noms_des_adresses

VERBES = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MUETS = ("PUT", "PATCH", "DELETE", "OPTIONS")
"""The portal speaks none of them."""
ECRITURE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', re.I)
CONCLUSIONS = re.compile(r"candidats_(suivi|piecemanquante|echeancedossier)$")
"""Made again from the facts by whatever reads them first in a test, as by an act (tests/conftest.py)."""
BIBLIOTHEQUE = ("account_", "mfa_", "second_facteur", "administration")
"""Views of allauth and of Django: a verb that they do not speak may be sent elsewhere, and writes nothing either."""
DE_CHACUN = {"saisie_oublier"}
"""Sent by a visitor: their own browser's, or nothing."""
CHANGE = "ce qui était décidé"


@dataclass(frozen=True)
class Vu:
    """One request, what it was answered, the tables that it wrote."""

    nom: str
    ligne: dict[str, Any]
    role: str
    verbe: str
    statut: int
    vers: str
    ecrites: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.nom} : {self.verbe} par {self.role} reçoit {self.statut}"


@contextmanager
def ecritures() -> Iterator[list[str]]:
    """The tables written meanwhile, but for what keeps the sending itself."""
    tables: list[str] = []

    def noter(executer: Any, sql: str, valeurs: Any, plusieurs: bool, contexte: Any) -> Any:
        if (trouve := ECRITURE.match(sql)) and not (BRUIT.search(trouve[1]) or CONCLUSIONS.match(trouve[1])):
            tables.append(trouve[1])
        return executer(sql, valeurs, plusieurs, contexte)

    with connection.execute_wrapper(noter):
        yield tables


def parcourir(
    monde: Monde, table: dict[str, dict[str, Any]], roles: tuple[str, ...], etats: Callable[[], Any] | None = None
) -> Iterator[Vu]:
    """Every address by every role and every verb, each undone. `etats`: what none of them may change."""
    routes, avant = noms_des_adresses(), etats() if etats else None
    for nom, ligne in table.items():
        for role in roles:
            adresse, client = monde.adresse(nom, routes[nom], ligne["objet"], role), monde.clients[role]
            leve, client.raise_request_exception = client.raise_request_exception, False
            for verbe in VERBES:
                with transaction.atomic():
                    with ecritures() as tables:
                        reponse = client.post(adresse, {}) if verbe == "POST" else client.generic(verbe, adresse)
                    ecrites = sorted(set(tables))
                    if etats and ecrites and etats() != avant:
                        ecrites.append(CHANGE)
                    transaction.set_rollback(True)
                yield Vu(nom, ligne, role, verbe, reponse.status_code, reponse.get("Location", ""), tuple(ecrites))
            client.raise_request_exception = leve


def ecarts(vus: Iterator[Vu]) -> list[str]:
    return [f"{vu}, {faute}" for vu in vus if (faute := ecart(vu))]


def ecart(vu: Vu) -> str:
    """What an answer has that the table does not allow; nothing when it holds."""
    attendu, methode = vu.ligne["attendus"][vu.role], vu.ligne["methode"]
    sien, tete = vu.verbe == methode, (vu.verbe, methode) == ("HEAD", "GET")
    if CHANGE in vu.ecrites:
        return "et change ce qui était décidé"
    if (sien or tete) and vu.statut not in {attendu, 405 if tete else attendu}:
        return f"attendu {attendu}"
    if vu.statut >= 500:
        return "une panne"
    if vu.nom.startswith(BIBLIOTHEQUE):
        return f"et écrit {', '.join(vu.ecrites)}" if vu.verbe in MUETS and vu.ecrites else ""
    if not _ouvert(vu, attendu):
        return _refuse(vu, attendu)
    if vu.verbe in MUETS or (methode == "POST" and vu.verbe != "POST"):
        return "" if vu.statut == 405 and not vu.ecrites else f"attendu 405 ; écrit : {', '.join(vu.ecrites)}"
    return ""


def _ouvert(vu: Vu, attendu: int) -> bool:
    """Whether the table lets this role do what the address is for; a visitor who is sent to log in may not."""
    return attendu == 200 or vu.nom in DE_CHACUN or (attendu == 302 and vu.role not in (ANONYME, TUTEUR))


def _refuse(vu: Vu, attendu: int) -> str:
    if vu.ecrites:
        return f"refusé, et écrit {', '.join(vu.ecrites)}"
    if vu.statut == 302 and not vu.vers.startswith(resolve_url(settings.LOGIN_URL)):
        return f"vers {vu.vers}"
    return "" if vu.statut in {attendu, 405} else f"attendu {attendu} ou 405"
