"""Words cut at the end of a line: put together, left with their hyphen, or asked; always said."""

import pytest

from referentiels.imports.lecture import lire_referentiel
from referentiels.imports.modele import ReferentielLu
from tests.referentiels.imports.contenu import CQPM, comparer, doutes
from tests.referentiels.imports.sosies_pdf import imprimer, page_html
from tests.referentiels.imports.sosies_texte import Copie, copie, markdown


def lire(texte: str) -> ReferentielLu:
    return lire_referentiel(texte.encode())


def environnement(texte: str, ailleurs: str = "") -> tuple[str | None, list[str]]:
    """How a text of « Environnement » is read, and what is said of its words."""
    source = (
        markdown(CQPM).replace(CQPM["environnement"], texte).replace("Il alerte en cas", f"{ailleurs} Il alerte en cas")
    )
    lu = lire(source)
    return lu.environnement, [doute.quoi for doute in lu.doutes if doute.ou == "Mots coupés"]


@pytest.mark.parametrize(
    ("imprime", "ailleurs", "lu"),
    [
        ("la mainte- nance", "", "la maintenance"),
        ("la mainte- nance", "La maintenance.", "la maintenance"),
        ("la mainte‐ nance", "", "la maintenance"),
        ("la mainte\u00ad\nnance", "", "la maintenance"),
        ("la mainte-\nnance, puis", "", "la maintenance, puis"),
        ("des sous- ensembles", "", "des sous-ensembles"),
        ("des sous- ensembles", "Un sous-ensemble.", "des sous-ensembles"),
        ("l’auto-\ncontrôle", "L’autocontrôle.", "l’autocontrôle"),
        ("l’auto-\ncontrôle", "Les auto-contrôles.", "l’auto-contrôle"),
        ("elle- même", "", "elle-même"),
        ("le schéma ci- dessous", "", "le schéma ci-dessous"),
        ("le ci- ment", "", "le ciment"),
        ("LA MAINTE- NANCE", "", "LA MAINTENANCE"),
        ("MAINTE- NANCE", "", "MAINTENANCE"),
        ("la norme NFX50- 151", "", "la norme NFX50-151"),
        ("la norme NFX50-\n151", "", "la norme NFX50-151"),
    ],
)
def test_mot_recolle_et_dit(imprime: str, ailleurs: str, lu: str) -> None:
    texte, dits = environnement(f"Il assure {imprime}.", ailleurs)
    assert texte == f"Il assure {lu}."
    assert [dit.count(" lu « ") + dit.count(" lu «\u00a0") for dit in dits] == [1]


@pytest.mark.parametrize(
    ("imprime", "ailleurs"),
    [
        ("l’auto- contrôle", ""),
        ("le soudage TIG- MAG", ""),
        ("l’avant- projet", ""),
        ("la sur- veillance", ""),
        ("sous- traiter", ""),
        ("la pièce est- il", ""),
        ("le mou- le", ""),
        ("la mais- on", ""),
        ("l’auto- contrôle", "L’autocontrôle ou l’auto-contrôle."),
        ("la chrono- analyse", ""),
        ("la norme EN 10204- 3", ""),
        ("la norme ISO- 9001", ""),
    ],
)
def test_deux_facons_d_ecrire_est_demande(imprime: str, ailleurs: str) -> None:
    texte, dits = environnement(f"Il assure {imprime}.", ailleurs)
    assert texte == f"Il assure {imprime}."
    assert [dit.endswith("? laissé tel quel") for dit in dits] == [True]


@pytest.mark.parametrize(
    "imprime", ["la pré- et post-production", "un sous-ensemble", "le 2- axes", "1- 20 pièces", "fin - début"]
)
def test_ce_qui_n_est_pas_un_mot_coupe(imprime: str) -> None:
    assert environnement(f"Il assure {imprime}.") == (f"Il assure {imprime}.", [])


def test_les_mots_attestes_sont_dits_ensemble() -> None:
    _, dits = environnement("La mainte- nance et la prépa- ration.", "La maintenance, la préparation.")
    assert dits == [
        "coupés en fin de ligne, lus comme ailleurs dans le document : « mainte- nance » lu « maintenance », "
        "« prépa- ration » lu « préparation »"
    ]


def test_titres_et_cellules_coupes_d_une_copie() -> None:
    """A competence is known again in the evaluations, a heading of the model too, when a word of it is cut."""
    texte = copie(CQPM, Copie(resultats="Résultats attendus"))
    coupe = "instal-\nlation".join(texte.rsplit("installation", 1)).replace("cas de danger", "cas de dan-\nger")
    lu = lire(coupe)
    assert comparer(CQPM, lu) == []
    assert [doute for doute in doutes(lu) if "fin de ligne" in doute] == [
        "coupés en fin de ligne, lus comme ailleurs dans le document : « instal- lation » lu « installation »",
        *(doute for doute in doutes(lu) if "« dan- ger »" in doute),
    ]


def test_un_sigle_ne_finit_pas_une_phrase() -> None:
    """« de type PERT, » then « GANTT, … » on the next line: one sentence; a title in capitals under it stays apart."""
    contenu = CQPM | {"environnement": "Il suit une règle de type PERT, GANTT, MERISE."}
    html = page_html(contenu).replace("PERT, GANTT", "PERT,<br>GANTT").replace("GANTT, MERISE", "GANTT,<br>MERISE")
    assert html.count("<br>") == 2
    assert comparer(contenu, lire_referentiel(imprimer(html))) == []


def test_pdf_en_colonnes_etroites() -> None:
    """Narrow cells cut the words of each column; every word comes out whole, in its cell."""
    html = page_html(CQPM)
    for mot in ("conformité", "procédure", "installation", "équipements", "préparation"):
        milieu = len(mot) // 2
        html = html.replace(f"{mot} ", f"{mot[:milieu]}‐<br>{mot[milieu:]} ")
    lu = lire_referentiel(imprimer(html))
    assert comparer(CQPM, lu) == []
    assert [doute for doute in doutes(lu) if "fin de ligne" in doute]
