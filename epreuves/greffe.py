"""Pytest plugin: one module is loaded with a fault in it, or without a guard (`GREFFE=securite:3`). No file is
touched, so nothing is to be put back.

GREFFE=jurys/regles/piece.py:17 python -m pytest -p epreuves.greffe tests/jurys/regles/test_piece.py
"""

import os
import subprocess
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

from epreuves.securite import GARDES
from epreuves.semis import fautes

RACINE = Path(__file__).resolve().parent.parent
SOUCHE = "certif_portal.commun.souche"


class Greffeur(SourceFileLoader):
    """Compiles the faulty source in the place of the file's."""

    source: str

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.source, self.path, "exec", dont_inherit=True)


class Aiguillage(MetaPathFinder):
    def __init__(self, chemin: str, rang: int) -> None:
        garde = GARDES[rang] if chemin == "securite" else None
        self.module = (garde.chemin if garde else chemin).removesuffix(".py").replace("/", ".")
        self.source = garde.source if garde else fautes((RACINE / chemin).read_text())[rang].source

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if fullname != self.module:
            return None
        spec = PathFinder.find_spec(fullname, path)
        if spec is not None and spec.origin is not None:
            spec.loader = Greffeur(fullname, spec.origin)
            spec.loader.source = self.source
        return spec


def suivre_a_part() -> None:
    """The process that opens files (`souche.py`) starts without our environment: it takes the fault with it."""
    ouvrir = subprocess.Popen.__init__

    def ouvrir_greffe(self: Any, commande: Any, *arguments: Any, **options: Any) -> None:
        if isinstance(commande, list) and commande[-2:] == ["-m", SOUCHE]:
            commande = [
                *commande[:-2],
                "-c",
                f"import epreuves.greffe, runpy; runpy.run_module('{SOUCHE}', run_name='__main__')",
            ]
            options["env"] = options["env"] | {"GREFFE": os.environ["GREFFE"]}
        ouvrir(self, commande, *arguments, **options)

    subprocess.Popen.__init__ = ouvrir_greffe  # type: ignore[method-assign]


chemin, _, rang = os.environ["GREFFE"].rpartition(":")
sys.meta_path.insert(0, Aiguillage(chemin, int(rang)))
suivre_a_part()
