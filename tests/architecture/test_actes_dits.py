"""S16: every act leaves its line in the journal, by itself or by what it calls; one that does not says why."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import pytest

from tests.architecture.test_style import APPS
from tests.depot import fichiers_gardes
from tests.environnement import RACINE

Nom = tuple[str, str]
"""A module, and what it names."""


LIGNE = "qui, quand et quoi sont dans sa ligne, que la page montre"
TRAVAIL = "travail d’une tâche : la demande ou son issue a sa ligne"
BROUILLON = "brouillon : le dépôt, l’enregistrement ou la transmission a sa ligne"
SOI = "réglage ou lecture de soi, qui ne décide de rien"
REPONSE = "réponse libre d’une personne à une enquête, gardée à sa date, qui ne change aucun dossier"
ACTE_DE = "joué dans la transaction d’un acte qui a sa ligne"
PAS_ENCORE = "personne n’est connu tant que l’adresse n’a pas répondu : la confirmation a sa ligne"
LETTRE = "le courriel gardé, et le nombre de rappels, le disent"
SANS_LIGNE = {
    LIGNE: {
        "candidats.services.lieu.demander_chargement",
        "certif_portal.portail.services.export.demander_export",
        "certif_portal.portail.services.rapport.demander_rapport",
        "evaluations.services.numerisation.deposer_numerisation",
        "evaluations.services.numerisation.ecarter_page",
        "referentiels.services.relecture.demander_lecture",
        "referentiels.services.reprise.demander_reprise",
    },
    TRAVAIL: {
        "candidats.services.classeur._renoncer_a_lire",
        "candidats.services.classeur.demander_enregistrement",
        "candidats.services.lieu.charger_communes",
        "certif_portal.portail.services.acces.composer_acces",
        "certif_portal.portail.services.archive.composer_archive",
        "certif_portal.portail.services.chiffre.demander_chiffres",
        "certif_portal.portail.services.chiffre.etablir_chiffres",
        "certif_portal.portail.services.export.oublier_les_exports",
        "certif_portal.portail.services.lot.demander_actes",
        "certif_portal.portail.services.notification._reunir",
        "certif_portal.portail.services.purge._un_lot",
        "certif_portal.portail.services.relance._oublier_les_restes",
        "evaluations.services.liasse._terminer",
        "evaluations.services.liasse.oublier_les_liasses",
        "evaluations.services.saisie._deja_recues",
        "habilitations.services.annexe._garder_lisible",
        "referentiels.services.index.indexer",
    },
    BROUILLON: {
        "candidats.services.classeur.choisir_feuilles",
        "candidats.services.classeur.corriger_classeur",
        "candidats.services.classeur.decider_lignes",
        "candidats.services.classeur.oublier_colonnes",
        "candidats.services.classeur.ranger_colonnes",
        "candidats.services.classeur.recevoir_classeur",
        "candidats.services.classeur.renoncer_au_classeur",
        "candidats.services.mots.oublier_mots",
        "candidats.services.piece.attribuer_piece",
        "candidats.services.piece.ecarter_piece",
        "candidats.services.piece.ordonner_pieces",
        "candidats.services.piece.recevoir_piece",
        "habilitations.services.dossier.enregistrer_reponses",
        "habilitations.services.dossier.remplacer_propositions",
        "referentiels.services.relecture.enregistrer_relecture",
    },
    SOI: {
        "certif_portal.comptes.services.regler_raccourci",
        "certif_portal.portail.services.abonnement.abonner_agenda",
        "certif_portal.portail.services.abonnement.desabonner_agenda",
        "certif_portal.portail.services.notification.noter_lecture",
        "certif_portal.portail.services.notification.regler_preferences",
        "certif_portal.portail.services.vue.enregistrer_vue",
        "certif_portal.portail.services.vue.modifier_vue",
    },
    REPONSE: {
        "candidats.services.insertion.refuser_enquete",
        "candidats.services.insertion.repondre_enquete",
    },
    PAS_ENCORE: {
        "candidats.services.demande.recevoir_demande",
        "evaluations.services.candidature.recevoir_candidature",
    },
    LETTRE: {
        "candidats.services.insertion._rappeler",
        "evaluations.services.invitation.rappeler_membres",
    },
    ACTE_DE: {
        "candidats.services.decision.noter_commission",
        "candidats.services.decision.rectifier",
        "candidats.services.rapport.renouveler_liens_rapport",
        "evaluations.services.avis.renouveler_liens",
    },
}
"""Reason -> the acts that have none, module by module."""
JOURNAL = "certif_portal.commun.journal"
LIGNES = frozenset(
    (JOURNAL, nom)
    for nom in (
        *("journaliser", "journaliser_tous", "journaliser_cles", "journaliser_en_nombre"),
        *("journaliser_lecture", "journaliser_lecture_de"),
    )
)


@dataclass
class Module:
    """What one file defines, and what its imports name."""

    nom: str
    alias: dict[str, Nom] = field(default_factory=dict)
    definis: dict[str, ast.AST] = field(default_factory=dict)
    actes: set[str] = field(default_factory=set)


@cache
def lire(nom: str) -> Module | None:
    """A module of the project; None for a library's."""
    chemin = RACINE / nom.replace(".", "/")
    fichier = next((f for f in (chemin.with_suffix(".py"), chemin / "__init__.py") if f.is_file()), None)
    return analyser(nom, fichier.read_text(encoding="utf-8")) if fichier else None


def analyser(nom: str, texte: str) -> Module:
    module = Module(nom)
    arbre = ast.parse(texte)
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.ImportFrom) and noeud.module:
            module.alias |= {n.asname or n.name: (noeud.module, n.name) for n in noeud.names}
        elif isinstance(noeud, ast.Import):
            module.alias |= {n.asname: (n.name, "") for n in noeud.names if n.asname}
    for noeud in arbre.body:
        for cible in _cibles(noeud):
            module.definis[cible] = noeud
        if isinstance(noeud, ast.FunctionDef) and "acte" in {_dernier(d) for d in noeud.decorator_list}:
            module.actes.add(noeud.name)
    return module


def _cibles(noeud: ast.stmt) -> Iterator[str]:
    if isinstance(noeud, ast.FunctionDef | ast.ClassDef):
        yield noeud.name
    elif isinstance(noeud, ast.Assign | ast.AnnAssign):
        cibles = noeud.targets if isinstance(noeud, ast.Assign) else [noeud.target]
        yield from (c.id for c in cibles if isinstance(c, ast.Name))


def _dernier(noeud: ast.expr) -> str:
    """`acte` of `@acte`, `@actes.acte` and `@acte(…)`."""
    noeud = noeud.func if isinstance(noeud, ast.Call) else noeud
    return noeud.id if isinstance(noeud, ast.Name) else getattr(noeud, "attr", "")


def nommes(module: Module, noeud: ast.AST) -> Iterator[Nom]:
    """What of the project is named there: called, handed to what calls it, or in a table that is read there."""
    for lu in ast.walk(noeud):
        if isinstance(lu, ast.Name) and isinstance(lu.ctx, ast.Load):
            yield module.alias.get(lu.id, (module.nom, lu.id))
        elif isinstance(lu, ast.Attribute) and isinstance(lu.value, ast.Name) and lu.value.id in module.alias:
            paquet, nom = module.alias[lu.value.id]
            yield (f"{paquet}.{nom}" if nom else paquet), lu.attr


@cache
def suite(nom: Nom) -> frozenset[Nom]:
    """What a name of the project names in turn; a name that is imported again is the one that it comes from."""
    module = lire(nom[0])
    if module is None:
        return frozenset()
    if nom[1] in module.definis:
        return frozenset(nommes(module, module.definis[nom[1]]))
    return frozenset({module.alias[nom[1]]} if nom[1] in module.alias else ())


def dit(nom: Nom, lignes: frozenset[Nom]) -> bool:
    """Whether a chain of names leads from it to what writes a line."""
    vus, restent = {nom}, [nom]
    while restent:
        if (ici := restent.pop()) in lignes:
            return True
        restent += suite(ici) - vus
        vus |= suite(ici)
    return False


@cache
def actes() -> list[Nom]:
    fichiers = fichiers_gardes(*(f"{app}/*.py" for app in APPS))
    noms = [fichier.relative_to(RACINE).with_suffix("").as_posix().replace("/", ".") for fichier in fichiers]
    return [(nom, acte) for nom in noms if (module := lire(nom)) for acte in sorted(module.actes)]


def muets(lignes: frozenset[Nom] = LIGNES) -> set[str]:
    """The acts from which no name leads to one that writes a line."""
    return {".".join(acte) for acte in actes() if not dit(acte, lignes)}


def test_chaque_acte_a_sa_ligne_ou_dit_pourquoi():
    assert len(actes()) > 350
    assert muets() ^ set().union(*SANS_LIGNE.values()) == set()


def test_un_acte_sans_ligne_est_vu():
    """Negative control: where nothing is a line, each act is named."""
    assert len(muets(frozenset())) == len(actes())


MUET = """
from certif_portal.commun import journal
from certif_portal.commun.actes import acte
from ailleurs import dire

@acte
def parler(): {geste}
"""


@pytest.mark.parametrize(
    ("geste", "attendu"),
    [
        ("journal.journaliser()", True),
        ("TABLE[0]()", True),
        ("partial(_ecrire)()", True),
        ("dire()", False),  # the same name as in a module that writes a line, and another module
        ("dossier.journaliser()", False),
        ("journal.lire()", False),
    ],
)
def test_un_nom_est_celui_de_son_module(monkeypatch, geste, attendu):
    """What another module calls the same says nothing here."""
    texte = MUET.format(geste=geste) + "\ndef _ecrire(): journal.journaliser_tous()\nTABLE = [_ecrire]\n"
    faux = {"ici": analyser("ici", texte), "ailleurs": analyser("ailleurs", "def dire(): pass"), JOURNAL: lire(JOURNAL)}
    with monkeypatch.context() as remplace:
        remplace.setattr(sys.modules[__name__], "lire", faux.get)
        suite.cache_clear()
        assert dit(("ici", "parler"), LIGNES) is attendu
    suite.cache_clear()
