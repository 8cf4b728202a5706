"""What is written at the place of a birthplace, before any list is read."""

from datetime import date

import pytest

from candidats.donnees import Naissance
from candidats.regles.mots_du_lieu import departement_d_un_autre_temps, pas_un_lieu, pas_un_pays


@pytest.mark.parametrize(
    ("commune", "code", "pays", "connue", "champ"),
    [
        ("Nantes", "", "", False, ""),
        ("Nantes", "", "France", True, ""),
        ("Y", "", "", True, ""),
        ("Nom", "", "", True, "commune_naissance"),
        ("Nom", "", "", False, "commune_naissance"),
        ("Paris 12", "", "", False, ""),
        ("Paris 12ème (Bercy)", "", "", False, ""),
        ("Paris 75012", "", "", False, "commune_naissance"),
        ("Lyon (69)", "", "", False, "commune_naissance"),
        ("Nantes (44)", "", "", False, "commune_naissance"),
        ("44000 Nantes", "", "", False, "commune_naissance"),
        ("Wilaya 16", "", "Algérie", False, ""),
        ("Loire-Atlantique", "", "", False, "commune_naissance"),
        ("Mayenne", "", "", False, ""),
        ("Marseille 13", "", "", True, "commune_naissance"),
        ("Marseille 13", "13213", "", True, ""),
        ("Marseille 13e", "", "", True, ""),
        ("?", "", "Algérie", False, "commune_naissance"),
        ("Nantes", "", "?", True, "pays_naissance"),
        ("Alger", "", "néant", False, "pays_naissance"),
    ],
)
def test_ce_qui_n_est_pas_un_lieu_est_demande(commune, code, pays, connue, champ):
    dit = pas_un_lieu(commune, code, pays, connue=connue)
    assert (dit[0] if dit else "") == champ


@pytest.mark.parametrize(
    ("pays", "demande"), [("Algérienne", True), ("Franc", False), ("RDC", True), ("Syldavie", False)]
)
def test_une_nationalite_et_un_sigle_ne_sont_pas_un_pays(pays, demande):
    assert (pas_un_pays(pays) is not None) is demande


@pytest.mark.parametrize(
    ("connue", "situee", "demande"), [(True, True, False), (True, False, True), (False, True, True)]
)
def test_un_mot_vide_qui_est_une_commune_est_pris_avec_son_departement(connue, situee, demande):
    assert (pas_un_lieu("Néant", "", "", connue=connue, situee=situee) is not None) is demande


@pytest.mark.parametrize(
    ("departement", "naissance", "demande"),
    [
        ("20", date(1976, 1, 1), True),
        ("20", date(1975, 12, 31), False),
        ("91", date(1962, 7, 4), True),
        ("94", date(1962, 7, 4), True),
        ("91", date(1962, 7, 5), False),
        ("95", date(1955, 1, 1), False),
        ("20", None, False),
    ],
)
def test_un_numero_d_un_autre_temps_est_demande(departement, naissance, demande):
    ne = Naissance(naissance) if naissance else None
    assert (departement_d_un_autre_temps("Oran", departement, ne) is not None) is demande
