"""What the day of a sitting breaches of the centre's usages, candidate by candidate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from candidats.models import Inscription
from candidats.regles.constat import Constat
from candidats.regles.projet import (
    EVALUATION_ANNONCE,
    EVALUATION_DERNIER_MOIS,
    DelaisEvaluation,
    alertes_d_evaluation,
    avant_la_date_prevue,
)
from certif_portal.centre.models import ParametresCentre
from evaluations.models import Passage


def delais_du_centre(centre: ParametresCentre) -> DelaisEvaluation:
    return DelaisEvaluation(centre.evaluation_annonce_mois, centre.evaluation_fin_mois)


def annonce_de(inscription: Inscription, jour: date, le: date) -> date:
    """The day this date was told: long ago when it is the one foreseen, otherwise the day it is chosen."""
    if inscription.date_evaluation_prevue == jour and inscription.evaluation_annoncee_le:
        return inscription.evaluation_annoncee_le
    return le


def alertes_de_date(
    inscription: Inscription, jour: date, annonce: date | None, delais: DelaisEvaluation
) -> list[Constat]:
    """Announced late, out of the last months of the training, before the day foreseen; each names its rule. An OF
    announces the date: without one nobody is late."""
    annonce = annonce if inscription.organisme_id else None
    siennes = alertes_d_evaluation(jour, inscription.fin_formation, annonce, delais)
    return [*siennes, *avant_la_date_prevue(jour, inscription.date_evaluation_prevue)]


def alertes_du_choix(inscription: Inscription, jour: date, le: date, delais: DelaisEvaluation) -> list[Constat]:
    """Were this candidate given that day now."""
    return alertes_de_date(inscription, jour, annonce_de(inscription, jour, le), delais)


AlertesDeDates = list[tuple[str, list[Constat]]]
"""(candidate, what their day breaches), for those whose day breaches something."""


def alertes_des_passages(passages: Iterable[Passage], jour: date, delais: DelaisEvaluation) -> AlertesDeDates:
    trouvees = [
        (str(p.inscription.candidat), alertes_de_date(p.inscription, jour, p.annonce_le, delais)) for p in passages
    ]
    return [(candidat, alertes) for candidat, alertes in trouvees if alertes]


def alertes_de_proposition(
    inscriptions: Iterable[Inscription], jour: date, le: date, delais: DelaisEvaluation
) -> AlertesDeDates:
    """Were the sitting that an OF proposes approved today."""
    trouvees = [(str(lue.candidat), alertes_du_choix(lue, jour, le, delais)) for lue in inscriptions]
    return [(candidat, alertes) for candidat, alertes in trouvees if alertes]


@dataclass(frozen=True)
class Reperes:
    """Where the day of one candidate should fall, shown beside the field where it is chosen."""

    candidat: str
    prevue: date | None
    debut: date | None
    fin: date | None
    annonce_des: date | None
    annonce: str = EVALUATION_ANNONCE.code
    dernier_mois: str = EVALUATION_DERNIER_MOIS.code


def reperes(inscription: Inscription, delais: DelaisEvaluation, le: date) -> Reperes:
    """`annonce_des`: the first day that a choice made today announces in time."""
    fin = inscription.fin_formation
    return Reperes(
        candidat=str(inscription.candidat),
        prevue=inscription.date_evaluation_prevue,
        debut=EVALUATION_DERNIER_MOIS.avant(fin, mois=delais.fin) if fin else None,
        fin=fin,
        annonce_des=EVALUATION_ANNONCE.apres(le, mois=delais.annonce) if inscription.organisme_id else None,
    )
