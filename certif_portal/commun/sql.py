"""What each engine writes in its own way."""

from typing import Any

from django.db.models import DateField, F, Func
from django.db.models.expressions import Combinable


class JoursApres(Func):
    """The day that comes so many days after another."""

    def __init__(self, jour: str | Combinable, *, jours: int) -> None:
        super().__init__(F(jour) if isinstance(jour, str) else jour, output_field=DateField(), jours=int(jours))

    def as_sqlite(self, compiler: Any, connection: Any, **options: Any) -> Any:
        return self.as_sql(compiler, connection, template="date(%(expressions)s, '%(jours)d days')", **options)

    def as_postgresql(self, compiler: Any, connection: Any, **options: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s + %(jours)d)", **options)
