"""What the machine must provide: found by name, installed when root and apt-get are there, asked for otherwise."""

import ctypes
import glob
import os
import re
import shutil
import subprocess
import sys

PYTHON_MINIMUM, PYTHON_EXCLU = (3, 11), (3, 14)
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
# What WeasyPrint opens with dlopen, and the Debian package that holds it.
BIBLIOTHEQUES = {
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
}
SANS_FENETRE = "chromium-headless-shell"  # the program, and its Debian package


def fin(message, code=2):
    print(message, file=sys.stderr)
    sys.exit(code)


def dire(message):
    print("→ " + message, flush=True)


def exiger_python(version=None):
    """Leave with one sentence, or hand over to another installed Python, when this one is too old or too new."""
    version = tuple(version or sys.version_info)[:2]
    if PYTHON_MINIMUM <= version < PYTHON_EXCLU:
        return
    for mineure in range(PYTHON_EXCLU[1] - 1, PYTHON_MINIMUM[1] - 1, -1):
        autre = shutil.which("python3.%d" % mineure)
        if autre and os.environ.get("DEV_RELAIS") != "1" and demarre(autre):
            os.environ["DEV_RELAIS"] = "1"
            os.execv(autre, [autre] + sys.argv)
    fin("Python 3.11, 3.12 ou 3.13 est requis ; celui-ci est %d.%d." % version)


def demarre(python):
    """True when it runs: version managers put names on the PATH that lead nowhere."""
    essai = subprocess.run([python, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return essai.returncode == 0


def absente(bibliotheque):
    try:
        ctypes.CDLL(bibliotheque)
    except OSError:
        return True
    return False


def paquets_de_weasyprint():
    if not sys.platform.startswith("linux"):
        return []
    return [paquet for nom, paquet in BIBLIOTHEQUES.items() if absente(nom)]


def paquets_de_python():
    """Debian keeps `ensurepip`, without which no environment can be made, in a package of its own."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        return ["python3-venv"]
    return []


def dossier_postgresql():
    """Folder of initdb and postgres; psql alone on the PATH proves nothing about a server."""
    dossiers = sorted(
        glob.glob("/usr/lib/postgresql/*/bin"), key=lambda chemin: [int(n) for n in re.findall(r"\d+", chemin)]
    )
    initdb = shutil.which("initdb")
    if initdb:
        dossiers.insert(0, os.path.dirname(os.path.realpath(initdb)))
    entiers = [d for d in dossiers if all(os.path.exists(os.path.join(d, nom)) for nom in ("initdb", "postgres"))]
    return entiers[-1] if entiers else None


def premier_programme(*noms):
    for nom in noms:
        chemin = shutil.which(nom)
        if chemin:
            return chemin
    return None


def programme_redis():
    return premier_programme("redis-server", "valkey-server")


def programme_chromium():
    """The shell first: the same engine without the windows, whose pages cost less than half (decision 0331)."""
    donne = os.environ.get("CHROMIUM")
    return donne if donne and os.path.exists(donne) else premier_programme(SANS_FENETRE, "chromium", "chromium-browser")


def programme_nginx():
    """The reverse proxy of the example; Debian keeps it out of an ordinary account's PATH."""
    return premier_programme("nginx", "/usr/sbin/nginx")


def programme_libreoffice():
    """soffice with its word processor and its spreadsheet; the program alone proves neither."""
    programme = premier_programme("soffice", "libreoffice")
    dossier = os.path.dirname(os.path.realpath(programme)) if programme else ""
    entier = programme and all(os.path.exists(os.path.join(dossier, nom)) for nom in ("libswlo.so", "libsclo.so"))
    return programme if entier else None


def installer_paquets(paquets):
    """Run apt-get as root, with no service started; returns "" or the tail of what went wrong."""
    garde = "/usr/sbin/policy-rc.d"
    poser = not os.path.exists(garde)
    environnement = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    commande = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"]
    try:
        if poser:
            with open(garde, "w") as fichier:
                fichier.write("#!/bin/sh\nexit 101\n")
            os.chmod(garde, 0o755)
        for suite in (["update"], ["install", "--no-install-recommends"] + paquets):
            resultat = subprocess.run(
                commande + suite, env=environnement, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
            )
        if resultat.returncode:
            return "\n".join(resultat.stdout.decode("utf-8", "replace").strip().splitlines()[-8:])
        return ""
    finally:
        if poser and os.path.exists(garde):
            os.remove(garde)


def demander(paquets, pourquoi):
    """Say, in one line, what a person must install."""
    liste = " ".join(paquets)
    if shutil.which("apt-get"):
        return "Il manque %s. Lancez : sudo apt-get install --no-install-recommends %s" % (pourquoi, liste)
    return "Il manque %s. Installez l’équivalent, pour votre système, de : %s" % (pourquoi, liste)


def exiger_paquets(paquets, pourquoi):
    """Install, or leave with code 2 and one French line."""
    if not paquets:
        return
    if not ROOT or not shutil.which("apt-get"):
        fin(demander(paquets, pourquoi))
    dire("installation de paquets Debian : %s" % " ".join(paquets))
    erreur = installer_paquets(paquets)
    if erreur:
        fin("%s\n%s" % (erreur, demander(paquets, pourquoi)))
