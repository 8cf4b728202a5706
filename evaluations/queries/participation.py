"""The sittings that an evaluator sat in, over a period."""

from datetime import date

from django.db.models import Count

from evaluations.choix import EtatCommission
from evaluations.models import Commission, Evaluateur


def seances_tenues(evaluateur: Evaluateur, du: date, au: date) -> list[Commission]:
    """Held ones only, both ends included, oldest first; `nombre_candidats`: who was evaluated. 1 query."""
    return list(
        Commission.objects.filter(membres__evaluateur=evaluateur, etat=EtatCommission.TENUE, date__gte=du, date__lte=au)
        .annotate(nombre_candidats=Count("passages", distinct=True))
        .order_by("date", "heure", "pk")
    )
