"""Whom the portal proposes first, and why; from which day a reminder leaves."""

from dataclasses import replace
from datetime import date

import pytest

from evaluations.regles.vivier import FaitsEvaluateur, a_rappeler, est_propose, raisons, rang

LIBRE = FaitsEvaluateur(nom="Kerhervé", convient=True)


def test_l_ordre_des_propositions():
    """EVALUATEUR-ROTATION"""
    attendus = [
        LIBRE,
        replace(LIBRE, nom="Ancien", derniere_le=date(2024, 5, 2)),
        replace(LIBRE, nom="Récent", derniere_le=date(2025, 5, 2)),
        replace(LIBRE, nom="Venu", cette_annee=1),
        replace(LIBRE, nom="Inconnu", convient=None),
        replace(LIBRE, nom="Ailleurs métier", convient=False),
        replace(LIBRE, nom="Pris", ailleurs=("Lorient",)),
        replace(LIBRE, nom="Lié", liens=("Il est son tuteur.",)),
        replace(LIBRE, nom="Décliné", decline=True, cette_annee=1),
    ]
    melanges = [attendus[i] for i in (8, 3, 0, 6, 2, 7, 5, 1, 4)]
    assert [faits.nom for faits in sorted(melanges, key=rang)] == [faits.nom for faits in attendus]


@pytest.mark.parametrize(
    ("changes", "attendu"),
    [
        ({}, True),
        ({"convient": None}, True),
        ({"convient": False}, False),
        ({"ailleurs": ("Lorient",)}, False),
        ({"liens": ("x",)}, False),
        ({"decline": True}, False),
    ],
)
def test_qui_est_propose(changes, attendu):
    """EVALUATEUR-ROTATION"""
    assert est_propose(replace(LIBRE, **changes)) is attendu


def test_les_raisons_d_un_rang():
    assert raisons(LIBRE) == ["libre ce jour-là", "peut évaluer ces certifications", "pas venu cette année"]
    pris = replace(
        LIBRE,
        ailleurs=("Lorient à 9 h",),
        liens=("Il est son tuteur.",),
        convient=None,
        decline=True,
        cette_annee=2,
        derniere_le=date(2026, 3, 4),
    )
    assert [" ".join(raison.split()) for raison in raisons(pris)] == [
        "a décliné cette séance",
        "Il est son tuteur.",
        "siège ce jour-là : Lorient à 9 h",
        "certifications qu’il peut évaluer non renseignées",
        "2 séances cette année",
        "dernière le 4 mars 2026",
    ]
    assert "n’évalue pas ces certifications" in raisons(replace(LIBRE, convient=False))


@pytest.mark.parametrize(
    ("le", "attendu"),
    [
        (date(2026, 11, 2), False),
        (date(2026, 11, 3), True),
        (date(2026, 11, 5), True),
        (date(2026, 11, 6), False),
    ],
)
def test_le_rappel_part_trois_jours_avant(le, attendu):
    """EVALUATEUR-RAPPEL"""
    assert a_rappeler(date(2026, 11, 6), le) is attendu
