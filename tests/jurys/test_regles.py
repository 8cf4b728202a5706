"""Boundaries of the rules of the joint jury. No database, no clock."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import Portee, Voie
from candidats.regles.livret import livret_requis
from certif_portal.commun.regles import Effet
from jurys.choix import CodePiece, College, Decision, EtatAttendue, Exigence, TypeCertificat
from jurys.regles.composition import (
    JURY_QUORUM,
    Siege,
    Voix,
    compter_voix,
    controler_composition,
    decision_du_vote,
    peut_presider,
)
from jurys.regles.delai import (
    CERTIFICAT_CONSERVATION,
    date_limite_avis,
    date_limite_certificats,
    date_limite_convocation,
    date_limite_designation,
    date_limite_gtp,
    est_tenu,
    fin_acces_jure,
    fin_acquis,
)
from jurys.regles.deliberation import (
    DECISION_A_NA,
    TexteMasque,
    acquises_par_defaut,
    blocs_acquis,
    certificats_attribues,
    decision_coherente,
    masquer,
    s_ecarte,
)
from jurys.regles.piece import PIECES, Faits, Seance, exigence, verdicts


@pytest.mark.parametrize(
    ("date_jury", "limite"),
    [
        (date(2025, 3, 25), date(2025, 3, 10)),
        (date(2024, 3, 15), date(2024, 2, 29)),
        (date(2026, 1, 10), date(2025, 12, 26)),
    ],
)
def test_convocation_et_designation_quinze_jours_calendaires(date_jury, limite):
    """JURY-CONVOCATION, JURY-DESIGNATION"""
    assert date_limite_convocation(date_jury) == limite
    assert date_limite_designation(date_jury) == limite


@pytest.mark.parametrize(
    ("date_jury", "rncp", "fin"),
    [
        (date(2024, 2, 29), True, date(2029, 2, 28)),
        (date(2024, 2, 29), False, date(2026, 2, 28)),
        (date(2026, 12, 8), True, date(2031, 12, 8)),
        (date(2026, 12, 8), False, date(2028, 12, 8)),
    ],
)
def test_ce_qui_est_acquis_vaut_cinq_ans_ou_vingt_quatre_mois(date_jury, rncp, fin):
    """ACQUIS-RNCP, ACQUIS-HORS-RNCP"""
    assert fin_acquis(date_jury, rncp) == fin


@pytest.mark.parametrize(
    ("date_jury", "limite"),
    [
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2023, 12, 31), date(2024, 2, 29)),
        (date(2026, 12, 8), date(2027, 2, 8)),
    ],
)
def test_transmission_au_gtp_deux_mois(date_jury, limite):
    """TRANSMISSION-GTP"""
    assert date_limite_gtp(date_jury) == limite


def test_remise_des_certificats_selon_le_reglage_du_centre():
    """CERTIFICATS-REMISE"""
    assert date_limite_certificats(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert date_limite_certificats(date(2026, 11, 30), 2) == date(2027, 1, 30)


def test_avis_avant_le_jury_selon_le_reglage_du_centre():
    """AVIS-AVANT-JURY"""
    assert date_limite_avis(date(2026, 12, 8), 15) == date(2026, 11, 23)
    assert date_limite_avis(date(2026, 12, 8), 7) == date(2026, 12, 1)


def test_la_copie_d_un_certificat_se_garde_quarante_deux_ans():
    """CERTIFICAT-CONSERVATION: « pour une durée de quarante-deux (42) ans »."""
    assert CERTIFICAT_CONSERVATION.apres(date(2024, 2, 29)) == date(2066, 2, 28)
    assert CERTIFICAT_CONSERVATION.enonce == "Le centre garde une copie du certificat 42 ans."


def test_acces_d_un_membre_ferme_un_mois_apres():
    """ACCES-JURE"""
    assert fin_acces_jure(date(2026, 1, 31)) == date(2026, 2, 28)


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


def test_le_membre_du_travail_temporaire_a_une_voix_de_chaque_cote():
    """JURY-SYNDICAL-UNE-VOIX, JURY-PATRONAL-5"""
    sieges = [patronal(1, travail_temporaire=True), syndical("CGT"), syndical("", travail_temporaire=True)]
    assert compter_voix(sieges) == Voix(patronales=1, syndicales=2)


def test_partage_des_voix_laisse_la_main_au_president():
    """PARTAGE-VOIX"""
    assert decision_du_vote(5, 3) == Decision.A
    assert decision_du_vote(3, 5) == Decision.NA
    assert decision_du_vote(4, 4) is None


def test_admission_si_et_seulement_si_tout_est_acquis():
    """ADMISSION-TOUTES-COMPETENCES"""
    assert decision_coherente(Decision.A, [1, 2, 3], [1, 2, 3])
    assert not decision_coherente(Decision.A, [1, 2, 3], [1, 2])
    assert decision_coherente(Decision.NA, [1, 2, 3], [1, 2])
    assert not decision_coherente(Decision.NA, [1, 2, 3], [1, 2, 3])


def test_par_defaut_la_decision_suit_la_commission():
    """JURY-SOUVERAIN"""
    assert acquises_par_defaut(Decision.A, [1, 2], [1]) == {1, 2}
    assert acquises_par_defaut(Decision.NA, [1, 2], [1, 9]) == {1}
    assert s_ecarte([1], [1, 2])
    assert not s_ecarte([2, 1], [1, 2])


def test_un_bloc_est_acquis_en_entier_ou_pas():
    assert blocs_acquis({10: [1, 2], 11: [3, 4], 12: []}, [1, 2, 3]) == [10]


def test_deux_valeurs_et_pas_une_de_plus():
    """DECISION-A-NA"""
    assert [decision.value for decision in Decision] == ["A", "NA"]
    assert DECISION_A_NA.effet == Effet.BLOQUANTE


@pytest.mark.parametrize(
    ("type_certification", "suffixe", "blocs", "attribues"),
    [
        ("CQPM", "R", False, (TypeCertificat.CQPM,)),
        ("CQPM", "RI", False, (TypeCertificat.CQPM, TypeCertificat.CQPI)),
        ("CQPM", "RI", True, (TypeCertificat.BDC,)),
        ("CCPM", "", False, (TypeCertificat.CCPM,)),
        ("CCPI", "I", False, (TypeCertificat.CCPI,)),
    ],
)
def test_ce_qu_une_admission_attribue(type_certification, suffixe, blocs, attribues):
    """CQPI-JUMEAU"""
    assert certificats_attribues(type_certification, suffixe, blocs=blocs) == attribues


@pytest.mark.parametrize(
    ("texte", "masque", "nombre"),
    [
        ("Zoé maîtrise ; ZOE O’Brien progresse.", "[…] maîtrise ; […] O’[…] progresse.", 3),
        ("Chez Ateliers Maelstrom, bon travail.", "Chez […], bon travail.", 1),
        ("Les ateliers sont propres.", "Les ateliers sont propres.", 0),
        ("Lecture de plan à reprendre.", "Lecture de plan à reprendre.", 0),
    ],
)
def test_les_noms_du_dossier_sont_masques_dans_les_commentaires(texte, masque, nombre):
    """JURY-ANONYMAT"""
    assert masquer(texte, ["O’Brien", "Zoé", "Le Goff"], ["Ateliers Maëlström"]) == TexteMasque(masque, nombre)


PRET = Faits(
    voie=Voie.FORMATION,
    limite_inscription=date(2026, 3, 19),
    deposee_le=date(2026, 3, 19),
    livret_valide=True,
    grille_scellee=True,
    seances=(Seance(date(2026, 11, 6), "Lanester", True),),
    avis_rendu=True,
)
PRET_VAE = replace(
    PRET,
    voie=Voie.VAE,
    recevable=True,
    livret_valide=False,
    avis_rendu=False,
    avis_requis=False,
    avis_motif="Pas d’avis de l’entreprise dans une VAE.",
    limite_inscription=None,
    a_organisme=False,
)


def etats(faits):
    return {verdict.code: verdict.etat for verdict in verdicts(faits)}


def manquantes(faits):
    return [(v.code.value, v.explication) for v in verdicts(faits) if v.etat == EtatAttendue.MANQUANTE]


def test_la_table_dit_tout_de_chaque_voie():
    """PRET-POUR-LE-JURY: no route and no piece is left out, and the livret goes with the training."""
    assert set(PIECES) == set(Voie)
    assert all(set(pieces) == set(CodePiece) for pieces in PIECES.values())
    for voie in Voie:
        attendu = exigence(voie, CodePiece.LIVRET) == Exigence.ATTENDUE
        assert attendu == livret_requis(voie)


def test_un_dossier_complet_est_pret():
    """PRET-POUR-LE-JURY"""
    assert manquantes(PRET) == []
    assert manquantes(PRET_VAE) == []
    assert etats(PRET)[CodePiece.RECEVABILITE] == EtatAttendue.SANS_OBJET
    assert {code for code, etat in etats(PRET_VAE).items() if etat == EtatAttendue.SANS_OBJET} == {
        CodePiece.LIVRET,
        CodePiece.HABILITATION,
        CodePiece.AVIS,
        CodePiece.REPERTOIRE,
    }


@pytest.mark.parametrize(
    ("faits", "manque"),
    [
        (replace(PRET, acceptee=False), ("inscription", "L’inscription n’est pas acceptée.")),
        (
            replace(PRET, deposee_le=date(2026, 3, 20)),
            ("inscription", "Déposée après le 19\u00a0mars\u00a02026, sans dérogation accordée."),
        ),
        (replace(PRET, identite=False), ("identite", "L’identité n’est pas vérifiée.")),
        (replace(PRET, livret_valide=False), ("livret", "Le livret de suivi n’est pas validé.")),
        (replace(PRET, a_organisme=False), ("habilitation", "Aucun organisme de formation n’est indiqué.")),
        (
            replace(PRET, jours_sans_habilitation=(date(2026, 12, 8),)),
            ("habilitation", "L’organisme n’est pas habilité le 8\u00a0décembre\u00a02026."),
        ),
        (replace(PRET, competences_manquantes=(4,)), ("competences", "Compétence 4 non évaluée.")),
        (replace(PRET, competences_manquantes=(2, 4)), ("competences", "Compétences 2, 4 non évaluées.")),
        (replace(PRET, grille_scellee=False), ("grille", "La grille n’est pas signée par tous les évaluateurs.")),
        (replace(PRET, seances=()), ("emargement", "Aucune commission n’a été tenue.")),
        (
            replace(PRET, seances=(*PRET.seances, Seance(date(2026, 11, 9), "Nantes", False))),
            ("emargement", "Émargement signé à déposer : 9\u00a0novembre\u00a02026 (Nantes)."),
        ),
        (replace(PRET, avis_rendu=False), ("avis", "L’avis de l’entreprise n’est pas rendu.")),
        (
            replace(PRET, portee=Portee.BLOCS, rncp=False),
            ("repertoire", "Le CQPM n’est pas au RNCP le jour du jury : un bloc seul ne peut être certifié."),
        ),
        (replace(PRET_VAE, recevable=False), ("recevabilite", "La recevabilité n’est pas déclarée.")),
    ],
)
def test_chaque_piece_manquante_est_nommee(faits, manque):
    """PRET-POUR-LE-JURY"""
    assert manquantes(faits) == [manque]


def test_une_derogation_ou_une_absence_constatee_vaut_piece():
    """PRET-POUR-LE-JURY"""
    tardif = replace(
        PRET,
        deposee_le=date(2026, 3, 20),
        derogation=True,
        avis_rendu=False,
        avis_absence="Claire Le Goff, société fermée",
    )
    assert manquantes(tardif) == []
    explications = {verdict.code: verdict.explication for verdict in verdicts(tardif)}
    assert explications[CodePiece.INSCRIPTION] == "Hors délai, dérogation accordée."
    assert explications[CodePiece.AVIS] == "Absence constatée : Claire Le Goff, société fermée"


def test_la_dispense_d_avis_dit_son_motif():
    """PRET-POUR-LE-JURY"""
    dispense = replace(PRET, avis_requis=False, avis_motif="Initiative du salarié.", avis_rendu=False)
    [avis] = [verdict for verdict in verdicts(dispense) if verdict.code == CodePiece.AVIS]
    assert (avis.etat, avis.explication) == (EtatAttendue.SANS_OBJET, "Initiative du salarié.")


def test_une_vae_suivie_par_un_organisme_demande_son_habilitation():
    """PRET-POUR-LE-JURY"""
    suivie = replace(PRET_VAE, a_organisme=True, jours_sans_habilitation=(date(2026, 11, 6),))
    assert [code for code, _ in manquantes(suivie)] == ["habilitation"]


@pytest.mark.parametrize(
    ("le", "tenu"), [(date(2026, 12, 7), False), (date(2026, 12, 8), True), (date(2026, 12, 9), True)]
)
def test_un_jury_est_tenu_des_son_jour(le, tenu):
    assert est_tenu(date(2026, 12, 8), le) == tenu
