"""What an interrupted accreditation leaves to decide: HABILITATION-SUITE."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from candidats.choix import EN_ROUTE, DecisionSuite
from candidats.models import Inscription, SuiteInscription
from candidats.regles.suite import interrompue_le
from habilitations.models import Habilitation, Suspension
from habilitations.queries.organisme import acte_ouvert_le


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
    retires = Habilitation.objects.filter(retiree_le__isnull=False).order_by().values("organisme")
    suspendus = Suspension.objects.filter(au__isnull=True).order_by().values("habilitation__organisme")
    touchees = inscriptions.filter(organisme__in=retires.union(suspendus), etat__in=EN_ROUTE)  # few
    return touchees.annotate(interrompue_le=depuis).filter(interrompue_le__isnull=False)


def interruption_de(
    habilitation: Habilitation, le: date, suspensions: list[Suspension]
) -> tuple[date, Suspension | None] | None:
    """What a decision on a running registration answers, with its first day: the end of the act, which a withdrawal was
    or which no other act followed, else its last suspension; None without any. `suspensions`: those of the act, the
    last first."""
    depuis = interrompue_le(habilitation.retiree_le, habilitation.date_fin, le)
    if depuis and (habilitation.retiree_le or acte_ouvert_le(habilitation.organisme, le) is None):
        return depuis, None
    return (suspensions[0].du, suspensions[0]) if suspensions else None


def concernees(habilitation: Habilitation, depuis: date) -> QuerySet[Inscription]:
    """The running registrations of an act interrupted on that day: deposited before, or while nobody knew of it yet."""
    ailleurs = Habilitation.objects.en_cours(OuterRef("deposee_le")).filter(organisme=OuterRef("organisme"))
    return Inscription.objects.filter(
        Q(deposee_le__lt=depuis) | ~Exists(ailleurs), organisme=habilitation.organisme_id, etat__in=EN_ROUTE
    )
