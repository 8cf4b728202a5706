"""Who may sit, who presides, how many voices each side has."""

import pytest

from certif_portal.commun.regles import Effet
from jurys.choix import College, Decision
from jurys.regles.composition import (
    JURY_QUORUM,
    Siege,
    Voix,
    compter_voix,
    controler_composition,
    decision_du_vote,
    peut_presider,
)


def patronal(n, **champs):
    return Siege(nom=f"Employeur {n}", college=College.PATRONAL, **champs)


def syndical(sigle, **champs):
    return Siege(nom=f"Salarié {sigle}", college=College.SYNDICAL, organisation=sigle, **champs)


def codes(constats, *, bloquants):
    return [constat.regle.code for constat in constats if constat.bloquant == bloquants]


def test_cinq_patronaux_et_un_du_travail_temporaire_passent():
    """JURY-PATRONAL-5"""
    sieges = [patronal(n, preside=n == 1) for n in range(1, 6)] + [patronal(6, travail_temporaire=True)]
    assert codes(controler_composition(sieges, []), bloquants=True) == []


@pytest.mark.parametrize(
    "sieges",
    [
        [patronal(n, preside=n == 1) for n in range(1, 7)],
        [patronal(1, preside=True), patronal(2, travail_temporaire=True), patronal(3, travail_temporaire=True)],
    ],
)
def test_un_patronal_de_trop_bloque(sieges):
    """JURY-PATRONAL-5"""
    assert codes(controler_composition(sieges, []), bloquants=True) == ["JURY-PATRONAL-5"]


def test_un_seul_syndical_du_travail_temporaire():
    """JURY-SYNDICAL-TEMPORAIRE"""
    temporaires = [syndical("", travail_temporaire=True), syndical("", travail_temporaire=True)]
    sieges = [patronal(1, preside=True), *temporaires]
    assert [constat.detail for constat in controler_composition(sieges, [])] == [
        "Deux membres syndicaux viennent du travail temporaire.",
        "Voix inégales : 1 patronales, 2 syndicales.",
    ]
    assert codes(controler_composition(sieges, []), bloquants=True) == ["JURY-SYNDICAL-TEMPORAIRE"]


def test_sans_president_le_jury_est_bloque():
    """JURY-PRESIDENT"""
    assert codes(controler_composition([patronal(1)], []), bloquants=True) == ["JURY-PRESIDENT"]
    assert [peut_presider(college) for college in College] == [True, False, False]


def test_une_organisation_absente_et_des_voix_inegales_sont_signalees_sans_bloquer():
    """JURY-QUORUM: « aucun quorum n’est écrit »."""
    constats = controler_composition([patronal(1, preside=True), patronal(2)], ["CFDT", "FO"])
    assert codes(constats, bloquants=True) == []
    assert [constat.detail for constat in constats] == [
        "CFDT n’a désigné personne : l’organisation figurera sur l’émargement.",
        "FO n’a désigné personne : l’organisation figurera sur l’émargement.",
        "Voix inégales : 2 patronales, 0 syndicales.",
    ]
    assert JURY_QUORUM.effet == Effet.ALERTE


def test_une_voix_par_organisation_quel_que_soit_le_nombre_de_designes():
    """JURY-SYNDICAL-UNE-VOIX"""
    sieges = [
        patronal(1, preside=True),
        syndical("CFDT"),
        syndical("CFDT"),
        syndical("CGT"),
        Siege("Tuteur", College.INVITE),
    ]
    assert compter_voix(sieges) == Voix(patronales=1, syndicales=2)
    assert "CFDT : 2 représentants désignés, une seule voix." in [
        constat.detail for constat in controler_composition(sieges, ["CFDT", "CGT"])
    ]


def test_une_composition_reguliere_n_appelle_rien():
    """JURY-QUORUM, JURY-SYNDICAL-UNE-VOIX, JURY-SYNDICAL-TEMPORAIRE: a voice each side, one temporary worker each."""
    sieges = [
        patronal(1, preside=True),
        patronal(2, travail_temporaire=True),
        syndical("CGT"),
        syndical("CGT", travail_temporaire=True),
    ]
    assert compter_voix(sieges) == Voix(patronales=2, syndicales=2)
    assert compter_voix(sieges).total == 4
    assert codes(controler_composition(sieges[:1] + sieges[2:3], ["CGT"]), bloquants=False) == []
    assert [constat.detail for constat in controler_composition(sieges, ["CGT"])] == [
        "CGT : 2 représentants désignés, une seule voix."
    ]


def test_personne_n_est_designe():
    """JURY-PRESIDENT, JURY-QUORUM"""
    assert [(constat.bloquant, constat.detail) for constat in controler_composition([], ["CGT"])] == [
        (True, "Aucun président n’est désigné."),
        (False, "CGT n’a désigné personne : l’organisation figurera sur l’émargement."),
    ]


def test_seule_la_delegation_syndicale_represente_les_organisations():
    """JURY-QUORUM, JURY-SYNDICAL-UNE-VOIX: neither an employer nor a guest, nor somebody whose union is not said."""
    sieges = [
        patronal(1, preside=True, organisation="CGT"),
        patronal(2, organisation="CGT"),
        Siege("Invité", College.INVITE, organisation="FO"),
        syndical("CFDT"),
        syndical("", travail_temporaire=True),
    ]
    assert [constat.detail for constat in controler_composition(sieges, ["FO", "CGT", "CFDT"])] == [
        "CGT n’a désigné personne : l’organisation figurera sur l’émargement.",
        "FO n’a désigné personne : l’organisation figurera sur l’émargement.",
    ]


def test_deux_temporaires_de_trop_se_disent_une_fois_de_chaque_cote():
    """JURY-PATRONAL-5, JURY-SYNDICAL-TEMPORAIRE"""
    sieges = [patronal(1, preside=True)] + [patronal(n, travail_temporaire=True) for n in (2, 3)]
    sieges += [syndical(sigle) for sigle in ("CFDT", "CGT")]
    assert [constat.detail for constat in controler_composition(sieges, []) if constat.bloquant] == [
        "Deux membres patronaux viennent du travail temporaire."
    ]
    sieges.append(patronal(4, travail_temporaire=True))
    assert [constat.detail for constat in controler_composition(sieges, []) if constat.bloquant] == [
        "Trois membres patronaux viennent du travail temporaire."
    ]
    six = [patronal(n, preside=n == 1) for n in range(1, 7)]
    assert [constat.detail for constat in controler_composition(six, [])] == [
        "La délégation patronale compte 6 membres.",
        "Voix inégales : 6 patronales, 0 syndicales.",
    ]


def test_le_membre_du_travail_temporaire_a_une_voix_de_chaque_cote():
    """JURY-SYNDICAL-UNE-VOIX, JURY-PATRONAL-5"""
    sieges = [patronal(1, travail_temporaire=True), syndical("CGT"), syndical("", travail_temporaire=True)]
    assert compter_voix(sieges) == Voix(patronales=1, syndicales=2)


def test_partage_des_voix_laisse_la_main_au_president():
    """PARTAGE-VOIX"""
    assert decision_du_vote(5, 3) == Decision.A
    assert decision_du_vote(3, 5) == Decision.NA
    assert decision_du_vote(4, 4) is None


def test_une_organisation_qui_n_est_plus_representative_n_a_pas_de_voix():
    """JURY-REPRESENTATIVE, JURY-PATRONAL-VOIX"""
    sieges = [patronal(1, preside=True), syndical("CFDT"), syndical("UNSA", representative=False)]
    assert compter_voix(sieges) == Voix(1, 1)
    assert compter_voix([patronal(2), patronal(3), *sieges]) == Voix(3, 1)  # each of the employers has one
    assert compter_voix([patronal(1), patronal(2)]) == Voix(2, 0)  # and none of another side
    constats = controler_composition(sieges, ["CFDT"])
    assert [c.detail for c in constats] == ["UNSA n’est pas représentative le jour du jury : pas de voix."]
    assert codes(constats, bloquants=False) == ["JURY-REPRESENTATIVE"]


def test_un_salarie_hors_branche_bloque_ce_qu_on_ne_sait_pas_se_demande():
    """JURY-BRANCHE, JURY-QUALIFIES"""
    sieges = [
        patronal(1, preside=True, a_demander=("entreprise", "qualification")),
        syndical("CFDT", hors_branche=True),
        Siege("Tutrice", College.INVITE, a_demander=("entreprise",), hors_branche=True),
    ]
    constats = controler_composition(sieges, ["CFDT"])
    assert [c.regle.code for c in constats].count("JURY-REPRESENTATIVE") == 0
    assert codes(constats, bloquants=True) == ["JURY-BRANCHE"]
    assert [c.detail for c in constats if c.bloquant] == [
        "Salarié CFDT ne travaille pas dans une entreprise de la métallurgie."
    ]
    assert [c.detail for c in constats][-1] == "À demander : Employeur 1 (entreprise, qualification)."
