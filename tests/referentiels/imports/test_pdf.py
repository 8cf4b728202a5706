"""PDF documents printed from the same content: expected against read, every cell, always as a proposal."""

from typing import Any

import pytest

from referentiels.imports.lecture import lire_referentiel
from tests.referentiels.imports.contenu import CCPM, CQPM, comparer, doutes
from tests.referentiels.imports.sosies_pdf import Mise, imprimer, page_html

MISES = {
    "modele": Mise(),
    "familles dans une cellule": Mise(familles="une_cellule"),
    "tableaux coupés, en-tête répété": Mise(petites_pages=True),
    "tableaux coupés, en-tête perdu": Mise(petites_pages=True, entete_sur_chaque_page=False),
    "une cellule coupée": Mise(petites_pages=True, familles="une_cellule"),
    "sans numéros de page": Mise(numerotation=False),
}
PROPOSITION = "page(s) lue(s) d’après leur mise en page : proposition à relire en entier"
RECOLLES = ("phrase coupée par une page", "titre de famille coupé par une page", "coupé par une page, rapproché")


@pytest.mark.parametrize("contenu", [CQPM, CCPM], ids=["CQPM", "CCPM"])
@pytest.mark.parametrize("mise", MISES)
def test_chaque_cellule(contenu: dict[str, Any], mise: str) -> None:
    lu = lire_referentiel(imprimer(page_html(contenu, MISES[mise]), MISES[mise]))
    assert comparer(contenu, lu) == []
    assert (lu.format, lu.proposition) == ("pdf", True)
    premier, *autres = doutes(lu)
    assert premier.endswith(PROPOSITION)
    assert [doute for doute in autres if not any(recolle in doute for recolle in RECOLLES)] == []


def test_tableaux_fondus_en_un() -> None:
    """Three columns then four, with nothing between: the second header changes the columns."""
    mise = Mise(accoles=True)
    lu = lire_referentiel(imprimer(page_html(CQPM, mise), mise))
    assert comparer(CQPM, lu) == []


def test_colonnes_fantomes() -> None:
    """Cells cut finer than their header, as when borders were moved by hand."""
    html = page_html(CQPM).replace("<td>1. ", "<td colspan=1>1. ")
    html = html.replace("<th>Conditions de réalisation</th>", "<th colspan=2>Conditions de réalisation</th>")
    html = html.replace("<td rowspan=4><p>À partir", "<td rowspan=4 style='width: 1%'></td><td rowspan=4><p>À partir")
    assert comparer(CQPM, lire_referentiel(imprimer(html))) == []


def test_pieds_de_page_ecartes() -> None:
    lu = lire_referentiel(imprimer(page_html(CQPM)))
    pieds = [ecarte.texte for ecarte in lu.ecartes if ecarte.motif == "en-tête ou pied de page"]
    assert pieds == [f"Page {page} sur {len(pieds)}" for page in range(1, len(pieds) + 1)]


TITRES_COURANTS = {
    "une ligne": "@top-left { content: 'CQPM MQ 2004 0933 – Technicien d’essai' }",
    "pages paires et impaires": "} @page :left { @top-left { content: 'Métier d’essai' } } "
    "@page :right { @top-right { content: 'UIMM, version 2022' } ",
    "trois lignes près du texte": "margin-top: 2.2cm; @top-left { white-space: pre; "
    "content: 'Commission paritaire nationale\\A MQ 2004 0933\\A Technicien d’essai' }",
    "encadré": "@top-left { content: 'MQ 2004 0933'; border: 0.6pt solid black; padding: 4pt } "
    "@top-center { content: 'Métier d’essai'; border: 0.6pt solid black; padding: 4pt } "
    "@top-right { content: counter(page); border: 0.6pt solid black; padding: 4pt }",
    "numéro de page seul": "@bottom-center { content: counter(page) }",
    "nom du document": "@top-left { content: 'RÉFÉRENTIEL DU CQPM' }",
}


@pytest.mark.parametrize("titre", TITRES_COURANTS)
@pytest.mark.parametrize("familles", ["rangees", "une_cellule"])
def test_titre_courant_dans_aucune_phrase(titre: str, familles: str) -> None:
    """Tables and sentences cut by pages, whatever each page prints round them: every text whole, and it is said."""
    mise = Mise(familles=familles, numerotation=False)
    css = f"@page {{ size: 29.7cm 13cm; margin: 3cm 1.6cm 2.4cm; {TITRES_COURANTS[titre]} }}"
    lu = lire_referentiel(imprimer(page_html(CQPM, mise), mise, css))
    assert comparer(CQPM, lu) == []
    dits = [doute for doute in lu.doutes if "pied de page, ou" in doute.quoi or "pieds de page écartés" in doute.quoi]
    assert {doute.change for doute in dits} == {True}


@pytest.mark.parametrize(("contenu", "hauteur"), [(CQPM, 13.2), (CCPM, 10.0)], ids=["CQPM", "CCPM"])
def test_entete_de_tableau_coupe_par_une_page(contenu: dict[str, Any], hauteur: float) -> None:
    """« Critères mesurables / et observables », half on each page: no criterion is lost."""
    mise = Mise(entete_sur_chaque_page=False)
    css = f"@page {{ size: 18cm {hauteur}cm; margin: 1.2cm }} td, th {{ font-size: 8pt }}"
    assert comparer(contenu, lire_referentiel(imprimer(page_html(contenu, mise), mise, css))) == []


def test_derniere_rangee_semblable_sur_plusieurs_pages() -> None:
    """The same family heading at the foot of several pages is no running title."""
    from referentiels.imports.pdf_courants import PageBrute, retirer_titres_courants
    from referentiels.imports.pdf_filets import Filet, Filets
    from referentiels.imports.pdf_page import Mot

    cadre = Filets([Filet(10, 70, 100), Filet(90, 70, 100)], [Filet(70, 10, 90)])
    pied = Mot("Identique", 20, 60, 80, 90)
    pages = [PageBrute((Mot(f"Texte{page}", 20, 60, 20, 30), pied), cadre, 100) for page in (1, 2)]
    pages += [PageBrute((Mot(f"Texte{page}", 20, 60, 20, 30),), cadre, 100) for page in (3, 4, 5)]
    assert [retires for _, retires in retirer_titres_courants(pages)] == [(), (), (), (), ()]
    assert [retires for _, retires in retirer_titres_courants(pages[:3])] == [("Identique",), ("Identique",), ()]


def test_place_dans_la_page() -> None:
    html = page_html(CQPM).replace(
        "<p>Les outils sont adaptés", "<p><i>Notice</i> (cid:31)</p><p>Les outils sont adaptés"
    )
    lu = lire_referentiel(
        imprimer(html.replace("3.2. MODALITES D’EVALUATION</h1>", "3.2. MODALITES D’EVALUATION</h1><p>x</p>"))
    )
    assert [doute for doute in doutes(lu) if "cid" in doute] == [
        "signe illisible dans « Notice (cid:31) Les outils sont ada »"
    ]


def test_appel_de_note() -> None:
    html = page_html(CQPM).replace("attribués par", "attribués<sup style='font-size:60%'>1</sup> par")
    lu = lire_referentiel(imprimer(html))
    assert lu.conditions_admission == "Les CQPM sont attribués¹ par le jury paritaire de délibération."


def test_sans_filets() -> None:
    """Columns that nothing rules cannot be told apart: what is certain is read, the rest is left empty and said."""
    mise = Mise(sans_filets=True)
    lu = lire_referentiel(imprimer(page_html(CQPM, mise), mise))
    assert (lu.intitule, lu.numero, lu.mission) == (CQPM["intitule"], CQPM["numero"], CQPM["mission"])
    melees = [doute for doute in doutes(lu) if "lignes en colonnes sans filets, lues mêlées" in doute]
    assert [doute.split(" :")[0] for doute in melees] == ["page 1", "page 2", "page 3"]
