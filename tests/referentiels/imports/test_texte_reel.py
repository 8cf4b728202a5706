"""The importer on a real référentiel: every text at its place, nothing lost, nothing twice.

The text is not redistributed, so the expected values are cut out of it here by a second, cruder method
(columns by tabulation, families by regular expression) and a few words anchor each place.
"""

import html
import re
from collections import Counter

import pytest

from referentiels.imports.modele import ReferentielLu

pytestmark = pytest.mark.partage

BLOCS = [
    ("BDC0170", "L'analyse du procédé de production", 7),
    ("BDC0171", "La proposition de solutions d'amélioration du procédé de production", 4),
    ("BDC0172", "La mise en œuvre d'une solution d'amélioration du procédé de production", 3),
    ("BDC0173", "Le déploiement d'actions d'amélioration continue", 3),
]
COMPETENCES = [
    ("BDC0170", 1, "Déterminer et optimiser les temps opératoires"),
    ("BDC0170", 2, "Établir un cahier des charges fonctionnel"),
    ("BDC0171", 1, "Analyser l'effet d'une modification"),
    ("BDC0171", 2, "Proposer des solutions adaptées"),
    ("BDC0172", 1, "Programmer les actions liées à la solution"),
    ("BDC0172", 2, "Identifier et corriger les écarts"),
    ("BDC0173", 1, "Définir des actions d'amélioration continue"),
    ("BDC0173", 2, "Suivre un plan d'actions d'amélioration continue"),
]
# Elements per competence: conditions, then the four families, then results.
COMPTES = [
    (7, 3, 1, 2, 3, 3),
    (3, 1, 1, 1, 2, 1),
    (1, 5, 2, 1, 1, 1),
    (2, 1, 1, 1, 2, 2),
    (4, 2, 1, 1, 2, 2),
    (5, 1, 1, 1, 1, 1),
    (1, 1, 1, 1, 1, 3),
    (1, 1, 1, 1, 1, 1),
]
FAMILLES = ("methodes", "moyens", "liens", "contraintes")
TITRE_DE_FAMILLE = re.compile(
    r"(?:En matière de|Selon quelles) (méthodes utilisées|moyens utilisés|liens professionnels / relationnels"
    r"|contraintes liées au milieu et environnement de travail) :"
)


def mots(texte: str) -> list[str]:
    return re.findall(r"\w+", html.unescape(texte))


def sans_balises(texte: str) -> str:
    return re.sub(r"<[^<>]+>", " ", texte)


def colonnes_par_competence(source: str) -> list[tuple[str, str, str]]:
    """(conditions, criteria, results) of the eight competences, cells of the same competence joined."""
    cumuls: list[list[str]] = []
    for ligne in source.splitlines():
        cellules = ligne.split("\t")
        if len(cellules) != 4 or cellules[1] == "Conditions de réalisation":
            continue
        if cellules[0]:
            cumuls.append(["", "", ""])
        for rang in range(3):
            cumuls[-1][rang] += f" {sans_balises(cellules[rang + 1])}"
    return [(cumul[0], cumul[1], cumul[2]) for cumul in cumuls]


@pytest.fixture(scope="module")
def source(octets_reels: bytes) -> str:
    return octets_reels.decode()


def test_identite(reel: ReferentielLu) -> None:
    """What the text does not carry stays empty."""
    lus = (reel.type, reel.intitule, reel.prefixe, reel.annee, reel.numero, reel.niveau, reel.categorie, reel.date_gtp)
    titre = "Technicien en industrialisation et en amélioration de procédés"
    assert lus == ("CQPM", titre, None, None, None, None, None, None)
    assert [doute.quoi for doute in reel.doutes] == [
        "le document ne porte pas de numéro de certification",
        "le document ne porte pas de niveau",
        "le document ne porte pas la date de la décision du GTP",
    ]


def test_mission_et_activites(reel: ReferentielLu) -> None:
    assert reel.mission is not None
    paragraphes = reel.mission.split("\n\n")
    assert [paragraphe.split(" ")[0] for paragraphe in paragraphes] == ["Le", "Dans", "À", "Enfin,"]
    assert paragraphes[-1].endswith("de l'opérateur au responsable de secteur.")
    assert [activite.intitule for activite in reel.activites] == [intitule for _, intitule, _ in BLOCS]
    assert [activite.texte.split(" ")[:5] for activite in reel.activites] == [
        ["Cette", "activité", "consiste", "tout", "d'abord"],
        ["Cette", "activité", "consiste", "à", "explorer"],
        ["Cette", "activité", "consiste", "à", "justifier"],
        ["Cette", "activité", "consiste", "à", "identifier"],
    ]


@pytest.mark.parametrize(
    ("rubrique", "paragraphes", "debut", "fin"),
    [
        ("environnement", 4, "Le Technicien en industrialisation", "et des points en suspens."),
        (
            "interactions",
            2,
            "Le Technicien en industrialisation",
            "(sur le plan organisationnel, économique et qualitatif).",
        ),
        ("evolutions", 1, "Le métier du Technicien", "de faire face aux imprévus."),
        ("conditions_admission", 2, "Les CQPM, ou les blocs de compétences", "désigner un candidat ou une candidate."),
    ],
)
def test_textes(reel: ReferentielLu, rubrique: str, paragraphes: int, debut: str, fin: str) -> None:
    texte = getattr(reel, rubrique)
    assert (len(texte.split("\n\n")), texte[: len(debut)], texte[-len(fin) :]) == (paragraphes, debut, fin)
    assert "*" not in texte


def test_blocs_competences_connaissances(reel: ReferentielLu) -> None:
    assert [(bloc.numero, bloc.intitule, len(bloc.connaissances)) for bloc in reel.blocs] == BLOCS
    lues = [(bloc.numero, c.numero, c.intitule) for bloc in reel.blocs for c in bloc.competences]
    assert lues == COMPETENCES
    assert [element.texte for element in reel.blocs[2].connaissances] == [
        "La gestion du temps et des priorités",
        "Les outils et méthodes de planification",
        "L'utilisation d'un logiciel de planification",
    ]
    assert [element.texte for element in reel.blocs[0].connaissances][-1] == "L'analyse de la valeur"


def test_nombre_d_elements(reel: ReferentielLu) -> None:
    comptes = [
        (len(c.conditions), *(len(elements) for _, elements in c.criteres.familles()), len(c.resultats))
        for c in reel.competences
    ]
    assert comptes == COMPTES
    assert sum(1 for compte in comptes for nombre in compte[1:5] if nombre) == 32


@pytest.mark.parametrize("rang", range(8))
def test_texte_de_chaque_condition_critere_et_resultat(reel: ReferentielLu, source: str, rang: int) -> None:
    """Word for word, the competence holds its own cells, each family its own part of the cell."""
    conditions, criteres, resultats = colonnes_par_competence(source)[rang]
    competence = reel.competences[rang]
    assert mots(" ".join(element.texte for element in competence.conditions)) == mots(conditions)
    assert mots(" ".join(element.texte for element in competence.resultats)) == mots(resultats)
    morceaux = TITRE_DE_FAMILLE.split(" ".join(criteres.split()))
    assert [titre.split(" ")[0] for titre in morceaux[1::2]] == ["méthodes", "moyens", "liens", "contraintes"]
    attendus = dict(zip(FAMILLES, morceaux[2::2], strict=True))
    for famille, elements in competence.criteres.familles():
        assert mots(" ".join(element.texte for element in elements)) == mots(attendus[famille]), famille


def test_puces_gardent_leur_texte_et_leur_rang(reel: ReferentielLu) -> None:
    contraintes = reel.competences[0].criteres.contraintes
    assert [(element.texte, element.sous) for element in contraintes[1:]] == [
        ("Les équipements de protections individuels appropriés aux situations.", True),
        ("Les équipements de protections selon les zones identifiées.", True),
    ]
    assert [(e.texte.split(" ")[0], e.sous) for e in reel.competences[2].criteres.methodes] == [
        ("La", False),
        ("Définition", True),
        ("Données", True),
        ("La", False),
        ("Les", False),
    ]
    assert [element.sous for element in reel.competences[5].conditions] == [False, True, True, True, True]
    assert [element.sous for element in reel.blocs[0].connaissances] == [False] * 7


def test_variante_selon_quelles_contraintes(reel: ReferentielLu) -> None:
    textes = [element.texte for element in reel.competences[4].criteres.contraintes]
    assert textes[1] == "Les contraintes de délais, coût et qualité sont prises en compte."


def test_modalites(reel: ReferentielLu) -> None:
    assert [modalite.nature for modalite in reel.modalites] == ["observation", "questionnement", "projet"]
    observation, questionnement, projet = [modalite.texte.split("\n") for modalite in reel.modalites]
    assert observation[0] == "ÉVALUATION EN SITUATION PROFESSIONNELLE RÉELLE."
    assert observation[2] == "1. une observation en situation de travail."
    assert [texte.split(" ")[:3] for texte in questionnement] == [["2.", "des", "questionnements"]]
    assert [texte.split(" ")[0] for texte in projet] == ["PRÉSENTATION", "Le", "La"]
    assert len(reel.mise_en_oeuvre) == 5
    assert reel.avis_entreprise is not None
    assert reel.avis_entreprise.endswith("au regard du référentiel d'activité.\n(Hors VAE)")


def test_conservation_dans_les_deux_sens(reel: ReferentielLu, source: str) -> None:
    """Every word of the source is stored or put aside, once; and each text is a stretch of the source."""
    ordre = mots(sans_balises(source))
    unites = [mots(texte) for texte in [*reel.textes(), *(ecarte.texte for ecarte in reel.ecartes)] if mots(texte)]
    # the footnote mark is printed glued to its word
    assert Counter(ordre) == Counter(mot for unite in unites for mot in unite)
    fil = f" {' '.join(ordre)} "
    compte = Counter(f" {' '.join(unite)} " for unite in unites)
    for unite, fois in compte.items():
        assert fil.replace(" ", "  ").count(unite.replace(" ", "  ")) >= fois, unite


def test_chaque_fragment_de_la_source_une_fois(reel: ReferentielLu, source: str) -> None:
    """Fragment by fragment: lines outside tables, blocks and bullets inside them."""
    fragments = [
        " ".join(mots(morceau))
        for ligne in source.splitlines()
        for cellule in ligne.split("\t")
        for bloc in re.split(r"<(?:p|/p|ul|/ul|hr)[^<>]*>", cellule.replace("</u>", "<p>"))
        for morceau in re.split(r"• |(?:^|\s)- ", re.sub(r"<[^<>]+>", "", bloc))
    ]
    numerotes = [
        *(f"{bloc.numero} {bloc.intitule}" for bloc in reel.blocs),
        *(f"{competence.numero} {competence.intitule}" for competence in reel.competences),
        f"Titre du CQPM {reel.intitule}",
    ]
    simples = [
        texte
        for texte in reel.textes()
        if texte not in {reel.intitule, *(b.numero for b in reel.blocs), *(b.intitule for b in reel.blocs), "1", "2"}
        and texte not in {competence.intitule for competence in reel.competences}
    ]
    activites = [activite.intitule for activite in reel.activites]  # same words as the blocs
    ecartes = [ecarte.texte for ecarte in reel.ecartes if ecarte.texte != "Titre du CQPM :"]
    ranges = [
        " ".join(mots(morceau))
        for texte in [*simples, *activites, *numerotes, *ecartes]
        for morceau in texte.split("\n")
    ]
    assert Counter(filter(None, fragments)) == Counter(filter(None, ranges))


def test_ce_qui_est_ecarte_ne_porte_que_le_modele(reel: ReferentielLu) -> None:
    assert Counter(ecarte.motif for ecarte in reel.ecartes) == {
        "titre du modèle": 17,
        "formule du modèle": 3,
        "en-tête de tableau": 37,
        "titre de famille": 32,
        "intitulé répété": 8,
        "libellé": 1,
    }
