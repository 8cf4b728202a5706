"""The list of signs that the documents can draw is the one of their faces."""

from pathlib import Path

from fontTools.ttLib import TTFont

from certif_portal.commun.glyphes import nommer_signe, signes_dessines, signes_sans_dessin

POLICES = Path(__file__).resolve().parents[2] / "static" / "fonts"


def test_la_liste_est_celle_des_faces():
    faces = [
        set(TTFont(POLICES / f"SourceSans3-{graisse}.ttf").getBestCmap())
        for graisse in ("Regular", "It", "Semibold", "Bold")
    ]
    assert signes_dessines() == set.intersection(*faces)


def test_un_signe_sans_dessin_est_nomme():
    assert signes_sans_dessin("Łucja 🙂 Nguyễn\u00a0م") == ["🙂", "م"]
    assert nommer_signe("🙂") == "« 🙂 » (U+1F642, slightly smiling face)"
