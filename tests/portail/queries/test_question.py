"""How a question is read: its words, the day it gives, the kind of thing it names."""

from datetime import date

import pytest

from certif_portal.portail.queries.question import Question, lire_question, tient, tient_a_une_faute_pres

LE = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("texte", "mots", "essentiels"),
    [
        ("Mme O’Brien-Nguyễn", ("o", "brien", "nguyen"), ("o", "brien", "nguyen")),
        ("M. de La Tour", ("de", "la", "tour"), ("tour",)),
        ("Madame", ("madame",), ("madame",)),
        ("Le", ("le",), ("le",)),
        ("Dr von Grüber", ("von", "gruber"), ("gruber",)),
        ("", (), ()),
    ],
)
def test_les_mots_sans_titre_puis_sans_particule(texte, mots, essentiels):
    question = lire_question(texte, LE)
    assert (question.mots, question.essentielle.mots) == (mots, essentiels)


@pytest.mark.parametrize(
    ("texte", "du", "au", "reste"),
    [
        ("commission 12/10/2026", date(2026, 10, 12), date(2026, 10, 12), ("commission",)),
        ("Lanester le 1er octobre 2026", date(2026, 10, 1), date(2026, 10, 1), ("lanester",)),
        ("jury du 8 décembre", date(2026, 12, 8), date(2026, 12, 8), ("jury",)),
        ("février 2028", date(2028, 2, 1), date(2028, 2, 29), ()),
        ("jurys 2025", date(2025, 1, 1), date(2025, 12, 31), ("jurys",)),
        ("jury Nantes", None, None, ("jury", "nantes")),
        ("Avril Mars", None, None, ("avril", "mars")),
        ("31/02/2026", None, None, ("31", "02", "2026")),
        ("30 février 2026", None, None, ("30", "fevrier", "2026")),
        ("2025", None, None, ("2025",)),
    ],
)
def test_le_jour_qu_elle_donne(texte, du, au, reste):
    question = lire_question(texte, LE)
    assert (question.du, question.au, question.reste) == (du, au, reste)


@pytest.mark.parametrize(
    ("texte", "genre", "mots"),
    [
        ("jury Nantes", "jury", ("nantes",)),
        ("Nantes jury", "jury", ("nantes",)),
        ("jury", "jury", ("jury",)),
        ("commission jury Nantes", "", ("commission", "jury", "nantes")),
    ],
)
def test_le_genre_qu_elle_nomme_n_est_pas_un_mot_a_trouver(texte, genre, mots):
    question = lire_question(texte, LE)
    assert (question.genre, question.mots_de(question.genre)) == (genre, mots)


def test_un_nom_d_une_petite_liste():
    assert tient(["saint", "nazaire"], "saint nazaire")
    assert tient(["saintnazaire"], "saint nazaire")
    assert not tient(["nazare"], "saint nazaire")
    assert tient_a_une_faute_pres(["nazare", "saint"])("saint nazaire")
    assert not tient_a_une_faute_pres(["nazr"])("saint nazaire")
    assert not tient_a_une_faute_pres(["44601"])("saint nazaire 44600")  # a number one digit away is another
    assert not tient_a_une_faute_pres(["lee"])("le bihan")
    assert Question(("le",)).essentielle == Question(("le",))
