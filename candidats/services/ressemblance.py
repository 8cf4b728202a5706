"""The pairs of files that may be one person, kept: made again when one is deposited, checked or corrected."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from candidats.models import Candidat, DoubleProbable
from candidats.queries.personne import Paire, paires_des

LOT = 2_000


def noter_doubles(*candidats: Candidat) -> int:
    """Keep the pairs that these files make as they are now written, in the caller's transaction; how many changed.
    2 queries, one or two more when some did."""
    pks = {candidat.pk for candidat in candidats}
    gardees = DoubleProbable.objects.filter(Q(un__in=pks) | Q(autre__in=pks))
    return _garder(gardees, paires_des(Candidat.objects.filter(pk__in=pks).values("date_naissance"), pks))


@transaction.atomic
def refaire_doubles() -> int:
    """Remake every pair; how many changed. Two files written at the same instant did not see one another."""
    return _garder(DoubleProbable.objects.all(), paires_des(_jours_partages()))


def ecarts_des_doubles() -> int:
    """How many pairs are kept and should not be, or the other way round; nothing is written."""
    return len(set(_cles(DoubleProbable.objects.all())) ^ set(paires_des(_jours_partages())))


def _jours_partages() -> QuerySet[Any, Any]:
    jours = Candidat.objects.order_by().values("date_naissance").annotate(n=Count("pk")).filter(n__gt=1)
    return jours.values("date_naissance")


def _cles(paires: QuerySet[DoubleProbable]) -> Iterable[Paire]:
    return paires.order_by().values_list("un_id", "autre_id")


def _garder(gardees: QuerySet[DoubleProbable], justes: Iterable[Paire]) -> int:
    avant = {(un, autre): pk for pk, un, autre in gardees.order_by().values_list("pk", "un_id", "autre_id")}
    apres = set(justes)
    if tombees := [pk for paire, pk in avant.items() if paire not in apres]:
        DoubleProbable.objects.filter(pk__in=tombees).delete()
    nouvelles = sorted(apres - avant.keys())
    DoubleProbable.objects.bulk_create(
        (DoubleProbable(un_id=un, autre_id=autre) for un, autre in nouvelles), batch_size=LOT, ignore_conflicts=True
    )
    return len(tombees) + len(nouvelles)
