"""What is asked of a line with the rest of its column, or once somebody answered."""

from datetime import date

import pytest

from tests.candidats.classeur import classeur, controle, ligne


def lues(rapport, champ: str) -> list[object]:
    return [getattr(lue.donnees, champ) for lue in rapport.lignes]


def test_un_seul_mois_d_abord_fait_demander_les_autres_de_sa_colonne():
    """« 07/04/1998 » is asked beside « 03/25/1998 », and not in the other columns."""
    dates = ["03/25/1998", "07/04/1998", "25/03/1998", "1998-04-07", date(1998, 4, 7)]
    rapport = controle(classeur(*(ligne(prenom=f"Zo{'é' * n}", date_naissance=lu) for n, lu in enumerate(dates, 1))))
    assert lues(rapport, "date_naissance") == [None, None, date(1998, 3, 25), date(1998, 4, 7), None]
    ((anomalie,),) = [[a for a in rapport.lignes[1].anomalies if a.cle == "date_naissance"]]
    assert "est-ce le 07/04/1998 ou le 04/07/1998" in anomalie.attendu
    assert rapport.lignes[0].donnees.entree_formation == ligne()["entree_formation"]


def test_des_dates_sures_ne_sont_pas_demandees_pour_un_texte_faux():
    dates = ["12/31/1997", date(1998, 4, 7), date(1998, 3, 25)]
    rapport = controle(classeur(*(ligne(prenom=f"Zo{'é' * n}", date_naissance=lu) for n, lu in enumerate(dates, 1))))
    assert lues(rapport, "date_naissance") == [None, date(1998, 4, 7), date(1998, 3, 25)]


def test_un_jour_tape_a_l_ecran_n_est_plus_demande():
    octets = classeur(ligne(date_naissance="03/25/1998"), ligne(prenom="Éva", date_naissance="07/04/1998"))
    rapport = controle(octets, {2: {"date_naissance": "25/03/1998"}, 3: {"date_naissance": "07/04/1998"}})
    assert lues(rapport, "date_naissance") == [date(1998, 3, 25), date(1998, 4, 7)]


@pytest.mark.parametrize(
    ("reponse", "nom"), [({}, ""), ({"nom_naissance_confirme": "Non"}, "Non"), ({"nom_naissance_confirme": "Oui"}, "")]
)
def test_un_nom_rare_est_pris_quand_il_est_confirme(reponse, nom):
    """NOM-CONFIRME: the answer is of the very name that was asked."""
    rapport = controle(classeur(ligne(nom_naissance="Non")), {2: reponse})
    (lue,) = rapport.lignes
    assert lue.donnees.nom_naissance == nom
    assert [a.confirmable for a in lue.anomalies if a.cle == "nom_naissance"] == ([] if nom else [True])


def test_un_nombre_qui_est_aussi_une_date_sans_barres_est_demande():
    rapport = controle(classeur(ligne(date_naissance=30199), ligne(prenom="Éva", date_naissance=35866)))
    assert lues(rapport, "date_naissance") == [None, date(1998, 3, 12)]
