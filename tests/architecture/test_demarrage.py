"""What starting costs: no heavy library before its first use, each behind one door; no circle of files."""

import ast
import os
import subprocess
import sys

import pytest

from tests.architecture.test_style import APPS, arbre, modules_importes, relatif, sources
from tests.environnement import RACINE

LOURDES = {
    *("openpyxl", "python_calamine", "docx", "lxml", "pdfplumber", "pdfminer"),
    *("weasyprint", "pikepdf", "PIL", "pi_heif", "pypdfium2", "redis", "pyhanko", "segno", "zxingcpp", "markdown_it"),
}
# The only imports inside a function: file -> what it opens, a library or the module of ours that is written with it.
PORTES = {
    "candidats/exports.py": {"candidats.imports.modele"},
    "candidats/views/classeur.py": {"candidats.imports.modele"},
    "candidats/views/recapitulatif.py": {"candidats.imports.annotation"},
    "certif_portal/apps.py": {"certif_portal"},  # Celery, once Django is ready
    "certif_portal/commun/cachet.py": {"pyhanko.pdf_utils.incremental_writer", "pyhanko.sign", "pyhanko.sign.fields"},
    "certif_portal/commun/code_dessine.py": {"segno"},
    "certif_portal/commun/codes_qr.py": {"PIL", "pikepdf", "pypdfium2", "segno", "zxingcpp"},
    "certif_portal/commun/coffre.py": {
        "cryptography.exceptions",
        "cryptography.hazmat.primitives",
        "cryptography.hazmat.primitives.asymmetric.x25519",
        "cryptography.hazmat.primitives.ciphers.aead",
        "cryptography.hazmat.primitives.kdf.hkdf",
    },
    "certif_portal/commun/controles.py": {"PIL", "pikepdf"},
    "certif_portal/commun/courtier.py": {"redis", "redis.backoff", "redis.retry"},
    "certif_portal/commun/enveloppe.py": {
        "cryptography.exceptions",
        "cryptography.hazmat.primitives",
        "cryptography.hazmat.primitives.asymmetric",
        "cryptography.hazmat.primitives.ciphers.aead",
        "cryptography.hazmat.primitives.kdf.hkdf",
    },
    "certif_portal/commun/environnement.py": {"cryptography.hazmat.primitives.serialization"},
    "certif_portal/commun/feuilles.py": {"python_calamine"},
    "certif_portal/commun/jonction.py": {"PIL", "pikepdf"},
    "certif_portal/commun/pdf.py": {"weasyprint", "weasyprint.text.fonts", "weasyprint.urls"},
    "certif_portal/commun/ajouts.py": {"PIL"},
    "certif_portal/commun/photos.py": {"PIL", "pi_heif", "pikepdf", "pypdfium2"},
    "certif_portal/commun/sante.py": {"redis"},
    "certif_portal/commun/scelle.py": {"cryptography.fernet"},
    "certif_portal/commun/tableur.py": {"openpyxl.cell"},
    "certif_portal/comptes/apps.py": {"allauth.mfa.signals", "certif_portal.comptes"},  # once Django is ready
    "certif_portal/portail/apps.py": {"certif_portal.portail.mur"},  # once Django is ready
    "certif_portal/portail/queries/guide.py": {"markdown_it"},
    "jurys/documents/national.py": {"lxml"},
    "referentiels/documents.py": {"referentiels.exports.word"},
    "certif_portal/commun/traces.py": {"allauth.account.adapter"},  # once Django is ready
    "referentiels/imports/lecture.py": {
        *("referentiels.imports.ecrit", "referentiels.imports.pdf", "referentiels.imports.word"),
    },
}
CHARGER = """
import sys, django
django.setup()
from django.urls import get_resolver
assert get_resolver().url_patterns
print(*sorted({module.partition(".")[0] for module in sys.modules}))
"""


def test_les_adresses_se_chargent_sans_bibliotheque_lourde():
    environnement = os.environ | {"DJANGO_SETTINGS_MODULE": "certif_portal.settings"}
    charges = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CHARGER], cwd=RACINE, env=environnement, capture_output=True, check=True
    ).stdout.split()
    assert b"jurys" in charges
    assert LOURDES & {nom.decode() for nom in charges} == set()


PREMIERE_PAGE = """
import sys
from {module} import {nom} as application
if "{nom}".startswith("get"):
    application = application()
from django.db import connection
from django.test import RequestFactory
assert connection.connection is None
avant = set(sys.modules)
application(RequestFactory().get("/une-adresse/").environ, lambda statut, entetes, erreur=None: None)
print(*sorted(nom for nom in set(sys.modules) - avant if ".views" in nom))
"""


@pytest.mark.parametrize(
    ("module", "nom", "reste"),
    [
        ("certif_portal.wsgi", "application", False),
        ("django.core.wsgi", "get_wsgi_application", True),  # negative control: as Django starts it
    ],
)
def test_un_serveur_a_charge_toutes_les_pages_avant_la_premiere(module, nom, reste, tmp_path):
    """Two seconds of processor, thirty on a starved machine: a process that takes the place of another would be ended
    by gunicorn in its first request, with a 500, and the next one too. No connection is opened meanwhile: it would be
    shared by the processes that gunicorn forks."""
    environnement = os.environ | {
        "DJANGO_SETTINGS_MODULE": "certif_portal.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path}/vide.sqlite3",
    }
    programme = PREMIERE_PAGE.format(module=module, nom=nom)
    charges = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", programme],
        cwd=RACINE,
        env=environnement,
        capture_output=True,
        check=True,
    ).stdout.split()
    assert (b"habilitations.views.organisme" in charges) is reste
    assert bool(charges) is reste


def test_on_n_importe_dans_une_fonction_qu_a_une_porte():
    trouves: dict[str, set[str]] = {}
    for fichier in sources(*APPS):
        for fonction in ast.walk(arbre(fichier)):
            if isinstance(fonction, ast.FunctionDef):
                for noeud in ast.walk(fonction):
                    if isinstance(noeud, ast.Import):
                        trouves.setdefault(relatif(fichier), set()).update(alias.name for alias in noeud.names)
                    elif isinstance(noeud, ast.ImportFrom):
                        trouves.setdefault(relatif(fichier), set()).add(noeud.module or "")
    assert trouves == PORTES


def test_aucun_cercle_de_fichiers():
    """The contracts hold the order of apps and layers; here, that two files of one layer do not need each other."""
    noms = {relatif(f).removesuffix(".py").removesuffix("/__init__").replace("/", "."): f for f in sources(*APPS)}
    restent = {nom: modules_importes(fichier) & set(noms) - {nom} for nom, fichier in noms.items()}
    while feuilles := {nom for nom, besoins in restent.items() if not besoins & set(restent)}:
        restent = {nom: besoins for nom, besoins in restent.items() if nom not in feuilles}
    assert sorted(restent) == []
