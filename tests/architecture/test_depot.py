"""What the tests that read the whole repository read of it."""

import subprocess

import pytest

from tests.depot import fichiers_gardes

GARDES = [".dockerignore", "a.py", "doc/b.md", "doc/c/d.md"]


@pytest.fixture
def depot(tmp_path):
    for nom in (*GARDES, ".venv/lib.py", "var/ecrit.md"):
        (tmp_path / nom).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / nom).write_text("x")
    return tmp_path


def lus(depot, *motifs):
    return sorted(f.relative_to(depot).as_posix() for f in fichiers_gardes(*motifs, racine=depot))


def test_un_depot_dit_ce_qu_il_garde(depot):
    subprocess.run(["git", "init", "-q"], cwd=depot, check=True)
    subprocess.run(["git", "add", "--", *GARDES], cwd=depot, check=True)
    (depot / "d’un autre test.md").write_text("x")
    (depot / "doc/b.md").unlink()  # taken away, and not yet said
    assert lus(depot) == [".dockerignore", "a.py", "doc/c/d.md"]
    assert (lus(depot, "*.py"), lus(depot, "doc/*.md")) == (["a.py"], ["doc/c/d.md"])


def test_une_copie_sans_depot_se_lit_a_part_ce_que_les_outils_ecrivent(depot):
    assert lus(depot) == GARDES
    assert (lus(depot, "*.py"), lus(depot, "doc/*.md")) == (["a.py"], ["doc/b.md", "doc/c/d.md"])
