"""HABILITATION-DUREE, HABILITATION-UNIQUE"""

import hashlib
from datetime import date, timedelta

import pytest

from habilitations import regles
from habilitations.choix import Verdict


@pytest.mark.parametrize(
    ("effet", "dernier"),
    [
        (date(2024, 1, 1), date(2028, 12, 31)),
        (date(2022, 3, 15), date(2027, 3, 14)),
        (date(2024, 2, 28), date(2029, 2, 27)),
        (date(2024, 2, 29), date(2029, 2, 28)),
        (date(2024, 3, 1), date(2029, 2, 28)),
        (date(2019, 3, 1), date(2024, 2, 29)),
        (date(2023, 12, 31), date(2028, 12, 30)),
    ],
)
def test_cinq_ans_la_veille_de_l_anniversaire(effet, dernier):
    """HABILITATION-DUREE"""
    assert regles.dernier_jour(effet) == dernier


@pytest.mark.parametrize(
    ("retiree_le", "attendue"),
    [
        (None, (date(2024, 1, 1), date(2028, 12, 31))),
        (date(2025, 6, 1), (date(2024, 1, 1), date(2025, 5, 31))),
        (date(2028, 12, 31), (date(2024, 1, 1), date(2028, 12, 30))),
        (date(2024, 1, 1), None),
    ],
)
def test_un_retrait_borne_la_periode(retiree_le, attendue):
    assert regles.periode_effective(date(2024, 1, 1), date(2028, 12, 31), retiree_le) == attendue


@pytest.mark.parametrize(
    ("effet", "chevauche"),
    [
        (date(2018, 12, 31), False),
        (date(2019, 1, 1), False),
        (date(2019, 1, 2), True),
        (date(2024, 1, 1), True),
        (date(2028, 12, 31), True),
        (date(2029, 1, 1), False),
    ],
)
def test_deux_actes_ne_partagent_aucun_jour(effet, chevauche):
    """HABILITATION-UNIQUE"""
    existante = (date(2024, 1, 1), date(2028, 12, 31))
    periode = (effet, regles.dernier_jour(effet))
    assert regles.premier_chevauchement(periode, [existante]) == (existante if chevauche else None)


@pytest.mark.parametrize(
    ("jour", "fin", "dedans"),
    [
        (date(2026, 10, 25), date(2026, 11, 16), False),
        (date(2026, 10, 26), date(2026, 11, 16), True),
        (date(2026, 11, 16), date(2026, 11, 16), True),
        (date(2026, 11, 17), date(2026, 11, 16), False),
        (date(2030, 1, 1), None, True),
        (date(2026, 10, 25), None, False),
    ],
)
def test_un_jour_est_dans_une_fenetre_bornes_comprises(jour, fin, dedans):
    assert regles.dans(jour, [(date(2026, 10, 26), fin)]) is dedans
    assert regles.dans(jour, []) is False


@pytest.mark.parametrize(
    ("du", "possible"),
    [
        (date(2023, 12, 31), False),
        (date(2024, 1, 1), True),
        (date(2028, 12, 31), True),
        (date(2029, 1, 1), False),
    ],
)
def test_une_suspension_commence_pendant_l_habilitation(du, possible):
    """HABILITATION-SUSPENSION"""
    assert (regles.suspension_impossible(du, (date(2024, 1, 1), date(2028, 12, 31)), []) == "") is possible


def test_un_verdict_defavorable_est_motive():
    assert regles.verdict_possible(Verdict.CONFORME, "", avec_preuve=True) == ""
    autres = [verdict for verdict in Verdict if verdict != Verdict.CONFORME]
    assert all(regles.verdict_possible(verdict, "", avec_preuve=True) for verdict in autres)
    assert [regles.verdict_possible(verdict, "Grilles absentes.", avec_preuve=True) for verdict in autres] == [
        ""
    ] * len(autres)


def test_une_preuve_manquante_fait_un_constat_majeur():
    """CONSTAT-MOTIVE"""
    for verdict in (Verdict.CONFORME, Verdict.MINEURE):
        assert "il est majeur" in regles.verdict_possible(verdict, "Vu.", avec_preuve=False)
    assert regles.verdict_possible(Verdict.MAJEURE, "Rien.", avec_preuve=False) == ""
    assert (
        regles.verdict_possible(Verdict.MAJEURE, "", avec_preuve=False) == "Le motif d’une non-conformité est attendu."
    )


def test_un_acte_d_un_jour_couvre_ce_jour():
    jour = date(2024, 1, 1)
    assert regles.periode_effective(jour, date(2028, 12, 31), date(2024, 1, 2)) == (jour, jour)


@pytest.mark.parametrize(
    ("autre", "suite"),
    [
        ((date(2025, 1, 1), None), "à compter du 1er\u00a0janvier\u00a02025."),
        (
            (date(2026, 1, 1), date(2026, 3, 2)),
            "à compter du 1er\u00a0janvier\u00a02026 au 2\u00a0mars\u00a02026.",
        ),
        ((date(2026, 1, 1), date(2026, 3, 1)), ""),
    ],
)
def test_deux_suspensions_ne_se_recouvrent_pas(autre, suite):
    """HABILITATION-SUSPENSION: the last day of the one before is not free, the day after is."""
    acte = (date(2024, 1, 1), date(2028, 12, 31))
    faute = regles.suspension_impossible(date(2026, 3, 2), acte, [autre])
    assert faute == (f"Une suspension court déjà {suite}" if suite else "")


@pytest.mark.parametrize(
    ("certification", "blocs", "certifications", "permis", "hors"),
    [
        (1, [], [], [], False),
        (1, [7], [], [], False),
        (1, [], [1, 2], [], False),
        (1, [7], [1], [8], False),
        (3, [], [1, 2], [], True),
        (3, [7], [1, 2], [], True),
        (3, [], [], [7], True),
        (3, [7], [], [7, 8], False),
        (3, [7, 9], [], [7, 8], True),
    ],
)
def test_le_perimetre_d_un_acte(certification, blocs, certifications, permis, hors):
    """HABILITATION-PERIMETRE: empty, it covers everything; a certification covers its blocs."""
    assert regles.hors_perimetre(certification, blocs, certifications, permis) is hors


@pytest.mark.parametrize(
    ("code_postal", "departement"),
    [
        ("44600", "44"),
        ("20000", "2A"),
        ("20199", "2A"),
        ("20200", "2B"),
        ("20290", "2B"),
        ("97411", "974"),
        ("98735", "987"),
        ("", ""),
    ],
)
def test_le_departement_d_un_code_postal(code_postal, departement):
    assert regles.departement(code_postal) == departement


@pytest.mark.parametrize(
    ("code_postal", "departements", "hors"),
    [("44600", "44, 56", ""), ("35000", "44, 56", "35"), ("20200", "2a,2b", ""), ("35000", "", ""), ("", "44", "")],
)
def test_un_autre_centre_est_competent_hors_de_nos_departements(code_postal, departements, hors):
    """CENTRE-COMPETENT"""
    assert regles.departement_hors_centre(code_postal, departements) == hors


@pytest.mark.parametrize(
    ("le", "rappel"),
    [
        (date(2027, 12, 30), None),
        (date(2027, 12, 31), 12),
        (date(2028, 3, 30), 12),
        (date(2028, 3, 31), 9),
        (date(2028, 6, 29), 9),
        (date(2028, 6, 30), 6),
        (date(2028, 9, 29), 6),
        (date(2028, 9, 30), 3),
        (date(2028, 12, 31), 3),
        (date(2029, 1, 1), None),
    ],
)
def test_le_rappel_avant_la_fin_de_l_acte(le, rappel):
    """The day a step begins, and the last day of the act, both counted."""
    atteint = regles.rappel_de_fin(date(2028, 12, 31), le)
    assert (atteint.mois if atteint else None) == rappel


@pytest.mark.parametrize(("le", "temps"), [(date(2027, 2, 28), True), (date(2027, 3, 1), False)])
def test_une_preuve_vient_a_temps_son_dernier_jour_compris(le, temps):
    """ACTIONS-CORRECTIVES"""
    assert regles.a_temps(date(2027, 2, 28), le) is temps


def test_ce_qui_reste_a_apprecier():
    """CRITERES-SATISFAITS"""
    assert regles.indicateurs_restants(["1.1", "1.2", "2.1"], {"1.2"}) == ["1.1", "2.1"]


@pytest.mark.parametrize(
    ("delai", "depuis", "jusqu_au"),
    [
        (regles.ACTIONS_CORRECTIVES, date(2026, 8, 31), date(2027, 2, 28)),
        (regles.OBSERVATIONS, date(2027, 2, 14), date(2027, 3, 1)),
        (regles.LISTE_DEUX_MOIS, date(2026, 12, 31), date(2027, 2, 28)),
    ],
)
def test_les_delais_a_la_fin_de_fevrier(delai, depuis, jusqu_au):
    """ACTIONS-CORRECTIVES, HABILITATION-OBSERVATIONS, HABILITATION-LISTE-FC"""
    assert delai.apres(depuis) == jusqu_au


def test_les_quatre_etapes_avant_la_fin():
    """HABILITATION-FIN-12, HABILITATION-FIN-9, HABILITATION-FIN-6, HABILITATION-FIN-3"""
    assert regles.etapes_de_fin(date(2028, 11, 30)) == (
        ("12 mois", date(2027, 11, 30)),
        ("9 mois", date(2028, 2, 29)),
        ("6 mois", date(2028, 5, 30)),
        ("3 mois", date(2028, 8, 30)),
    )
    assert regles.rappels_en_clair() == "12, 9, 6 et 3 mois"


def test_le_tirage_se_refait_a_la_main():
    """AUDIT-TIRAGE: the smallest digests of « graine:siret », in that order, whatever the order they were given in."""
    sirets = ["73282932000074", "73282932000082", "44306184100047"]
    empreintes = {siret: hashlib.sha256(f"2026:{siret}".encode()).hexdigest() for siret in sirets}
    attendus = sorted(sirets, key=empreintes.__getitem__)
    assert [regles.tirer("2026", ordre, 2) for ordre in (sirets, sirets[::-1])] == [attendus[:2], attendus[:2]]


@pytest.mark.parametrize(
    ("effet", "suite"),
    [(date(2028, 12, 31), False), (date(2029, 1, 1), True), (date(2029, 1, 2), False), (date(2031, 1, 1), False)],
)
def test_un_acte_fait_suite_le_lendemain_seulement(effet, suite):
    """A day without accreditation between two acts: the second is a first one again."""
    assert regles.fait_suite(effet, [(date(2024, 1, 1), date(2028, 12, 31))]) is suite


@pytest.mark.parametrize(
    "le", [date(2027, 2, 28), date(2027, 8, 30), date(2028, 2, 29), date(2027, 1, 1), date(2027, 8, 31)]
)
def test_la_liste_et_la_vague_disent_la_meme_fin_pressante(le):
    """A query compares with one day; the rule judges each end: they agree on every end of a year."""
    borne = regles.derniere_fin_a_renouveler(le)
    for jours in range(366):
        fin = le + timedelta(days=jours)
        assert regles.a_renouveler(fin, le) is (fin <= borne), fin


def test_une_fin_au_31_aout_presse_des_le_28_fevrier():
    assert regles.a_renouveler(date(2027, 8, 31), date(2027, 2, 28))
    assert not regles.a_renouveler(date(2027, 8, 31), date(2027, 2, 27))


@pytest.mark.parametrize(("traitee", "ouverte"), [(None, True), (9, False), (10, False), (11, True)])
def test_une_non_conformite_est_ouverte_jusqu_a_la_veille_de_sa_levee(traitee, ouverte):
    jour = date(2026, 11, traitee) if traitee else None
    assert regles.encore_ouverte(jour, date(2026, 11, 10)) is ouverte


@pytest.mark.parametrize(
    ("notifiee", "traitee", "vivante"),
    [(30, None, True), (20, None, True), (21, None, False), (1, 9, False), (1, 10, True), (1, 25, True)],
)
def test_une_non_conformite_est_des_jours_qu_elle_touche(notifiee, traitee, vivante):
    """From the 10th to the 20th of November; told in October, the 30th."""
    notifiee_le = date(2026, 10 if notifiee == 30 else 11, notifiee)
    traitee_le = date(2026, 11, traitee) if traitee else None
    assert regles.vivante(notifiee_le, traitee_le, date(2026, 11, 10), date(2026, 11, 20)) is vivante
