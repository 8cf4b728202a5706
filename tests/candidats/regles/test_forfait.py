"""What one registration owes, at the boundaries of dates and settings. No database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from candidats.regles.forfait import (
    TARIFS_DEFAUT,
    USAGES_DEFAUT,
    FaitsForfait,
    PresentationAnterieure,
    TarifDate,
    UsageDate,
    en_vigueur,
    forfait_du,
    jour_qui_compte,
)

CHANGE = date(2026, 7, 1)
HAUSSE = (*TARIFS_DEFAUT, TarifDate("qualification", Decimal(550), CHANGE))
ACCEPTATION = (UsageDate(date(2022, 1, 1), fait="acceptation"),)
FAITS = FaitsForfait("CQPM", "complete", acceptee_le=date(2026, 1, 10), presentee_le=date(2026, 9, 8))


def du(faits=FAITS, usages=USAGES_DEFAUT, tarifs=TARIFS_DEFAUT, **changes):
    forfait = forfait_du(replace(faits, **changes), usages, tarifs)
    return forfait and (forfait.le, forfait.quantite, forfait.montant)


@pytest.mark.parametrize(
    ("type_", "portee", "montant"),
    [
        ("CQPM", "complete", 500),
        ("CQPI", "complete", 500),
        ("CQPM", "blocs", 300),
        ("CCPM", "complete", 300),
        ("CCPI", "complete", 300),
    ],
)
def test_le_tarif_de_chaque_certification(type_, portee, montant):
    """FORFAIT-TARIF"""
    assert du(type=type_, portee=portee) == (date(2026, 9, 8), 1, Decimal(montant))


@pytest.mark.parametrize(
    ("presentee_le", "montant"), [(date(2026, 6, 30), 500), (date(2026, 7, 1), 550), (date(2021, 1, 1), 500)]
)
def test_le_tarif_est_celui_du_jour_du_fait(presentee_le, montant):
    """FORFAIT-TARIF: last day of the old amount, first day of the new one, and a day before any."""
    assert du(tarifs=HAUSSE, presentee_le=presentee_le) == (presentee_le, 1, Decimal(montant))


def test_le_fait_qui_facture():
    """FORFAIT-FAIT"""
    assert du(usages=ACCEPTATION) == (date(2026, 1, 10), 1, Decimal(500))
    assert du() == (date(2026, 9, 8), 1, Decimal(500))


def test_abandonnee_avant_le_fait_rien_n_est_du():
    """FORFAIT-FAIT: given up before any jury; under the other setting the acceptance already billed."""
    assert du(presentee_le=None) is None
    assert du(usages=ACCEPTATION, presentee_le=None) == (date(2026, 1, 10), 1, Decimal(500))


@pytest.mark.parametrize(
    ("acceptee_le", "le"), [(date(2026, 6, 30), date(2026, 9, 8)), (date(2026, 7, 1), date(2026, 7, 1))]
)
def test_un_changement_d_usage_ne_facture_ni_deux_fois_ni_jamais(acceptee_le, le):
    """FORFAIT-FAIT: the way to count is that of the day of the acceptance."""
    change = (*USAGES_DEFAUT, UsageDate(CHANGE, fait="acceptation"))
    assert du(usages=change, acceptee_le=acceptee_le)[0] == le
    retour = (*ACCEPTATION, UsageDate(CHANGE, fait="presentation"))
    assert du(usages=retour, acceptee_le=acceptee_le)[0] == (acceptee_le if acceptee_le < CHANGE else date(2026, 9, 8))


def test_le_cqpm_et_son_cqpi():
    """FORFAIT-TARIF: one by default, two when the centre says so, and only where there is a CQPI."""
    separes = (UsageDate(date(2022, 1, 1), cqpi_inclus=False),)
    assert du(avec_cqpi=True) == (date(2026, 9, 8), 1, Decimal(500))
    assert du(avec_cqpi=True, usages=separes) == (date(2026, 9, 8), 2, Decimal(1000))
    assert du(usages=separes) == (date(2026, 9, 8), 1, Decimal(500))
    assert du(avec_cqpi=True, usages=separes, portee="blocs", blocs=frozenset({1}))[1:] == (1, Decimal(300))
    assert du(avec_cqpi=True, usages=separes, type="CCPM")[1:] == (1, Decimal(300))


def test_plusieurs_blocs():
    """FORFAIT-TARIF"""
    par_bloc = (UsageDate(date(2022, 1, 1), blocs="bloc"),)
    deux = {"portee": "blocs", "blocs": frozenset({1, 2})}
    assert (du(**deux)[1:], du(usages=par_bloc, **deux)[1:]) == ((1, Decimal(300)), (2, Decimal(600)))
    assert du(usages=par_bloc)[1:] == (1, Decimal(500))
    for blocs in (frozenset({1}), frozenset()):
        assert du(usages=par_bloc, portee="blocs", blocs=blocs)[1:] == (1, Decimal(300))


@pytest.mark.parametrize(
    ("anterieure", "seconde"),
    [
        (PresentationAnterieure(date(2026, 9, 7), "complete"), True),
        (PresentationAnterieure(date(2026, 9, 8), "complete"), False),
        (PresentationAnterieure(date(2026, 9, 9), "complete"), False),
        (PresentationAnterieure(date(2026, 1, 1), "blocs", frozenset({1})), True),
    ],
)
def test_une_seconde_presentation(anterieure, seconde):
    """FORFAIT-SECONDE"""
    forfait = forfait_du(replace(FAITS, anterieures=(anterieure,)), USAGES_DEFAUT, TARIFS_DEFAUT)
    assert (forfait.seconde, forfait.montant) == (seconde, Decimal(500))


def test_d_autres_blocs_sont_une_premiere_fois():
    """FORFAIT-SECONDE"""
    anterieures = (PresentationAnterieure(date(2026, 1, 1), "blocs", frozenset({1})),)
    for blocs, seconde in (({2}, False), ({1, 2}, True)):
        faits = replace(FAITS, portee="blocs", blocs=frozenset(blocs), anterieures=anterieures)
        assert forfait_du(faits, USAGES_DEFAUT, TARIFS_DEFAUT).seconde is seconde
    entiere = replace(
        FAITS, portee="blocs", blocs=frozenset({2}), anterieures=(replace(anterieures[0], portee="complete"),)
    )
    assert forfait_du(entiere, USAGES_DEFAUT, TARIFS_DEFAUT).seconde is True


@pytest.mark.parametrize(
    ("acceptee_le", "compte"),
    [
        (date(2020, 5, 4), date(2022, 1, 1)),
        (date(2022, 1, 1), date(2022, 1, 1)),
        (date(2026, 6, 30), date(2022, 1, 1)),
        (date(2026, 7, 1), date(2026, 7, 1)),
        (date(2026, 9, 3), date(2026, 9, 3)),
        (date(2027, 2, 28), date(2027, 2, 28)),
        (date(2027, 3, 5), date(2027, 3, 1)),
    ],
)
def test_le_jour_d_une_acceptation_compte_quand_elle_facture(acceptee_le, compte):
    """FORFAIT-FAIT: elsewhere any day of the same usage owes the same; where the acceptance bills, no other does."""
    usages = (*USAGES_DEFAUT, UsageDate(CHANGE, fait="acceptation"), UsageDate(date(2027, 3, 1), cqpi_inclus=False))
    assert jour_qui_compte(usages, acceptee_le) == compte
    vu, dit = (replace(FAITS, acceptee_le=le, avec_cqpi=True) for le in (acceptee_le, compte))
    assert forfait_du(vu, usages, HAUSSE) == forfait_du(dit, usages, HAUSSE)


def test_le_reglage_en_vigueur():
    assert en_vigueur(HAUSSE[::2], date(2026, 6, 30)).montant == 500
    assert en_vigueur(HAUSSE[::2], CHANGE).montant == 550


def test_les_tarifs_et_les_usages_d_origine():
    """FORFAIT-TARIF: those in force since 2022, until the centre writes its own."""
    depuis = date(2022, 1, 1)
    assert (
        TarifDate("qualification", Decimal(500), depuis),
        TarifDate("competences", Decimal(300), depuis),
    ) == TARIFS_DEFAUT
    assert (UsageDate(depuis, "presentation", True, "inscription"),) == USAGES_DEFAUT
