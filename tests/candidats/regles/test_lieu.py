from datetime import date

import pytest

from candidats.donnees import Naissance
from candidats.regles.lieu import (
    Completion,
    FaitsCommune,
    LieuDit,
    Lieux,
    cle_commune,
    completer_naissance,
    departement_de,
)

LYON = FaitsCommune("69123", "Lyon", "69")
# One commune until the end of 2015, two names afterwards.
ANCIENNE = FaitsCommune("14001", "Le Val", "14", fin=date(2016, 1, 1), actuelle=False)
NOUVELLE = FaitsCommune("14999", "Le Val", "14", debut=date(2016, 1, 1))
LIEUX = Lieux(communes={"lyon": (LYON,)}, chargees=True)


@pytest.mark.parametrize(
    ("ecrit", "cle"),
    [
        ("St-Nazaire", "saint nazaire"),
        ("STE Luce", "sainte luce"),
        ("Saint-Nazaire Cedex", "saint nazaire"),
        ("Saint-Nazaire CEDEX 2", "saint nazaire"),
        ("Paris 03", "paris 3"),
        ("Lyon 3e Arrondissement", "lyon 3"),
        ("Marseille 1er", "marseille 1"),
    ],
)
def test_une_commune_a_une_seule_cle(ecrit, cle):
    assert cle_commune(ecrit) == cle


@pytest.mark.parametrize(
    ("code", "departement"),
    [("44184", "44"), ("2A004", "2A"), ("97411", "974"), ("98735", "987"), ("96001", "96"), ("99131", "")],
)
def test_le_departement_se_lit_dans_le_code(code, departement):
    assert departement_de(code) == departement


@pytest.mark.parametrize(
    ("le", "commune", "existait"),
    [
        (None, ANCIENNE, True),
        (date(2015, 12, 31), ANCIENNE, True),
        (date(2016, 1, 1), ANCIENNE, False),
        (date(2015, 12, 31), NOUVELLE, False),
        (date(2016, 1, 1), NOUVELLE, True),
        (date(1900, 1, 1), LYON, True),
    ],
)
def test_une_commune_existe_tant_qu_elle_porte_ce_nom(le, commune, existait):
    """The first day counts, the day of the change belongs to the next name."""
    assert commune.existait_a(le and Naissance(le)) is existait


def test_sans_liste_ni_commune_rien_n_est_complete():
    """A commune that no list knows is accepted as it is written."""
    assert completer_naissance(Lieux(), LieuDit(commune="Lyon")) == Completion()
    assert completer_naissance(LIEUX, LieuDit()) == Completion()
