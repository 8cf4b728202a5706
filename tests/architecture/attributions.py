"""What else than its own fields a form may write: each is sent twice, bare, then with the name of every field of every
model; nothing more is written, and the answer is the same."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.forms import BaseForm
from django.http import QueryDict
from django.test import override_settings

from tests.architecture.droits import Monde
from tests.architecture.saisies import Formulaire

MARQUE, NOMBRE, JOUR = "zqattribue", "987654321", "2077-07-07"
BRUIT = re.compile(r"envoijoue|session|saisiegardee|essaisconnexion", re.I)
"""What keeps the sending itself."""
ECRITURE = re.compile(r'^(INSERT INTO|UPDATE) "(\w+)"', re.I)
COLONNES = re.compile(r'"(\w+)" = ')


def poison() -> dict[str, str]:
    """Every field of every model, with a value of its kind that nobody would have."""
    return {
        nom: _valeur(champ)
        for modele in apps.get_models()
        for champ in modele._meta.concrete_fields
        for nom in (champ.name, champ.attname)
    }


def _valeur(champ: Any) -> str:
    if isinstance(champ, models.BooleanField):
        return "on"
    if isinstance(champ, models.DateField):
        return JOUR
    if isinstance(champ, models.ForeignKey | models.IntegerField):
        return NOMBRE
    return MARQUE


@contextmanager
def ecritures() -> Iterator[list[tuple[str, str, tuple[str, ...]]]]:
    """(verb, table, columns, « ! » and the poison found) of all that is written meanwhile."""
    vues: list[tuple[str, str, tuple[str, ...]]] = []

    def noter(executer: Any, sql: str, valeurs: Any, plusieurs: bool, contexte: Any) -> Any:
        if (trouve := ECRITURE.match(sql)) and not BRUIT.search(trouve[2]):
            dites = str(valeurs)
            marques = tuple(f"!{mot}" for mot in (MARQUE, NOMBRE, JOUR, "2077, 7, 7") if mot in dites)
            colonnes = COLONNES.findall(sql.partition(" WHERE ")[0]) if trouve[1].upper() == "UPDATE" else []
            vues.append((trouve[1].upper(), trouve[2], (*sorted(set(colonnes)), *marques)))
        return executer(sql, valeurs, plusieurs, contexte)

    with connection.execute_wrapper(noter):
        yield vues


def saisies(form: Formulaire) -> Iterator[dict[str, list[str]]]:
    """What one would type: everywhere, then in the first text alone, what is shown kept; then nothing."""
    yield form.saisi
    if form.textes:
        yield form.champs | {form.textes[0]: form.saisi[form.textes[0]]}
    yield form.champs


def envoyer(
    monde: Monde, form: Formulaire, saisi: dict[str, list[str]], de_plus: dict[str, str], lus: set[str] | None = None
) -> tuple[int, list[Any]]:
    """(status, what was written); `lus` is given the names of the fields of a form that is shown again."""
    donnees = QueryDict(mutable=True)
    for nom, valeur in de_plus.items():
        donnees[nom] = valeur
    for nom, valeurs in saisi.items():
        donnees.setlist(nom, valeurs)
    # A form of two hundred fields would be refused for their number: that guard is another's.
    with override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=None), transaction.atomic(), ecritures() as vues:
        reponse = monde.clients[form.role].post(
            form.cible, donnees.urlencode(), content_type="application/x-www-form-urlencoded"
        )
        transaction.set_rollback(True)
    if lus is not None:
        contextes = reponse.context if isinstance(reponse.context, list) else [reponse.context]
        montres = [objet for couche in contextes if couche for objet in couche.flatten().values()]
        lus |= {f.add_prefix(nom) for f in montres if isinstance(f, BaseForm) for nom in f.fields}
    return reponse.status_code, sorted(set(vues))


def eprouver(monde: Monde, form: Formulaire) -> tuple[bool, list[str]]:
    """Whether the bare form wrote something, and what the other wrote more."""
    siens = set(form.noms)
    prefixes = {nom.rpartition("-")[2] for nom in siens}
    for saisi in saisies(form):
        statut, nues = envoyer(monde, form, saisi, {})
        if nues:
            break
    de_plus = {nom: valeur for nom, valeur in poison().items() if nom not in siens | prefixes}
    caches: set[str] = set()
    autre, chargees = envoyer(monde, form, saisi, de_plus, caches)
    if autre != statut and not chargees:  # refused for a field of its own that its page does not show: without those
        de_plus = {nom: valeur for nom, valeur in de_plus.items() if nom not in caches}
        autre, chargees = envoyer(monde, form, saisi, de_plus)
    fautes = [
        f"{form} : {table} {colonnes}" for verbe, table, colonnes in chargees if (verbe, table, colonnes) not in nues
    ]
    if statut != autre:
        fautes.append(f"{form} : {statut}, puis {autre}")
    return bool(nues), fautes
