"""The pool: who is proposed for a sitting, and who already sits elsewhere that day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q

from certif_portal.commun.typographie import heure
from evaluations.choix import EtatCommission, ReponseInvitation
from evaluations.models import Commission, Evaluateur, InvitationCommission, MembreCommission, Passage
from evaluations.queries.independance import manquements
from evaluations.regles.vivier import FaitsEvaluateur, est_propose, raisons, rang
from referentiels.models import Certification


@dataclass(frozen=True)
class Proposition:
    """An evaluator, and why the list puts them there."""

    evaluateur: Evaluateur
    propose: bool
    bloque: bool
    raisons: tuple[str, ...]


def seances_du_meme_jour(jour: date, sauf: int | None = None) -> dict[int, tuple[str, ...]]:
    """By evaluator, the other sittings of a day: 1 query."""
    trouvees: dict[int, list[str]] = defaultdict(list)
    places = MembreCommission.objects.filter(commission__date=jour).exclude(commission=sauf)
    for place in places.exclude(commission__etat=EtatCommission.ANNULEE).select_related("commission"):
        trouvees[place.evaluateur_id].append(_seance(place.commission))
    return {pk: tuple(seances) for pk, seances in trouvees.items()}


def conflits_du_jour(commission: Commission, evaluateurs: Iterable[int]) -> list[str]:
    """A sentence for each of these evaluators who also sits elsewhere that day: 1 query."""
    if commission.etat == EtatCommission.ANNULEE:
        return []
    places = MembreCommission.objects.filter(commission__date=commission.date, evaluateur__in=set(evaluateurs))
    places = places.exclude(commission=commission).exclude(commission__etat=EtatCommission.ANNULEE)
    return [
        f"{place.evaluateur} siège aussi ce jour-là : {_seance(place.commission)}."
        for place in places.select_related("commission", "evaluateur__utilisateur").order_by("pk")
    ]


def _seance(commission: Commission) -> str:
    return f"{commission.lieu} à {heure(commission.heure)}" if commission.heure else commission.lieu


def propositions(commission: Commission) -> list[Proposition]:
    """Everybody who may be invited, in the order of EVALUATEUR-ROTATION; members and guests left out. 6 queries."""
    passages = list(
        commission.passages.select_related(
            "inscription__candidat", "inscription__entreprise", "inscription__referentiel"
        ).prefetch_related("inscription__formateurs")
    )
    visees = {passage.inscription.referentiel.certification_id for passage in passages}
    ailleurs = seances_du_meme_jour(commission.date, commission.pk)
    reponses = dict(InvitationCommission.objects.filter(commission=commission).values_list("evaluateur", "reponse"))
    lues = [
        (evaluateur, _faits(evaluateur, passages, visees, ailleurs, reponses)) for evaluateur in _candidats(commission)
    ]
    lues.sort(key=lambda lue: rang(lue[1]))
    return [
        Proposition(evaluateur, est_propose(faits), bool(faits.liens), tuple(raisons(faits)))
        for evaluateur, faits in lues
    ]


def _candidats(commission: Commission) -> Iterable[Any]:
    venues = Q(participations__commission__date__year=commission.date.year)
    venues &= ~Q(participations__commission__etat=EtatCommission.ANNULEE)
    tenues = Q(participations__commission__etat=EtatCommission.TENUE)
    attendus = commission.invitations.filter(reponse=ReponseInvitation.ATTENDUE).values("evaluateur")
    return (
        Evaluateur.objects.filter(actif=True)
        .exclude(pk__in=commission.membres.values("evaluateur"))
        .exclude(pk__in=attendus)
        .select_related("utilisateur")
        .annotate(
            cette_annee=Count("participations", filter=venues, distinct=True),
            derniere_le=Max("participations__commission__date", filter=tenues),
        )
        .prefetch_related("certifications")
    )


def _faits(
    evaluateur: Any,
    passages: Sequence[Passage],
    visees: set[int],
    ailleurs: dict[int, tuple[str, ...]],
    reponses: dict[int, str],
) -> FaitsEvaluateur:
    siennes = {certification.pk for certification in evaluateur.certifications.all()}
    liens = [m.detail for passage in passages for m in manquements(evaluateur, passage.inscription)]
    return FaitsEvaluateur(
        nom=f"{evaluateur.utilisateur.nom} {evaluateur.utilisateur.prenom}",
        ailleurs=ailleurs.get(evaluateur.pk, ()),
        liens=tuple(liens),
        convient=bool(siennes & visees) if siennes and visees else None,
        cette_annee=evaluateur.cette_annee,
        derniere_le=evaluateur.derniere_le,
        decline=reponses.get(evaluateur.pk) == ReponseInvitation.DECLINEE,
    )


def certifications_par_numero() -> dict[str, list[tuple[int, str]]]:
    """(id, type) of each certification, by the four digits that identify it: 1 query."""
    trouvees: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for pk, genre, numero in Certification.objects.exclude(numero="").values_list("pk", "type", "numero"):
        trouvees[numero].append((pk, genre))
    return trouvees
