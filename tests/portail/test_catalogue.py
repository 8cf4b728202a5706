"""docs/regles.md is generated and up to date; what holds each rule is in tests/architecture/test_bornes.py."""

import re
from importlib import import_module

import pytest
from django.core.management import CommandError, call_command

from certif_portal.commun.regles import regles_ecrites
from certif_portal.portail.catalogue import MODULES, index_des_decisions, page_des_regles, regles
from certif_portal.portail.management.commands import regles as commande
from tests.environnement import RACINE


def test_la_page_des_regles_est_a_jour():
    assert (RACINE / "docs" / "regles.md").read_text(encoding="utf-8") == page_des_regles()


def test_l_index_des_decisions_est_a_jour():
    decisions = RACINE / "docs" / "decisions"
    assert (decisions / "README.md").read_text(encoding="utf-8") == index_des_decisions(decisions)
    numeros = [fiche.name[:4] for fiche in decisions.glob("[0-9]*.md")]
    assert len(numeros) == len(set(numeros))


def test_une_page_perimee_est_refusee(tmp_path, monkeypatch):
    (tmp_path / "decisions").mkdir()
    monkeypatch.setattr(commande, "DOCS", tmp_path)
    with pytest.raises(CommandError, match=r"manage\.py regles"):
        call_command("regles", "--verifier")
    call_command("regles")
    call_command("regles", "--verifier")
    page = tmp_path / "regles.md"
    page.write_text(page.read_text(encoding="utf-8").replace("15 jours", "16 jours", 1), encoding="utf-8")
    with pytest.raises(CommandError, match="pas à jour"):
        call_command("regles", "--verifier")


def test_les_codes_sont_uniques_et_bien_formes():
    codes = [ligne.regle.code for ligne in regles()]
    assert len(codes) == len(set(codes))
    assert [code for code in codes if not re.fullmatch(r"[A-Z0-9]+(-[A-Z0-9]+)*", code)] == []


def test_chaque_module_de_regles_est_dans_le_catalogue():
    presents = {str(f.relative_to(RACINE).with_suffix("")).replace("/", ".") for f in RACINE.glob("*/regles.py")}
    presents |= {str(f.parent.relative_to(RACINE)).replace("/", ".") for f in RACINE.glob("*/regles/__init__.py")}
    presents |= {
        str(f.relative_to(RACINE).with_suffix("")).replace("/", ".") for f in RACINE.glob("certif_portal/*/regles.py")
    }
    porteurs = {nom for nom in presents if [*regles_ecrites(import_module(nom))]}
    assert porteurs == {module.__name__ for _, module in MODULES}


def test_chaque_decision_citee_existe():
    numeros = {numero for ligne in regles() for numero in re.findall(r"Décision (\d{4})", str(ligne.regle.source))}
    fiches = {f.name[:4] for f in (RACINE / "docs" / "decisions").glob("[0-9]*.md")}
    assert numeros - fiches == set()
