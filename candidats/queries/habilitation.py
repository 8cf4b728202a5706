"""Is the OF of a registration accredited on a day. One reading: the rows of its acts, suspensions and decisions make a
`Couverture` (`candidats/regles/suite.py`), which alone judges. What an interruption leaves to decide is in `suite`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import JSONObject

from candidats.choix import DecisionSuite
from candidats.models import Inscription, SuiteInscription
from candidats.regles.suite import Couverture
from habilitations.models import Habilitation, Suspension
from habilitations.regles import Fenetre, Periode, periode_effective

Lignes = Mapping[str, list[dict[str, Any]]]
ANCIENS = "habilitations__suites"


def _sources(cles: list[int]) -> list[tuple[str, QuerySet[Any], dict[str, Any]]]:
    """(name, rows annotated with `pour_inscription`, fields) of what a union reads of these registrations: the OF of
    today, and those it was taken over from."""

    def lignes(modele: Any, chemin: str, **filtre: Any) -> QuerySet[Any]:
        return modele.objects.filter(**{f"{chemin}__in": cles}, **filtre).annotate(pour_inscription=F(chemin))

    acte = {"organisme": "organisme_id", "debut": "date_effet", "fin": "date_fin", "retiree_le": "retiree_le"}
    suspension = {"organisme": "habilitation__organisme_id", "debut": "du", "fin": "au"}
    suite = {
        "decision": "decision",
        "depuis": "le",
        "organisme": "habilitation__organisme_id",
        "retiree_le": "habilitation__retiree_le",
        "acte_fin": "habilitation__date_fin",
        "debut": "suspension__du",
        "fin": "suspension__au",
    }
    ancien = {f"{ANCIENS}__decision": DecisionSuite.REPRISE}
    repris, hab = {f"organisme__{cle}": v for cle, v in ancien.items()}, "habilitation__organisme"
    return [
        ("habilitations", lignes(Habilitation, "organisme__inscriptions"), acte),
        ("habilitations", lignes(Habilitation, f"organisme__{ANCIENS}__inscription", **repris), acte),
        ("suspensions", lignes(Suspension, f"{hab}__inscriptions"), suspension),
        (
            "suspensions",
            lignes(Suspension, f"{hab}__{ANCIENS}__inscription", **{f"{hab}__{cle}": v for cle, v in ancien.items()}),
            suspension,
        ),
        ("suites", lignes(SuiteInscription, "inscription"), suite),
    ]


def _couverture(organisme: int, lignes: Lignes) -> Couverture:
    """From rows as `_sources` reads them."""
    suites = lignes.get("suites", [])
    return Couverture(
        organisme=organisme,
        reprises=tuple(
            (_lire_jour(s["depuis"]), s["organisme"]) for s in suites if s["decision"] == DecisionSuite.REPRISE
        ),
        actes=tuple(
            (acte["organisme"], periode) for acte in lignes.get("habilitations", []) if (periode := _periode(acte))
        ),
        suspensions=tuple(
            (suspension["organisme"], (_lire_jour(suspension["debut"]), _jour_ou_rien(suspension["fin"])))
            for suspension in lignes.get("suspensions", [])
        ),
        dispenses=tuple(_dispense(s) for s in suites if s["decision"] == DecisionSuite.FINIR),
    )


def _periode(acte: dict[str, Any]) -> Periode | None:
    return periode_effective(_lire_jour(acte["debut"]), _lire_jour(acte["fin"]), _jour_ou_rien(acte["retiree_le"]))


def _dispense(suite: dict[str, Any]) -> Fenetre:
    """The days of the suspension it was decided for; after the act, all those that follow."""
    if suite["debut"]:
        return _lire_jour(suite["debut"]), _jour_ou_rien(suite["fin"])
    if suite["retiree_le"]:
        return _lire_jour(suite["retiree_le"]), None
    return _lire_jour(suite["acte_fin"]) + timedelta(days=1), None


def _lire_jour(valeur: Any) -> date:
    """JSON holds dates as texts."""
    return valeur if isinstance(valeur, date) else date.fromisoformat(valeur[:10])


def _jour_ou_rien(valeur: Any) -> date | None:
    return _lire_jour(valeur) if valeur else None


def couvertures(inscriptions: Iterable[Inscription]) -> dict[int, Couverture]:
    """By registration; those without OF need none and are left out: 1 query."""
    return couvertures_de({i.pk: i.organisme_id for i in inscriptions if i.organisme_id})


def couvertures_de(organismes: Mapping[int, int]) -> dict[int, Couverture]:
    """The same, from (registration, its OF)."""
    if not organismes:
        return {}
    unions = [
        rangees.order_by().values_list("pour_inscription", Value(nom), JSONObject(**champs))
        for nom, rangees, champs in _sources(list(organismes))
    ]
    lignes: dict[int, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for pk, nom, valeurs in unions[0].union(*unions[1:], all=True):
        lignes[pk][nom].append(valeurs)
    return {pk: _couverture(organisme, lignes[pk]) for pk, organisme in organismes.items()}


def est_couverte(inscription: Inscription, le: date) -> bool:
    """The OF of the registration is accredited that day, or it may finish; without OF, nothing is asked."""
    return all(c.couvre(le) for c in couvertures([inscription]).values())


def marquer_habilitees(lignes: Sequence[Any], le: date) -> None:
    """Set `habilite` on registrations, or on rows that have one: 1 query."""
    inscriptions = [getattr(ligne, "inscription", ligne) for ligne in lignes]
    lues = couvertures(inscriptions)
    for ligne, inscription in zip(lignes, inscriptions, strict=True):
        ligne.habilite = inscription.pk not in lues or lues[inscription.pk].couvre(le)
