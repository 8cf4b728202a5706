"""Is the OF of a registration accredited on a day: its acts, its suspensions, takeovers and decisions to finish."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject

from candidats.choix import DecisionSuite, EtatInscription
from candidats.models import Inscription, SuiteInscription
from candidats.regles.suite import Couverture
from habilitations.models import Habilitation, Suspension
from habilitations.queries.organisme import acte_ouvert_le

Lignes = Mapping[str, list[dict[str, Any]]]
EN_COURS = (EtatInscription.DEPOSEE, EtatInscription.A_CORRIGER, EtatInscription.ACCEPTEE)
ANCIENS = "habilitations__suites"


def sources_couverture(cles: Any, *, pour: str) -> list[tuple[str, QuerySet[Any], dict[str, Any]]]:
    """(name, rows annotated with `pour_inscription`, fields) of what a union reads; `pour`: lookup suffix, "" or
    "__in".

    The OF of today, and those it was taken over from.
    """

    def lignes(modele: Any, chemin: str, **filtre: Any) -> QuerySet[Any]:
        return modele.objects.filter(**{f"{chemin}{pour}": cles}, **filtre).annotate(pour_inscription=F(chemin))

    acte = {
        "organisme": "organisme_id",
        "debut": "date_effet",
        "fin": "date_fin",
        "retiree_le": "retiree_le",
        "id": "pk",
    }
    suspension = {"organisme": "habilitation__organisme_id", "debut": "du", "fin": "au"}
    suite = {
        "decision": "decision",
        "depuis": "le",
        "organisme": "habilitation__organisme_id",
        "retiree_le": "habilitation__retiree_le",
        "acte_fin": "habilitation__date_fin",
        "debut": "suspension__du",
        "fin": "suspension__au",
        "motif": "motif",
        "prenom": "decidee_par__prenom",
        "nom": "decidee_par__nom",
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


def couverture(organisme: int, lignes: Lignes) -> Couverture:
    """From rows as `sources_couverture` reads them."""
    suites = lignes.get("suites", [])
    return Couverture(
        organisme=organisme,
        reprises=tuple(
            (lire_jour(s["depuis"]), s["organisme"]) for s in suites if s["decision"] == DecisionSuite.REPRISE
        ),
        actes=tuple(
            (acte["organisme"], (lire_jour(acte["debut"]), _fin(acte))) for acte in lignes.get("habilitations", [])
        ),
        suspensions=tuple(
            (s["organisme"], (lire_jour(s["debut"]), lire_jour(s["fin"]) if s["fin"] else None))
            for s in lignes.get("suspensions", [])
        ),
        dispenses=tuple(_dispense(s) for s in suites if s["decision"] == DecisionSuite.FINIR),
    )


def _fin(acte: dict[str, Any]) -> date:
    fin = lire_jour(acte["fin"])
    return min(fin, lire_jour(acte["retiree_le"]) - timedelta(days=1)) if acte["retiree_le"] else fin


def _dispense(suite: dict[str, Any]) -> tuple[date, date | None]:
    """The days of the suspension it was decided for; after the act, all those that follow."""
    if suite["debut"]:
        return lire_jour(suite["debut"]), lire_jour(suite["fin"]) if suite["fin"] else None
    if suite["retiree_le"]:
        return lire_jour(suite["retiree_le"]), None
    return lire_jour(suite["acte_fin"]) + timedelta(days=1), None


def lire_jour(valeur: Any) -> date:
    """JSON holds dates as texts."""
    return valeur if isinstance(valeur, date) else date.fromisoformat(valeur[:10])


def couvertures(inscriptions: Iterable[Inscription]) -> dict[int, Couverture]:
    """By registration; those without OF need none and are left out: 1 query."""
    organismes = {i.pk: i.organisme_id for i in inscriptions if i.organisme_id}
    if not organismes:
        return {}
    unions = [
        rangees.order_by().values_list("pour_inscription", Value(nom), JSONObject(**champs))
        for nom, rangees, champs in sources_couverture(list(organismes), pour="__in")
    ]
    lignes: dict[int, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for pk, nom, valeurs in unions[0].union(*unions[1:], all=True):
        lignes[pk][nom].append(valeurs)
    return {pk: couverture(organisme, lignes[pk]) for pk, organisme in organismes.items()}


def est_couverte(inscription: Inscription, le: date) -> bool:
    """The OF of the registration is accredited that day, or it may finish; without OF, nothing is asked."""
    return all(c.couvre(le) for c in couvertures([inscription]).values())


def sans_conteste(le: date, prefixe: str = "") -> Any:
    """Covered for sure: the OF is accredited that day, and nothing was ever decided of the registration (`prefixe`)."""
    actes = Habilitation.objects.en_cours(le).filter(organisme=OuterRef(f"{prefixe}organisme"))
    return Exists(actes) & ~Exists(SuiteInscription.objects.filter(inscription=OuterRef(f"{prefixe}pk")))


def confirmer(lignes: Iterable[Any], le: date) -> None:
    """Set `habilite` on rows annotated by `sans_conteste`: the doubtful ones are read, in 1 query, when there are
    any."""
    douteuses = [(ligne, getattr(ligne, "inscription", ligne)) for ligne in lignes if not ligne.habilite]
    lues = couvertures(inscription for _, inscription in douteuses)
    for ligne, inscription in douteuses:
        ligne.habilite = inscription.pk not in lues or lues[inscription.pk].couvre(le)


def a_decider(inscriptions: QuerySet[Inscription]) -> QuerySet[Inscription]:
    """HABILITATION-SUITE: running ones whose OF is suspended, or was withdrawn last, and that nobody decided on;
    `interrompue_le` says since when."""
    finir = SuiteInscription.objects.filter(decision=DecisionSuite.FINIR, inscription=OuterRef(OuterRef("pk")))
    suspensions = Suspension.objects.filter(habilitation__organisme=OuterRef("organisme"), au__isnull=True)
    suivantes = Habilitation.objects.filter(organisme=OuterRef("organisme"), date_effet__gt=OuterRef("date_effet"))
    retraits = Habilitation.objects.filter(organisme=OuterRef("organisme"), retiree_le__isnull=False)
    sans_suite = suspensions.exclude(Exists(finir.filter(suspension=OuterRef("pk"))))
    derniers = retraits.exclude(Exists(suivantes)).exclude(
        Exists(finir.filter(habilitation=OuterRef("pk"), suspension__isnull=True))
    )
    depuis = Coalesce(Subquery(sans_suite.values("du")[:1]), Subquery(derniers.values("retiree_le")[:1]))
    return inscriptions.annotate(interrompue_le=depuis).filter(interrompue_le__isnull=False, etat__in=EN_COURS)


def interruption_de(
    habilitation: Habilitation, le: date, suspensions: list[Suspension]
) -> tuple[date, Suspension | None] | None:
    """What a decision on a running registration answers, with its first day: the withdrawal, else the end of an act
    that nothing followed, else the last suspension; None without any. `suspensions`: those of the act, the last
    first."""
    if habilitation.retiree_le:
        return habilitation.retiree_le, None
    if habilitation.date_fin < le and acte_ouvert_le(habilitation.organisme, le) is None:
        return habilitation.date_fin + timedelta(days=1), None
    return (suspensions[0].du, suspensions[0]) if suspensions else None


def concernees(habilitation: Habilitation, depuis: date) -> QuerySet[Inscription]:
    """The running registrations of an act interrupted on that day: deposited before, or while nobody knew of it yet."""
    ailleurs = Habilitation.objects.en_cours(OuterRef("deposee_le")).filter(organisme=OuterRef("organisme"))
    return Inscription.objects.filter(
        Q(deposee_le__lt=depuis) | ~Exists(ailleurs), organisme=habilitation.organisme_id, etat__in=EN_COURS
    )
