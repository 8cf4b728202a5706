"""The tablet judges a line as the portal does: the same lines, played by both, say the same words."""

import itertools
import random

import pytest

from certif_portal.commun.typographie import typographier
from evaluations.regles.grille import PHRASES, refus_de_ligne, regles_de_ligne, reserve

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

CRITERES = ["Le choix de la gamme est justifié.", "Les outils sont vérifiés", "Le cœur de l’œuvre : sûreté …"]
COMMENTAIRES = [
    "", " ", "x", "Insuffisant", "a bcdef", "a bcdefg", "Gamme non tenue.", "la vérification n’est pas faite",
    "AUCUNE JUSTIFICATION", "Oeuvre à reprendre", "ŒUVRE À REPRENDRE", "Sure\u0301te\u0301 à voir", "Geste net",
    "Rien de cela \n ici", "Outil\u00a0cassé",
    "Straße et łódź", "🛠️🛠️ 🛠️🛠️", "{criteres} $& {commentaire}",
]  # fmt: skip
JUGER = """async ([cas, regles]) => {
  const { refusDe, reserveDe } = await import("/static/js/tablette/regles.js");
  const competence = (criteres) => ({ familles: [{ criteres: criteres.map((texte, id) => ({ id, texte })) }] });
  const dire = (valeur, criteres) => [refusDe, reserveDe].map((regle) => regle(valeur, competence(criteres), regles));
  return cas.map(({ valeur, criteres }) => dire(valeur, criteres));
}"""


def lignes() -> list[dict]:
    """Every decision with every comment and every set of ticks, and a few drawn at random."""
    alea = random.Random(13)  # noqa: S311
    tirees = ["".join(alea.choices("abé œn’p …\u00a0.?", k=alea.randint(0, 14))) for _ in range(60)]
    coches = [list(choix) for taille in range(4) for choix in itertools.combinations(range(3), taille)]
    return [
        {"valeur": {"decision": decision, "commentaire": commentaire, "criteres": ids}, "criteres": criteres}
        for decision, commentaire, ids in itertools.product(("oui", "non", ""), COMMENTAIRES + tirees, coches)
        for criteres in ([], CRITERES)
        if criteres or not ids
    ]


def du_portail(ligne: dict) -> list[str]:
    valeur, criteres = ligne["valeur"], ligne["criteres"]
    maitrisee = {"oui": True, "non": False, "": None}[valeur["decision"]]
    coches = [texte for rang, texte in enumerate(criteres) if rang in valeur["criteres"]]
    restes = [texte for rang, texte in enumerate(criteres) if rang not in valeur["criteres"]]
    commentaire = valeur["commentaire"].strip()
    return [refus_de_ligne(maitrisee, commentaire, restes), reserve(maitrisee, commentaire, coches, restes)]


def test_la_tablette_et_le_portail_disent_la_meme_chose(page, live_server):
    page.goto(live_server.url + "/static/favicon.svg")
    cas = lignes()
    attendus = [du_portail(ligne) for ligne in cas]
    assert {phrase for dits in attendus for phrase in dits} >= {"", PHRASES["commentaire"], PHRASES["lien"]}
    assert page.evaluate(JUGER, [cas, regles_de_ligne() | {"phrases": PHRASES}]) == attendus


def test_les_phrases_partent_avec_leur_typographie():
    assert regles_de_ligne()["phrases"] == {nom: typographier(phrase) for nom, phrase in PHRASES.items()}
