"""Who may sit with a vote, and of whom they may not decide."""

import pytest

from jurys.choix import College
from jurys.regles.siege import Entourage, Identite, Votant, liens


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
    trouves = liens([votant(**siege)], [Entourage(7, "J4-07", **entourage)])
    assert [lien.regle.code for lien in trouves] == codes
    du_candidat = {"JURY-HOMONYME", "JURY-ECARTE"}
    assert [lien.presentation for lien in trouves] == [7 if code in du_candidat else None for code in codes]
