"""What may be recorded of a union's answer, and what the papers say of one that nobody represents."""

from datetime import date

import pytest

from jurys.regles.designation import refus_de_la_reponse, suite_sans_designe

DEMANDE, CE_JOUR = date(2026, 11, 2), date(2026, 11, 20)


@pytest.mark.parametrize(
    ("issue", "le", "dit"),
    [
        ("designe", DEMANDE, ""),
        ("refus", CE_JOUR, ""),
        ("designe", date(2026, 11, 1), "La réponse ne peut pas précéder la demande, partie le 2 novembre 2026."),
        ("refus", date(2026, 11, 21), "La réponse ne peut pas porter une date à venir."),
        ("designe", None, "La date de la réponse est attendue."),
        ("sans_reponse", None, ""),
        ("", date(2026, 11, 1), ""),
    ],
)
def test_une_reponse_a_son_jour_entre_la_demande_et_aujourd_hui(issue, le, dit):
    assert refus_de_la_reponse(issue, DEMANDE, le, CE_JOUR).replace("\u00a0", " ") == dit


@pytest.mark.parametrize(
    ("demandee_le", "issue", "dit"),
    [
        (None, "", "organisation non sollicitée, sans désignation"),
        (DEMANDE, "", "organisation invitée le 2 novembre 2026, n’a pas répondu"),
        (DEMANDE, "sans_reponse", "organisation invitée le 2 novembre 2026, n’a pas répondu"),
        (DEMANDE, "refus", "organisation invitée le 2 novembre 2026, n’a désigné personne"),
        (DEMANDE, "designe", "organisation invitée le 2 novembre 2026, a répondu, personne n’est inscrit"),
    ],
)
def test_ce_que_disent_les_papiers_d_une_organisation_sans_designe(demandee_le, issue, dit):
    assert suite_sans_designe(demandee_le, issue).replace("\u00a0", " ") == dit
