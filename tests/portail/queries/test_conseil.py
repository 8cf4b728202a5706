"""What a search that finds nothing answers."""

from datetime import date

import pytest

from certif_portal.portail.queries.conseil import conseils

LE = date(2026, 11, 20)


def dits(texte: str) -> list[tuple[str, str]]:
    return [(conseil.phrase.replace("\u00a0", " "), conseil.essai) for conseil in conseils(texte, LE)]


def test_ce_qui_est_lu_ce_qui_est_ecarte_et_ce_qui_s_essaie():
    assert dits("Mme de Kervzquel Zoé") == [
        ("Lu : « de », « kervzquel », « zoe ».", ""),
        ("Laissé de côté : « mme ».", ""),
        ("Chercher « kervzquel » seul", "kervzquel"),
        ("Chercher « zoe » seul", "zoe"),
    ]
    assert dits("kervzquel") == [("Lu : « kervzquel ».", "")]
    assert dits("") == []
    assert dits("؀؁") == [("Aucun mot ni aucun chiffre n’a été lu dans ce qui est écrit.", "")]
    assert conseils("le bris maël", LE)[-1].url == "/recherche/?q=mael"


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("commission du 12/10/2026", "Lu comme une date : le 12 octobre 2026."),
        ("octobre 2026", "Lu comme une date : du 1er octobre 2026 au 31 octobre 2026."),
        ("IN-9999 zoé", "Un numéro se cherche en entier : un chiffre à côté est un autre numéro."),
    ],
)
def test_une_date_un_numero(texte, phrase):
    assert phrase in [dit for dit, _ in dits(texte)]


def test_les_chiffres_d_une_date_ne_sont_pas_un_numero_et_le_lieu_s_essaie_seul():
    assert dits("commission nantes 12/10/2026")[1:] == [
        ("Lu comme une date : le 12 octobre 2026.", ""),
        ("Chercher « nantes » seul", "nantes"),
    ]
    assert dits("commission du 12/10/2026")[1:] == [("Lu comme une date : le 12 octobre 2026.", "")]


@pytest.mark.parametrize(
    ("texte", "debut"),
    [
        ("732 829 320 00075", "Lu comme un SIRET : "),
        ("732829320", "Lu comme un SIREN : "),
        ("52440123456", "Lu comme un numéro de déclaration d’activité : "),
        ("06 12 34 56 78", "Lu comme un téléphone : "),
        ("12345", "Lu comme un nombre de 5 chiffres : un SIRET en a 14, "),
        ("7", "Lu comme un nombre de 1 chiffre : "),
        ("personne@nulle.part", "Lu comme un courriel : "),
    ],
)
def test_un_nombre_ou_un_courriel_que_personne_ne_porte(texte, debut):
    [(phrase, _)] = dits(texte)
    assert phrase.startswith(debut)
