"""Running titles and page numbers in a text: put aside and said, and every text read as if they were not there."""

from collections.abc import Callable
from typing import Any

import pytest

from referentiels.imports.lecture import lire_referentiel
from referentiels.imports.modele import ReferentielLu
from tests.referentiels.imports.contenu import CCPM, CQPM, comparer, doutes
from tests.referentiels.imports.sosies_pdf import page_html
from tests.referentiels.imports.sosies_texte import Copie, copie

TITRE = "MQ 2004 0933 - Technicien d’essai en œuvre mécanique et câblage (fictif)"
MISES: dict[str, Callable[[int, int], list[str]]] = {
    "page puis numéro": lambda page, pages: [f"Page {page} sur {pages}", "MQ 2004 0933"],
    "titre puis page": lambda page, pages: [TITRE, f"Page {page} sur {pages}"],
    "sur une ligne": lambda page, pages: [f"{TITRE}   Page {page} / {pages}"],
    "numéro de page seul": lambda page, pages: [str(page)],
    "entre tirets": lambda page, pages: [f"- {page} -"],
    "sans numéro de certification": lambda page, pages: ["Référentiel d’essai fictif", f"{page}/{pages}"],
    "trois lignes": lambda page, pages: ["UIMM – version du 14/06/2022", f"Page {page} sur {pages}", "Essai fictif"],
    "saut de page": lambda page, pages: ["\fRéférentiel d’essai fictif"],
}


def lire(texte: str) -> ReferentielLu:
    return lire_referentiel(texte.encode())


def paginer(texte: str, lignes_par_page: int, mise: Callable[[int, int], list[str]]) -> str:
    lignes = texte.split("\n")
    coupes = range(lignes_par_page, len(lignes), lignes_par_page)
    for page, coupe in reversed(list(enumerate(coupes, start=1))):
        lignes[coupe:coupe] = mise(page, len(coupes))
    return "\n".join(lignes)


@pytest.mark.parametrize("mise", MISES)
@pytest.mark.parametrize("contenu", [CQPM, CCPM], ids=["CQPM", "CCPM"])
def test_chaque_texte_comme_sans_eux(contenu: dict[str, Any], mise: str) -> None:
    texte = copie(contenu, Copie(largeur=55, resultats="Résultats attendus"))
    attendu = lire(texte)
    lignes_par_page = 17 if mise != "saut de page" else 23
    lu = lire(paginer(texte, lignes_par_page, MISES[mise]))
    assert list(lu.textes()) == list(attendu.textes())
    ensemble = [doute for doute in doutes(lu) if "pieds de page écartés" in doute]
    un_par_un = [doute for doute in doutes(lu) if "ou texte qui se répète ? écarté" in doute]
    assert bool(ensemble or un_par_un) == (mise not in {"entre tirets"})
    assert len(ensemble) <= 1


def test_entre_des_lignes_vides_la_phrase_est_recollee_et_dite() -> None:
    texte = copie(CQPM, Copie(resultats="Résultats attendus")).replace(
        "travaille en plate-forme", "travaille en\n\nPage 1 sur 2\nMQ 2004 0933\n\nplate-forme"
    )
    lu = lire(texte)
    assert lu.environnement == CQPM["environnement"]
    assert [doute for doute in doutes(lu) if "recollée" in doute] == [
        "phrase coupée par un changement de page, recollée : « Il travaille en » + « plate-forme d’essai, sous la "
        "conduite d’un chef d’équipe. »"
    ]


def test_au_milieu_d_une_page_d_une_ligne() -> None:
    """A site that gives a page as one line puts the running title in the middle of a sentence."""
    pages = [f"Page {page} sur 3 {TITRE}" for page in (1, 2, 3)]
    texte = (
        f"{pages[0]} Commission paritaire nationale de l’emploi et de la formation professionnelle de la métallurgie "
        f"Qualification : MQ 2004 0933 Niveau : 5 REFERENTIEL DU CQPM Titre du CQPM : Technicien d’essai "
        "1. REFERENTIEL D’ACTIVITES DU CQPM 1.1. Mission (s) et activités visées par la certification professionnelle "
        f"Le technicien effectue le suivi selon les {pages[1]} objectifs fixés. 2. REFERENTIEL DE COMPETENCES "
        f"Pour cela, il (elle) doit être capable de : 1) Préparer un essai {pages[2]} mécanique 2) Rendre compte"
    )
    lu = lire(texte)
    assert (lu.mission, lu.numero, lu.niveau) == (
        "Le technicien effectue le suivi selon les objectifs fixés.",
        "0933",
        5,
    )
    assert [c.intitule for c in lu.competences] == ["Préparer un essai mécanique", "Rendre compte"]
    assert [ecarte.texte for ecarte in lu.ecartes if ecarte.motif == "en-tête ou pied de page"] == pages


def test_le_numero_imprime_nulle_part_ailleurs_est_lu() -> None:
    texte = copie(CQPM, Copie(resultats="Résultats attendus")).replace("Qualification : MQ 2004 0933\n", "")
    lu = lire(paginer(f"MQ 2004 0933\nPage 1 sur 9\n{texte}", 31, MISES["page puis numéro"]))
    assert (lu.annee, lu.numero) == (2004, "0933")


@pytest.mark.parametrize(
    "ligne",
    ["1. Préparer les moyens d’essai", "• Les plans et schémas", "Résultats attendus", "En matière de moyens :"],
)
def test_ce_qui_revient_sans_etre_un_titre_courant(ligne: str) -> None:
    from referentiels.imports.courants import reperer_courants

    lignes = ["Titre", *(ligne_de_page for page in (1, 2) for ligne_de_page in (f"Page {page} sur 2", ligne, "Texte"))]
    assert reperer_courants(lignes) == {1, 4}


def test_numeros_d_une_liste_et_valeur_d_un_libelle() -> None:
    from referentiels.imports.courants import reperer_courants

    assert reperer_courants(["Niveau :", "4", "1", "Préparer", "2", "Souder"]) == frozenset()


def test_document_en_paragraphes() -> None:
    """A Word or HTML document made from a PDF keeps its running titles among its paragraphs."""
    corps = page_html(CQPM).replace("<p>Il rend compte", f"<p>{TITRE}</p><p>Page 2 sur 4</p><p>Il rend compte")
    corps = corps.replace(
        "sous la conduite d’un chef", f"sous la</p><p>{TITRE}</p><p>Page 3 sur 4</p><p>conduite d’un chef"
    )
    lu = lire(f"<!DOCTYPE html><html><body>{corps}</body></html>")
    assert comparer(CQPM, lu) == []
    assert doutes(lu) == [
        f"en-têtes et pieds de page écartés : « {TITRE} » (2 fois)",
        "phrase coupée par un changement de page, recollée : « Il travaille en plate-forme d’essai, sous la » + "
        "« conduite d’un chef d’équipe. »",
    ]


def test_une_formule_n_avale_pas_la_phrase_qui_la_precede() -> None:
    texte = copie(CQPM, Copie(resultats="Résultats attendus")).replace(
        "En fonction des différents",
        "Les missions ou activités s’exercent dans de nombreux secteurs.\nEn fonction des différents",
    )
    ajoutee = "Les missions ou activités s’exercent dans de nombreux secteurs."
    assert lire(texte).mission == f"{CQPM['mission']}\n\n{ajoutee}"


def test_un_critere_qui_se_repete_sous_les_numeros_de_page_est_un_doute_a_lui_seul() -> None:
    """Nobody says whether it is a running title: it is put aside, and ticked by itself."""
    from referentiels.imports.courants import dire_courants

    retires = [TITRE, "Page 1 sur 3", "Les consignes sont respectées", TITRE, "Les consignes sont respectées"]
    assert [(doute.quoi, doute.change) for doute in dire_courants(retires, [])] == [
        (f"en-têtes et pieds de page écartés : « {TITRE} » (2 fois)", True),
        (
            "« Les consignes sont respectées » (2 fois) près des numéros de page : en-tête ou pied de page, ou texte "
            "qui se répète ? écarté",
            True,
        ),
    ]
