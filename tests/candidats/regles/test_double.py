"""When the names of two people born the same day are one person's."""

import pytest

from candidats.regles.double import a_une_faute_pres, noms_de, se_ressemblent


def test_les_autres_prenoms_s_ecrivent_ou_se_taisent():
    assert noms_de("Dupont", "", "Jean", "Paul").ecritures == {
        "dupontjean",
        "jeandupont",
        "dupontjeanpaul",
        "jeanpauldupont",
    }
    assert noms_de("Dupont", "", "Jean").ecritures == {"dupontjean", "jeandupont"}


@pytest.mark.parametrize(
    ("un", "autre", "ressemblants"),
    [
        (("Dupond", "", "Jean"), ("DUPONT", "", "Jean"), True),
        (("Dupond", "", "Jean"), ("Dupontt", "", "Jean"), False),  # two errors
        (("Le Goff", "", "Jean Pierre"), ("Legoff", "", "Jean-Pierre"), True),
        (("Le Goff", "", "Anne-Marie"), ("ANNE MARIE", "", "Legoff"), True),
        (("Le Goff", "", "Anne"), ("ANNA", "", "Legoff"), True),  # inverted and mistyped
        (("Martin", "", "Léa"), ("Kerbrat", "Martin", "Léa"), True),  # birth name of one, used name of the other
        (("Martin", "", "Léa"), ("Kerbrat", "Marten", "Lea"), True),
        (("Kerbrat", "Martin", "Léa"), ("Kerbrat", "", "Léa"), True),
        (("Kerbrat", "Martin", "Léa"), ("Prigent", "", "Léa"), False),
        (("Martin", "", "Jean", "Pierre"), ("Martin", "", "Jean-Pierre"), True),
        (("Martin", "", "Jean", "Pierre"), ("Martin", "", "Jean", "Paul"), True),
        (("Martin", "", "Jean"), ("Martin", "", "Paul"), False),
        (("Marie", "", "Anne"), ("Anne", "", "Marie"), True),
        (("Martin", "", "Jean"), ("Martin", "", "Jean-Pierre"), True),  # a name left out
        (("Dupont", "", "Anne"), ("Dupont-Martin", "", "Anne"), True),
        (("Ali", "", "Samir"), ("Ben Ali", "", "Samir"), True),
        (("Dupont", "", "Anne"), ("Dupont-Martin", "", "Anne-Marie"), True),
        (("Ben", "", "Ali"), ("Ben Salah", "", "Ali"), False),  # a word that many names share
        (("Le Goff", "", "Anne"), ("Le Bihan", "", "Anne"), False),
        (("Dupont", "", "Anne"), ("Dupont-Martin", "", "Lise"), False),
        (("Martin", "", "Anne"), ("Matrin", "", "Anne"), True),  # two letters exchanged
    ],
)
def test_deux_noms_d_une_personne(un, autre, ressemblants):
    noms, autres = noms_de(*un), noms_de(*autre)
    assert (se_ressemblent(noms, autres), se_ressemblent(autres, noms)) == (ressemblants, ressemblants)
    assert not ressemblants or noms.cles & autres.cles  # they are compared at all


@pytest.mark.parametrize(
    ("un", "autre", "proches"),
    [
        ("dupond", "dupond", True),
        ("dupond", "dupont", True),  # the last
        ("dupond", "tupond", True),  # the first
        ("dupond", "dupon", True),
        ("upond", "dupond", True),
        ("dupond", "dupnod", True),  # exchanged
        ("dupond", "udpond", True),
        ("dupond", "dupodn", True),
        ("ab", "ba", True),
        ("a", "b", True),
        ("", "a", True),
        ("dupond", "dopont", False),
        ("dupond", "dupondes", False),
        ("abcd", "badc", False),
        ("dupond", "opundd", False),
        ("aa", "a", True),
        ("ab", "cd", False),
    ],
)
def test_une_faute_de_frappe_et_pas_deux(un, autre, proches):
    assert (a_une_faute_pres(un, autre), a_une_faute_pres(autre, un)) == (proches, proches)


@pytest.mark.parametrize(("un", "autre"), [("dupontjean", "tupontjean"), ("dupontjean", "dupontjeam"), ("lia", "lea")])
def test_deux_qui_se_ressemblent_ont_une_cle_commune(un, autre):
    """Whatever single error, at whatever place and length: they are compared at all."""
    for rang in range(1, len(un)):
        for faute in (un[:rang] + un[rang + 1 :], un[:rang] + "z" + un[rang:], un[:rang] + "z" + un[rang + 1 :]):
            assert noms_de(un, "", "").cles & noms_de(faute, "", "").cles
    for rang in range(len(un) - 1):
        echangee = un[:rang] + un[rang + 1] + un[rang] + un[rang + 2 :]
        assert noms_de(un, "", "").cles & noms_de(echangee, "", "").cles
    assert noms_de(un, "", "").cles & noms_de(autre, "", "").cles


@pytest.mark.parametrize("longueur", range(1, 14))
def test_la_cle_commune_tient_a_toute_longueur(longueur):
    """Around the length under which every short name is compared."""
    un = "abcdefghijklmn"[:longueur]
    for rang in range(longueur + 1):
        autre = un[:rang] + "z" + un[rang:]
        assert noms_de(un, "", "").cles & noms_de(autre, "", "").cles
