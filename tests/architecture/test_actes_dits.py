"""S16: every act leaves its line in the journal, by itself or by what it calls; one that does not says why."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from tests.environnement import RACINE

LIGNE = "qui, quand et quoi sont dans sa ligne, que la page montre"
TRAVAIL = "travail d’une tâche : la demande ou son issue a sa ligne"
BROUILLON = "brouillon : le dépôt, l’enregistrement ou la transmission a sa ligne"
SOI = "réglage ou lecture de soi, qui ne décide de rien"
REPONSE = "réponse libre d’une personne à une enquête, gardée à sa date, qui ne change aucun dossier"
ACTE_DE = "joué dans la transaction d’un acte qui a sa ligne"
SANS_LIGNE = {
    **dict.fromkeys(("ecarter_page", "demander_rapport", "demander_reprise", "demander_lecture"), LIGNE),
    **dict.fromkeys(("demander_actes", "demander_enregistrement", "demander_chiffres"), TRAVAIL),
    **dict.fromkeys(("composer_acces", "composer_archive", "_terminer", "_garder_lisible"), TRAVAIL),
    **dict.fromkeys(("_renoncer_a_lire", "_oublier_les_restes", "_deja_recues"), TRAVAIL),
    **dict.fromkeys(("recevoir_piece", "attribuer_piece", "ecarter_piece", "ordonner_pieces"), BROUILLON),
    **dict.fromkeys(("corriger_classeur", "decider_lignes", "enregistrer_reponses"), BROUILLON),
    **dict.fromkeys(("remplacer_propositions", "oublier_colonnes", "oublier_mots"), BROUILLON),
    **dict.fromkeys(("abonner_agenda", "desabonner_agenda", "enregistrer_vue", "modifier_vue"), SOI),
    **dict.fromkeys(("noter_lecture", "regler_preferences", "regler_raccourci"), SOI),
    **dict.fromkeys(("repondre_enquete", "refuser_enquete"), REPONSE),
    **dict.fromkeys(("deposer_numerisation", "demander_chargement", "demander_export"), LIGNE),
    **dict.fromkeys(("_reunir", "_un_lot", "charger_communes", "etablir_chiffres", "indexer"), TRAVAIL),
    **dict.fromkeys(("oublier_les_exports", "oublier_les_liasses", "rappeler_membres"), TRAVAIL),
    **dict.fromkeys(("choisir_feuilles", "ranger_colonnes", "recevoir_classeur", "renoncer_au_classeur"), BROUILLON),
    **dict.fromkeys(("rectifier",), ACTE_DE),
    **dict.fromkeys(("noter_commission", "renouveler_liens", "renouveler_liens_rapport"), ACTE_DE),
}
JOURNAL = (
    *("journaliser", "journaliser_tous", "journaliser_cles", "journaliser_en_nombre"),
    *("journaliser_lecture", "journaliser_lecture_de"),
)
HORS = ("tests/", "epreuves/", "benchmarks/", "outils_dev/", ".")


@cache
def services() -> dict[str, tuple[set[str], bool]]:
    """By name, what each function of the services calls, and whether one of that name is an act."""
    appels: dict[str, set[str]] = defaultdict(set)
    actes = set()
    for chemin in sorted(RACINE.glob("**/*.py")):
        nom = chemin.relative_to(RACINE).as_posix()
        if nom.startswith(HORS) or not ("/services/" in nom or nom.endswith("/services.py")):
            continue
        for fonction in ast.walk(ast.parse(chemin.read_text(encoding="utf-8"))):
            if isinstance(fonction, ast.FunctionDef):
                appels[fonction.name] |= set(_appels(fonction))
                if any(getattr(getattr(d, "func", d), "id", "") == "acte" for d in fonction.decorator_list):
                    actes.add(fonction.name)
    return {nom: (siens, nom in actes) for nom, siens in appels.items()}


def _appels(fonction: ast.FunctionDef) -> Iterator[str]:
    for noeud in ast.walk(fonction):
        if isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Name | ast.Attribute):
            yield noeud.func.id if isinstance(noeud.func, ast.Name) else noeud.func.attr


def muets(*lignes: str) -> set[str]:
    """The acts from which no call leads to one that writes a line."""
    disent, avant = set(lignes), 0
    while len(disent) > avant:
        avant = len(disent)
        disent |= {nom for nom, (siens, _) in services().items() if siens & disent}
    return {nom for nom, (_, acte) in services().items() if acte} - disent


def test_chaque_acte_a_sa_ligne_ou_dit_pourquoi():
    assert sum(acte for _, acte in services().values()) > 350
    assert muets(*JOURNAL) ^ set(SANS_LIGNE) == set()


def test_un_acte_sans_ligne_est_vu():
    """Negative control: where nothing is a line, each act is named."""
    assert {"rendre_avis", "clore_jury", "approuver_purge"} <= muets("rien-ne-s-appelle-ainsi")
