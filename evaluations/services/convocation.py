"""The candidate is convened to a sitting: where, when, how they are evaluated, with what paper; and told when it falls.

By mail at their own address, by a letter when they have none.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.journal import journaliser
from certif_portal.commun.models import DocumentRendu
from certif_portal.commun.pdf import rendre_et_conserver
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import EtatCommission
from evaluations.courriels.commission import convoquer_candidat, decommander_candidat, envoyer_copies
from evaluations.documents.convocation import (
    MODELE_CONVOCATION,
    VERSION_CONVOCATION,
    Convocation,
    contexte_convocation,
    convocation,
)
from evaluations.models import Commission, Passage
from evaluations.queries.convocation import amenagements_accordes, modalites_des_passages


@acte
def convoquer_candidats(
    *, commission: Commission, passage: int | None = None, par: Utilisateur, a: datetime
) -> tuple[int, list[str]]:
    """Write to those not convened yet, or to one of them again: how many letters left, and who has no address.

    The OF and the tutor receive a copy, without arrangements; the tutor of whoever came without the agreement of their
    employer does not: the company may not know that they are there.
    """
    commission = _a_convoquer(commission)
    passages = _passages(commission)
    passages = passages.filter(convoque_le__isnull=True) if passage is None else passages.filter(pk=passage)
    if not passages:
        raise ErreurMetier("Chaque candidat de cette séance est déjà convoqué.")
    joignables = [p for p in passages if p.inscription.candidat.courriel]
    for convoque, mots in _convocations(commission, joignables):
        convoquer_candidat(commission, convoque, mots, a)
        phrase = f"Candidat convoqué par courriel à la séance du {date_longue(commission.date)}."
        journaliser(convoque.inscription, "convocation_candidat", phrase, par=par, a=a)
    Passage.objects.filter(pk__in=[p.pk for p in joignables]).update(convoque_le=a)
    if joignables:
        envoyer_copies(commission, joignables, a)
        noms = ", ".join(str(convoque.inscription.candidat) for convoque in joignables)
        journaliser(commission, "convocation_candidat", f"Convoqués par courriel : {noms}.", par=par, a=a)
    sans = [str(p.inscription.candidat) for p in passages if not p.inscription.candidat.courriel]
    return len(joignables), sans


@acte
def editer_lettres(*, commission: Commission, par: Utilisateur, a: datetime) -> DocumentRendu:
    """The letters of those who have no address and are not convened yet, a page each, to be posted; copies leave as
    for a mail."""
    commission = _a_convoquer(commission)
    passages = list(_passages(commission).filter(convoque_le__isnull=True, inscription__candidat__courriel=""))
    if not passages:
        raise ErreurMetier("Aucun candidat sans adresse électronique ne reste à convoquer.")
    document = rendre_et_conserver(
        MODELE_CONVOCATION,
        contexte_convocation([mots for _, mots in _convocations(commission, passages)], parametres(), a),
        titre=f"Convocations du {commission.date:%d-%m-%Y} {commission.lieu}",
        version_modele=VERSION_CONVOCATION,
        identifiant=f"convocations-{commission.pk}-{a.isoformat()}",
        par=par,
        a=a,
    )
    Passage.objects.filter(pk__in=[p.pk for p in passages]).update(convoque_le=a, lettre=document)
    envoyer_copies(commission, passages, a)
    for passage in passages:
        phrase = f"Candidat convoqué par lettre à la séance du {date_longue(commission.date)}."
        journaliser(passage.inscription, "convocation_candidat", phrase, par=par, a=a)
    noms = ", ".join(str(passage.inscription.candidat) for passage in passages)
    journaliser(commission, "convocation_candidat", f"Convoqués par lettre : {noms}.", par=par, a=a)
    return document


def _a_convoquer(commission: Commission) -> Commission:
    commission = Commission.objects.select_for_update(of=("self",), no_key=True).get(pk=commission.pk)
    if commission.etat != EtatCommission.PLANIFIEE:
        raise TransitionInterdite(f"Cette commission est « {commission.get_etat_display()} » : elle ne convoque plus.")
    return commission


def _passages(commission: Commission) -> QuerySet[Passage]:
    return commission.passages.select_related(
        "inscription__candidat", "inscription__referentiel__certification", "inscription__organisme"
    ).prefetch_related("competences")


def _convocations(commission: Commission, passages: list[Passage]) -> list[tuple[Passage, Convocation]]:
    """What each is told, read in bulk."""
    modalites, amenagements = modalites_des_passages(passages), amenagements_accordes(passages)
    centre = parametres()
    return [
        (
            p,
            convocation(
                commission,
                p,
                modalites.get(p.inscription_id, {}),
                amenagements.get(p.inscription_id, []),
                centre,
            ),
        )
        for p in passages
    ]


def decommander(commission: Commission, passages: Iterable[Passage], a: datetime, *, organisme_prevenu: bool) -> None:
    """Those who were convened learn that they are no longer awaited that day, and so does whoever had a copy.

    `organisme_prevenu`: the act that takes them out tells the OF by itself.
    """
    convoques = [passage for passage in passages if passage.convoque_le]
    for passage in convoques:
        decommander_candidat(commission, passage, a)
    envoyer_copies(commission, convoques, a, retires=True, aux_organismes=not organisme_prevenu)
