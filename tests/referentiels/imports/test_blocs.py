"""The first table in the forms it is printed in: codes, knowledge without bullets, plain lists, cuts."""

import pytest

from referentiels.imports.blocs import est_une_fin_de_phrase
from referentiels.imports.lecture import lire_referentiel
from referentiels.imports.modele import ReferentielLu
from referentiels.imports.structure import Fragment
from tests.referentiels.imports.contenu import CQPM, comparer, doutes
from tests.referentiels.imports.sosies_texte import Copie, copie, markdown
from tests.referentiels.imports.test_anciennes_formes import ANCIEN

ENTETE = "Blocs de compétences\tCompétences professionnelles\tConnaissances associées"


def lire(texte: str) -> ReferentielLu:
    return lire_referentiel(texte.encode())


@pytest.mark.parametrize("code", ["BDC 0931", "BDC n° 0931 :", "BDC0931 –", "bdc 0931", "BDC0931 :"])
def test_numero_de_bloc_imprime_autrement(code: str) -> None:
    lu = lire(markdown(CQPM).replace("**BDC0931**", code))
    assert (comparer(CQPM, lu), doutes(lu)) == ([], [])


def test_bloc_sans_numero_dit() -> None:
    lu = lire(markdown(CQPM).replace("**BDC0931** ", ""))
    assert (lu.blocs[0].numero, lu.blocs[0].intitule) == (None, "La préparation d’un essai d’équipement")
    assert doutes(lu) == ["le bloc « La préparation d’un essai d’équipement » n’a pas de numéro BDC lisible"]


def test_tableau_coupe_au_milieu_d_un_bloc() -> None:
    """Title of the bloc, title of the competence and knowledge, each cut by the page."""
    tableau = "\n".join(
        [
            ENTETE,
            (
                "BDC0931 La préparation d’un\t1. Préparer les moyens\t<ul><li>Les normes d’essai</li></ul><p>La "
                "métrologie</p>"
            ),
            "",
            ENTETE,
            "essai d’équipement\td’essai\t<p>dimensionnelle</p><p>Les plans et schémas</p>",
            "\t2. Contrôler la conformité de l’installation\t",
            "BDC0932 La conduite de l’essai et l’analyse des écarts\t1. Conduire un essai et relever les mesures\t"
            "<ul><li>Les capteurs et chaînes de mesure</li><li>Les méthodes d’analyse</li></ul>",
        ]
    )
    texte = markdown(CQPM)
    debut, fin = texte.index("| Blocs de compétences"), texte.index("3. REFERENTIEL D’EVALUATIONS")
    lu = lire(f"{texte[:debut]}{tableau}\n\n{texte[fin:]}")
    assert comparer(CQPM, lu) == []
    assert doutes(lu) == [
        "intitulé de bloc coupé par une page, recollé : « La préparation d’un » + « essai d’équipement »",
        "phrase coupée par une page, recollée : « La métrologie » + « dimensionnelle »",
        "intitulé coupé par une page, recollé : « Préparer les moyens » + « d’essai »",
    ]


def test_bloc_imprime_a_nouveau_en_haut_de_page() -> None:
    texte = markdown(CQPM).replace(
        "|  | 2. Contrôler", "| **BDC0931** La préparation d’un essai d’équipement | 2. Contrôler"
    )
    lu = lire(texte)
    assert (comparer(CQPM, lu), doutes(lu)) == ([], [])


def test_copie_sans_puces_aux_connaissances() -> None:
    """Knowledge whose bullets were lost is told from titles by its capitals, and said."""
    lu = lire(copie(CQPM, Copie(vides=True, puces="")).replace("\nprocédure et plans ;", "\n• procédure et plans ;"))
    assert [[e.texte for e in bloc.connaissances] for bloc in lu.blocs] == [b["connaissances"] for b in CQPM["blocs"]]
    dits = [doute for doute in doutes(lu) if "lu comme connaissance associée" in doute]
    assert len(dits) == 5


@pytest.mark.parametrize("puce", ["- ", "• ", "1) ", "1. ", "1 - "])
def test_liste_sans_bloc(puce: str) -> None:
    """The competences of an old form, under bullets or numbers."""
    debut = ANCIEN.index("1) Préparer")
    titres = ("Préparer les pièces", "Souder un assemblage\nsans reprise", "Rendre compte")
    lignes = [f"{puce.replace('1', str(rang))}{titre}" for rang, titre in enumerate(titres, start=1)]
    lu = lire(ANCIEN[:debut] + "\n".join(lignes) + "\n")
    assert [c.intitule for c in lu.competences] == [
        "Préparer les pièces",
        "Souder un assemblage sans reprise",
        "Rendre compte",
    ]
    assert [c.numero for c in lu.competences] == ([1, 2, 3] if "1" in puce else [None] * 3)


def test_points_sous_une_competence_dits() -> None:
    debut = ANCIEN.index("1) Préparer")
    lu = lire(ANCIEN[:debut] + "1) Préparer les pièces\n• le débit\n• le meulage\n2) Souder\n")
    assert [c.intitule for c in lu.competences] == ["Préparer les pièces", "Souder"]
    assert [e.texte for e in lu.blocs[0].connaissances] == ["le débit", "le meulage"]
    assert sum("point sous une compétence" in doute for doute in doutes(lu)) == 2


@pytest.mark.parametrize(
    ("avant", "apres", "puce", "attendu"),
    [
        ("Les normes (par exemple NF X", "50-100)", False, True),
        ("Les normes (par exemple NF X", "50-100)", True, False),
        ("Les normes (par exemple ISO)", "50 pièces au moins", False, False),
        ("Les appareils de mesure", "sont vérifiés", False, True),
        ("Les appareils de mesure.", "sont vérifiés", False, False),
    ],
)
def test_phrase_coupee_par_une_page(avant: str, apres: str, puce: bool, attendu: bool) -> None:
    """An open parenthesis is closed by what follows, even by a number."""
    assert est_une_fin_de_phrase(Fragment(avant), Fragment(apres, puce)) is attendu
