"""Lists sort by the columns they show (« ?tri=nom », « ?tri=-nom »): one reading of the address, one order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Case, Expression, F, IntegerField, Model, OrderBy, QuerySet, When

Colonnes = Mapping[str, Any]
"""For each column its criterion: of rows of the database, the path of a field or an expression, or several; of lines
already read, a function."""


@dataclass(frozen=True)
class Tri:
    """The column asked for, and which way; none: the list keeps its own order."""

    colonnes: Colonnes
    cle: str = ""
    inverse: bool = False

    @classmethod
    def lu(cls, adresse: Mapping[str, str], colonnes: Colonnes) -> "Tri":
        """From an address; a column that the list does not show is none."""
        demande = adresse.get("tri", "")
        cle = demande.removeprefix("-")
        return cls(colonnes, cle, demande.startswith("-")) if cle in colonnes else cls(colonnes)

    def __str__(self) -> str:
        """As the address writes it."""
        return f"{'-' if self.inverse else ''}{self.cle}"

    def trier(self, lignes: QuerySet[Any]) -> QuerySet[Any]:
        """Rows by that column, what is missing last both ways; those alike in the list's own order, then by key."""
        if not self.cle:
            return lignes
        lus = self.colonnes[self.cle]
        criteres = lus if isinstance(lus, tuple) else (lus,)
        ordre = [self._ordre(lignes.model, critere) for critere in criteres]
        return lignes.order_by(*ordre, *(lignes.query.order_by or lignes.model._meta.ordering), "pk")

    def ranger(self, lignes: Iterable[Any]) -> list[Any]:
        """The same of lines already read."""
        rangees = list(lignes)
        if not self.cle:
            return rangees
        critere = self.colonnes[self.cle]
        presentes = [ligne for ligne in rangees if critere(ligne) is not None]
        presentes.sort(key=critere, reverse=self.inverse)  # stable both ways
        return presentes + [ligne for ligne in rangees if critere(ligne) is None]

    def _ordre(self, modele: type[Model], critere: str | Expression) -> OrderBy:
        """A column never empty says nothing of the empty ones: its index may then be read backwards."""
        if not isinstance(critere, str):
            return OrderBy(critere, descending=self.inverse, nulls_last=True)
        derniers = None if _toujours_la(modele, critere) else True
        return OrderBy(F(critere), descending=self.inverse, nulls_last=derniers)


def _toujours_la(modele: Any, chemin: str) -> bool:
    """A field that no row of that list may lack, through all the rows it is read by."""
    for nom in chemin.split("__"):
        if modele is None:  # a part of the field before: its year
            return True
        try:
            champ = modele._meta.get_field(nom)
        except FieldDoesNotExist:  # an annotation
            return False
        if champ.null:
            return False
        modele = champ.related_model
    return True


def rang_de(champ: str, ordre: Iterable[str]) -> Case:
    """The place of a state in the life of what bears it: states sort by it, never by their letters."""
    cas = [When(**{champ: valeur}, then=place) for place, valeur in enumerate(ordre)]
    return Case(*cas, default=len(cas), output_field=IntegerField())
