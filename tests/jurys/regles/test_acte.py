"""The next act of a file, who must do it, since when and by when, line by line of the table. No database, no clock."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import EtatInscription, EtatLivret
from candidats.choix_suivi import Acteur
from candidats.regles.acceptation import FaitsAcceptation
from candidats.regles.engagement import Engagement
from evaluations.choix import EtatAvis
from jurys.regles.acte import prochain
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
    LE,
    PAPIER_RECU,
    PAPIER_SAISI,
    RECEVABLE,
    TENUE,
    VAE,
    VALIDEE,
    A,
)

FIN = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("faits", "acte", "acteur", "depuis", "limite"),
    [
        (BROUILLON, A.COMPLETER, Acteur.ORGANISME, date(2026, 3, 9), date(2026, 3, 19)),
        (replace(BROUILLON, a_organisme=False), A.COMPLETER, Acteur.CENTRE, date(2026, 3, 9), date(2026, 3, 19)),
        (replace(DEPOSEE, etat=EtatInscription.A_CORRIGER), A.CORRIGER, Acteur.ORGANISME, date(2026, 3, 10), FIN),
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
        (PAPIER_RECU, A.SAISIR_AVIS, Acteur.CENTRE, date(2026, 11, 10), None),
        (PAPIER_SAISI, A.VERIFIER_AVIS, Acteur.CENTRE, date(2026, 11, 12), None),
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


ACCEPTABLE = FaitsAcceptation(Engagement(date(2026, 3, 1)))


@pytest.mark.parametrize(
    ("faits", "obstacle"),
    [
        (DEPOSEE, ""),
        (replace(DEPOSEE, acceptation=ACCEPTABLE), ""),
        (replace(DEPOSEE, acceptation=replace(ACCEPTABLE, identite=False)), "L’identité n’est pas encore vérifiée."),
        (
            replace(DEPOSEE, acceptation=replace(ACCEPTABLE, identite=False, projet_exige=True, projet_id=7)),
            "L’identité n’est pas encore vérifiée. La date du positionnement du candidat n’est pas renseignée.",
        ),
    ],
)
def test_pourquoi_une_inscription_ne_s_accepte_pas_encore(faits, obstacle):
    assert conclure(faits).acte.obstacle == obstacle


@pytest.mark.parametrize(
    ("faits", "acte", "cible", "precision", "explication"),
    [
        (BROUILLON, A.COMPLETER, None, "", "15 jours après l’entrée en formation du 4\u00a0mars\u00a02026"),
        (replace(BROUILLON, entree_formation=None, fin_formation=None), A.COMPLETER, None, "", ""),
        (DEPOSEE, A.CORRIGER, None, "", "dernier jour de la formation, jamais après"),
        (VALIDEE, A.PLANIFIER, None, "", "date d’évaluation prévue"),
        (EVALUEE, A.EVALUER, 12, "", "jour de la commission"),
        (VALIDEE, A.EVALUER, None, "", "jour de la commission"),
        (EVALUEE, A.EMARGER, 12, "", ""),
        (EVALUEE, A.DONNER_AVIS, None, "", "avant la présentation au jury"),
        (replace(EVALUEE, jury=JURY), A.DONNER_AVIS, None, "", "15 jours avant le jury"),
        (ADMISE, A.DELIBERER, 4, "2026-4", "jour du jury"),
        (EVALUEE, A.DELIBERER, None, "", "jour du jury"),
        (ADMISE, A.CERTIFIER, None, "", "3 mois au plus après le jury"),
    ],
)
def test_ce_qu_un_acte_vise_et_la_raison_de_sa_date(faits, acte, cible, precision, explication):
    lu = prochain(faits, acte)
    assert (lu.code, lu.cible, lu.precision, lu.explication) == (acte, cible, precision, explication)


def test_un_acte_attend_depuis_le_plus_recent_des_faits_connus():
    """Registered before the dates were kept: the day of the livret, else of the livret 2, else of the acceptance."""
    sans = replace(VALIDEE, livret_valide_le=None)
    assert [prochain(faits, A.EVALUER).depuis for faits in (VALIDEE, replace(sans, livret2_le=LE), sans)] == [
        date(2026, 5, 9),
        LE,
        date(2026, 3, 14),
    ]
    assert prochain(replace(ADMISE, jury=None), A.CERTIFIER).limite is None
