"""The spans of days that nothing covers, and what a jury of each of these days misses. No database, no clock."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import Portee
from candidats.regles.suite import Couverture
from jurys.regles.faits import Seance, trous
from jurys.regles.piece import manques, verdicts
from tests.jurys.regles.dossiers import (
    ACCEPTEE,
    AVISEE,
)


@pytest.mark.parametrize(
    ("fenetres", "attendus"),
    [
        ((), [(None, None)]),
        (((date(2026, 1, 1), None),), [(None, date(2025, 12, 31))]),
        (((date(2026, 1, 1), date(2026, 6, 30)),), [(None, date(2025, 12, 31)), (date(2026, 7, 1), None)]),
        (
            ((date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 7, 1), date(2026, 7, 31))),
            [(None, date(2025, 12, 31)), (date(2026, 8, 1), None)],
        ),
        (
            ((date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 7, 2), date(2026, 7, 31))),
            [(None, date(2025, 12, 31)), (date(2026, 7, 1), date(2026, 7, 1)), (date(2026, 8, 1), None)],
        ),
    ],
)
def test_les_jours_hors_rncp(fenetres, attendus):
    assert replace(ACCEPTEE, rncp=fenetres).jours_hors_rncp() == attendus


def test_les_seances_sans_habilitation_sont_celles_que_rien_ne_couvre():
    """A suspension inside an act, a decision to finish inside the suspension; the day of a jury is not asked."""
    couverture = Couverture(
        organisme=1,
        actes=((1, (date(2026, 1, 1), date(2026, 12, 31))),),
        suspensions=((1, (date(2026, 5, 1), date(2026, 8, 31))),),
        dispenses=((date(2026, 7, 1), date(2026, 8, 31)),),
    )
    jours = [date(2027, 1, 1), date(2026, 4, 30), date(2026, 5, 1), date(2026, 6, 30), date(2026, 7, 1)]
    seances = tuple(Seance(jour, "Nantes", True) for jour in jours)
    faits = replace(ACCEPTEE, couverture=couverture, seances=seances)
    assert faits.jours_sans_habilitation() == (date(2026, 5, 1), date(2026, 6, 30), date(2027, 1, 1))
    assert replace(faits, couverture=None).jours_sans_habilitation() == ()
    assert trous(lambda jour: True, []) == []


@pytest.mark.parametrize("jour", [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)])
@pytest.mark.parametrize("portee", list(Portee))
def test_ce_qui_manque_un_jour_est_ce_que_le_jury_de_ce_jour_refuse(jour, portee):
    """PRET-POUR-LE-JURY: the spans kept answer as the verdicts do, at each boundary."""
    couverture = Couverture(organisme=1, actes=((1, (date(2026, 1, 1), date(2026, 12, 31))),))
    faits = replace(AVISEE, portee=portee, couverture=couverture, rncp=((date(2026, 1, 1), date(2026, 12, 31)),))
    gardes = {manque.code for manque in manques(faits) if manque.vaut(jour)}
    assert gardes == {verdict.code for verdict in verdicts(faits, jour) if verdict.etat == "manquante"}
    assert bool(gardes) == (jour.year != 2026 and portee == Portee.BLOCS)
