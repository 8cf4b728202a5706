"""What an earlier jury gave: boundary days, the same person, versions, the term kept."""

from datetime import date

import pytest

from candidats.regles.acquis import ACQUIS_PERTE, AcquisConnu, encore_acquis, personne, reprises_possibles, suivre
from jurys.regles.delai import fin_acquis


@pytest.mark.parametrize(
    ("jury", "rncp", "fin"),
    [
        (date(2024, 2, 29), True, date(2029, 2, 28)),
        (date(2024, 2, 29), False, date(2026, 2, 28)),
        (date(2026, 1, 31), False, date(2028, 1, 31)),
        (date(2026, 8, 31), True, date(2031, 8, 31)),
    ],
)
def test_le_dernier_jour_du_benefice_compte_et_pas_le_suivant(jury, rncp, fin):
    assert fin_acquis(jury, rncp) == fin
    assert (encore_acquis(fin, fin), encore_acquis(fin, date.fromordinal(fin.toordinal() + 1))) == (True, False)


def test_un_bloc_certifie_ne_se_perd_pas():
    assert encore_acquis(None, date(2099, 1, 1))


@pytest.mark.parametrize(
    ("fin", "alerte"),
    [
        (date(2029, 8, 31), date(2029, 2, 28)),
        (date(2028, 8, 29), date(2028, 2, 29)),
        (date(2028, 1, 31), date(2027, 7, 31)),
    ],
)
def test_l_alerte_precede_de_six_mois(fin, alerte):
    assert ACQUIS_PERTE.avant(fin) == alerte


@pytest.mark.parametrize(
    ("noms", "naissance", "la_meme"),
    [
        ("O’BRIEN NGUYEN Lucja", date(1996, 2, 29), True),
        ("Łucja O'Brien-Nguyễn", date(1996, 2, 29), True),
        ("O’Brien-Nguyễn Łucja", date(1996, 3, 1), False),
        ("O’Brien Łucja", date(1996, 2, 29), False),
    ],
)
def test_la_meme_personne_malgre_accents_traits_d_union_et_ordre(noms, naissance, la_meme):
    assert (personne(date(1996, 2, 29), "O’Brien-Nguyễn Łucja") == personne(naissance, noms)) is la_meme


def connu(competences=(), blocs=(), jusqu_au=date(2029, 1, 1), inscription=1):
    return AcquisConnu(inscription, frozenset(competences), frozenset(blocs), date(2024, 1, 1), jusqu_au)


def reprises(visees, connus, *, blocs=None, equivalences=None, equivalences_blocs=None, le=date(2026, 1, 1)):
    trouvees = reprises_possibles(
        visees,
        connus,
        competences_de_bloc=blocs or {},
        equivalences=equivalences or {},
        equivalences_blocs=equivalences_blocs or {},
        le=le,
    )
    return {competence: acquis.inscription_id for competence, acquis in trouvees.items()}


def test_un_bloc_acquis_donne_ses_competences_et_elles_seules():
    assert reprises({1, 2, 3}, [connu(blocs={7})], blocs={7: {1, 2}, 8: {3}}) == {1: 1, 2: 1}


def test_ce_qui_est_perdu_n_est_pas_propose():
    assert reprises({1}, [connu({1}, jusqu_au=date(2025, 12, 31))]) == {}
    assert reprises({1}, [connu({1}, jusqu_au=date(2026, 1, 1))]) == {1: 1}


def test_les_equivalences_se_suivent_de_version_en_version_et_rien_d_autre():
    assert reprises({21, 22}, [connu({1, 2})], equivalences={1: [11], 11: [21], 2: [12]}) == {21: 1}
    assert reprises({5}, [connu(blocs={7})], blocs={9: {5}}, equivalences_blocs={7: [8], 8: [9]}) == {5: 1}


def test_le_benefice_le_plus_long_porte_la_competence():
    court, long = connu({1}, jusqu_au=date(2027, 1, 1)), connu({1}, jusqu_au=date(2028, 1, 1), inscription=2)
    certifie = connu({1}, jusqu_au=None, inscription=3)
    assert reprises({1}, [court, long]) == {1: 2}
    assert reprises({1}, [long, court]) == {1: 2}
    assert reprises({1}, [certifie, long, court]) == {1: 3}
    assert reprises({1}, [court, certifie]) == {1: 3}
    assert reprises({1}, [court, connu({1}, jusqu_au=date(2027, 1, 1), inscription=4)]) == {1: 1}


def test_des_versions_qui_se_renvoient_l_une_a_l_autre_se_suivent_sans_fin():
    """Two tables may lead to one competence, and back: each is followed once."""
    assert suivre([1], {1: [2, 3], 2: [4], 3: [4], 4: [1]}) == {1, 2, 3, 4}
