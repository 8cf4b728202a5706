"""The walk of every address by every role, against docs/droits.yaml. The world has one object of each kind."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import yaml
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.environnement import RACINE

TABLE = RACINE / "docs" / "droits.yaml"
ANONYME, TUTEUR = "anonyme", "tuteur"
ROLES = (
    ANONYME,
    TUTEUR,
    "agent",
    "responsable",
    "auditeur",
    "admin",
    "of",
    "of_autre",
    "evaluateur",
    "evaluateur_autre",
    "jure",
    "president",
    "jure_autre",
)
PIECE_DEMANDE = "besoins"  # the slug of a piece, where an address names one beside its object
A = datetime(2026, 11, 20, 9, tzinfo=UTC)
JOUR = date(2026, 11, 20)


def noms_des_adresses() -> dict[str, str]:
    """URL name -> route, of every address but the Django admin's, which has its own entry."""
    return dict(_parcourir(get_resolver().url_patterns, ""))


def _parcourir(motifs: list[Any], prefixe: str) -> Iterator[tuple[str, str]]:
    for motif in motifs:
        route = f"{prefixe}{motif.pattern}"
        if isinstance(motif, URLResolver) and motif.app_name == "admin":
            yield "administration", route
        elif isinstance(motif, URLResolver):
            yield from _parcourir(motif.url_patterns, route)
        elif isinstance(motif, URLPattern):
            yield motif.name or route, route


def adresses_de_l_administration() -> list[str]:
    """Every page of the Django admin that needs no object."""
    [administration] = [m for m in get_resolver().url_patterns if getattr(m, "app_name", "") == "admin"]
    noms = [m.name for m in _motifs(administration.url_patterns) if m.name and "<" not in str(m.pattern)]
    communs = {"login", "logout", "jsi18n", "autocomplete", "password_change", "password_change_done"}
    return [reverse(f"admin:{nom}") for nom in noms if nom not in communs and not nom.startswith("view_on_site")]


def _motifs(motifs: list[Any]) -> Iterator[URLPattern]:
    for motif in motifs:
        if isinstance(motif, URLResolver):
            yield from _motifs(motif.url_patterns)
        else:
            yield motif


class _SansDouble(yaml.SafeLoader):
    """A name written twice is two expectations, the last of which would win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        cles = [self.construct_object(cle) for cle, _ in node.value]
        doubles = sorted({cle for cle in cles if cles.count(cle) > 1})
        if doubles:
            raise yaml.YAMLError(f"écrit deux fois : {', '.join(doubles)}")
        return super().construct_mapping(node, deep)


def lire_yaml(texte: str) -> dict[str, Any]:
    return yaml.load(texte, _SansDouble)  # noqa: S506  # a SafeLoader


@cache
def _la_table() -> dict[str, Any]:
    return lire_yaml(TABLE.read_text(encoding="utf-8"))


def lire_table() -> dict[str, dict[str, Any]]:
    """The expectations, groups of roles unfolded: name -> {objet, methode, attendus: {role: status}}."""
    brut = _la_table()
    groupes = brut["groupes"]
    table = {}
    for nom, ligne in brut["adresses"].items():
        attendus = {role: ligne.get("sinon", 403) for role in ROLES}
        attendus[ANONYME] = attendus[TUTEUR] = 302
        for cle, statut in ligne.items():
            if cle in ("objet", "methode", "sinon"):
                continue
            for role in groupes.get(cle, [cle]):
                attendus[role] = statut
        # A role written by itself prevails over its group, whatever the order.
        attendus |= {role: ligne[role] for role in ROLES if role in ligne}
        table[nom] = {"objet": ligne.get("objet", ""), "methode": ligne.get("methode", "GET"), "attendus": attendus}
    return table


CLOS = ("inscription", "jury", "grille", "habilitation", "presentation", "vae", "passage", "membre_jury")
"""What a closing decides of."""


def clos() -> dict[str, dict[str, Any]]:
    """The same, of what is closed: what `clos` of the table changes, the rest as it was."""
    brut, table = _la_table(), lire_table()
    groupes, change = brut["groupes"], brut["clos"]
    decidees = {nom: ligne for nom, ligne in table.items() if ligne["objet"] in CLOS}
    if etrangeres := change.keys() - decidees.keys():
        raise ValueError(f"clos : {sorted(etrangeres)} ne se clôt pas")
    for nom, statuts in change.items():
        autres = {role: statut for cle, statut in statuts.items() for role in groupes.get(cle, [cle])}
        decidees[nom] = decidees[nom] | {"attendus": decidees[nom]["attendus"] | autres}
    return decidees


@dataclass(frozen=True)
class Monde:
    """What addresses may name, and one browser per role."""

    objets: dict[str, Any]
    clients: dict[str, Client]

    def adresse(self, nom: str, route: str, objet: str, role: str) -> str:
        """Each parameter of the route is found in the world: `pk` is the entry's object, the others go by their
        name."""
        if nom == "administration":
            return reverse("admin:index")
        parametres = [morceau.split(">")[0].split(":")[-1].split("<")[-1] for morceau in route.split("<")[1:]]
        valeurs = {p: self._valeur(p, objet, role) for p in parametres}
        return reverse(nom, kwargs=valeurs)

    def _valeur(self, parametre: str, objet: str, role: str) -> Any:
        if parametre == "pk":
            return self.objets[objet]
        if parametre == "code" and objet:
            return PIECE_DEMANDE
        if parametre == "jeton":
            return self.objets["jeton"] if role == TUTEUR else "jeton-inconnu"
        return self.objets[parametre]


def parcourir(
    monde: Monde, table: dict[str, dict[str, Any]], demandes: Iterable[tuple[str, str]] = ()
) -> dict[tuple[str, str], int]:
    """(address, role) -> status, of all of them or of `demandes`. What a request writes is undone before the next."""
    routes = noms_des_adresses()
    with override_settings(ROOT_URLCONF="tests.architecture.adresses_nues"):
        return {
            (nom, role): _demander(monde, nom, routes[nom], table[nom], role)
            for nom, role in demandes or [(nom, role) for nom in table for role in ROLES]
            if nom in routes
        }


def a_demander(table: dict[str, dict[str, Any]], alea: random.Random) -> list[tuple[str, str]]:
    """Every refusal and every act; of the roles that read a page, one drawn by address: it is made once, not once each.

    A role that may not read what the table gives it is then seen by the whole walk (`dev.py epreuves parcours`).
    """
    demandes = []
    for nom, ligne in table.items():
        lecteurs = [role for role in ROLES if ligne["attendus"][role] == 200]
        choisi = alea.choice(lecteurs) if lecteurs else ""
        demandes += [(nom, role) for role in ROLES if role not in lecteurs or role == choisi]
    return demandes


def _demander(monde: Monde, nom: str, route: str, ligne: dict[str, Any], role: str) -> int:
    adresse = monde.adresse(nom, route, ligne["objet"], role)
    with transaction.atomic():
        statut = getattr(monde.clients[role], ligne["methode"].lower())(adresse).status_code
        transaction.set_rollback(True)
    return statut


def ecarts(table: dict[str, dict[str, Any]], statuts: dict[tuple[str, str], int]) -> list[str]:
    """One sentence per deviation: a wrong answer, an address missing from the table, an address that no longer
    exists."""
    noms = set(noms_des_adresses())
    absentes = [f"{nom} : absente de docs/droits.yaml" for nom in sorted(noms - set(table))]
    perimees = [f"{nom} : dans docs/droits.yaml, mais plus dans le portail" for nom in sorted(set(table) - noms)]
    fausses = [
        f"{nom} : {role} reçoit {statut}, attendu {table[nom]['attendus'][role]}"
        for (nom, role), statut in statuts.items()
        if statut != table[nom]["attendus"][role]
    ]
    return [*absentes, *perimees, *fausses]
