"""The table of the next act and the table of due dates, line by line, at their boundaries. No database, no clock."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import DecisionRecevabilite, EtatDerogation, EtatInscription, EtatLivret, Portee, Voie
from candidats.choix_suivi import ActeDossier, Acteur, EtapeDossier, NatureEcheance, StatutEtape
from candidats.regles.suite import Couverture
from evaluations.choix import EtatAvis, EtatGrille
from jurys.regles.acte import ACTES, libelle_acte
from jurys.regles.echeance import echeances
from jurys.regles.faits import Delais, Faits, JuryDuDossier, Seance, trous
from jurys.regles.piece import manques, verdicts
from jurys.regles.suivi import ETAPES, actes_de, conclure, positions, relire

A, S = ActeDossier, StatutEtape
LE = date(2026, 11, 20)
JURY = JuryDuDossier(4, "2026-4", date(2026, 12, 8))
TENUE = (Seance(date(2026, 11, 6), "Lanester", True, 12),)
ACCEPTEE = Faits(
    voie=Voie.FORMATION,
    creee_le=date(2026, 3, 9),
    deposee_le=date(2026, 3, 10),
    acceptee_le=date(2026, 3, 14),
    entree_formation=date(2026, 3, 4),
    fin_formation=date(2026, 11, 30),
    evaluation_prevue_le=date(2026, 11, 6),
    evaluation_le=date(2026, 11, 6),
)
BROUILLON = replace(ACCEPTEE, etat=EtatInscription.BROUILLON, deposee_le=None, acceptee_le=None)
DEPOSEE = replace(ACCEPTEE, etat=EtatInscription.DEPOSEE, acceptee_le=None)
VALIDEE = replace(
    ACCEPTEE, livret=EtatLivret.VALIDE, livret_depose_le=date(2026, 5, 2), livret_valide_le=date(2026, 5, 9)
)
EVALUEE = replace(VALIDEE, grille=EtatGrille.SCELLEE, seances=TENUE)
AVISEE = replace(EVALUEE, avis=EtatAvis.RENDU, avis_rendu_le=date(2026, 11, 12))
ADMISE = replace(AVISEE, etat=EtatInscription.ADMISE, decidee_le=JURY.date, jury=JURY)
VAE = replace(ACCEPTEE, voie=Voie.VAE, avis_requis=False, entree_formation=None, fin_formation=None)
EN_COURS = replace(VAE, recevabilite=DecisionRecevabilite.EN_COURS, recevabilite_recue_le=date(2026, 3, 1))
RECEVABLE = replace(EN_COURS, recevabilite=DecisionRecevabilite.RECEVABLE, recevabilite_decidee_le=date(2026, 4, 1))


@pytest.mark.parametrize(
    ("faits", "acte", "acteur", "depuis", "limite"),
    [
        (BROUILLON, A.COMPLETER, Acteur.ORGANISME, date(2026, 3, 9), date(2026, 3, 19)),
        (replace(BROUILLON, a_organisme=False), A.COMPLETER, Acteur.CENTRE, date(2026, 3, 9), date(2026, 3, 19)),
        (replace(DEPOSEE, etat=EtatInscription.A_CORRIGER), A.CORRIGER, Acteur.ORGANISME, date(2026, 3, 10), None),
        (DEPOSEE, A.VERIFIER, Acteur.CENTRE, date(2026, 3, 10), None),
        (ACCEPTEE, A.DEPOSER_LIVRET, Acteur.ORGANISME, date(2026, 3, 14), date(2026, 6, 1)),
        (
            replace(ACCEPTEE, livret=EtatLivret.A_CORRIGER, livret_depose_le=date(2026, 5, 2)),
            A.CORRIGER_LIVRET,
            Acteur.ORGANISME,
            date(2026, 5, 2),
            date(2026, 6, 1),
        ),
        (
            replace(ACCEPTEE, livret=EtatLivret.DEPOSE, livret_depose_le=date(2026, 5, 2)),
            A.VALIDER_LIVRET,
            Acteur.CENTRE,
            date(2026, 5, 2),
            None,
        ),
        (VALIDEE, A.PLANIFIER, Acteur.CENTRE, date(2026, 5, 9), date(2026, 11, 6)),
        (replace(VALIDEE, seances=TENUE), A.EVALUER, Acteur.COMMISSION, date(2026, 5, 9), date(2026, 11, 6)),
        (
            replace(EVALUEE, seances=(replace(TENUE[0], emargee=False),)),
            A.EMARGER,
            Acteur.CENTRE,
            date(2026, 11, 6),
            None,
        ),
        (EVALUEE, A.DONNER_AVIS, Acteur.TUTEUR, None, None),
        (
            replace(EVALUEE, avis=EtatAvis.ATTENDU, avis_demande_le=date(2026, 5, 9), jury=JURY),
            A.DONNER_AVIS,
            Acteur.TUTEUR,
            date(2026, 5, 9),
            date(2026, 11, 23),
        ),
        (replace(EVALUEE, avis_requis=False), A.PRESENTER, Acteur.CENTRE, date(2026, 11, 6), None),
        (replace(EVALUEE, avis=EtatAvis.ABSENT), A.PRESENTER, Acteur.CENTRE, date(2026, 11, 6), None),
        (replace(ACCEPTEE, tout_acquis=True), A.PRESENTER, Acteur.CENTRE, date(2026, 3, 14), None),
        (replace(AVISEE, jury=JURY), A.DELIBERER, Acteur.JURY, JURY.date, JURY.date),
        (ADMISE, A.CERTIFIER, Acteur.CENTRE, JURY.date, date(2027, 3, 8)),
        (VAE, A.DECIDER_RECEVABILITE, Acteur.CENTRE, None, None),
        (replace(EN_COURS, accueil_manque=True), A.NOTER_ACCUEIL, Acteur.CENTRE, date(2026, 3, 1), None),
        (EN_COURS, A.DECIDER_RECEVABILITE, Acteur.CENTRE, date(2026, 3, 1), None),
        (RECEVABLE, A.DEPOSER_LIVRET2, Acteur.ORGANISME, date(2026, 4, 1), None),
        (
            replace(RECEVABLE, livret2_le=date(2026, 6, 1)),
            A.PLANIFIER,
            Acteur.CENTRE,
            date(2026, 6, 1),
            date(2026, 11, 6),
        ),
    ],
)
def test_le_prochain_acte(faits, acte, acteur, depuis, limite):
    lu = conclure(faits).acte
    assert (lu.code, lu.acteur, lu.depuis, lu.limite) == (acte, acteur, depuis, limite)


@pytest.mark.parametrize(
    "faits",
    [
        replace(ADMISE, certificat="MC 000001"),
        replace(ADMISE, etat=EtatInscription.NON_ADMISE),
        replace(ACCEPTEE, etat=EtatInscription.ABANDONNEE, abandonnee_le=LE),
        replace(EN_COURS, recevabilite=DecisionRecevabilite.NON_RECEVABLE, recevabilite_decidee_le=LE),
    ],
)
def test_rien_n_attend_plus(faits):
    assert conclure(faits).acte is None
    assert S.ICI not in {position.statut for position in positions(faits)}


@pytest.mark.parametrize(
    ("faits", "obstacle"),
    [
        (DEPOSEE, ""),
        (replace(DEPOSEE, identite=False), "L’identité n’est pas encore vérifiée."),
        (replace(DEPOSEE, derogation=EtatDerogation.DEMANDEE), "La dérogation est demandée."),
        (replace(DEPOSEE, derogation=EtatDerogation.REFUSEE), "La dérogation est refusée."),
        (replace(DEPOSEE, derogation=EtatDerogation.ACCORDEE), ""),
    ],
)
def test_pourquoi_une_inscription_ne_s_accepte_pas_encore(faits, obstacle):
    assert conclure(faits).acte.obstacle == obstacle


def test_chaque_etape_a_toujours_une_ligne_et_chaque_acte_sa_regle():
    assert {ligne.acte for ligne in ETAPES if ligne.acte} == set(ActeDossier) == set(ACTES)
    assert [position.etape for position in positions(ACCEPTEE)] == list(EtapeDossier)
    assert actes_de(EtapeDossier.JURY) == {A.PRESENTER, A.DELIBERER}


def test_les_etapes_gardees_se_relisent_telles_quelles():
    for faits in (BROUILLON, EVALUEE, ADMISE, VAE):
        for position in positions(faits):
            assert relire(position.a_garder()) == replace(position, acte=None)


def test_les_mots_d_une_etape_et_d_un_acte():
    [_, livret, evaluation, *_] = positions(replace(VALIDEE, seances=TENUE, delais=Delais(livret="dossier technique")))
    assert (livret.titre, livret.texte(LE)) == ("Dossier technique", "validé le 9\u00a0mai")
    assert (evaluation.statut, evaluation.texte(LE), evaluation.limite, evaluation.qui) == (
        S.ICI,
        "6\u00a0novembre, Lanester",
        None,
        "la commission",
    )
    assert libelle_acte(A.VALIDER_LIVRET, "dossier technique") == "Valider le dossier technique ou le renvoyer"
    assert libelle_acte(A.DELIBERER, "livret", "2026-4") == "Délibérer (jury 2026-4)"


@pytest.mark.parametrize(
    ("faits", "attendues"),
    [
        (ACCEPTEE, [("LIVRET-TIERS", date(2026, 6, 1))]),
        (replace(ACCEPTEE, delais=Delais(livret_premier_tiers=False)), [("LIVRET-MOIS", date(2026, 8, 6))]),
        (replace(ACCEPTEE, livret=EtatLivret.DEPOSE), []),
        (replace(ACCEPTEE, tout_acquis=True), []),
        (DEPOSEE, []),
        (replace(VALIDEE, rapport_attendu=True), [("RAPPORT-DELAI", date(2026, 10, 22))]),
        (replace(VALIDEE, avis=EtatAvis.ATTENDU), []),
        (
            replace(VALIDEE, avis=EtatAvis.ATTENDU, prochain_jury_le=JURY.date),
            [("AVIS-AVANT-JURY", date(2026, 11, 23))],
        ),
        (replace(VALIDEE, avis=EtatAvis.ATTENDU, jury=JURY), [("AVIS-AVANT-JURY", date(2026, 11, 23))]),
        (
            replace(
                VALIDEE, avis=EtatAvis.ATTENDU, jury=replace(JURY, a_venir=False), prochain_jury_le=date(2027, 3, 1)
            ),
            [("AVIS-AVANT-JURY", date(2027, 2, 14))],
        ),
        (replace(ADMISE, acquis_jusqu_au=(date(2031, 12, 8),)), []),
        (
            replace(ADMISE, etat=EtatInscription.NON_ADMISE, acquis_jusqu_au=(date(2031, 12, 8),)),
            [("ACQUIS-PERTE", date(2031, 12, 8))],
        ),
    ],
)
def test_ce_qui_est_du(faits, attendues):
    """LIVRET-TIERS, LIVRET-MOIS, RAPPORT-DELAI, AVIS-AVANT-JURY, ACQUIS-PERTE"""
    assert [(due.regle.code, due.limite) for due in echeances(faits)] == attendues


def test_une_perte_d_acquis_se_montre_six_mois_avant_et_jusqu_au_dernier_jour():
    """ACQUIS-PERTE"""
    [perte] = echeances(replace(ADMISE, etat=EtatInscription.NON_ADMISE, acquis_jusqu_au=(date(2031, 12, 8),)))
    assert (perte.nature, perte.des, perte.jusque) == (NatureEcheance.ACQUIS, date(2031, 6, 8), date(2031, 12, 8))


@pytest.mark.parametrize(
    ("fenetres", "attendus"),
    [
        ((), [(None, None)]),
        (((date(2026, 1, 1), None),), [(None, date(2025, 12, 31))]),
        (((date(2026, 1, 1), date(2026, 6, 30)),), [(None, date(2025, 12, 31)), (date(2026, 7, 1), None)]),
        (
            ((date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 7, 1), date(2026, 7, 31))),
            [(None, date(2025, 12, 31)), (date(2026, 8, 1), None)],
        ),
        (
            ((date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 7, 2), date(2026, 7, 31))),
            [(None, date(2025, 12, 31)), (date(2026, 7, 1), date(2026, 7, 1)), (date(2026, 8, 1), None)],
        ),
    ],
)
def test_les_jours_hors_rncp(fenetres, attendus):
    assert replace(ACCEPTEE, rncp=fenetres).jours_hors_rncp() == attendus


def test_les_jours_sans_habilitation_sont_ceux_que_rien_ne_couvre():
    """A suspension inside an act, a decision to finish inside the suspension."""
    couverture = Couverture(
        organisme=1,
        actes=((1, (date(2026, 1, 1), date(2026, 12, 31))),),
        suspensions=((1, (date(2026, 5, 1), date(2026, 8, 31))),),
        dispenses=((date(2026, 7, 1), date(2026, 8, 31)),),
    )
    faits = replace(ACCEPTEE, couverture=couverture)
    assert faits.jours_de_jury_sans_habilitation() == [
        (None, date(2025, 12, 31)),
        (date(2026, 5, 1), date(2026, 6, 30)),
        (date(2027, 1, 1), None),
    ]
    assert trous(lambda jour: True, []) == []


@pytest.mark.parametrize("jour", [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)])
@pytest.mark.parametrize("portee", list(Portee))
def test_ce_qui_manque_un_jour_est_ce_que_le_jury_de_ce_jour_refuse(jour, portee):
    """PRET-POUR-LE-JURY: the spans kept answer as the verdicts do, at each boundary."""
    couverture = Couverture(organisme=1, actes=((1, (date(2026, 1, 1), date(2026, 12, 31))),))
    faits = replace(AVISEE, portee=portee, couverture=couverture, rncp=((date(2026, 1, 1), date(2026, 12, 31)),))
    gardes = {manque.code for manque in manques(faits) if manque.vaut(jour)}
    assert gardes == {verdict.code for verdict in verdicts(faits, jour) if verdict.etat == "manquante"}
    assert bool(gardes) == (jour.year != 2026)
