"""Pages of a long list: the keys of a page first, by the narrowest query, then its rows with all that they refer to."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.utils.functional import cached_property


class ParCles(Paginator):
    """A paginator whose last page costs what the first does: past the middle, keys are read from the end.

    `lignes`: where rows are read by key; by default the list, whose filter is then applied twice. `d_un_coup`: a filter
    that is long to apply is applied once, all its keys read and counted.
    """

    object_list: QuerySet[Any]

    def __init__(
        self, liste: QuerySet[Any], par_page: int, *, lignes: QuerySet[Any] | None = None, d_un_coup: bool = False
    ) -> None:
        super().__init__(liste, par_page)
        self.lignes = liste.order_by() if lignes is None else lignes
        self.d_un_coup = d_un_coup

    @cached_property
    def count(self) -> int:
        return len(self._toutes) if self.d_un_coup else self.object_list.count()

    @cached_property
    def _toutes(self) -> list[Any]:
        return list(self.object_list.values_list("pk", flat=True))

    def page(self, number: int | str) -> Page[Any]:
        rang = self.validate_number(number)
        debut = (rang - 1) * self.per_page
        return Page(self._lignes(debut, min(debut + self.per_page, self.count)), rang, self)

    def _lignes(self, debut: int, fin: int) -> list[Model]:
        cles = self._cles(debut, fin)
        lues = self.lignes.in_bulk(cles)
        return [lues[cle] for cle in cles if cle in lues]  # a row may have left the list meanwhile

    def _cles(self, debut: int, fin: int) -> list[Any]:
        if self.d_un_coup:
            return self._toutes[debut:fin]
        cles = self.object_list.values_list("pk", flat=True)
        if debut > self.count - fin:
            return list(cles.reverse()[self.count - fin : self.count - debut])[::-1]
        return list(cles[debut:fin])
