from datetime import UTC, date, datetime, timedelta

import pytest

from certif_portal.commun import typographie

LE = date(2026, 11, 20)


def lisible(texte: str) -> str:
    return texte.replace("\u00a0", "~")


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [(date(2026, 3, 14), "14~mars~2026"), (date(2026, 6, 1), "1er~juin~2026"), (date(2024, 2, 29), "29~février~2024")],
)
def test_date_longue(jour, attendu):
    assert lisible(typographie.date_longue(jour)) == attendu


def test_l_annee_se_tait_quand_c_est_celle_du_jour():
    assert lisible(typographie.date_courte(date(2026, 3, 14), LE)) == "14~mars"
    assert lisible(typographie.date_courte(date(2025, 3, 14), LE)) == "14~mars~2025"
    assert lisible(typographie.date_jour(date(2026, 11, 23), LE)) == "lun. 23~nov."
    assert lisible(typographie.date_jour(date(2027, 1, 1), LE)) == "ven. 1er~janv.~2027"
    assert lisible(typographie.date_entiere(LE)) == "vendredi 20~novembre~2026"


def test_un_instant_se_lit_a_l_heure_de_paris():
    assert lisible(typographie.instant(datetime(2026, 11, 6, 15, 42, tzinfo=UTC), LE)) == "6~nov. à 16~h~42"
    assert lisible(typographie.instant(datetime(2025, 12, 31, 23, 0, tzinfo=UTC), LE)) == "1er~janv. à 0~h"
    assert typographie.jour_de(datetime(2026, 6, 1, 22, 30, tzinfo=UTC)) == date(2026, 6, 2)


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2026, 11, 20), "aujourd’hui"),
        (date(2026, 11, 19), "hier"),
        (date(2026, 11, 21), "demain"),
        (date(2026, 11, 14), "il y a 6~jours"),
        (date(2026, 11, 7), "il y a 13~jours"),
        (date(2026, 11, 6), "il y a 2~semaines"),
        (date(2026, 9, 20), "il y a 2~mois"),
        (date(2025, 11, 20), "il y a 12~mois"),
        (date(2023, 11, 20), "il y a 3~ans"),
        (date(2026, 12, 2), "dans 12~jours"),
    ],
)
def test_il_y_a(jour, attendu):
    assert lisible(typographie.il_y_a(jour, LE)) == attendu


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (LE, "depuis aujourd’hui"),
        (LE - timedelta(days=1), "depuis hier"),
        (LE - timedelta(days=21), "depuis 3 semaines"),
        (LE + timedelta(days=1), "demain"),
        (LE + timedelta(days=6), "dans 6 jours"),
    ],
)
def test_depuis_quand_une_chose_attend(jour, attendu):
    assert lisible(typographie.depuis(jour, LE)) == attendu


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Certification au RNCP (blocs seuls)", "certification au RNCP (blocs seuls)"),
        ("Émargement signé", "émargement signé"),
        ("CQPM au RNCP", "CQPM au RNCP"),
        ("", ""),
    ],
)
def test_coeur_de_phrase(texte, attendu):
    assert typographie.coeur_de_phrase(texte) == attendu


@pytest.mark.parametrize(
    ("limite", "attendu"), [(date(2026, 12, 2), "J-12"), (LE, "jour J"), (date(2026, 11, 17), "J+3")]
)
def test_jour_moins(limite, attendu):
    assert typographie.jour_moins(limite, LE) == attendu


@pytest.mark.parametrize(
    ("limite", "jours", "bref", "situation", "verbe"),
    [
        (date(2026, 8, 28), -84, "retard~: 2~mois", "en retard de 84 jours", "était"),
        (date(2026, 11, 19), -1, "retard~: 1~jour", "en retard de 1 jour", "était"),
        (LE, 0, "aujourd’hui", "c’est aujourd’hui", "est"),
        (date(2026, 11, 21), 1, "demain", "il reste 1 jour", "est"),
        (date(2026, 11, 22), 2, "2~jours", "il reste 2 jours", "est"),
    ],
)
def test_une_limite_se_dit_des_deux_cotes_du_jour(limite, jours, bref, situation, verbe):
    restant = typographie.restant(limite, LE)
    assert (restant.jours, lisible(restant.bref), restant.situation) == (jours, bref, situation)
    assert restant.en_retard == (verbe == "était")
    assert lisible(restant.phrase) == lisible(
        f"La date limite {verbe} le {typographie.date_longue(limite)}~: {situation}."
    )


def test_une_limite_donnee_en_instant_est_celle_du_jour_de_paris():
    assert typographie.restant(datetime(2026, 11, 20, 23, 30, tzinfo=UTC), LE).jours == 1


def test_nom_complet_garde_les_lettres_de_chacun():
    assert typographie.nom_complet("O’Brien-Nguyễn", "Zoé") == "O’BRIEN-NGUYỄN Zoé"
    assert typographie.nom_complet("Łukasz", "") == "ŁUKASZ"


def test_typographier():
    assert (
        lisible(typographie.typographier("L'avis manque : « favorable » ou non ?"))
        == "L’avis manque~: «~favorable~» ou non~?"
    )
