"""The table of the steps: always a line, in words, kept and read again. No database, no clock."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import DecisionRecevabilite, EtatInscription, EtatLivret
from candidats.choix_suivi import ActeDossier, Acteur, EtapeDossier
from evaluations.choix import EtatAvis, EtatGrille
from jurys.choix import CodePiece
from jurys.regles.acte import ACTES, ETAPES, libelle_acte
from jurys.regles.faits import Delais
from jurys.regles.suivi import acteur_de, conclure, positions, relire
from tests.jurys.regles.dossiers import (
    ACCEPTEE,
    ADMISE,
    AVISEE,
    BROUILLON,
    DEPOSEE,
    EN_COURS,
    EVALUEE,
    JURY,
    LE,
    PAPIER_RECU,
    PAPIER_SAISI,
    RECEVABLE,
    TENUE,
    VAE,
    VALIDEE,
    A,
    S,
)


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


def test_chaque_etape_a_toujours_une_ligne_et_chaque_acte_sa_regle():
    assert {ligne.acte for ligne in ETAPES if ligne.acte} == set(ActeDossier) == set(ACTES)
    assert [position.etape for position in positions(ACCEPTEE)] == list(EtapeDossier)
    assert {ligne.acte for ligne in ETAPES if ligne.etape == EtapeDossier.JURY} - {None} == {A.PRESENTER, A.DELIBERER}


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


RESTE = ("attendu", "à planifier", "demandé après le livret de suivi", "à présenter", "3 mois au plus après le jury")
LIVRE = ("acceptée le 14 mars", "validé le 9 mai")
EVALUE = (*LIVRE, "6 novembre, grille signée")
AVISE = (*EVALUE, "rendu le 12 novembre")
TOUT = "tout est déjà acquis"
NON_RECEVABLE = DecisionRecevabilite.NON_RECEVABLE


@pytest.mark.parametrize(
    ("faits", "ici", "textes"),
    [
        (BROUILLON, 0, ("brouillon", *RESTE)),
        (DEPOSEE, 0, ("déposée le 10 mars", *RESTE)),
        (replace(DEPOSEE, etat=EtatInscription.A_CORRIGER), 0, ("à corriger", *RESTE)),
        (ACCEPTEE, 1, ("acceptée le 14 mars", *RESTE)),
        (replace(VALIDEE, livret=EtatLivret.DEPOSE), 1, ("acceptée le 14 mars", "déposé le 2 mai", *RESTE[1:])),
        (replace(VALIDEE, livret=EtatLivret.A_CORRIGER), 1, ("acceptée le 14 mars", "à corriger", *RESTE[1:])),
        (VALIDEE, 2, (*LIVRE, *RESTE[1:])),
        (replace(VALIDEE, seances=TENUE), 2, (*LIVRE, "6 novembre, Lanester", *RESTE[2:])),
        (
            replace(VALIDEE, seances=TENUE, grille=EtatGrille.EN_SIGNATURE),
            2,
            (*LIVRE, "6 novembre, en signature", *RESTE[2:]),
        ),
        (
            replace(EVALUEE, seances=(replace(TENUE[0], emargee=False),)),
            2,
            (*LIVRE, "grille signée, émargement attendu", *RESTE[2:]),
        ),
        (EVALUEE, 3, (*EVALUE, *RESTE[2:])),
        (replace(EVALUEE, avis=EtatAvis.ATTENDU), 3, (*EVALUE, "attendu", *RESTE[3:])),
        (PAPIER_RECU, 3, (*EVALUE, "papier reçu le 10 novembre, à saisir", *RESTE[3:])),
        (PAPIER_SAISI, 3, (*EVALUE, "papier saisi le 12 novembre, à vérifier", *RESTE[3:])),
        (AVISEE, 4, (*AVISE, *RESTE[3:])),
        (
            replace(EVALUEE, avis=EtatAvis.ABSENT, avis_absence_le=LE),
            4,
            (*EVALUE, "absence constatée le 20 novembre", *RESTE[3:]),
        ),
        (replace(EVALUEE, avis_requis=False, avis_motif="pas d’avis"), 4, (*EVALUE, "pas d’avis", *RESTE[3:])),
        (replace(AVISEE, jury=JURY), 4, (*AVISE, "8 décembre, jury 2026-4", "")),
        (ADMISE, 5, (*AVISE, "admis le 8 décembre", "")),
        (replace(ADMISE, certificat="MC 000001"), None, (*AVISE, "admis le 8 décembre", "n° MC 000001")),
        (
            replace(ADMISE, etat=EtatInscription.NON_ADMISE),
            None,
            (*AVISE, "non admis le 8 décembre", "sans objet"),
        ),
        (
            replace(ACCEPTEE, etat=EtatInscription.ABANDONNEE, abandonnee_le=LE),
            None,
            ("abandonnée le 20 novembre", "", "", "", "", ""),
        ),
        (VAE, 1, ("acceptée le 14 mars", "à décider", "à planifier", "", *RESTE[3:])),
        (EN_COURS, 1, ("acceptée le 14 mars", "à décider", "à planifier", "", *RESTE[3:])),
        (replace(VAE, accueil_manque=True), 1, ("acceptée le 14 mars", "à décider", "à planifier", "", *RESTE[3:])),
        (
            replace(EN_COURS, accueil_manque=True),
            1,
            ("acceptée le 14 mars", "accueil à faire", "à planifier", "", *RESTE[3:]),
        ),
        (
            RECEVABLE,
            1,
            ("acceptée le 14 mars", "recevable, livret 2 attendu", "à planifier", "", *RESTE[3:]),
        ),
        (
            replace(RECEVABLE, livret2_le=LE),
            2,
            ("acceptée le 14 mars", "recevable, 1er avril", "à planifier", "", *RESTE[3:]),
        ),
        (
            replace(EN_COURS, recevabilite=NON_RECEVABLE, recevabilite_decidee_le=LE),
            None,
            ("acceptée le 14 mars", "non recevable, 20 novembre", "", "", "", ""),
        ),
        (replace(ACCEPTEE, tout_acquis=True), 4, ("acceptée le 14 mars", TOUT, TOUT, TOUT, *RESTE[3:])),
        (replace(ACCEPTEE, recevabilite=DecisionRecevabilite.RECEVABLE), 1, ("acceptée le 14 mars", *RESTE)),
        (replace(ACCEPTEE, recevabilite=NON_RECEVABLE, accueil_manque=True), 1, ("acceptée le 14 mars", *RESTE)),
    ],
)
def test_les_six_etapes_en_mots(faits, ici, textes):
    """What each step says, and the one the file is at: none once nothing is to be done."""
    lues = positions(faits)
    assert tuple(position.texte(LE).replace("\u00a0", " ") for position in lues) == textes
    assert [rang for rang, position in enumerate(lues) if position.statut == S.ICI] == ([] if ici is None else [ici])
    assert [rang for rang, position in enumerate(lues) if position.qui] == ([] if ici is None else [ici])
    assert conclure(faits).acte == (None if ici is None else lues[ici].acte)


def test_un_refus_ferme_ce_qui_restait_et_rien_d_autre():
    refuse = positions(replace(EN_COURS, recevabilite=NON_RECEVABLE, recevabilite_decidee_le=LE))
    assert [position.statut for position in refuse] == [S.FAIT, S.REFUS, *[S.SANS_OBJET] * 4]
    non_admise = positions(replace(ADMISE, etat=EtatInscription.NON_ADMISE))
    assert [position.statut for position in non_admise] == [*[S.FAIT] * 4, S.REFUS, S.SANS_OBJET]


def test_une_limite_se_dit_quand_aucun_jour_n_est_deja_dit():
    assert [position.limite for position in positions(ACCEPTEE)] == [
        None,
        date(2026, 6, 1),
        date(2026, 11, 6),
        None,
        None,
        None,
    ]
    assert [position.limite for position in positions(replace(AVISEE, jury=JURY))][4:] == [None, date(2027, 3, 8)]
    assert [position.titre for position in positions(VAE)][:2] == ["Inscription", "Recevabilité"]


def test_un_jour_qui_manque_se_voit():
    """Registered before the day was kept: the words say that a day is missing."""
    assert positions(replace(VALIDEE, livret_valide_le=None))[1].texte(LE) == "validé le …"
    assert conclure(replace(AVISEE, jury=JURY)).jury_le == JURY.date


@pytest.mark.parametrize(
    ("faits", "piece", "acteur"),
    [
        (BROUILLON, CodePiece.INSCRIPTION, Acteur.ORGANISME),
        (replace(BROUILLON, a_organisme=False), CodePiece.INSCRIPTION, Acteur.CENTRE),
        (DEPOSEE, CodePiece.INSCRIPTION, Acteur.CENTRE),
        (replace(DEPOSEE, etat=EtatInscription.A_CORRIGER), CodePiece.INSCRIPTION, Acteur.ORGANISME),
        (ACCEPTEE, CodePiece.INSCRIPTION, Acteur.CENTRE),  # accepted, deposited late: the centre's dispensation
        (DEPOSEE, CodePiece.IDENTITE, Acteur.CENTRE),
        (ACCEPTEE, CodePiece.LIVRET, Acteur.ORGANISME),
        (replace(ACCEPTEE, livret=EtatLivret.DEPOSE), CodePiece.LIVRET, Acteur.CENTRE),
        (EN_COURS, CodePiece.RECEVABILITE, Acteur.CENTRE),
        (VALIDEE, CodePiece.COMPETENCES, Acteur.CENTRE),  # no sitting is planned yet
        (replace(VALIDEE, seances=TENUE), CodePiece.COMPETENCES, Acteur.COMMISSION),
        (replace(VALIDEE, seances=TENUE), CodePiece.GRILLE, Acteur.COMMISSION),
        (EVALUEE, CodePiece.EMARGEMENT, Acteur.CENTRE),
        (EVALUEE, CodePiece.AVIS, Acteur.TUTEUR),
        (EVALUEE, CodePiece.HABILITATION, Acteur.CENTRE),
        (EVALUEE, CodePiece.REPERTOIRE, Acteur.CENTRE),
    ],
)
def test_qui_doit_agir_pour_une_piece_qui_manque(faits, piece, acteur):
    """Whoever the act that gives it waits for: a registration once deposited waits for the centre, not for its OF."""
    assert acteur_de(faits, piece) == acteur


def test_qui_doit_agir_est_garde_avec_la_piece():
    gardes = {manque.code: manque.acteur for manque in conclure(DEPOSEE).manques}
    assert gardes == {code: acteur_de(DEPOSEE, code) for code in gardes}
    assert gardes[CodePiece.INSCRIPTION] == Acteur.CENTRE
