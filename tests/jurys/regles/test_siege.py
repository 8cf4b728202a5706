"""Who may sit with a vote, and of whom they may not decide."""

import pytest

from jurys.choix import College
from jurys.regles.siege import Entourage, Identite, Organismes, Votant, est_interimaire, liens, sieges_a_proposer


def identite(nom="", *courriels):
    return Identite(frozenset(nom.split()), frozenset(courriels))


def votant(**champs):
    faits = {"membre": 1, "nom": "Anne Le Goff", "college": College.PATRONAL, "entreprise": "forges"}
    return Votant(**{**faits, "identite": identite("anne le goff", "anne@forges.fr"), **champs})


TUTEUR = {"consultes": (identite("paul ferrec", "anne@forges.fr"),)}
CHEF = {"superieurs": (identite("anne le goff"),)}
PAR_ADRESSE = {"superieurs": (identite("anne", "anne@forges.fr"),)}


@pytest.mark.parametrize(
    ("siege", "entourage", "codes"),
    [
        ({}, {}, []),
        ({"lecteur": True}, {}, ["JURY-SANS-LECTEUR"]),
        ({"organisme": True}, {}, ["JURY-INVITES"]),
        ({"organisme": True, "lecteur": True, "college": College.INVITE}, TUTEUR, []),
        ({}, TUTEUR, ["JURY-INVITES"]),
        ({}, {"consultes": (identite("goff anne"),)}, ["JURY-HOMONYME"]),
        ({}, {"consultes": (identite("goff"), identite())}, []),
        ({}, {"entreprise": "forges"}, ["JURY-ECARTE"]),
        ({"entreprise": ""}, {"entreprise": ""}, []),
        ({"college": College.SYNDICAL}, {"entreprise": "forges"}, []),
        ({"college": College.SYNDICAL}, {"entreprise": "forges", **CHEF}, ["JURY-ECARTE"]),
        ({"college": College.SYNDICAL}, {"entreprise": "ailleurs", **CHEF}, ["JURY-HOMONYME"]),
        ({"college": College.SYNDICAL}, {"entreprise": "ailleurs", **PAR_ADRESSE}, ["JURY-ECARTE"]),
        ({}, {"entreprise": "forges", **TUTEUR}, ["JURY-INVITES", "JURY-ECARTE"]),
    ],
)
def test_ce_qui_empeche_de_voter_ou_ecarte_d_un_candidat(siege, entourage, codes):
    """JURY-SANS-LECTEUR, JURY-INVITES, JURY-HOMONYME, JURY-ECARTE"""
    trouves = liens([votant(**siege)], [Entourage(7, "J4-07", **entourage)], Organismes())
    assert [lien.regle.code for lien in trouves] == codes
    du_candidat = {"JURY-HOMONYME", "JURY-ECARTE"}
    assert [lien.presentation for lien in trouves] == [7 if code in du_candidat else None for code in codes]


@pytest.mark.parametrize(
    ("siege", "organismes", "codes"),
    [
        ({}, {"courriels": {"autre@forges.fr"}, "noms": {"pole formation"}}, []),
        ({}, {"courriels": {"anne@forges.fr"}}, ["JURY-INVITES"]),
        ({}, {"noms": {"forges"}}, ["JURY-INVITES"]),
        ({"entreprise": ""}, {"noms": {""}}, []),
        ({}, {"representants": (identite("le goff anne"),)}, ["JURY-HOMONYME"]),
        ({}, {"representants": (identite("goff"), identite())}, []),
        ({}, {"noms": {"forges"}, "representants": (identite("anne le goff"),)}, ["JURY-INVITES"]),
        ({"college": College.INVITE}, {"noms": {"forges"}, "courriels": {"anne@forges.fr"}}, []),
    ],
)
def test_qui_represente_un_organisme_habilite_n_a_pas_de_voix(siege, organismes, codes):
    """JURY-INVITES, JURY-HOMONYME: by an address or by the company for sure; a name alone is pointed at."""
    trouves = liens([votant(**siege)], [], Organismes(**organismes))
    assert [(lien.regle.code, lien.presentation) for lien in trouves] == [(code, None) for code in codes]


@pytest.mark.parametrize(
    ("origine", "nace", "branche", "interimaire"),
    [
        ("SL", "78.20", "", True),
        ("SL", "7820", "", True),
        ("SL", "78.10", "", False),
        ("SL", "", "travail temporaire", True),
        ("SL", "", "interim", True),
        ("SL", "25.62", "chimie", False),
        ("DE", "78.20", "travail temporaire", False),
    ],
)
def test_un_interimaire_se_reconnait_a_l_activite_ou_a_la_branche(origine, nace, branche, interimaire):
    assert est_interimaire(origine, nace, branche) is interimaire


def test_des_sieges_se_proposent_quand_un_interimaire_est_presente():
    """JURY-TRAVAIL-TEMPORAIRE"""
    sans, avec = Entourage(1, "J4-01"), Entourage(2, "J4-02", interimaire=True)
    assert sieges_a_proposer([sans], []) == []
    assert sieges_a_proposer([sans, avec], []) == [College.PATRONAL, College.SYNDICAL]
    assert sieges_a_proposer([avec], [College.PATRONAL]) == [College.SYNDICAL]
    assert sieges_a_proposer([avec], [College.SYNDICAL, College.PATRONAL]) == []
