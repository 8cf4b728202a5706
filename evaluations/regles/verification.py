"""A second pair of eyes on what was typed from paper: what it accepts is what it was shown."""

MOTIF_DU_RENVOI = "Le motif est attendu : ce qui diffère du papier, ou ce qui y manque."


def defaut_de_lecture(vue: str, actuelle: str) -> str:
    """GRILLE-PAPIER, AVIS-PAPIER: why the page read is not what would be accepted, or an empty string; each is the hash
    of what is typed."""
    if vue == actuelle:
        return ""
    return "Ce qui est saisi a changé depuis que vous l’avez lu : relisez-le à côté du papier, puis confirmez."
