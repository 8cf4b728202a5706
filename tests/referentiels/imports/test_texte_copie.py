"""Markdown, HTML, and text copied from a PDF: expected against read, every cell; what is uncertain is left empty and
said."""

from typing import Any

import pytest

from referentiels.imports.lecture import lire_referentiel
from tests.referentiels.imports.contenu import CCPM, CQPM, avec, comparer, competences, doutes
from tests.referentiels.imports.sosies_pdf import Mise, page_html
from tests.referentiels.imports.sosies_texte import Copie, copie, markdown

DEUX = pytest.mark.parametrize("contenu", [CQPM, CCPM], ids=["CQPM", "CCPM"])
RECONSTITUE = "les tableaux ont été reconstitués ligne à ligne : à relire cellule par cellule"
SEPARES = "résultats attendus lus dans le paragraphe qui suit une ligne vide, à vérifier"


def lire(texte: str):
    return lire_referentiel(texte.encode())


# ---- tables written as such: nothing is uncertain


@DEUX
@pytest.mark.parametrize("saut", ["<br>", "<br/>", "<br><br>"])
def test_markdown(contenu: dict[str, Any], saut: str) -> None:
    lu = lire(markdown(contenu, saut))
    assert (comparer(contenu, lu), doutes(lu), lu.proposition) == ([], [], False)


@DEUX
@pytest.mark.parametrize("familles", ["rangees", "une_cellule"])
def test_document_html(contenu: dict[str, Any], familles: str) -> None:
    corps = page_html(contenu, Mise(familles=familles))
    lu = lire(f"<!DOCTYPE html><html><head><title>Page</title><style>p {{}}</style></head><body>{corps}</body></html>")
    assert (comparer(contenu, lu), doutes(lu), lu.format, lu.proposition) == ([], [], "html", False)


def test_tableaux_html_dans_un_texte() -> None:
    html = page_html(CQPM)
    debut, fin = html.index("<table"), html.index("</table>") + len("</table>")
    texte = markdown(CQPM)
    blocs = texte.index("| Blocs de compétences"), texte.index("3. REFERENTIEL D’EVALUATIONS")
    lu = lire(texte[: blocs[0]] + html[debut:fin] + "\n\n" + texte[blocs[1] :])
    assert (comparer(CQPM, lu), doutes(lu)) == ([], [])


def test_tableau_html_jamais_ferme() -> None:
    from referentiels.imports.modele import DocumentRefuse

    with pytest.raises(DocumentRefuse, match="un tableau HTML qui n’est pas fermé"):
        lire(markdown(CQPM).replace("| Blocs", "<table><tr><td>\n| Blocs", 1))


# ---- copies that keep what parts the cells


@pytest.mark.parametrize("largeur", [0, 55, 80])
@pytest.mark.parametrize("puces", ["• ", "▪ ", "\uf0b7 "])
def test_copie_avec_lignes_vides(largeur: int, puces: str) -> None:
    lu = lire(copie(CQPM, Copie(largeur=largeur, vides=True, puces=puces)))
    assert comparer(CQPM, lu) == []
    assert (doutes(lu), lu.proposition) == ([RECONSTITUE, SEPARES], True)


@pytest.mark.parametrize("ordre", ["cellule", "rangee"])
@pytest.mark.parametrize("largeur", [0, 55, 80])
def test_copie_ccpm(ordre: str, largeur: int) -> None:
    """The results of a CCPM are headed: nothing is uncertain, in either order."""
    facon = Copie(ordre=ordre, largeur=largeur, resultats="En matière de résultats :", vides=True)
    lu = lire(copie(CCPM, facon))
    assert (comparer(CCPM, lu), doutes(lu), lu.proposition) == ([], [RECONSTITUE], True)


def test_copie_avec_titre_des_resultats() -> None:
    lu = lire(copie(CQPM, Copie(resultats="Résultats attendus", pages=True)))
    assert (comparer(CQPM, lu), doutes(lu)) == ([], [RECONSTITUE])
    assert [ecarte.texte for ecarte in lu.ecartes if ecarte.motif == "pied de page"] == [
        "Page 1 sur 9",
        "Page 2 sur 9",
        "Page 3 sur 9",
    ]


# ---- copies that do not: nothing is guessed


@pytest.mark.parametrize(
    ("ordre", "famille"), [("cellule", "contraintes"), ("rangee", "methodes")], ids=["cellule", "rangee"]
)
def test_copie_sans_rien_entre_criteres_et_resultats(ordre: str, famille: str) -> None:
    """Everything else is at its place; what may be a criterion or a result is in neither, and said with its text."""
    lu = lire(copie(CQPM, Copie(ordre=ordre)))
    incertains = [*CQPM["blocs"][0]["competences"][0]["criteres"]["methodes"][1:]]
    incertains += [texte for competence in competences(CQPM) for texte in competence["resultats"]]
    attendu = avec(CQPM)
    for competence in competences(attendu):
        competence["resultats"] = []
    competences(attendu)[0]["criteres"]["methodes"] = ["La procédure est lue en entier."]
    assert comparer(attendu, lu) == []
    ecartes = [ecarte.texte for ecarte in lu.ecartes if ecarte.motif == "non rangé"]
    assert sorted(ecartes) == sorted(incertains)
    for texte in incertains:
        nom = "methodes" if texte == "Les points d’arrêt sont repérés." else famille
        assert f"« {texte} » : critère ({nom}) ou résultat attendu ? écarté, à placer" in doutes(lu)


def test_page_entiere_sur_une_ligne() -> None:
    lu = lire(copie(CQPM, Copie(une_ligne=True)))
    attendu = avec(CQPM)
    attendu["mission"] = CQPM["mission"].replace("\n\n", " ")
    attendu["interactions"] = CQPM["interactions"].replace("\n\n", " ")
    attendu["modalites"] = [m.replace(".\n", ". ").replace("RÉELLE. ", "RÉELLE.\n") for m in CQPM["modalites"]]
    attendu["modalites"] = [
        m.replace(" 1. une", "\n1. une").replace("sur :\n", "sur :\n") for m in attendu["modalites"]
    ]
    premiere, deuxieme, troisieme = competences(attendu)
    premiere["conditions"][2:] = [" ".join(premiere["conditions"][2:])]
    premiere["criteres"]["methodes"] = ["La procédure est lue en entier."]
    troisieme["conditions"] = [" ".join(troisieme["conditions"])]
    for competence in (premiere, deuxieme, troisieme):
        competence["resultats"] = []
    ecarts = [ecart for ecart in comparer(attendu, lu) if not ecart.startswith("modalites")]
    assert ecarts == []
    assert "« Le poste d’essai est prêt. » : critère (contraintes) ou résultat attendu ? écarté, à placer" in doutes(lu)
    assert lu.proposition


def test_page_entiere_sur_une_ligne_ccpm() -> None:
    lu = lire(copie(CCPM, Copie(une_ligne=True, resultats="En matière de résultats :")))
    assert [competence.intitule for competence in lu.competences] == [c["intitule"] for c in competences(CCPM)]
    lus = [" ".join(element.texte for element in competence.resultats) for competence in lu.competences]
    assert lus == [" ".join(competence["resultats"]) for competence in competences(CCPM)]
