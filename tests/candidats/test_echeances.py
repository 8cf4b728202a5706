"""Surveys without an answer: one line a step and a day, for the centre, until they close."""

from datetime import UTC, date, datetime

import pytest

from candidats.choix import EtapeEnquete
from candidats.echeances import echeances
from candidats.models import EnqueteInsertion
from certif_portal.centre.models import parametres
from tests.candidats.factories import InscriptionFactory

pytestmark = pytest.mark.django_db
PREVUE = date(2027, 11, 30)
CLOTURE = date(2028, 2, 29)
A = datetime(2027, 11, 30, 7, tzinfo=UTC)


def enquete(prevue_le=PREVUE, etape=EtapeEnquete.SIX_MOIS, **champs):
    inscription = InscriptionFactory(etat="admise", decidee_le=date(2027, 5, 31))
    dates = {"etape": etape, "prevue_le": prevue_le, "envoyee_le": A}
    return EnqueteInsertion.objects.create(inscription=inscription, **dates | champs)


@pytest.mark.parametrize(
    ("le", "dues"),
    [(date(2027, 11, 29), 0), (PREVUE, 1), (CLOTURE, 1), (date(2028, 3, 1), 0)],
)
def test_de_leur_envoi_a_leur_fermeture(le, dues):
    """INSERTION-CLOTURE: three months from the end of a November to a 29 February."""
    enquete()
    trouvees = echeances(le)
    assert [(e.date_limite, e.repere) for e in trouvees] == [(CLOTURE, PREVUE)] * dues


def test_une_ligne_par_jour_et_par_etape_de_celles_qui_n_ont_pas_repondu():
    centre = parametres()
    centre.courriel = "centre@exemple.fr"
    enquete()
    enquete()
    enquete(etape=EtapeEnquete.DEUX_ANS)
    enquete(envoyee_le=None)
    enquete(refusee_le=A)
    enquete(repondue_le=A, situation="recherche")
    enquete(prevue_le=date(2027, 12, 1))
    trouvees = echeances(date(2027, 12, 2), centre)
    assert [(e.pour, e.cle, e.destinataires) for e in trouvees] == [
        (pour, f"INSERTION-CLOTURE:{cle}", ("centre@exemple.fr",))
        for pour, cle in (
            ("1 personne, à deux ans", "deux_ans-2027-11-30:2028-02-29"),
            ("2 personnes, à six mois", "six_mois-2027-11-30:2028-02-29"),
            ("1 personne, à six mois", "six_mois-2027-12-01:2028-03-01"),
        )
    ]
    assert {(e.nature, e.url) for e in trouvees} == {("INSERTION-CLOTURE", "/insertion/")}


def test_les_requetes_ne_croissent_pas(django_assert_num_queries):
    centre = parametres()
    for _ in range(3):
        enquete()
        with django_assert_num_queries(1):
            echeances(PREVUE, centre)
