"""Pages of a long list: the keys of a page first, by the narrowest query, then its rows with all that they refer to."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet


class ParCles(Paginator):
    """A paginator whose last page costs what the first does: past the middle, keys are read from the end."""

    object_list: QuerySet[Any]

    def page(self, number: int | str) -> "Page[Any]":
        rang = self.validate_number(number)
        debut = (rang - 1) * self.per_page
        return self._get_page(self._lignes(debut, min(debut + self.per_page, self.count)), rang, self)

    def _lignes(self, debut: int, fin: int) -> list[Model]:
        cles = self._cles(debut, fin)
        lues = self.object_list.order_by().in_bulk(cles)
        return [lues[cle] for cle in cles if cle in lues]  # a row may have left the list meanwhile

    def _cles(self, debut: int, fin: int) -> list[Any]:
        cles = self.object_list.values_list("pk", flat=True)
        if debut > self.count - fin:
            return list(cles.reverse()[self.count - fin : self.count - debut])[::-1]
        return list(cles[debut:fin])
