"""Whatever is read leaves its line: every file and export that the portal serves, by a walk of its addresses."""

import ast
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from certif_portal.commun.choix import LECTURES
from certif_portal.commun.lectures import Lecture, SansTrace, lecture_de
from certif_portal.commun.models import EntreeJournal
from tests.architecture.droits import ROLES, Monde, lire_table, noms_des_adresses
from tests.architecture.test_style import APPS, arbre, relatif, sources
from tests.environnement import PARCOURS_ENTIERS, RACINE

# The one door, and how many arguments it takes before the reading, which is given by name or comes next.
PORTES = {"telecharger": None, "telecharger_rendu": None, "reponse_fichier": 1, "reponse_image": 1, "servir_au_fil": 3}
REPONSES = {"HttpResponse", "StreamingHttpResponse", "FileResponse", "JsonResponse"}
# What answers without passing the door, and why it owes no line.
SANS_PORTE = {
    "certif_portal/commun/fichiers.py": "the door itself",
    "certif_portal/commun/metriques.py": "counts and ages, no name, behind a token",
    "certif_portal/commun/middleware.py": "the page that says that a button's address is no page",
    "certif_portal/commun/pannes.py": "the page of a database that is away",
    "certif_portal/commun/sante.py": "states of the machine",
    "certif_portal/commun/views.py": "a refusal told to a script",
    "certif_portal/comptes/views/compte.py": "how long one's own session has left",
    "certif_portal/portail/views/agenda.py": "dates, at an address known of the one person who was given it",
    "candidats/views/piece.py": "the refusals of an upload",
    "candidats/views/entreprise.py": "the company found for a SIRET",
    "evaluations/views/saisie.py": "an evaluator’s own sittings of the day, taken along on a tablet",
    "evaluations/views/seance.py": "an answer without content",
    "evaluations/views/tablette.py": "a script of the portal's own",
    "habilitations/views/dossier.py": "a draft recorded, or why not",
    "jurys/middleware.py": "the second factor asked of a script",
}
HTML = "text/html"


def _vues() -> Iterator[tuple[str, ast.AST]]:
    for chemin in [*sources(*APPS), *RACINE.glob("*.py")]:
        nom = relatif(chemin)
        for noeud in ast.walk(arbre(chemin)):
            yield nom, noeud


def _appele(fonction: ast.expr) -> str:
    """`FileResponse` of `FileResponse(…)` and of `http.FileResponse(…)`."""
    return fonction.id if isinstance(fonction, ast.Name) else getattr(fonction, "attr", "")


def _renommes(noeud: ast.AST) -> list[str]:
    """What answers, imported under another name: no call of it would be seen."""
    noms = noeud.names if isinstance(noeud, ast.ImportFrom) else []
    return [nom.name for nom in noms if nom.name in {*PORTES, *REPONSES} and nom.asname not in (None, nom.name)]


def _appels() -> Iterator[tuple[str, ast.Call, str]]:
    for nom, noeud in _vues():
        if isinstance(noeud, ast.Call):
            yield nom, noeud, _appele(noeud.func)


def _dit(appel: ast.Call, porte: str) -> bool:
    place = PORTES[porte]
    return any(mot.arg == "lecture" for mot in appel.keywords) or (place is not None and len(appel.args) > place)


def test_chaque_vue_qui_sert_un_fichier_dit_ce_qui_est_lu():
    appels = [(nom, appel, porte) for nom, appel, porte in _appels() if porte in PORTES]
    assert len(appels) > 50
    assert [f"{nom}:{appel.lineno} : {porte}" for nom, appel, porte in appels if not _dit(appel, porte)] == []


def test_rien_ne_sort_par_une_autre_porte():
    assert {nom for nom, _, reponse in _appels() if reponse in REPONSES} == set(SANS_PORTE)
    assert [f"{nom} : {renomme}" for nom, noeud in _vues() for renomme in _renommes(noeud)] == []


def test_une_reponse_nommee_autrement_est_vue():
    """Negative control: through its module, or under another name."""
    appel, importe, tel_quel = ast.parse(
        "http.FileResponse(f)\nfrom django.http import FileResponse as Reponse\nfrom django.http import FileResponse"
    ).body
    assert _appele(appel.value.func) == "FileResponse"
    assert (_renommes(importe), _renommes(tel_quel)) == (["FileResponse"], [])


def _lectures(monde: Monde) -> Iterator[tuple[str, str, Any, list[str]]]:
    """(address, role, what the answer says is read, the lines that the request wrote) of every file served. What is a
    page to the first is one to the second, who is asked in the whole walk alone."""
    routes = noms_des_adresses()
    for nom, ligne in lire_table().items():
        for role in _lecteurs(ligne):
            adresse = monde.adresse(nom, routes[nom], ligne["objet"], role)
            with transaction.atomic():
                reponse = getattr(monde.clients[role], ligne["methode"].lower())(adresse)
                lignes = EntreeJournal.objects.filter(acte__in=LECTURES).values_list("phrase", flat=True)
                lue = lecture_de(reponse) is not None or "Content-Disposition" in reponse.headers
                if lue:
                    yield nom, role, lecture_de(reponse), list(lignes)
                transaction.set_rollback(True)
            if not lue and not PARCOURS_ENTIERS:
                break


def _lecteurs(ligne: dict[str, Any]) -> list[str]:
    """The auditor, and the first of each kind that reads: that the others read the same is the table's to say."""
    siens = [role for role in ROLES if ligne["attendus"][role] == (200 if ligne["methode"] == "GET" else 302)]
    return [role for role in ("auditeur", *siens[:1]) if role in siens][:2]


def _fautes(monde: Monde) -> tuple[set[str], list[str]]:
    """The addresses that served a file, and one sentence for each reading that left no line."""
    servies, fautes = set(), []
    for nom, role, lecture, lignes in _lectures(monde):
        servies.add(nom)
        attendues = [lecture.phrase] if isinstance(lecture, Lecture) else []
        if lignes != attendues or not (attendues or (isinstance(lecture, SansTrace) and lecture.raison)):
            fautes.append(f"{nom} : {role} lit, le journal dit {lignes}, attendu {attendues or 'une raison'}")
    return servies, fautes


@pytest.mark.django_db
@pytest.mark.timeout(600)  # some five hundred requests
def test_chaque_fichier_lu_laisse_sa_ligne(monde):
    servies, fautes = _fautes(monde)
    assert fautes == []
    assert len(servies) > 40
    assert {"certificat_fichier", "piece_jury_fichier", "piece_identite_image", "inscription_exporter"} <= servies
    assert {"jury_papiers_archive", "amenagement_liste", "lotnational_fichier", "gac_fichier"} <= servies


@pytest.mark.django_db
def test_une_lecture_que_personne_ne_consigne_est_vue(monde, settings, monkeypatch):
    """Negative control: without the middleware, the walk must find each reading."""
    table = {nom: ligne for nom, ligne in lire_table().items() if nom in ("certificat_fichier", "referentiel_pdf")}
    monkeypatch.setattr("tests.architecture.test_lectures.lire_table", lambda: table)
    settings.MIDDLEWARE = [nom for nom in settings.MIDDLEWARE if "consigner_les_lectures" not in nom]
    _, fautes = _fautes(monde)
    assert [faute.partition(" : le")[0].partition(" lit")[0] for faute in fautes] == [
        "certificat_fichier : auditeur",
        "certificat_fichier : agent",
    ]


def test_la_lecture_s_ecrit_avant_que_rien_ne_parte():
    """Nothing stands between the page and the line but the second wall, which leaves the answer as it is."""
    assert [nom.rpartition(".")[2] for nom in settings.MIDDLEWARE[-2:]] == ["consigner_les_lectures", "second_mur"]
