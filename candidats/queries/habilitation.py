"""Is the OF of a registration accredited on a day. One reading: the rows of its acts, suspensions and decisions make a
`Couverture` (`candidats/regles/suite.py`), which alone judges. What an interruption leaves to decide is in `suite`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from candidats.choix import DecisionSuite
from candidats.models import Inscription, SuiteInscription
from candidats.regles.suite import Couverture
from habilitations.models import Habilitation
from habilitations.regles import Fenetre, periode_effective


def couvertures(inscriptions: Iterable[Inscription]) -> dict[int, Couverture]:
    """By registration; those without OF need none and are left out: 2 queries."""
    return couvertures_de({i.pk: i.organisme_id for i in inscriptions if i.organisme_id})


def couvertures_de(organismes: Mapping[int, int]) -> dict[int, Couverture]:
    """The same, from (registration, its OF): what was decided of each, then the acts of every OF that had one."""
    if not organismes:
        return {}
    suites: dict[int, list[Any]] = defaultdict(list)
    decidees = SuiteInscription.objects.filter(inscription__in=organismes)
    for suite in decidees.select_related("habilitation", "suspension").order_by("le", "pk"):
        suites[suite.inscription_id].append(suite)
    anciens = {s.habilitation.organisme_id for siennes in suites.values() for s in siennes if _reprend(s)}
    actes, suspensions = _fenetres({*organismes.values(), *anciens})
    return {pk: _couverture(organisme, suites[pk], actes, suspensions) for pk, organisme in organismes.items()}


def _reprend(suite: SuiteInscription) -> bool:
    return suite.decision == DecisionSuite.REPRISE


Fenetres = Mapping[int, Sequence[Fenetre]]


def _fenetres(organismes: Iterable[int]) -> tuple[Fenetres, Fenetres]:
    """By OF, the days of its acts, and those on which one of them was suspended: 1 query."""
    actes: dict[int, dict[int, Fenetre]] = defaultdict(dict)
    suspensions: dict[int, list[Fenetre]] = defaultdict(list)
    lignes = Habilitation.objects.filter(organisme__in=organismes).order_by("pk", "suspensions__du")
    for pk, organisme, debut, fin, retiree_le, du, au in lignes.values_list(
        "pk", "organisme_id", "date_effet", "date_fin", "retiree_le", "suspensions__du", "suspensions__au"
    ):
        if periode := periode_effective(debut, fin, retiree_le):
            actes[organisme][pk] = periode
        if du:
            suspensions[organisme].append((du, au))
    return {organisme: list(periodes.values()) for organisme, periodes in actes.items()}, suspensions


def _couverture(
    organisme: int, suites: Sequence[SuiteInscription], actes: Fenetres, suspensions: Fenetres
) -> Couverture:
    reprises = tuple((suite.le, suite.habilitation.organisme_id) for suite in suites if _reprend(suite))
    siens = dict.fromkeys([organisme, *(ancien for _, ancien in reprises)])
    return Couverture(
        organisme=organisme,
        reprises=reprises,
        actes=tuple((cle, periode) for cle in siens for periode in actes.get(cle, ())),
        suspensions=tuple((cle, fenetre) for cle in siens for fenetre in suspensions.get(cle, ())),
        dispenses=tuple(_dispense(suite) for suite in suites if suite.decision == DecisionSuite.FINIR),
    )


def _dispense(suite: SuiteInscription) -> Fenetre:
    """The days of the suspension it was decided for; after the act, all those that follow."""
    acte, suspension = suite.habilitation, suite.suspension
    if suspension:
        return suspension.du, suspension.au
    return acte.retiree_le or acte.date_fin + timedelta(days=1), None


def est_couverte(inscription: Inscription, le: date) -> bool:
    """The OF of the registration is accredited that day, or it may finish; without OF, nothing is asked."""
    return all(c.couvre(le) for c in couvertures([inscription]).values())


def marquer_habilitees(lignes: Sequence[Any], le: date) -> None:
    """Set `habilite` on registrations, or on rows that have one: 2 queries."""
    inscriptions = [getattr(ligne, "inscription", ligne) for ligne in lignes]
    lues = couvertures(inscriptions)
    for ligne, inscription in zip(lignes, inscriptions, strict=True):
        ligne.habilite = inscription.pk not in lues or lues[inscription.pk].couvre(le)
