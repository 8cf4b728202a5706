"""The candidate is convened to a sitting by mail, at their own address: where, when, with what paper; and told when it
falls."""

from collections.abc import Iterable
from datetime import datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import EtatCommission
from evaluations.courriels.commission import convoquer_candidat, decommander_candidat
from evaluations.models import Commission, Passage


@acte
def convoquer_candidats(
    *, commission: Commission, passage: int | None = None, par: Utilisateur, a: datetime
) -> tuple[int, list[str]]:
    """Write to those not convened yet, or to one of them again: how many letters left, and who has no address.

    The company and the OF are not written to: the candidate may be there without their employer knowing.
    """
    commission = Commission.objects.select_for_update(of=("self",), no_key=True).get(pk=commission.pk)
    if commission.etat != EtatCommission.PLANIFIEE:
        raise TransitionInterdite(f"Cette commission est « {commission.get_etat_display()} » : elle ne convoque plus.")
    passages = commission.passages.select_related("inscription__candidat", "inscription__referentiel__certification")
    passages = passages.filter(convoque_le__isnull=True) if passage is None else passages.filter(pk=passage)
    if not passages:
        raise ErreurMetier("Chaque candidat de cette séance est déjà convoqué.")
    joignables = [p for p in passages if p.inscription.candidat.courriel]
    for convoque in joignables:
        convoquer_candidat(commission, convoque, a)
        phrase = f"Candidat convoqué par courriel à la séance du {date_longue(commission.date)}."
        journaliser(convoque.inscription, "convocation_candidat", phrase, par=par, a=a)
    Passage.objects.filter(pk__in=[p.pk for p in joignables]).update(convoque_le=a)
    if joignables:
        noms = ", ".join(str(convoque.inscription.candidat) for convoque in joignables)
        journaliser(commission, "convocation_candidat", f"Convoqués par courriel : {noms}.", par=par, a=a)
    sans = [str(p.inscription.candidat) for p in passages if not p.inscription.candidat.courriel]
    return len(joignables), sans


def decommander(commission: Commission, passages: Iterable[Passage], a: datetime) -> None:
    """Those who were convened learn that they are no longer awaited that day."""
    for passage in passages:
        if passage.convoque_le and passage.inscription.candidat.courriel:
            decommander_candidat(commission, passage, a)
