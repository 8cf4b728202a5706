"""What is typed of a livret before its deposit: how it is filled, and judged."""

from datetime import date

import pytest

from candidats.choix import Accord
from candidats.donnees import DonneesLivret, LigneLivretDonnees
from candidats.regles.livret_prepare import (
    MANQUES,
    RIEN,
    Cadre,
    accord_du_dossier,
    completer,
    controler_prepare,
    en_court,
    en_donnees,
)

LE = date(2026, 11, 20)
CADRE = Cadre({1: "Usiner", 2: "Contrôler"}, modalites=(7, 8), en_situation=(7,), accords=(Accord.ENTREPRISE,))
COMPLET = {
    "accord": "entreprise",
    "accord_nom": "Anne Prigent",
    "accord_qualite": "Tutrice",
    "accord_le": "2026-11-20",
    "date_evaluation_prevue": "2027-05-20",
    "modalites_1": [7],
    "modalites_2": [7, 8],
}


def test_un_livret_prepare_se_lit_comme_son_depot():
    lu = en_donnees(COMPLET | {"lieu_2": "Atelier 3"}, (1, 2), LE)
    lignes = (LigneLivretDonnees(1, (7,)), LigneLivretDonnees(2, (7, 8), lieu="Atelier 3"))
    assert lu == DonneesLivret("entreprise", "Anne Prigent", "Tutrice", LE, date(2027, 5, 20), lignes)
    assert en_donnees({"accord_nom": "Anne"}, (1,), LE) == DonneesLivret("", "Anne", "", LE, LE, ())


@pytest.mark.parametrize(
    ("saisie", "dits"),
    [
        (COMPLET, []),
        ({}, [RIEN.message]),
        ({"accord": ""}, [RIEN.message]),
        (COMPLET | {"accord_le": "", "date_evaluation_prevue": ""}, [manque.message for manque in MANQUES]),
        (COMPLET | {"accord_le": "2026-11-21"}, ["L’accord ne peut pas être daté d’un jour à venir."]),
        (
            COMPLET | {"modalites_1": [8], "modalites_2": [8]},
            ["2 compétences\u00a0: dites pourquoi elle n’est pas observée en situation de travail."],
        ),
        (
            COMPLET | {"modalites_2": []},
            ["«\u00a0Contrôler\u00a0»\u00a0: une modalité du référentiel au moins est à choisir."],
        ),
    ],
)
def test_chacun_est_juge_pour_lui_meme(saisie, dits):
    """LIVRET-MODALITES, LIVRET-SITUATION, LIVRET-ACCORD, EVALUATION-DATE: what a deposit refuses, said shortly."""
    assert en_court(controler_prepare(saisie, CADRE, LE)) == dits


def test_un_document_signe_dit_seul_les_modalites():
    """LIVRET-MODALITES"""
    seul = {champ: valeur for champ, valeur in COMPLET.items() if not champ.startswith("modalites")}
    signe = Cadre(CADRE.competences, (7, 8), (7,), (Accord.ENTREPRISE,), avec_fichier=True)
    assert (controler_prepare(seul, signe, LE), len(controler_prepare(seul, CADRE, LE))) == ([], 2)


@pytest.mark.parametrize(
    ("accords", "attendu"),
    [
        ((Accord.ENTREPRISE, Accord.CANDIDAT), ("entreprise", "Anne Prigent", "Tutrice")),
        ((Accord.CANDIDAT,), ("candidat", "Ewen Tanguy", "")),
    ],
)
def test_le_dossier_dit_qui_s_accorde(accords, attendu):
    """LIVRET-ACCORD"""
    dit = accord_du_dossier(accords, tuteur="Anne Prigent", qualite="Tutrice", candidat="Ewen Tanguy")
    assert tuple(dit.values()) == attendu


@pytest.mark.parametrize(
    ("saisie", "commun", "remplacer", "attendu"),
    [
        ({}, {"lieu_1": "A", "situation_1": ""}, False, {"lieu_1": "A"}),
        ({"lieu_1": "B"}, {"lieu_1": "A", "lieu_2": "A"}, False, {"lieu_1": "B", "lieu_2": "A"}),
        ({"lieu_1": "B"}, {"lieu_1": "A"}, True, {"lieu_1": "A"}),
        (
            {"accord": "candidat", "accord_nom": "Ewen"},
            {"accord": "entreprise", "accord_nom": "Anne", "accord_qualite": "Tutrice"},
            False,
            {"accord": "candidat", "accord_nom": "Ewen"},
        ),
        (
            {"accord": "entreprise", "accord_nom": "Anne", "accord_qualite": "Tutrice"},
            {"accord": "candidat", "accord_nom": "Ewen", "accord_qualite": ""},
            True,
            {"accord": "candidat", "accord_nom": "Ewen", "accord_qualite": ""},
        ),
        ({"accord": "entreprise"}, {"accord_nom": "Anne"}, False, {"accord": "entreprise", "accord_nom": "Anne"}),
        ({"modalites_1": [7]}, {"modalites_1": [8], "motif_1": "Trop long"}, False, {"modalites_1": [7]}),
        ({"modalites_1": [7]}, {"modalites_1": [8], "motif_1": "X"}, True, {"modalites_1": [8], "motif_1": "X"}),
    ],
)
def test_ce_qui_est_saisi_pour_tous_ne_se_mele_pas_a_ce_qui_l_etait(saisie, commun, remplacer, attendu):
    assert completer(saisie, commun, remplacer=remplacer) == attendu
