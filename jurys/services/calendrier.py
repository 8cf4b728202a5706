"""The dates of a year are settled together: each becomes a jury in preparation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.models import Utilisateur
from jurys.choix import EtatJury
from jurys.models import Jury
from jurys.queries.ecrans import prochain_numero
from jurys.services.composition import creer_jury


@dataclass(frozen=True)
class DatePrevue:
    date: date
    heure: time | None
    lieu: str


@acte
def arreter_calendrier(*, annee: int, dates: Iterable[DatePrevue], par: Utilisateur, a: datetime) -> list[Jury]:
    """Create the juries of these dates, in their order, all or none; a day that has a jury already is said."""
    voulues = sorted(dates, key=lambda prevue: prevue.date)
    if not voulues:
        raise ErreurMetier("Retenez au moins une date.")
    jours = [prevue.date for prevue in voulues]
    pris = set(Jury.objects.filter(date__in=jours).exclude(etat=EtatJury.ANNULE).values_list("date", flat=True))
    doubles = sorted(pris | {jour for jour in jours if jours.count(jour) > 1})
    if doubles:
        raise ErreurMetier(f"Un seul jury par jour au calendrier : {', '.join(date_longue(jour) for jour in doubles)}.")
    return [
        creer_jury(
            numero=prochain_numero(annee),
            date_jury=prevue.date,
            heure=prevue.heure,
            lieu=prevue.lieu,
            par=par,
            a=a,
        )
        for prevue in voulues
    ]
