"""The dates kept become juries, in their order."""

from datetime import date, time

import pytest

from certif_portal.commun.erreurs import ErreurMetier
from jurys.models import Jury
from jurys.services.calendrier import DatePrevue, arreter_calendrier
from tests.jurys.composition import A
from tests.jurys.factories import JuryFactory

pytestmark = pytest.mark.django_db


def prevue(mois: int, jour: int) -> DatePrevue:
    return DatePrevue(date(2027, mois, jour), time(9, 30), "Saint-Nazaire")


def test_les_dates_retenues_deviennent_des_jurys_numerotes_dans_l_ordre(agent):
    JuryFactory(numero="2027-1", date=date(2027, 1, 12))
    arreter_calendrier(annee=2027, dates=[prevue(6, 8), prevue(3, 9)], par=agent, a=A)
    assert list(Jury.objects.order_by("date").values_list("numero", "date")) == [
        ("2027-1", date(2027, 1, 12)),
        ("2027-2", date(2027, 3, 9)),
        ("2027-3", date(2027, 6, 8)),
    ]


def test_un_jour_deja_pris_ou_double_est_refuse_et_rien_ne_reste(agent):
    JuryFactory(numero="2027-1", date=date(2027, 3, 9))
    for dates in ([prevue(3, 9)], [prevue(6, 8), prevue(6, 8)]):
        with pytest.raises(ErreurMetier, match="Un seul jury par jour"):
            arreter_calendrier(annee=2027, dates=dates, par=agent, a=A)
    with pytest.raises(ErreurMetier, match="Retenez au moins une date"):
        arreter_calendrier(annee=2027, dates=[], par=agent, a=A)
    assert Jury.objects.count() == 1
