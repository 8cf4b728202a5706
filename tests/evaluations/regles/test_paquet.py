"""Which days a tablet takes along, and how it names a candidate."""

from datetime import date

import pytest

from evaluations.regles.paquet import fenetre, initiales, masquer


def test_la_veille_et_les_trois_jours_qui_suivent():
    assert fenetre(date(2026, 11, 30)) == (date(2026, 11, 29), date(2026, 12, 3))


def test_les_initiales():
    assert initiales("zoé", "O’BRIEN") == "Z. O."


@pytest.mark.parametrize(
    ("texte", "rendu"),
    [
        ("ZOE usine l’arbre", "[…] usine l’arbre"),
        ("Mme O’Brien-Nguyễn, puis mme nguyen", "Mme […], puis mme […]"),
        ("Posté chez Forges de l’Ouest, à la forge", "Posté chez […], à la forge"),
        ("Les forges de l’est, le Goff absent", "Les forges de l’est, le […] absent"),
        ("Rien qui nomme : Zoéline, le tour, l’ouest", "Rien qui nomme : Zoéline, le tour, l’ouest"),
        ("Vu avec Le Bo, jamais bo", "Vu avec […], jamais bo"),
        ("Zoe\u0301 Le\u0301ger, chez Zoe\u0301line", "[…] Le\u0301ger, chez Zoe\u0301line"),
        ("", ""),
    ],
)
def test_ce_qui_nomme_est_masque(texte, rendu):
    personnes = ["Zoé", "O’Brien-Nguyễn", "Yann Le Goff", "Le Bo", ""]
    assert masquer(texte, personnes, ["FORGES DE L'OUEST", ""]) == rendu


@pytest.mark.parametrize(
    ("societe", "entiere"),
    [
        ("SARL Forges d’Armor", "[…]"),
        ("Forges d'Armor S.A.R.L.", "[…]."),
        ("S.A.S.U. FORGES D’ARMOR", "[…]. […]"),
        ("Société anonyme Forges d’Armor", "[…]"),
    ],
)
def test_une_societe_est_masquee_sans_sa_forme_juridique(societe, entiere):
    lue = masquer(f"Chez Forges d’Armor, ou {societe} ; la forge d’Armor", [], [societe])
    assert lue == f"Chez […], ou {entiere} ; la forge d’Armor"


@pytest.mark.parametrize(
    ("societe", "rendu"),
    [
        ("SAS Le", "Le tour, Sas et SARL, ABC"),
        ("SARL", "Le tour, Sas et […], ABC"),
        ("ABC SA", "Le tour, Sas et SARL, […]"),
        ("Sasson", "Le tour, Sas et SARL, ABC"),
    ],
)
def test_une_forme_juridique_ou_un_mot_court_ne_nomment_personne(societe, rendu):
    assert masquer("Le tour, Sas et SARL, ABC", [], [societe]) == rendu
