"""RELANCE-ETAPES: which step a day reaches; ECHEANCES-PROCHES: what the home and the list show first."""

from datetime import date, timedelta

import pytest

from candidats.models import EcheanceDossier
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.echeances import Echeance
from certif_portal.portail.queries.echeance import QUAND, Echeances, FiltreEcheances
from certif_portal.portail.regles import ECHEANCES_PROCHES, etape_de_relance

LIMITE = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("reste", "etape"),
    [
        (60, ""),
        (16, ""),
        (15, "J-15"),
        (8, "J-15"),
        (7, "J-7"),
        (2, "J-7"),
        (1, "J-1"),
        (0, "J-1"),
        (-1, "retard"),
        (-400, "retard"),
    ],
)
def test_l_etape_est_la_derniere_atteinte(reste, etape):
    """RELANCE-ETAPES: a missed run is made up for by the nearest step alone."""
    assert etape_de_relance(LIMITE, LIMITE - timedelta(days=reste), [15, 7, 1]) == etape


def test_sans_etape_seul_le_retard_est_relance():
    assert etape_de_relance(LIMITE, LIMITE, []) == ""
    assert etape_de_relance(LIMITE, LIMITE + timedelta(days=1), []) == "retard"


@pytest.mark.parametrize(("reste", "quand"), [(-1, "retard"), (0, "quinze"), (15, "quinze"), (16, "plus")])
def test_une_echeance_est_proche_jusqu_au_quinzieme_jour(reste, quand):
    """ECHEANCES-PROCHES: the home, the filter and its word are of one mind."""
    echeance = Echeance(
        regle=ECHEANCES_PROCHES,
        date_limite=LIMITE,
        libelle="Livret à déposer",
        pour="Zoé",
        explication="",
        dossier_type="candidats.inscription",
        dossier_id=1,
        cle="",
    )
    le = LIMITE - timedelta(days=reste)
    toutes = Echeances(EcheanceDossier.objects.none(), (echeance,), ParametresCentre())
    assert [c for c in QUAND if list(toutes.filtrer(FiltreEcheances(quand=c), le))] == (
        [quand] if quand == "retard" else [quand, "venir"]
    )
    assert QUAND["quinze"] == "Dans les quinze jours"
