"""`dev.py mesure`: every domain measures something, every goal is asked of a case, and a goal missed is said."""

import ast
import re
import shutil
import subprocess
import sys
from importlib import import_module
from types import SimpleNamespace

import pytest

from benchmarks import charge, serveur
from benchmarks.buts import BUTS, But
from benchmarks.mesure import MODULES
from benchmarks.migrations import verrous
from benchmarks.table import Mesure
from outils_dev import mesures
from outils_dev.mesures import DOMAINES
from tests.environnement import RACINE

SOURCES = sorted((RACINE / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("domaine", DOMAINES)
def test_chaque_domaine_mesure(domaine):
    module = import_module(f"benchmarks.{MODULES.get(domaine, domaine)}")
    assert callable(module.mesurer)


def test_chaque_but_est_demande_a_un_cas():
    textes = {
        noeud.value
        for source in SOURCES
        if source.name != "buts.py"
        for noeud in ast.walk(ast.parse(source.read_text()))
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str)
    }
    pages = {f"C3 {sorte}" for sorte in ("liste", "détail", "accueil", "formulaire")}  # said by the kind of a page
    assert set(BUTS) - textes <= pages
    assert {code.split()[0] for code in BUTS} >= {
        "A1",
        "A2",
        "A3",
        "A4",
        "A5",
        "B1",
        "B2",
        "B3",
        "C1",
        "C2",
        "C3",
        "C4",
    }
    assert {code.split()[0] for code in BUTS} >= {"C5", "D1", "D2", "E1", "E2"}


def test_les_facons_naives_sont_dans_un_seul_fichier():
    """openpyxl writes and `icontains` looks for nothing elsewhere, but for the workbook that is imported."""
    motif = re.compile(r"icontains=|load_workbook|\.full_clean\(\)|write_pdf\(pdf_variant")
    ailleurs = {source.name for source in SOURCES if motif.search(source.read_text())} - {"naif.py"}
    assert ailleurs <= {"pdf.py"}  # the floor: a page already laid out, written


@pytest.mark.parametrize(
    ("but", "valeur", "tenu"),
    [
        (But("naif", au_moins=2.5), 2.5, True),
        (But("naif", au_moins=2.5), 2.49, False),
        (But("rapport", au_plus=0), 0, True),
        (But("rapport", au_plus=0), 1, False),
    ],
)
def test_un_but_est_tenu_a_sa_borne(but, valeur, tenu):
    assert but.tenu(valeur) is tenu


def test_ce_qui_manque_un_but_est_dit_et_ce_qui_n_est_pas_mesure_aussi():
    mesure = Mesure("pdf", "essai", 10, [1.0, 2.0], naif=[2.4, 2.6, 9.0], requetes=26, buts=["A1", "B1 requêtes", "A3"])
    assert mesure.courts == ["B1 requêtes", "A3"]
    assert "A1 ≥ 2.5 bon" in mesure.ligne()
    assert "B1 requêtes ≤ 25 court" in mesure.ligne()
    assert Mesure("pdf", "sans but", 1, [1.0]).courts == []


def test_un_serveur_qui_ne_demarre_pas_ne_se_mesure_pas(monkeypatch):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(RuntimeError, match="gunicorn s’est arrêté avant de répondre"), serveur.gunicorn():
        raise AssertionError("a server was given")


@pytest.mark.parametrize("base", ["postgres://ailleurs/deja_chargee", None])
def test_une_base_deja_chargee_est_migree_puis_mesuree_et_rien_n_est_charge(base, monkeypatch, tmp_path):
    """`--base URL`: no server is started and no volume is loaded; without it, both are, on the engine asked for."""
    appels, prepares = [], []

    def noter(commande, *, env, **_):
        appels.append((commande[1:], env["DATABASE_URL"]))
        return SimpleNamespace(returncode=3 if "benchmarks.mesure" in commande else 0)

    monkeypatch.setattr(mesures, "exiger_systeme", lambda: None)
    monkeypatch.setattr(mesures, "preparer_environnement", prepares.append)
    monkeypatch.setattr(subprocess, "run", noter)
    options = SimpleNamespace(
        base=base, moteur="sqlite", domaine="export", tours=2, secondes=30, json=str(tmp_path / "j.json")
    )
    vars(options).update(strict=True, volume=50, graine=1)
    assert mesures.mesure(options) == 3  # what the measures say
    [verrou] = prepares
    assert "\ngunicorn==" in (RACINE / "requirements" / f"{verrou}.txt").read_text()  # what `charge` starts
    [migration, *chargement, mesure] = [commande for commande, _ in appels]
    assert migration[:2] == ["manage.py", "migrate"]
    assert [commande[:4] for commande in chargement] == (
        [] if base else [["manage.py", "charger_demo", "--volume", "50"]]
    )
    assert mesure == ["-m", "benchmarks.mesure", "--tours", "2", "--secondes", "30", "--domaine", "export"] + [
        *("--json", str(tmp_path / "j.json"), "--strict")
    ]
    adresses = {adresse for _, adresse in appels}
    assert adresses == {base} if base else all(adresse.startswith("sqlite:///") for adresse in adresses)


def test_une_charge_trop_courte_le_dit():
    trafic = charge.Trafic(durees={"repos": {charge.CADRE: [0.1]}, "travaux": {"accueil": [0.2]}})
    with pytest.raises(RuntimeError, match="trop peu de secondes"):
        list(charge._dire(trafic, {}, 1.0, 1.0))
    trafic.noter("accueil", 0.3)  # of the warming up: nothing more is known of the two phases
    trafic.durees["travaux"]["accueil"].append(0.4)
    trafic.durees["repos"]["accueil"] = [0.2, 0.2]
    assert [mesure.cas for mesure in charge._dire(trafic, {}, 1.0, 1.0)][-1] == "mémoire à la fin, pour le début"


def test_les_tables_tenues_par_une_migration():
    requetes = [
        'CREATE TABLE "neuve" ("id" bigint REFERENCES "parente" ("id"))',
        'CREATE INDEX "neuve_i" ON "neuve" ("id")',
        'ALTER TABLE "ancienne" ADD COLUMN "x" integer',
        'CREATE INDEX "grande_i" ON "grande" ("x")',
        'CREATE INDEX CONCURRENTLY "autre_i" ON "autre" ("x")',
        'UPDATE "lignes" SET "x" = 1',
        'SELECT 1 FROM "lue"',
    ]
    assert verrous(requetes) == {
        ("parente", "écritures arrêtées"),
        ("ancienne", "tout arrêté"),
        ("grande", "écritures arrêtées"),
        ("lignes", "lignes écrites"),
    }
