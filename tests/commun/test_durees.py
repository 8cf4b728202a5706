"""How the number of a rule is worded."""

import pytest
from django.template import Context, Template

from certif_portal.commun.durees import compte, compte_en_lettres, en_lettres, secondes_en_lettres


@pytest.mark.parametrize(
    ("nombre", "unite", "chiffres", "lettres"),
    [
        (0, "jour", "0 jour", "zéro jour"),
        (1, "mois", "1 mois", "un mois"),
        (1, "heure", "1 heure", "une heure"),
        (11, "minute", "11 minutes", "onze minutes"),
        (15, "jour", "15 jours", "quinze jours"),
        (21, "semaine", "21 semaines", "vingt et une semaines"),
        (24, "mois", "24 mois", "vingt-quatre mois"),
        (42, "an", "42 ans", "quarante-deux ans"),
        (70, "jour", "70 jours", "70 jours"),
    ],
)
def test_un_nombre_et_son_unite(nombre, unite, chiffres, lettres):
    assert (compte(nombre, unite), compte_en_lettres(nombre, unite)) == (chiffres, lettres)


def test_les_nombres_en_lettres():
    assert [en_lettres(n) for n in (16, 17, 20, 31, 60, 61, 69)] == [
        "seize",
        "dix-sept",
        "vingt",
        "trente et un",
        "soixante",
        "soixante et un",
        "soixante-neuf",
    ]


@pytest.mark.parametrize(
    ("secondes", "dit"),
    [
        (600, "dix minutes"),
        (3600, "une heure"),
        (5400, "90 minutes"),
        (86400, "un jour"),
        (45, "quarante-cinq secondes"),
    ],
)
def test_un_reglage_en_secondes(secondes, dit):
    assert secondes_en_lettres(secondes) == dit


def test_une_page_dit_le_delai_de_la_regle(settings):
    settings.PASSWORD_RESET_TIMEOUT = 7200
    gabarit = Template(
        '{% load delais %}{% delai "JURY-CONVOCATION" %} · {% delai_en_lettres "INSERTION-6-MOIS" %} · '
        '{% duree_reglee "PASSWORD_RESET_TIMEOUT" %} · {{ 1|compte:"jour" }}'
    )
    assert gabarit.render(Context()) == "15 jours · six mois · deux heures · 1 jour"
    with pytest.raises(KeyError):
        Template('{% load delais %}{% delai "INCONNU" %}').render(Context())
