"""The words of the evaluators' leaflet: seven rules of conduct, four gestures, in its order."""

from evaluations.regles.charte import DEMARCHE, PRINCIPES


def test_les_sept_principes_de_la_plaquette():
    assert [mot for mot, _ in PRINCIPES] == [
        "Impartialité",
        "Objectivité",
        "Neutralité",
        "Égalité de traitement",
        "Solidarité dans l’évaluation",
        "Confidentialité",
        "Bienveillance",
    ]


def test_la_demarche_en_quatre_gestes():
    assert [mot for mot, _ in DEMARCHE] == ["Observer", "Écouter", "Échanger", "Évaluer"]
