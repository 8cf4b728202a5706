from datetime import date

import pytest

from candidats import regles
from candidats.regles import demande, engagement
from certif_portal.commun.regles import Delai, Source, dispositif, premier_tiers, regles_ecrites

SOURCE = dispositif(partie=2, chapitre=3, paragraphe="2")


@pytest.mark.parametrize(
    ("repere", "jours", "mois", "ans", "avant", "apres"),
    [
        (date(2025, 3, 25), 15, 0, 0, date(2025, 3, 10), date(2025, 4, 9)),
        (date(2024, 3, 15), 15, 0, 0, date(2024, 2, 29), date(2024, 3, 30)),
        (date(2024, 2, 29), 0, 0, 5, date(2019, 2, 28), date(2029, 2, 28)),
        (date(2025, 12, 31), 0, 2, 0, date(2025, 10, 31), date(2026, 2, 28)),
        (date(2025, 8, 31), 0, 24, 0, date(2023, 8, 31), date(2027, 8, 31)),
    ],
)
def test_un_delai_compte_en_jours_ou_en_mois_de_calendrier(repere, jours, mois, ans, avant, apres):
    delai = Delai(code="ESSAI", enonce="Essai", source=SOURCE, jours=jours, mois=mois, ans=ans)
    assert delai.avant(repere) == avant
    assert delai.apres(repere) == apres


def test_un_usage_du_centre_remplace_la_duree():
    delai = Delai(code="ESSAI", enonce="Essai", source=SOURCE, jours=15)
    assert delai.apres(date(2026, 1, 1), jours=0) == date(2026, 1, 1)
    assert delai.apres(date(2026, 1, 1), jours=7) == date(2026, 1, 8)
    assert delai.avant(date(2026, 5, 31), mois=3) == date(2026, 2, 28)


def test_l_enonce_d_un_delai_dit_son_nombre():
    def essai(enonce, **duree):
        return Delai(code="ESSAI", enonce=enonce, source=SOURCE, **duree)

    assert essai("au moins {duree} avant", jours=15).enonce == "au moins 15 jours avant"
    assert essai("dans les {en_lettres}", mois=2).enonce == "dans les deux mois"
    assert essai("pendant {duree}", ans=1, mois=6).duree == "6 mois et 1 an"


def test_une_source_se_lit_jusqu_au_paragraphe():
    assert str(SOURCE) == "Dispositif CPNEFP du 27 octobre 2020, partie 2, chapitre 3, § 2"
    assert str(dispositif(annexe=14, paragraphe="note 7")).endswith("annexe 14, note 7")
    assert dispositif(partie=1).passage == "partie 1"
    assert dispositif(chapitre=3).passage == "partie 2, chapitre 3"
    assert dispositif(partie=2, chapitre=3, paragraphe="2").passage == "partie 2, chapitre 3, § 2"
    assert str(Source("Code du travail", "")) == "Code du travail"


def test_une_regle_est_ecrite_dans_un_fichier_et_un_seul():
    """The ones a file imports, and what is no rule, are not its own."""
    siennes = [(fichier, nom) for fichier, nom, _ in regles_ecrites(demande)]
    assert siennes == [(demande.__name__, "CONFIRMATION_LIEN"), (demande.__name__, "DEMANDE_CONFIRMATION")]
    assert list(regles_ecrites(engagement)) == []
    toutes = [(fichier, nom) for fichier, nom, _ in regles_ecrites(regles)]
    assert set(siennes) < set(toutes)
    assert len(toutes) == len(set(toutes))


@pytest.mark.parametrize(
    ("debut", "fin", "attendu"),
    [
        (date(2026, 3, 1), date(2026, 3, 30), date(2026, 3, 10)),
        (date(2026, 3, 1), date(2026, 3, 29), date(2026, 3, 9)),
        (date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 1)),
        (date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 1)),
    ],
)
def test_le_premier_tiers_d_une_formation(debut, fin, attendu):
    assert premier_tiers(debut, fin) == attendu


@pytest.mark.parametrize(
    ("longueur", "duree"),
    [
        ({"jours": 15}, "15 jours"),
        ({"mois": 3}, "3 mois"),
        ({"ans": 5}, "5 ans"),
        ({"mois": 2, "jours": 1}, "1 jour et 2 mois"),
    ],
)
def test_une_duree_se_dit(longueur, duree):
    assert Delai(code="ESSAI", enonce="Essai", source=SOURCE, **longueur).duree == duree
