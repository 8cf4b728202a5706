"""Hostile documents, rendered: none calls anybody, none reads a file that is not the portal's (a draw here, two hundred
in `dev.py epreuves parcours pieges`)."""

import logging

import pytest
from weasyprint.urls import URLFetcher

from certif_portal.commun import pdf
from tests.environnement import PARCOURS_ENTIERS
from tests.pieges import DEUX_CENTS, Ecoute, Piege, a_l_ecoute, imprimer, pieges, porte_le_leurre

NOMBRE = DEUX_CENTS if PARCOURS_ENTIERS else 40


@pytest.fixture
def ecoute(tmp_path):
    with a_l_ecoute(tmp_path) as ouverte:
        yield ouverte


def trahis(ecoute: Ecoute, joues: list[Piege]) -> tuple[list[str], list[str]]:
    """Those that called, those that read the file."""
    appelants, lecteurs = [], []
    logging.disable(logging.ERROR)  # each refusal is said
    try:
        for piege in joues:
            ecoute.oublier()
            page = f'<html lang="fr"><head><title>x</title></head><body><p>Avant</p>{piege.texte}</body></html>'
            octets = imprimer(page)
            appelants += [piege.nom] if ecoute.visites else []
            lecteurs += [piege.nom] if porte_le_leurre(octets) else []
    finally:
        logging.disable(logging.NOTSET)
    return appelants, lecteurs


@pytest.mark.timeout(600)
def test_aucun_document_hostile_n_appelle_ni_ne_lit(ecoute):
    joues = pieges(ecoute.cible, NOMBRE)
    assert len({piege.texte for piege in joues}) == NOMBRE
    assert trahis(ecoute, joues) == ([], [])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # lines that the renderer leaves open
@pytest.mark.timeout(600)
def test_sans_la_garde_ils_appellent_et_lisent(ecoute, monkeypatch):
    """Negative control: the renderer's own reader of addresses."""
    monkeypatch.setattr(pdf, "_lecteur_statique", lambda: URLFetcher(timeout=1))
    appelants, lecteurs = trahis(ecoute, pieges(ecoute.cible, NOMBRE))
    print(f"{NOMBRE} pièges : {len(appelants)} appellent, {len(lecteurs)} lisent")  # noqa: T201  # the figures
    assert len(appelants) >= NOMBRE // 4
    assert lecteurs
