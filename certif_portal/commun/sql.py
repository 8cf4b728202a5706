"""What each engine writes in its own way."""

from typing import Any

from django.db.models import (
    Aggregate,
    CharField,
    Count,
    DateField,
    F,
    Func,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import MD5, Coalesce, Concat, Replace, Right, Upper


class JoursApres(Func):
    """The day that comes so many days after another."""

    def __init__(self, jour: str | Combinable, *, jours: int) -> None:
        super().__init__(F(jour) if isinstance(jour, str) else jour, output_field=DateField(), jours=int(jours))

    def as_sqlite(self, compiler: Any, connection: Any, **options: Any) -> Any:
        return self.as_sql(compiler, connection, template="date(%(expressions)s, '%(jours)d days')", **options)

    def as_postgresql(self, compiler: Any, connection: Any, **options: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s + %(jours)d)", **options)


class EmpreinteDesTextes(Aggregate):
    """One hash of these texts of every row, in the order of their keys: the base reads them, one line leaves it."""

    name = "EmpreinteDesTextes"
    function = "STRING_AGG"
    arg_joiner = ", ',' ORDER BY "
    template = "MD5(%(function)s(%(expressions)s))"

    def __init__(self, *champs: str) -> None:
        separes = [morceau for champ in champs for morceau in (F(champ), Value("\x1f"))]
        super().__init__(MD5(Concat(*separes, output_field=TextField())), F("pk"), output_field=CharField())

    def as_sqlite(self, compiler: Any, connection: Any, **options: Any) -> Any:
        sans_ordre = self.copy()
        sans_ordre.source_expressions = self.source_expressions[:1]
        return sans_ordre.as_sql(compiler, connection, function="GROUP_CONCAT", **options)


ACCENTUEES = "àâäáãåçéèêëíìîïñóòôöõúùûüýÿÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜÝŸ"
SANS_ACCENT = "aaaaaaceeeeiiiinooooouuuuyy" * 2
POUR_SQLITE = "éèêëàâîïôûçÉÈÊÀÎÔÇ"
"""Those of French: the other engine nests a call for each, and its parser holds two dozen."""


class SansAccents(Func):
    """Letters as a dictionary ranks them, whatever their case and accents: « Évreux » before « Fougères »."""

    def __init__(self, texte: str | Combinable) -> None:
        super().__init__(F(texte) if isinstance(texte, str) else texte, output_field=CharField())

    def as_sqlite(self, compiler: Any, connection: Any, **options: Any) -> Any:
        gabarit = "%(expressions)s"
        for accentuee in POUR_SQLITE:
            lettre = SANS_ACCENT[ACCENTUEES.index(accentuee)]
            gabarit = f"REPLACE({gabarit}, '{accentuee}', '{lettre}')"
        return self.as_sql(compiler, connection, template=f"LOWER({gabarit})", **options)

    def as_postgresql(self, compiler: Any, connection: Any, **options: Any) -> Any:
        gabarit = f"LOWER(TRANSLATE(%(expressions)s, '{ACCENTUEES}', '{SANS_ACCENT}'))"
        return self.as_sql(compiler, connection, template=gabarit, **options)


def nombre_de(lignes: QuerySet[Any], lien: str, de: str = "pk") -> Coalesce:
    """How many of those rows point to this one (or to its `de`) by that key: each count read apart, and by the rows
    shown only."""
    comptees = lignes.order_by().filter(**{lien: OuterRef(de)}).values(lien).annotate(nombre=Count("pk"))
    return Coalesce(Subquery(comptees.values("nombre")), 0)


CHIFFRES_D_UN_TELEPHONE = 9
"""Those that do not depend on how its country was written."""


def fin_du_telephone(champ: str) -> Func:
    """The digits by which a phone is known, however it was typed."""
    return Right(_sans(F(champ), (" ", ".", "-", "/", "(0)", "\u00a0")), CHIFFRES_D_UN_TELEPHONE)


def lettres_et_chiffres(champ: str) -> Func:
    """A number by its letters and figures: « MC-000 123 » is « MC000123 »."""
    return _sans(Upper(champ), (" ", "-", "/", ".", "_"))


def _sans(ecrit: Any, signes: tuple[str, ...]) -> Any:
    for signe in signes:
        ecrit = Replace(ecrit, Value(signe), Value(""))
    return ecrit
