"""What a second pair of eyes accepts is what it read."""

from evaluations.regles.verification import defaut_de_lecture


def test_ce_qui_est_accepte_est_ce_qui_a_ete_lu():
    """GRILLE-PAPIER, AVIS-PAPIER"""
    assert defaut_de_lecture("a1", "a1") == ""
    assert defaut_de_lecture("a1", "a2") == (
        "Ce qui est saisi a changé depuis que vous l’avez lu : relisez-le à côté du papier, puis confirmez."
    )
