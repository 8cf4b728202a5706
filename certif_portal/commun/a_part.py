"""Uploads are opened in a process of their own, with limits: memory, processor, time, no file written, no secret.

A parser that a hostile file breaks, fills or hangs takes that process with it, and the answer is a refusal. One
mechanism for PDF, pictures, workbooks and Word documents, under gunicorn as under Celery and in the demo. What
comes back is unpickled with nothing but our own dataclasses and refusals allowed: a taken process gives no code.

The process is `python -m certif_portal.commun.a_part`: it imports the one module it is asked for, and no Django.
"""

import dataclasses
import enum
import importlib
import io
import logging
import os
import pickle  # restricted below
import resource
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

from certif_portal.commun.erreurs import FichierRefuse

journal_technique = logging.getLogger(__name__)
RACINE = Path(__file__).resolve().parent.parent.parent
MEGA = 1024 * 1024
MEMOIRE, SECONDES = 250, 10
"""Megabytes of address space, and seconds of processor; the wait is three times as long, on a busy machine."""
NOS_PAQUETS = ("certif_portal", "candidats", "referentiels")
DATES = {("datetime", nom) for nom in ("date", "datetime", "time", "timedelta")}
TROP = "Ce fichier demande trop de mémoire ou de temps pour être ouvert : allégez-le, puis déposez-le."
CASSE = "Ce fichier n’a pas pu être ouvert : réenregistrez-le, puis déposez-le."


class Retour(pickle.Unpickler):
    """What a process may give back: plain values, dates, our dataclasses, our closed lists and our refusals."""

    def find_class(self, module: str, nom: str) -> Any:
        if (module, nom) in DATES:
            return super().find_class(module, nom)
        if module.split(".")[0] in NOS_PAQUETS:
            objet = super().find_class(module, nom)
            if isinstance(objet, type) and (
                dataclasses.is_dataclass(objet) or issubclass(objet, enum.Enum | FichierRefuse)
            ):
                return objet
        raise pickle.UnpicklingError(f"{module}.{nom} ne revient pas d’un processus à part.")


def executer(fonction: str, *arguments: Any, memoire: int = MEMOIRE, secondes: int = SECONDES, disque: int = 0) -> Any:
    """Call `module:name` in a limited process and return what it returned.

    `disque`: megabytes of one temporary file; none by default. Raises what it raised when that is a FichierRefuse, and
    FichierRefuse when it hit a limit or broke.
    """
    demande = pickle.dumps((fonction, arguments, (memoire, secondes, disque)))
    environnement = {nom: os.environ[nom] for nom in ("PATH", "LANG", "LD_LIBRARY_PATH") if nom in os.environ}
    fini = None
    try:
        fini = subprocess.run(  # noqa: S603
            [sys.executable, "-P", "-m", __name__],
            input=demande,
            capture_output=True,
            cwd=RACINE,
            env=environnement | {"PYTHONPATH": str(RACINE), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
            timeout=3 * secondes,
            check=False,
        )
        issue, valeur = Retour(io.BytesIO(fini.stdout)).load()
    except subprocess.TimeoutExpired as erreur:
        raise FichierRefuse(TROP) from erreur
    except Exception as erreur:  # cut short by a signal, or not what we write: whatever it is, the file is refused
        journal_technique.warning("%s : %r. %s", fonction, erreur, _fin(fini.stderr) if fini else "")
        raise FichierRefuse(TROP if fini and fini.returncode else CASSE) from erreur
    if issue == "rendu":
        return valeur
    if issue == "refus":
        raise valeur
    if issue == "memoire":
        raise FichierRefuse(TROP)
    journal_technique.error("%s : %s", fonction, _fin(fini.stderr))
    raise FichierRefuse(CASSE)


def _fin(sortie: bytes) -> str:
    return sortie.decode("utf-8", "replace").strip()[-2000:]


def servir() -> None:
    """The process itself: one demand on its input, one answer on its output."""
    reponse = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints does not speak in our place
    fonction, arguments, limites = pickle.load(sys.stdin.buffer)  # noqa: S301  # written by our parent
    limiter(*limites)
    pickle.dump(_tenter(fonction, arguments), reponse)
    reponse.close()


def limiter(memoire: int, secondes: int, disque: int) -> None:
    for ressource, limite in (
        (resource.RLIMIT_AS, memoire * MEGA),
        (resource.RLIMIT_CPU, secondes),
        (resource.RLIMIT_FSIZE, disque * MEGA),
        (resource.RLIMIT_CORE, 0),
    ):
        plafond = resource.getrlimit(ressource)[1]
        permise = limite if plafond == resource.RLIM_INFINITY else min(limite, plafond)
        resource.setrlimit(ressource, (permise, permise))


def _tenter(fonction: str, arguments: tuple[Any, ...]) -> tuple[str, Any]:
    module, _, nom = fonction.partition(":")
    try:
        return "rendu", getattr(importlib.import_module(module), nom)(*arguments)
    except FichierRefuse as refus:
        return "refus", refus
    except (MemoryError, RecursionError):
        return "memoire", None
    except Exception:
        traceback.print_exc()
        return "panne", None


if __name__ == "__main__":
    servir()
