"""Rows in numbers: each knows its key before it is written, and a batch of every table leaves in one transaction."""

from collections import defaultdict
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Model

from certif_portal.commun.insertion import inserer

Ligne = dict[str, Any]


class Tables:
    """Keys follow the highest of each table, so that the same draws give the same rows, keys included.

    Nothing else may write meanwhile; `terminer` gives the sequences back their place.
    """

    def __init__(self) -> None:
        self._dernieres: dict[type[Model], int] = {}
        self._attente: dict[type[Model], list[Ligne]] = defaultdict(list)
        self.ecrites = 0

    def cle(self, modele: type[Model]) -> int:
        if modele not in self._dernieres:
            nom = "history_id" if hasattr(modele, "history_id") else "id"
            self._dernieres[modele] = modele._base_manager.aggregate(n=Max(nom))["n"] or 0
        self._dernieres[modele] += 1
        return self._dernieres[modele]

    def ajouter(self, modele: type[Model], **valeurs: Any) -> int:
        """Keep a row for the next sending; every row of a table names the same columns."""
        valeurs["id"] = self.cle(modele)
        self._attente[modele].append(valeurs)
        return int(valeurs["id"])

    def joindre_tel_quel(self, modele: type[Model], **valeurs: Any) -> None:
        """A row that already says its key."""
        self._attente[modele].append(valeurs)

    def joindre(self, modele: type[Model], lignes: list[Ligne]) -> None:
        """Rows whose key nobody needs beforehand: history, links of a many to many."""
        nom = "history_id" if hasattr(modele, "history_id") else "id"
        self._attente[modele] += [ligne | {nom: self.cle(modele)} for ligne in lignes]

    def envoyer(self) -> None:
        with transaction.atomic():
            for modele, lignes in self._attente.items():
                self.ecrites += len(lignes)
                inserer(modele, lignes)
        self._attente.clear()

    def terminer(self) -> None:
        self.envoyer()
        modeles = [modele for modele in self._dernieres if modele._meta.auto_field]
        with connection.cursor() as curseur:
            for requete in connection.ops.sequence_reset_sql(no_style(), modeles):
                curseur.execute(requete)
            if connection.vendor == "postgresql":
                with transaction.atomic():  # for its time alone: an autovacuum, already at work on them, is waited for
                    curseur.execute("SET LOCAL lock_timeout = 0")
                    curseur.execute("ANALYZE")  # what autovacuum would do within the minute
