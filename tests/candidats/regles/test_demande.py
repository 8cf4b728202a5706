from datetime import date

import pytest

from candidats.regles.demande import (
    CONFIRMATION_LIEN,
    DEMANDE_CONFIRMATION,
    DEMANDES_PAR_JOUR,
    DEMANDES_PAR_JOUR_EN_TOUT,
)


@pytest.mark.parametrize(
    ("delai", "recue_le", "dernier"),
    [
        (DEMANDE_CONFIRMATION, date(2026, 11, 20), date(2026, 11, 22)),
        (DEMANDE_CONFIRMATION, date(2028, 2, 28), date(2028, 3, 1)),
        (CONFIRMATION_LIEN, date(2026, 11, 20), date(2026, 12, 5)),
        (CONFIRMATION_LIEN, date(2028, 2, 14), date(2028, 2, 29)),
    ],
)
def test_un_lien_vit_deux_jours_ou_quinze(delai, recue_le, dernier):
    """DEMANDE-CONFIRMATION, CONFIRMATION-ETAT-CIVIL"""
    assert delai.apres(recue_le) == dernier


def test_les_demandes_d_un_jour_sont_comptees():
    assert (DEMANDES_PAR_JOUR, DEMANDES_PAR_JOUR_EN_TOUT) == (5, 200)
