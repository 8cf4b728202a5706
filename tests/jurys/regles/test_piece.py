"""« Prêt pour le jury »: the pieces, at their boundaries. No database, no clock."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from candidats.choix import DecisionRecevabilite, EtatDerogation, EtatInscription, EtatLivret, Portee, Voie
from candidats.regles.livret import livret_requis
from candidats.regles.suite import Couverture
from evaluations.choix import EtatAvis, EtatGrille
from jurys.choix import CodePiece, EtatAttendue, Exigence
from jurys.regles.delai import (
    est_tenu,
)
from jurys.regles.faits import Faits, Seance
from jurys.regles.piece import PIECES, Manque, exigence, expliquer, libelle, manques, sans_manque, verdicts

JOUR_JURY = date(2026, 12, 8)
HABILITE = Couverture(organisme=1, actes=((1, (date(2026, 1, 1), date(2030, 12, 31))),))
PRET = Faits(
    voie=Voie.FORMATION,
    entree_formation=date(2026, 3, 4),
    deposee_le=date(2026, 3, 19),
    livret=EtatLivret.VALIDE,
    couverture=HABILITE,
    grille=EtatGrille.SCELLEE,
    seances=(Seance(date(2026, 11, 6), "Lanester", True),),
    avis=EtatAvis.RENDU,
)
PRET_VAE = replace(
    PRET,
    voie=Voie.VAE,
    recevabilite=DecisionRecevabilite.RECEVABLE,
    livret=None,
    avis=None,
    avis_requis=False,
    avis_motif="Pas d’avis de l’entreprise dans une VAE.",
    entree_formation=None,
    a_organisme=False,
    couverture=None,
)


def finie(jour):
    """The OF is accredited until that day."""
    return replace(HABILITE, actes=((1, (date(2026, 1, 1), jour)),))


def etats(faits):
    return {verdict.code: verdict.etat for verdict in verdicts(faits, JOUR_JURY)}


def manquantes(faits):
    """Of one day, and as it is kept for any: the two say the same."""
    du_jour = {v.code: v.explication for v in verdicts(faits, JOUR_JURY) if v.etat == EtatAttendue.MANQUANTE}
    assert expliquer(manques(faits), JOUR_JURY) == du_jour
    return [(code.value, explication) for code, explication in du_jour.items()]


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
        (replace(PRET, etat=EtatInscription.DEPOSEE), ("inscription", "L’inscription n’est pas acceptée.")),
        (
            replace(PRET, deposee_le=date(2026, 3, 20)),
            ("inscription", "Déposée après le 19\u00a0mars\u00a02026, sans dérogation accordée."),
        ),
        (replace(PRET, identite=False), ("identite", "L’identité n’est pas vérifiée.")),
        (replace(PRET, livret=EtatLivret.DEPOSE), ("livret", "Le livret de suivi n’est pas validé.")),
        (
            replace(PRET, couverture=finie(date(2026, 11, 5))),
            ("habilitation", "L’organisme n’est pas habilité le 6\u00a0novembre\u00a02026."),
        ),
        (
            replace(PRET, couverture=replace(HABILITE, actes=((1, (date(2026, 11, 7), date(2030, 12, 31))),))),
            ("habilitation", "L’organisme n’est pas habilité le 6\u00a0novembre\u00a02026."),
        ),
        (
            replace(PRET, couverture=replace(HABILITE, actes=((1, (date(2026, 11, 7), date(2026, 12, 7))),))),
            ("habilitation", "L’organisme n’est pas habilité le 6\u00a0novembre\u00a02026."),
        ),
        (replace(PRET, competences_manquantes=(4,)), ("competences", "Compétence 4 non évaluée.")),
        (replace(PRET, competences_manquantes=(2, 4)), ("competences", "Compétences 2, 4 non évaluées.")),
        (
            replace(PRET, grille=EtatGrille.EN_SIGNATURE),
            ("grille", "La grille n’est pas signée par tous les évaluateurs."),
        ),
        (replace(PRET, seances=()), ("emargement", "Aucune commission n’a été tenue.")),
        (
            replace(PRET, seances=(*PRET.seances, Seance(date(2026, 11, 9), "Nantes", False))),
            ("emargement", "Émargement signé à déposer : 9\u00a0novembre\u00a02026 (Nantes)."),
        ),
        (replace(PRET, avis=EtatAvis.ATTENDU), ("avis", "L’avis de l’entreprise n’est pas rendu.")),
        (
            replace(PRET, portee=Portee.BLOCS, rncp=()),
            ("repertoire", "Le CQPM n’est pas au RNCP le jour du jury : un bloc seul ne peut être certifié."),
        ),
        (
            replace(PRET_VAE, recevabilite=DecisionRecevabilite.EN_COURS),
            ("recevabilite", "La recevabilité n’est pas déclarée."),
        ),
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
        derogation=EtatDerogation.ACCORDEE,
        avis=EtatAvis.ABSENT,
        avis_absence="Claire Le Goff, société fermée",
    )
    assert manquantes(tardif) == []
    explications = {verdict.code: verdict.explication for verdict in verdicts(tardif, JOUR_JURY)}
    assert explications[CodePiece.INSCRIPTION] == "Hors délai, dérogation accordée."
    assert explications[CodePiece.AVIS] == "Absence constatée : Claire Le Goff, société fermée"


def test_la_dispense_d_avis_dit_son_motif():
    """PRET-POUR-LE-JURY"""
    dispense = replace(PRET, avis_requis=False, avis_motif="Initiative du salarié.", avis=None)
    [avis] = [verdict for verdict in verdicts(dispense, JOUR_JURY) if verdict.code == CodePiece.AVIS]
    assert (avis.etat, avis.explication) == (EtatAttendue.SANS_OBJET, "Initiative du salarié.")


def test_l_habilitation_se_demande_aux_seances_pas_le_jour_du_jury():
    """PRET-POUR-LE-JURY, decision 0203: ended the day after the sitting, it was in force when it mattered."""
    assert manquantes(replace(PRET, couverture=finie(date(2026, 11, 6)))) == []
    dispense = replace(finie(date(2026, 11, 5)), dispenses=((date(2026, 11, 6), None),))
    assert manquantes(replace(PRET, couverture=dispense)) == []


def test_sans_organisme_aucune_habilitation_n_est_demandee():
    """PRET-POUR-LE-JURY: registered by a company, or by the candidate."""
    seul = replace(PRET, a_organisme=False, couverture=None)
    assert manquantes(seul) == []
    assert etats(seul)[CodePiece.HABILITATION] == EtatAttendue.SANS_OBJET


def test_une_vae_suivie_par_un_organisme_demande_son_habilitation():
    """PRET-POUR-LE-JURY"""
    suivie = replace(PRET_VAE, a_organisme=True, couverture=finie(date(2026, 11, 5)))
    assert [code for code, _ in manquantes(suivie)] == ["habilitation"]


@pytest.mark.parametrize(
    ("le", "tenu"), [(date(2026, 12, 7), False), (date(2026, 12, 8), True), (date(2026, 12, 9), True)]
)
def test_un_jury_est_tenu_des_son_jour(le, tenu):
    assert est_tenu(date(2026, 12, 8), le) == tenu


def test_tout_acquis_n_est_pas_evalue_de_nouveau():
    """ACQUIS-REPRIS: what an evaluation would bring is not asked; the rest still is."""
    faits = Faits(voie=Voie.FORMATION, tout_acquis=True)
    sans_objet = [
        v.code for v in verdicts(faits, JOUR_JURY) if v.explication.startswith("Sans objet : tout est déjà acquis")
    ]
    assert sans_objet == [CodePiece.LIVRET, CodePiece.GRILLE, CodePiece.EMARGEMENT, CodePiece.AVIS]


def test_une_piece_presente_ou_dispensee_dit_ce_qu_il_faut():
    """PRET-POUR-LE-JURY: nothing is said of a piece that is there; what is not asked says why."""
    presentes = [verdict for verdict in verdicts(PRET, JOUR_JURY) if verdict.etat == EtatAttendue.PRESENTE]
    assert len(presentes) >= 7
    assert [verdict.explication for verdict in presentes] == [""] * len(presentes)
    dispenses = {v.code: v.explication for v in verdicts(PRET_VAE, JOUR_JURY) if v.etat == EtatAttendue.SANS_OBJET}
    assert dispenses == {
        CodePiece.LIVRET: f"Sans objet : {Voie.VAE.label}.",
        CodePiece.HABILITATION: "Sans objet : aucun organisme de formation.",
        CodePiece.AVIS: "Pas d’avis de l’entreprise dans une VAE.",
        CodePiece.REPERTOIRE: "Sans objet : certification complète.",
    }


def test_chaque_piece_porte_son_nom_et_le_livret_celui_du_centre():
    """PRET-POUR-LE-JURY"""
    noms = {code: libelle(code, "passeport") for code in CodePiece}
    assert noms.pop(CodePiece.LIVRET) == "Passeport validé"
    assert noms == {code: code.label for code in CodePiece if code != CodePiece.LIVRET}


@pytest.mark.parametrize(
    ("du", "au", "attendu"),
    [
        (None, None, [True, True, True, True]),
        (date(2026, 3, 1), date(2026, 3, 9), [False, True, True, False]),
        (date(2026, 3, 1), None, [False, True, True, True]),
        (None, date(2026, 3, 9), [True, True, True, False]),
    ],
)
def test_un_manque_vaut_de_son_premier_a_son_dernier_jour(du, au, attendu):
    """PRET-POUR-LE-JURY"""
    manque, jour = Manque(CodePiece.HABILITATION, du=du, au=au), timedelta(days=1)
    jours = (date(2026, 3, 1) - jour, date(2026, 3, 1), date(2026, 3, 9), date(2026, 3, 9) + jour)
    assert [manque.vaut(le) for le in jours] == attendu


def test_ce_qui_est_la_se_dit_piece_par_piece():
    """PRET-POUR-LE-JURY: what depends on the day of the jury is told as there; what is missing on that day replaces
    it."""
    assert [verdict.code for verdict in sans_manque(PRET)] == list(CodePiece)
    sans_livret = replace(PRET, livret=EtatLivret.DEPOSE, couverture=finie(date(2026, 12, 7)))
    assert set(CodePiece) - {verdict.code for verdict in sans_manque(sans_livret)} == {CodePiece.LIVRET}
    dites = [v.explication for faits in (PRET, PRET_VAE) for v in sans_manque(faits) if v.etat == EtatAttendue.PRESENTE]
    assert set(dites) == {""}
    assert manquantes(replace(PRET, deposee_le=None)) == []  # registered before the day of the deposit was kept
    presentes = [verdict.code for verdict in sans_manque(PRET) if verdict.etat == EtatAttendue.PRESENTE]
    assert presentes == [code for code in CodePiece if code not in (CodePiece.RECEVABILITE, CodePiece.REPERTOIRE)]


def test_un_avis_sur_papier_compte_une_fois_verifie():
    """PRET-POUR-LE-JURY, AVIS-PAPIER"""
    saisi = replace(PRET, avis=EtatAvis.A_VERIFIER)
    assert manquantes(saisi) == [(CodePiece.AVIS, "L’avis de l’entreprise, reçu sur papier, n’est pas vérifié.")]
