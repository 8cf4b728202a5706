"""The day each rule gives, the stricter first: at ends of months, on a 29 February, and where two rules meet."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import EtatDerogation, EtatInscription, Voie
from jurys.regles.faits import Delais, Seance
from jurys.regles.limite import (
    en_mots,
    limites_annonce,
    limites_commission,
    limites_depot,
    limites_du_livret,
    limites_pieces,
)
from tests.jurys.regles.dossiers import ACCEPTEE, BROUILLON, JURY

SANS_DATE = replace(ACCEPTEE, evaluation_prevue_le=None, evaluation_le=None)


def formation(entree: date, fin: date, faits=SANS_DATE, **champs):
    return replace(faits, entree_formation=entree, fin_formation=fin, **champs)


def jours(limites):
    return [(limite.regle.code, limite.jour) for limite in limites]


@pytest.mark.parametrize(
    ("entree", "fin", "attendues"),
    [
        (date(2028, 2, 14), date(2028, 6, 30), [("INSCRIPTION-DELAI", date(2028, 2, 29)), date(2028, 6, 30)]),
        (date(2027, 2, 14), date(2027, 6, 30), [("INSCRIPTION-DELAI", date(2027, 3, 1)), date(2027, 6, 30)]),
        (date(2027, 3, 14), date(2027, 3, 28), [date(2027, 3, 28), ("INSCRIPTION-DELAI", date(2027, 3, 29))]),
        (date(2027, 3, 14), date(2027, 3, 29), [("INSCRIPTION-DELAI", date(2027, 3, 29)), date(2027, 3, 29)]),
        (date(2026, 10, 11), date(2026, 12, 1), [("INSCRIPTION-DELAI", date(2026, 10, 26)), date(2026, 12, 1)]),
    ],
)
def test_une_inscription_se_depose(entree, fin, attendues):
    """INSCRIPTION-DELAI, INSCRIPTION-PREALABLE: the nights of summer time in two."""
    trouvees = jours(limites_depot(formation(entree, fin, BROUILLON)))
    assert trouvees == [a if isinstance(a, tuple) else ("INSCRIPTION-PREALABLE", a) for a in attendues]


def test_deposee_ou_derogation_demandee_il_reste_la_fin_de_la_formation():
    fin = [("INSCRIPTION-PREALABLE", date(2026, 11, 30))]
    deux = [("INSCRIPTION-DELAI", date(2026, 3, 19)), *fin]
    cas = {
        EtatDerogation.DEMANDEE: fin,
        EtatDerogation.ACCORDEE: fin,
        EtatDerogation.REFUSEE: deux,
        None: deux,
    }
    for derogation, attendues in cas.items():
        assert jours(limites_depot(replace(BROUILLON, derogation=derogation))) == attendues
    assert jours(limites_depot(replace(ACCEPTEE, etat=EtatInscription.A_CORRIGER))) == fin
    assert limites_depot(replace(BROUILLON, entree_formation=None, fin_formation=None)) == []


@pytest.mark.parametrize(
    ("entree", "fin", "tiers", "attendues"),
    [
        (date(2027, 9, 1), date(2028, 4, 30), False, [("EVALUATION-ANNONCE", date(2028, 2, 29))]),
        (date(2026, 9, 1), date(2027, 4, 30), False, [("EVALUATION-ANNONCE", date(2027, 2, 28))]),
        (
            date(2027, 1, 1),
            date(2027, 3, 31),
            True,
            [("EVALUATION-DATE", date(2027, 1, 30)), ("EVALUATION-ANNONCE", date(2027, 1, 31))],
        ),
        (
            date(2027, 1, 1),
            date(2027, 3, 28),
            True,
            [("EVALUATION-ANNONCE", date(2027, 1, 28)), ("EVALUATION-DATE", date(2027, 1, 29))],
        ),
    ],
)
def test_une_date_d_evaluation_s_annonce(entree, fin, tiers, attendues):
    """EVALUATION-ANNONCE, EVALUATION-DATE"""
    assert jours(limites_annonce(formation(entree, fin, delais=Delais(livret_premier_tiers=tiers)))) == attendues


def test_sans_formation_ni_livret_aucune_date_ne_s_annonce():
    nue = replace(SANS_DATE, entree_formation=None, fin_formation=None)
    assert (limites_annonce(nue), limites_annonce(replace(nue, voie=Voie.VAE))) == ([], [])


def test_le_livret_dit_de_quelle_date_chaque_limite_vient():
    """LIVRET-TIERS, LIVRET-MOIS"""
    assert [(limite.regle.code, limite.repere) for limite in limites_du_livret(ACCEPTEE)] == [
        ("LIVRET-TIERS", date(2026, 3, 4)),
        ("LIVRET-MOIS", date(2026, 11, 6)),
    ]


@pytest.mark.parametrize(
    ("prevue", "fin", "attendues"),
    [
        (date(2028, 2, 29), date(2028, 3, 31), ["EVALUATION-DATE", "EVALUATION-DERNIER-MOIS"]),
        (date(2028, 3, 31), date(2028, 3, 31), ["EVALUATION-DATE", "EVALUATION-DERNIER-MOIS"]),
        (date(2028, 4, 1), date(2028, 3, 31), ["EVALUATION-DERNIER-MOIS", "EVALUATION-DATE"]),
        (None, date(2028, 3, 31), ["EVALUATION-DERNIER-MOIS"]),
        (date(2028, 4, 1), None, ["EVALUATION-DATE"]),
        (None, None, []),
    ],
)
def test_une_commission_se_planifie(prevue, fin, attendues):
    """EVALUATION-DATE, EVALUATION-DERNIER-MOIS"""
    faits = replace(ACCEPTEE, evaluation_prevue_le=prevue, fin_formation=fin)
    limites = limites_commission(faits)
    assert [limite.regle.code for limite in limites] == attendues
    assert {limite.regle.code: limite.jour for limite in limites}.get("EVALUATION-DATE") == prevue


def test_le_dernier_mois_se_dit_depuis_son_premier_jour():
    """EVALUATION-DERNIER-MOIS, the same day of the month before, at the end of a February of 29 days."""
    [limite] = limites_commission(replace(SANS_DATE, fin_formation=date(2028, 3, 31)))
    assert limite.raison == "fin de la formation, la commission se tenant à partir du 29\u00a0février\u00a02028"


@pytest.mark.parametrize(
    ("jury_le", "jours_avant", "limite"),
    [
        (date(2028, 3, 15), 15, date(2028, 2, 29)),
        (date(2027, 3, 15), 15, date(2027, 2, 28)),
        (date(2026, 11, 9), 15, date(2026, 10, 25)),
        (date(2027, 1, 1), 1, date(2026, 12, 31)),
    ],
)
def test_les_pieces_de_la_commission_reviennent(jury_le, jours_avant, limite):
    """PIECES-AVANT-JURY"""
    faits = replace(ACCEPTEE, jury=replace(JURY, date=jury_le), delais=Delais(avis_jours=jours_avant))
    [pieces] = limites_pieces(faits)
    assert (pieces.jour, pieces.repere) == (limite, jury_le)
    assert limites_pieces(ACCEPTEE) == []


@pytest.mark.parametrize(
    ("seance", "limite"), [(date(2026, 11, 23), date(2026, 11, 23)), (date(2026, 11, 24), date(2026, 11, 24))]
)
def test_d_une_commission_trop_pres_du_jury_elles_reviennent_le_jour_meme(seance, limite):
    """PIECES-AVANT-JURY: the jury is on 8 December; nothing is late before it could be done."""
    [pieces] = limites_pieces(replace(ACCEPTEE, jury=JURY, seances=(Seance(seance, "Nantes", False),)))
    assert (pieces.jour, "jour de la commission" in pieces.raison) == (limite, limite > date(2026, 11, 23))


def test_la_plus_stricte_se_dit_d_abord_et_deux_regles_d_accord_une_fois():
    un_jour = formation(date(2027, 3, 14), date(2027, 3, 29), BROUILLON)
    dites = [en_mots(limites_depot(faits)).replace("\u00a0", " ") for faits in (un_jour, BROUILLON)]
    assert dites == [
        "15 jours après l’entrée en formation du 14 mars 2027, au plus tard le 29 mars 2027.",
        "15 jours après l’entrée en formation du 4 mars 2026, au plus tard le 19 mars 2026. L’autre règle donnerait le "
        "30 novembre 2026 : dernier jour de la formation, jamais après (INSCRIPTION-PREALABLE).",
    ]


def test_une_date_d_evaluation_se_dit_avec_le_livret():
    """EVALUATION-DATE: « au plus tard » is said once."""
    assert en_mots(limites_annonce(SANS_DATE)).replace("\u00a0", " ") == (
        "En même temps que le livret de suivi, au plus tard le 1er juin 2026. L’autre règle donnerait le 30 septembre "
        "2026 : 2 mois avant une évaluation tenue le dernier jour de la formation (EVALUATION-ANNONCE)."
    )
