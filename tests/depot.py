"""The files that the repository keeps: what other tests write beside them, or what nobody added, is not read."""

import subprocess
from fnmatch import fnmatch
from pathlib import Path

from tests.environnement import RACINE

ECARTES = frozenset(
    {".venv", "var", "staticfiles", "htmlcov", "test-results", "__pycache__", ".hypothesis"}
    | {".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache"}
)
"""Where there is no repository (an export), what the tools write in folders of their own."""


def fichiers_gardes(*motifs: str, racine: Path = RACINE) -> list[Path]:
    """Those of these patterns (`app/*.py`, at any depth), hidden files too; all of them when none is given."""
    if (racine / ".git").exists():
        commande = ["git", "ls-files", "-z", "--", *motifs]
        noms = subprocess.run(commande, cwd=racine, capture_output=True, text=True, check=True).stdout.split("\0")[:-1]
        return [chemin for nom in noms if (chemin := racine / nom).is_file()]
    presents = (chemin for chemin in sorted(racine.rglob("*")) if chemin.is_file())
    noms = {chemin.relative_to(racine): chemin for chemin in presents}
    return [
        chemin
        for nom, chemin in noms.items()
        if ECARTES.isdisjoint(nom.parts) and any(fnmatch(nom.as_posix(), motif) for motif in motifs or ("*",))
    ]
