"""Bars drawn by the server: what stands above them, what is told in words, how many hold side by side."""

from itertools import pairwise

import pytest

from certif_portal.commun.graphique import HAUT, PLACES, Colonne, graphique

MOTS = ("présentées", "obtenues")


def test_ce_qui_est_obtenu_se_lit_sur_deux_lignes_au_dessus_de_sa_barre():
    dessin = graphique("annees", "Par année", [Colonne("2025", 17, 11), Colonne("2026", 34, 34)], mots=MOTS)
    assert [[mots for _, mots in barre.lignes] for barre in dessin.barres] == [["11", "sur 17"], ["34", "sur 34"]]
    assert [[barre.y - y for y, _ in barre.lignes] for barre in dessin.barres] == [[22, 7], [22, 7]]
    assert dessin.barres[1].y == HAUT
    assert dessin.legende == "En plein, obtenues\u00a0; avec les hachures, présentées."
    assert dessin.description == (
        "2025\u00a0: 17 présentées, 11 obtenues\u00a0; 2026\u00a0: 34 présentées, 34 obtenues"
    )


def test_un_simple_compte_est_plein_et_sans_legende():
    dessin = graphique("annees", "Par année", [Colonne("2026", 3)], mots=("déposées", ""))
    [barre] = dessin.barres
    assert (barre.lignes, barre.y_plein, dessin.legende) == ([(barre.y - 7, "3")], barre.y, "")


def test_ce_qui_est_tu_ne_parait_pas_obtenu():
    """How it went is not told of a few: the bar is hatched whole, and says how many they are."""
    dessin = graphique("annees", "Par année", [Colonne("2026", 17)], mots=MOTS)
    [barre] = dessin.barres
    assert (barre.hauteur_pleine, [mots for _, mots in barre.lignes]) == (0, ["17"])
    assert dessin.description == "2026\u00a0: 17 présentées"


@pytest.mark.parametrize(("nombre", "premiere"), [(0, None), (PLACES, "0"), (PLACES + 1, "1"), (42, "32")])
def test_les_dernieres_barres_seules_sont_dessinees(nombre, premiere):
    """None covers its neighbour's numbers: « sur 1234 », the widest a centre may tell, is 55 units wide at most."""
    dessin = graphique("annees", "Par année", [Colonne(str(n), 1000 + n, n) for n in range(nombre)], mots=MOTS)
    assert [barre.colonne.nom for barre in dessin.barres][:1] == ([premiere] if premiere else [])
    milieux = [barre.milieu for barre in dessin.barres]
    assert all(apres - avant >= 55 for avant, apres in pairwise(milieux))
