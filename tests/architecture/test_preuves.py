"""The page that says what holds each sentence of the running of the portal: everything that it names exists."""

import re

from tests.environnement import RACINE

PAGE = (RACINE / "docs" / "exploitation" / "preuves.md").read_text()


def etapes() -> str:
    """What the trial prints, as it is written."""
    return "".join(chemin.read_text() for chemin in sorted((RACINE / "epreuves").glob("exploitation*.py")))


def absents(page: str) -> list[str]:
    tests = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page)
    perdus = [nom for chemin, nom in tests if f"\ndef {nom}(" not in (RACINE / chemin).read_text()]
    ecrites = etapes()
    perdus += [titre for titre in re.findall(r"« ([^»]+) »", page) if f'"{titre}"' not in ecrites and len(titre) > 15]
    bancs = re.findall(r"`benchmarks\.(\w+)`", page)
    return perdus + [nom for nom in bancs if not (RACINE / "benchmarks" / f"{nom}.py").exists()]


def test_tout_ce_qui_est_cite_existe():
    assert len(re.findall(r"`tests/", PAGE)) > 40
    assert absents(PAGE) == []


def test_ce_qui_n_existe_pas_se_voit():
    """Negative control."""
    page = "`tests/commun/test_sante.py::test_parti` « Une étape que rien n’imprime » `benchmarks.parti`"
    assert absents(page) == ["test_parti", "Une étape que rien n’imprime", "parti"]


def test_chaque_etape_de_l_epreuve_tient_une_phrase():
    titres = re.findall(r'proces\.etape\(\s*f?"([^"]+)"', etapes())
    assert len(titres) > 25
    assert [titre for titre in titres if "{" not in titre and f"« {titre} »" not in PAGE] == []
