"""Last good day, first bad day, both ends."""

from datetime import date, timedelta

import pytest

from referentiels import regles
from referentiels.choix import NatureDemande
from referentiels.regles import Periode

DECISION = date(2024, 3, 12)
SUPPRESSION = date(2028, 2, 29)
FICHE = Periode(date(2025, 5, 23), date(2030, 5, 23), date(2034, 5, 23))
SANS_FIN = Periode(date(2025, 5, 23))
UN_JOUR = timedelta(days=1)


@pytest.mark.parametrize(
    ("date_gtp", "le", "attendu"),
    [
        (DECISION, DECISION - UN_JOUR, False),
        (DECISION, DECISION, True),
        (DECISION, DECISION + UN_JOUR, True),
        (None, DECISION, False),
    ],
)
def test_applicable_des_la_date_de_decision(date_gtp: date | None, le: date, attendu: bool) -> None:
    """REFERENTIEL-APPLICATION"""
    assert regles.est_applicable(date_gtp, le) == attendu


@pytest.mark.parametrize(
    ("engage_le", "attendu"), [(SUPPRESSION - UN_JOUR, True), (SUPPRESSION, False), (SUPPRESSION + UN_JOUR, False)]
)
def test_parcours_engage_avant_va_a_son_terme(engage_le: date, attendu: bool) -> None:
    """PARCOURS-ENGAGE"""
    assert regles.peut_achever(engage_le=engage_le, supprimee_le=SUPPRESSION) == attendu
    assert regles.peut_achever(engage_le=engage_le, supprimee_le=None)


@pytest.mark.parametrize(
    ("periodes", "le", "attendu"),
    [
        ([], date(2026, 1, 1), False),
        ([FICHE], FICHE.debut - UN_JOUR, False),
        ([FICHE], FICHE.debut, True),
        ([FICHE], date(2030, 5, 23), True),
        ([FICHE], date(2030, 5, 24), False),
        ([FICHE, Periode(date(2030, 5, 24), date(2033, 5, 23))], date(2030, 5, 24), True),
        ([SANS_FIN], date(2050, 1, 1), True),
    ],
)
def test_bloc_seul_si_inscrit_au_rncp(periodes: list[Periode], le: date, attendu: bool) -> None:
    """BLOC-SEUL-RNCP"""
    assert regles.peut_viser_blocs_seuls(periodes, le) == attendu


@pytest.mark.parametrize(
    ("periode", "le", "attendu"),
    [
        (FICHE, date(2034, 5, 23), True),
        (FICHE, date(2034, 5, 24), False),
        (FICHE, FICHE.debut - UN_JOUR, False),
        (FICHE, FICHE.debut, True),
        (Periode(date(2025, 5, 23), date(2030, 5, 23)), date(2030, 5, 23), True),
        (Periode(date(2025, 5, 23), date(2030, 5, 23)), date(2030, 5, 24), False),
        (SANS_FIN, date(2050, 1, 1), True),
    ],
)
def test_delivrance_jusqu_a_la_date_limite(periode: Periode, le: date, attendu: bool) -> None:
    """RNCP-DERNIERE-DELIVRANCE"""
    assert periode.delivrable(le) == attendu


def test_niveaux_et_categories_ne_se_melangent_pas() -> None:
    assert regles.NIVEAUX == (3, 4, 5, 6, 7, 8)
    assert set(map(str, regles.NIVEAUX)).isdisjoint(regles.ANCIENNES_CATEGORIES)


@pytest.mark.parametrize(
    ("le", "mois"),
    [
        (date(2027, 2, 27), None),
        (date(2027, 2, 28), 12),
        (date(2027, 8, 27), 12),
        (date(2027, 8, 28), 6),
        (date(2027, 11, 27), 6),
        (date(2027, 11, 28), 3),
        (date(2028, 2, 28), 3),
        (date(2028, 2, 29), None),
    ],
)
def test_alertes_douze_six_trois_mois_avant_la_fin(le: date, mois: int | None) -> None:
    """RNCP-ALERTE-12, RNCP-ALERTE-6, RNCP-ALERTE-3"""
    alerte = regles.alerte_rncp(date(2028, 2, 28), le)
    assert (alerte.mois if alerte else None) == mois


def test_alertes_en_fin_de_mois() -> None:
    """RNCP-ALERTE-12, RNCP-ALERTE-6, RNCP-ALERTE-3: clamped to the end of the month, 29 February included."""
    assert regles.alertes_rncp(date(2028, 8, 31)) == (
        ("12 mois", date(2027, 8, 31)),
        ("6 mois", date(2028, 2, 29)),
        ("3 mois", date(2028, 5, 31)),
    )
    assert regles.alertes_rncp(date(2028, 2, 29))[0] == ("12 mois", date(2027, 2, 28))


@pytest.mark.parametrize(
    ("entree", "inscription", "engagement"),
    [
        (date(2028, 2, 14), date(2028, 2, 29), date(2028, 2, 14)),
        (date(2028, 2, 14), date(2028, 3, 1), date(2028, 3, 1)),
        (date(2028, 2, 28), date(2028, 2, 1), date(2028, 2, 28)),
        (date(2028, 2, 29), date(2028, 2, 29), date(2028, 2, 29)),
    ],
)
def test_date_d_engagement(entree: date, inscription: date, engagement: date) -> None:
    """ENGAGEMENT-INSCRIPTION: 15 days after the entry still count from the entry, the 16th does not."""
    assert regles.date_engagement(entree, inscription) == engagement


@pytest.mark.parametrize(
    ("entree", "inscription", "engage"),
    [
        (SUPPRESSION - UN_JOUR, SUPPRESSION - UN_JOUR, True),
        (SUPPRESSION - UN_JOUR, SUPPRESSION + 14 * UN_JOUR, True),
        (SUPPRESSION - UN_JOUR, SUPPRESSION + 15 * UN_JOUR, False),
        (SUPPRESSION - 60 * UN_JOUR, SUPPRESSION - UN_JOUR, True),
        (SUPPRESSION - 60 * UN_JOUR, SUPPRESSION, False),
        (SUPPRESSION, SUPPRESSION - 30 * UN_JOUR, False),
    ],
)
def test_engage_avant_la_suppression(entree: date, inscription: date, engage: bool) -> None:
    """ENGAGEMENT-INSCRIPTION, PARCOURS-ENGAGE: entered the day before, registered within the fortnight after."""
    le = regles.date_engagement(entree, inscription)
    assert regles.peut_achever(engage_le=le, supprimee_le=SUPPRESSION) == engage


@pytest.mark.parametrize(
    ("fin", "le", "enregistree"),
    [
        (None, date(2023, 5, 22), False),
        (None, date(2040, 1, 1), True),
        (date(2028, 5, 22), date(2023, 5, 22), False),
        (date(2028, 5, 22), date(2028, 5, 22), True),
        (date(2028, 5, 22), date(2028, 5, 23), False),
    ],
)
def test_une_periode_commence_et_finit(fin, le, enregistree):
    assert Periode(date(2023, 5, 23), fin).enregistree(le) is enregistree
    assert Periode(date(2023, 5, 23), fin).delivrable(le) is enregistree


@pytest.mark.parametrize(
    ("nature", "attendues"),
    [
        (NatureDemande.CREATION, ["besoins", "emplois", "position", "utilisation", "projet"]),
        (NatureDemande.REVISION, ["besoins", "emplois", "position", "utilisation", "projet"]),
        (NatureDemande.SUPPRESSION, ["motivation"]),
        (NatureDemande.PARCOURS, ["courrier", "fiche", "programme", "representants"]),
    ],
)
def test_les_pieces_du_dispositif(nature: str, attendues: list[str]) -> None:
    """DEMANDE-PIECES: nothing less, nothing more, in the order of the text."""
    assert [str(piece) for piece in regles.pieces_manquantes(nature, [])] == attendues
    assert regles.pieces_manquantes(nature, attendues) == []
    assert [str(piece) for piece in regles.pieces_manquantes(nature, attendues[:-1])] == attendues[-1:]


@pytest.mark.parametrize(
    ("promotions", "depuis", "attendu"),
    [
        (2, date(2021, 11, 20), True),
        (2, date(2026, 11, 19), True),
        (2, None, True),
        (1, date(2021, 11, 20), False),
        (1, date(2021, 11, 21), None),
        (1, None, None),
        (0, date(2021, 11, 20), False),
    ],
)
def test_deux_promotions_sur_cinq_ans_ou_plus_jeune(promotions: int, depuis: date | None, attendu: bool | None) -> None:
    """USAGE-PROMOTIONS: in force for five years that very day, it is judged; a day less, it is not yet."""
    assert regles.usage(promotions, depuis, date(2026, 11, 20)) is attendu


def test_les_cinq_dernieres_annees_finissent_un_29_fevrier() -> None:
    """USAGE-PROMOTIONS, SUPPRESSION-MOTIVEE"""
    assert regles.depuis_usage(date(2028, 2, 29)) == date(2023, 2, 28)
    assert "(deux promotions sur les cinq dernières années)" in regles.SUPPRESSION_MOTIVEE.enonce


@pytest.mark.parametrize(("le", "attendu"), [(DECISION - UN_JOUR, False), (DECISION, True)])
def test_une_version_est_remplacee_le_jour_de_la_suivante(le: date, attendu: bool) -> None:
    """REFERENTIEL-APPLICATION"""
    assert regles.est_remplacee(DECISION, le) is attendu
    assert regles.est_remplacee(None, le) is False


@pytest.mark.parametrize(("le", "a_venir"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False)])
def test_une_fiche_est_a_venir_jusqu_a_la_veille(le, a_venir):
    assert Periode(date(2027, 1, 1)).a_venir(le) is a_venir
