"""Printed numbers, in every form found; what may be read two ways is left empty and said."""

import pytest

from referentiels.numeros import bloc_cherche, est_un_numero, lire_bloc, lire_fiche, lire_numero


@pytest.mark.parametrize(
    ("imprime", "prefixe", "annee", "mois", "departements", "numero", "suffixe"),
    [
        ("MQ 2004 0233", "MQ", 2004, None, (), "0233", None),
        ("CQPM 2006 0248", "CQPM", 2006, None, (), "0248", None),
        ("CQPM 2006 0248 R", "CQPM", 2006, None, (), "0248", "R"),
        ("CQPM 2006 0248 R/I", "CQPM", 2006, None, (), "0248", "RI"),
        ("CQPM 2006 0248RI", "CQPM", 2006, None, (), "0248", "RI"),
        ("CCPM 2021 0009 I", "CCPM", 2021, None, (), "0009", "I"),
        ("2004 0230", None, 2004, None, (), "0230", None),
        ("2000 04 59/35 0186", None, 2000, 4, ("59", "35"), "0186", None),
        ("MQ 1996 11 76 0145", "MQ", 1996, 11, ("76",), "0145", None),
        ("MQ 2014 44/92 0300", "MQ", 2014, None, ("44", "92"), "0300", None),
        ("MQ 2014 2A 0301", "MQ", 2014, None, ("2A",), "0301", None),
        ("MQ20040233", "MQ", 2004, None, (), "0233", None),
        ("199611760145", None, 1996, 11, ("76",), "0145", None),
        ("N° : mq 2004 – 0233", "MQ", 2004, None, (), "0233", None),
        ("\u00a0CQPM\u00a02006\u00a00248\u00a0", "CQPM", 2006, None, (), "0248", None),
    ],
)
def test_lire_numero(imprime, prefixe, annee, mois, departements, numero, suffixe) -> None:
    lu = lire_numero(imprime)
    assert (lu.prefixe, lu.annee, lu.mois, lu.departements, lu.numero, lu.suffixe) == (
        prefixe,
        annee,
        mois,
        departements,
        numero,
        suffixe,
    )
    assert lu.doutes == ()
    assert lu.imprime == imprime


@pytest.mark.parametrize(
    ("imprime", "annee", "lu_ensuite", "doute"),
    [
        ("MQ 96 11 76 0145", 1996, "0145", "année écrite sur deux chiffres : « 96 » lu 1996"),
        ("87 0001", 1987, "0001", "année écrite sur deux chiffres : « 87 » lu 1987"),
        ("MQ 04 0233", 2004, "0233", "année écrite sur deux chiffres : « 04 » lu 2004"),
        ("MQ 1986 0233", None, "0233", "année illisible : « 1986 »"),
        ("MQ 2014 04 0300", 2014, "0300", "« 04 » peut être le mois ou un département : non lu"),
        ("MQ 1996 13 76 0145", 1996, "0145", "mois illisible : « 13 »"),
        ("MQ 1996 11 00 0145", 1996, "0145", "département illisible : « 00 »"),
        (
            "MQ 1996 11 76 35 0145",
            1996,
            "0145",
            "« 11 76 35 » entre l’année et le numéro : attendu le mois et des départements",
        ),
    ],
)
def test_numero_lu_en_partie(imprime: str, annee: int | None, lu_ensuite: str, doute: str) -> None:
    """NUMERO-ANNEE-DEUX-CHIFFRES, and the other places where nothing is guessed."""
    lu = lire_numero(imprime)
    assert (lu.annee, lu.numero, lu.doutes) == (annee, lu_ensuite, (doute,))


@pytest.mark.parametrize(
    "imprime", ["", "Conduite de pont", "CQPM", "0233", "MQ 2004 233", "MQ 2OO4 0233", "2004", "27/10/2020"]
)
def test_ce_qui_n_est_pas_un_numero(imprime: str) -> None:
    lu = lire_numero(imprime)
    assert (lu.numero, lu.annee, len(lu.doutes)) == (None, None, 1)
    assert not est_un_numero(imprime)


@pytest.mark.parametrize(
    ("imprime", "attendu"),
    [
        ("BDC0170", "BDC0170"),
        ("bdc 0170", "BDC0170"),
        ("BDC n° 0170", "BDC0170"),
        ("BDC170", None),
        ("RNCP40664BC01", None),
    ],
)
def test_lire_bloc(imprime: str, attendu: str | None) -> None:
    assert lire_bloc(imprime) == attendu


@pytest.mark.parametrize(
    ("imprime", "attendu"),
    [("RNCP40664", "RNCP40664"), ("rncp 24895", "RNCP24895"), ("RS6717", "RS6717"), ("40664", None)],
)
def test_lire_fiche(imprime: str, attendu: str | None) -> None:
    assert lire_fiche(imprime) == attendu


@pytest.mark.parametrize(
    ("question", "attendu"),
    [
        ("bloc 171", "BDC0171"),
        ("Bloc n° 171", "BDC0171"),
        ("bdc 171", "BDC0171"),
        ("BDC0171", "BDC0171"),
        ("bloc", None),
        ("bloc 17100", None),
        ("blocage 171", None),
    ],
)
def test_un_bloc_se_cherche_comme_on_le_dit(question: str, attendu: str | None) -> None:
    assert bloc_cherche(question) == attendu
