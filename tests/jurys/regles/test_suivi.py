"""The table of the steps: always a line, in words, kept and read again. No database, no clock."""

from dataclasses import replace

import pytest

from candidats.choix import DecisionRecevabilite, EtatInscription
from candidats.choix_suivi import ActeDossier, EtapeDossier
from jurys.regles.acte import ACTES, libelle_acte
from jurys.regles.faits import Delais
from jurys.regles.suivi import ETAPES, actes_de, conclure, positions, relire
from tests.jurys.regles.dossiers import (
    ACCEPTEE,
    ADMISE,
    BROUILLON,
    EN_COURS,
    EVALUEE,
    LE,
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
