"""What becomes of a value when somebody else has written meanwhile: every case, then thousands of stories."""

import random

import pytest

from evaluations.regles.saisie import (
    CRITERES_MAXIMUM,
    TEXTE_MAXIMUM,
    EtatLigne,
    OperationIllisible,
    Valeur,
    Verdict,
    cle_operation,
    empreinte_operation,
    lire_operation,
    lire_valeur,
    numero_lu,
    sceau,
    verdict,
)

OUI, NON = Valeur(True), Valeur(False, commentaire="Cote fausse")
A, B, TA, TB = 1, 2, "tablette-a", "tablette-b"


def etat(**champs):
    return EtatLigne(**{"valeur": OUI, "version": 3, "auteur": A, "appareil": TA, "rang": 5, "d_autrui": 1} | champs)


@pytest.mark.parametrize(
    ("ligne", "valeur", "qui", "version", "rang", "attendu"),
    [
        (EtatLigne(), OUI, (A, TA), 0, 1, Verdict.ECRIRE),  # nothing written yet
        (etat(), NON, (B, TB), 3, 1, Verdict.ECRIRE),  # saw the line as it is
        (etat(), NON, (B, TB), 2, 1, Verdict.CONTESTER),  # one version late
        (etat(), NON, (B, TB), 4, 1, Verdict.CONTESTER),  # a version that never was
        (etat(), OUI, (B, TB), 0, 1, Verdict.IDENTIQUE),
        (etat(), NON, (A, TA), 1, 6, Verdict.ECRIRE),  # one's own tablet, off line, after the last of another
        (etat(), NON, (A, TA), 0, 6, Verdict.CONTESTER),  # before the last of another
        (etat(), NON, (A, TA), 1, 4, Verdict.DEPASSEE),  # late from the same tablet
        (etat(), NON, (A, TB), 1, 6, Verdict.CONTESTER),  # oneself on another tablet
        (etat(appareil=""), NON, (A, ""), 1, 0, Verdict.CONTESTER),  # a page says what it was based on
        (etat(tranchable=3, d_autrui=3), NON, (B, TB), 3, 1, Verdict.TRANCHER),
        (etat(tranchable=3, d_autrui=3), OUI, (B, TB), 3, 1, Verdict.TRANCHER),  # « garder la sienne »
        (etat(tranchable=3, d_autrui=3), NON, (A, TA), 2, 6, Verdict.CONTESTER),  # has not seen both
        (etat(valeur=Valeur(), tranchable=3), NON, (B, TB), 0, 1, Verdict.ECRIRE),  # over nothing
    ],
)
def test_verdict(ligne, valeur, qui, version, rang, attendu):
    auteur, appareil = qui
    assert verdict(ligne, valeur, auteur=auteur, appareil=appareil, version=version, rang=rang) is attendu


@pytest.mark.parametrize(("maitrisee", "mot"), [(True, "oui"), (False, "non"), (None, "")])
def test_une_valeur_sous_les_noms_du_protocole(maitrisee, mot):
    assert Valeur(maitrisee, ("observe",), (3,), "Plan", "Net").en_json() == {
        "decision": mot, "modalite": ["observe"], "criteres": [3], "preuves": "Plan", "commentaire": "Net",
    }  # fmt: skip


def test_le_hasard_ne_fait_jamais_ecrire_sur_ce_qu_on_n_a_pas_vu():
    """Whatever two people send, based on whatever version: what is written over had been seen, or was one's own."""
    alea = random.Random(13)  # noqa: S311
    for _ in range(5000):
        ligne = etat(
            version=alea.randint(1, 6),
            auteur=alea.choice([A, B]),
            appareil=alea.choice([TA, TB]),
            d_autrui=alea.randint(0, 6),
        )
        qui, version = alea.choice([(A, TA), (B, TB)]), alea.randint(0, 7)
        rendu = verdict(ligne, NON, auteur=qui[0], appareil=qui[1], version=version, rang=alea.randint(0, 9))
        if rendu is Verdict.ECRIRE and qui != (ligne.auteur, ligne.appareil):
            assert version == ligne.version


@pytest.mark.parametrize(
    ("valeur", "phrase"),
    [
        ([], "ne porte pas de valeur"),
        ({"decision": "peut-être"}, "La décision devrait être"),
        ({"decision": 1}, "La décision devrait être"),
        ({"decision": ["oui"]}, "La décision devrait être"),
        ({"modalite": ["vue"]}, "La modalité"),
        ({"modalite": {"observe": 1}}, "La modalité"),
        ({"criteres": "12"}, "Les critères atteints"),
        ({"criteres": [True]}, "Les critères atteints"),
        ({"criteres": [0]}, "Les critères atteints"),
        ({"criteres": ["3"]}, "Les critères atteints"),
        ({"criteres": [1] * (CRITERES_MAXIMUM + 1)}, "Les critères atteints"),
        ({"commentaire": 3}, "Un texte est illisible"),
        ({"commentaire": "a\x00"}, "Un texte est illisible"),
        ({"preuves": "x" * (TEXTE_MAXIMUM + 1)}, "Un texte est illisible"),
        ({"preuves": "\ud800"}, "ne s’écrivent pas"),
    ],
)
def test_une_valeur_illisible_se_dit(valeur, phrase):
    with pytest.raises(OperationIllisible, match=phrase):
        lire_valeur(valeur)


def test_une_valeur_lue():
    lue = lire_valeur({"modalite": "presente", "criteres": [3, 1, 3], "commentaire": " Net ", "preuves": ""})
    assert lue == Valeur(None, ("presente",), (1, 3), "", "Net")
    assert lire_valeur({"modalite": ["presente", "observe"]}).modalites == ("observe", "presente")


def test_une_premiere_version_est_la_zero():
    nombres = {"grille": 1, "competence": 2, "passage": 3, "version": 0, "rang": 0}
    brut = {"id": "3f1b0c58-0d6b-4d5c-9c53-2f6b8b1c7a11", "sorte": "note", "valeur": {}, **nombres}
    lue = lire_operation(brut | {"sha256": empreinte_operation(brut)})
    assert {nom: getattr(lue, nom) for nom in nombres} == nombres


def test_une_sorte_inconnue_et_un_identifiant_illisible():
    brut = {"id": "3f1b0c58-0d6b-4d5c-9c53-2f6b8b1c7a11", "sorte": "avis"}
    with pytest.raises(OperationIllisible, match="La sorte de saisie"):
        lire_operation(brut | {"sha256": empreinte_operation(brut)})
    with pytest.raises(OperationIllisible, match="identifiant"):
        lire_operation({"id": "x"})
    assert cle_operation({"id": "x"}) == cle_operation({"id": "x"}) != cle_operation({"id": "y"})
    assert (numero_lu({"grille": True}, "grille"), numero_lu(None, "grille"), numero_lu({"grille": 4}, "grille")) == (
        0,
        0,
        4,
    )


def test_le_sceau_suit_la_cle_et_le_contenu():
    assert sceau("a", [{"id": "1"}]) == sceau("a", [{"id": "1"}])
    assert len({sceau("a", [{"id": "1"}]), sceau("b", [{"id": "1"}]), sceau("a", [{"id": "2"}])}) == 3
