"""The livret de suivi: when it is due, what each line says, who agrees."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import Accord, Origine, Voie
from candidats.donnees import DonneesLivret, LigneLivretDonnees
from candidats.regles.livret import (
    LIVRET_MODALITES,
    accords_possibles,
    controler_livret,
    date_limite_livret,
    limites_livret,
    livret_requis,
)

LE = date(2026, 11, 20)


def champs(constats) -> list[str]:
    return [constat.champ for constat in constats]


def codes(constats) -> set[str]:
    return {constat.regle.code for constat in constats if constat.regle}


@pytest.mark.parametrize(
    ("entree", "fin", "evaluation", "tiers", "limite", "code"),
    [
        # 272 days, first third ends on the 90th day: 1 June; three months before 6 November: 6 August
        (date(2026, 3, 4), date(2026, 11, 30), date(2026, 11, 6), True, date(2026, 6, 1), "LIVRET-TIERS"),
        (date(2026, 3, 4), date(2026, 11, 30), date(2026, 6, 15), True, date(2026, 3, 15), "LIVRET-MOIS"),
        (date(2026, 3, 4), date(2026, 11, 30), None, True, date(2026, 6, 1), "LIVRET-TIERS"),
        (date(2026, 3, 4), date(2026, 11, 30), date(2026, 5, 31), False, date(2026, 2, 28), "LIVRET-MOIS"),
        # the first third ends on 9 April, before the months: the centre does not apply it
        (date(2026, 3, 4), date(2026, 6, 20), date(2026, 8, 31), False, date(2026, 5, 31), "LIVRET-MOIS"),
        (None, None, date(2024, 5, 29), True, date(2024, 2, 29), "LIVRET-MOIS"),
        (date(2024, 1, 2), None, date(2024, 5, 29), True, date(2024, 2, 29), "LIVRET-MOIS"),
        (None, date(2024, 6, 30), date(2024, 5, 29), True, date(2024, 2, 29), "LIVRET-MOIS"),
    ],
)
def test_la_plus_stricte_des_deux_limites_du_livret(entree, fin, evaluation, tiers, limite, code):
    """LIVRET-TIERS, LIVRET-MOIS"""
    calculees = limites_livret(entree=entree, fin=fin, evaluation=evaluation, mois=3, tiers=tiers)
    assert (calculees[0][0], calculees[0][1].code) == (limite, code)


def test_la_page_dit_pourquoi_cette_limite():
    limite, explication = date_limite_livret(
        entree=date(2026, 3, 4), fin=date(2026, 11, 30), evaluation=date(2026, 11, 6), mois=3, tiers=True
    )
    assert limite == date(2026, 6, 1)
    assert explication.replace("\u00a0", " ") == (
        "La plus stricte des deux règles du centre : fin du premier tiers de la formation (LIVRET-TIERS) ; "
        "l’autre donne le 6 août 2026, 3 mois avant l’évaluation du 6 novembre 2026 (LIVRET-MOIS)."
    )


def test_sans_aucune_date_pas_de_limite():
    assert date_limite_livret(entree=None, fin=None, evaluation=None, mois=3, tiers=True)[0] is None


@pytest.mark.parametrize(
    ("voie", "requis"),
    [(Voie.FORMATION, True), (Voie.SANS_FORMATION, True), (Voie.VAE, False), (Voie.VAE_BRANCHE, False)],
)
def test_le_livret_est_requis_pour_une_formation(voie, requis):
    assert livret_requis(voie) is requis


@pytest.mark.parametrize(
    ("voie", "origine", "initiative", "entreprise", "attendus"),
    [
        (Voie.FORMATION, Origine.SL, False, True, (Accord.ENTREPRISE,)),
        (Voie.SANS_FORMATION, Origine.SL, False, True, (Accord.ENTREPRISE,)),
        (Voie.SANS_FORMATION, Origine.DE, False, False, (Accord.CANDIDAT,)),
        (Voie.FORMATION, Origine.SL, True, True, (Accord.CANDIDAT,)),
        (Voie.FORMATION, Origine.DE, False, False, (Accord.CANDIDAT,)),
        (Voie.FORMATION, Origine.DE, False, True, (Accord.ENTREPRISE, Accord.CANDIDAT)),
        (Voie.VAE, Origine.SL, False, True, (Accord.ENTREPRISE, Accord.CANDIDAT)),
        (Voie.VAE, Origine.DE, False, False, (Accord.CANDIDAT,)),
    ],
)
def test_qui_peut_donner_l_accord(voie, origine, initiative, entreprise, attendus):
    """LIVRET-ACCORD"""
    assert (
        accords_possibles(voie=voie, origine=origine, initiative_sans_accord=initiative, entreprise_connue=entreprise)
        == attendus
    )


def livret(*lignes, **champs) -> DonneesLivret:
    defauts = {
        "accord": Accord.ENTREPRISE,
        "accord_nom": "Anne Prigent",
        "accord_qualite": "Responsable des méthodes",
        "accord_le": LE,
        "date_evaluation_prevue": date(2027, 6, 1),
    }
    return DonneesLivret(**defauts | champs, lignes=lignes)


def controler(donnees, *, avec_fichier=False):
    return controler_livret(
        donnees,
        competences={1: "Régler la machine", 2: "Contrôler la pièce"},
        modalites=[5, 6],
        en_situation=[5],
        accords=[Accord.ENTREPRISE],
        avec_fichier=avec_fichier,
        le=LE,
    )


def test_le_document_signe_suffit_quand_rien_n_est_saisi():
    """LIVRET-MODALITES: a signed document speaks for all competences, or each one is said."""
    assert controler(livret(), avec_fichier=True) == []
    assert len(controler(livret(), avec_fichier=False)) == 2
    [constat] = controler(livret(LigneLivretDonnees(1, (5,))), avec_fichier=True)
    assert (constat.champ, constat.regle) == ("modalites_2", LIVRET_MODALITES)


def test_un_livret_complet():
    """LIVRET-MODALITES: one or several modalities per competence."""
    assert controler(livret(LigneLivretDonnees(1, (5, 6)), LigneLivretDonnees(2, (5,)))) == []


def test_sans_observation_un_motif_est_attendu():
    """LIVRET-SITUATION"""
    trouves = controler(livret(LigneLivretDonnees(1, (6,)), LigneLivretDonnees(2, (6,), "", "Poste en arrêt.")))
    assert (champs(trouves), codes(trouves)) == (["motif_1"], {"LIVRET-SITUATION"})


def test_chaque_competence_a_une_modalite_du_referentiel():
    """LIVRET-MODALITES; of what is no modality, LIVRET-SITUATION says nothing."""
    trouves = controler(livret(LigneLivretDonnees(1, (7,))))
    assert (champs(trouves), codes(trouves)) == (["modalites_1", "modalites_2"], {"LIVRET-MODALITES"})
    sans_choix = LigneLivretDonnees(2, (), "", "Poste en arrêt.")
    assert champs(controler(livret(LigneLivretDonnees(1, (5,)), sans_choix))) == ["modalites_2"]


def test_l_accord_dit_qui_en_quelle_qualite_et_quand():
    """LIVRET-ACCORD, EVALUATION-DATE is held by the type: a livret always carries the planned date."""
    lignes = (LigneLivretDonnees(1, (5,)), LigneLivretDonnees(2, (5,)))
    trouves = controler(livret(*lignes, accord_nom="", accord_qualite="", accord_le=date(2026, 11, 21)))
    assert champs(trouves) == ["accord_nom", "accord_qualite", "accord_le"]
    assert champs(controler(livret(*lignes, accord=Accord.CANDIDAT))) == ["accord"]
    assert champs(controler(livret(*lignes, accord=Accord.CANDIDAT, accord_qualite=""))) == ["accord"]


@pytest.mark.parametrize(("evaluation", "refuse"), [(date(2026, 11, 19), True), (date(2026, 11, 20), False)])
def test_une_evaluation_passee_ne_se_prevoit_pas(evaluation, refuse):
    """EVALUATION-DATE: the day of the deposit itself is still open."""
    donnees = replace(livret(), date_evaluation_prevue=evaluation)
    trouves = controler_livret(
        donnees,
        competences={},
        modalites=(),
        en_situation=(),
        accords=(donnees.accord,),
        avec_fichier=True,
        le=date(2026, 11, 20),
    )
    assert ("EVALUATION-DATE" in codes(trouves)) is refuse
