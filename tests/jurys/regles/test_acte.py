"""The next act of a file, who must do it, since when and by when, line by line of the table. No database, no clock."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import EtatDerogation, EtatInscription, EtatLivret
from candidats.choix_suivi import Acteur
from evaluations.choix import EtatAvis
from jurys.regles.suivi import conclure
from tests.jurys.regles.dossiers import (
    ACCEPTEE,
    ADMISE,
    AVISEE,
    BROUILLON,
    DEPOSEE,
    EN_COURS,
    EVALUEE,
    JURY,
    RECEVABLE,
    TENUE,
    VAE,
    VALIDEE,
    A,
)


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
