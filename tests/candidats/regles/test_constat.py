from datetime import date

import pytest

from candidats.regles.constat import Constat, FaitsBloc
from candidats.regles.insertion import INSERTION_SEUIL
from referentiels.regles import Periode
from tests.candidats.regles.faits import faits


def test_un_constat_cite_sa_regle_quand_il_en_a_une():
    assert str(Constat("origine", "À choisir.")) == "À choisir."
    assert str(Constat("taux", "Non.", INSERTION_SEUIL)) == f"Non. {INSERTION_SEUIL.citation()}"


def test_un_bloc_et_une_version_se_nomment():
    assert str(FaitsBloc(10, "BDC9001", "Préparer")) == "BDC9001 Préparer"
    assert str(FaitsBloc(10, "", "Préparer")) == "Préparer"
    assert str(faits()) == "CQPM 9001 Opérateur en usinage"
    assert faits().code == ""


@pytest.mark.parametrize(
    ("le", "inscrite"),
    [
        (date(2023, 5, 22), False),
        (date(2023, 5, 23), True),
        (date(2028, 2, 29), True),
        (date(2028, 3, 1), False),
    ],
)
def test_la_version_est_au_rncp_du_premier_au_dernier_jour(le, inscrite):
    """BLOC-SEUL-RNCP"""
    periode = Periode(date(2023, 5, 23), date(2028, 2, 29))
    assert faits(periodes_rncp=(periode,)).au_rncp(le) is inscrite
    assert faits(periodes_rncp=()).au_rncp(le) is False
