"""The Python environment (.venv), made from hashed locks and left alone while they do not change."""

import hashlib
import json
import os
import subprocess
import sys

from outils_dev.systeme import dire, exiger_paquets, fin, paquets_de_python, paquets_de_weasyprint

RACINE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(RACINE, ".venv")
BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
PY = os.path.join(BIN, "python")
TAMPON = os.path.join(VENV, "tampon.json")
# Each lock contains the ones before it: an environment made for `dev` serves the demo as well.
VERROUS = ("base", "test", "dev")
# Variables of a deployment, which must not leak into a demo or a test run.
VARIABLES_DU_PORTAIL = (
    "DEMO",
    "TESTS",
    "DEBUG",
    "VAR_DIR",
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "DATABASE_URL",
    "DATABASE_APPLICATION_URL",
    "REDIS_URL",
    "ALLOWED_HOSTS",
    "ADRESSE_PUBLIQUE",
    "EMAIL_URL",
    "EXPEDITEUR",
    "ADMINS",
    "SENTRY_DSN",
    "BOITE_RETOURS",
    "DERRIERE_PROXY_HTTPS",
    "NOMBRE_DE_PROXYS",
    "NIVEAU_JOURNAL",
    "ANTIVIRUS",
    "JETON_METRIQUES",
    "FORMAT_JOURNAL",
    "SECOND_FACTEUR",
    "SECOND_FACTEUR_ORGANISMES",
    "OIDC_EMETTEUR",
    "OIDC_CLIENT",
    "OIDC_SECRET",
    "OIDC_NOM",
    "OIDC_SECOND_FACTEUR",
    "OIDC_ORIGINES",
    "SAUVEGARDE_CLE",
    "SCEAU_PKCS12",
    "SCEAU_MOT_DE_PASSE",
    "BASE_MODELE",
)


def exiger_systeme(avec_pdf=True):
    """One call, one sentence, for all that Debian keeps in packages of its own."""
    paquets = [] if environnement_vivant() else paquets_de_python()
    if avec_pdf:
        paquets += paquets_de_weasyprint()
    exiger_paquets(paquets, "de quoi créer l’environnement Python ou produire les PDF")


def environnement_vivant():
    """True when .venv was made here and its Python still starts (it does not once Python was upgraded)."""
    if not os.path.exists(PY) or lire_tampon().get("dossier", VENV) != VENV:
        return False
    essai = subprocess.run([PY, "-c", "import pip"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return essai.returncode == 0


def empreinte(verrou, racine=RACINE):
    """Digest of a lock and of the pinned installer."""
    somme = hashlib.sha256()
    for nom in ("uv", verrou):
        with open(os.path.join(racine, "requirements", nom + ".txt"), "rb") as fichier:
            somme.update(fichier.read())
    return somme.hexdigest()


def lire_tampon(chemin=TAMPON):
    try:
        with open(chemin) as fichier:
            contenu = json.load(fichier)
    except (OSError, ValueError):
        return {}
    return contenu if isinstance(contenu, dict) else {}


def a_jour(verrou, tampon, racine=RACINE):
    """True when this lock, or one that contains it, is installed as it stands today."""
    contenants = VERROUS[VERROUS.index(verrou) :]
    return any(tampon.get(nom) == empreinte(nom, racine) for nom in contenants)


def environnement_uv():
    """uv reads neither pip.conf nor pip's variables: hand over what the person has set."""
    environnement = dict(os.environ, UV_SYSTEM_CERTS="1", UV_PYTHON_DOWNLOADS="never", UV_LINK_MODE="copy")
    for uv, pip in (("UV_DEFAULT_INDEX", "PIP_INDEX_URL"), ("UV_INDEX", "PIP_EXTRA_INDEX_URL")):
        if os.environ.get(pip):
            environnement.setdefault(uv, os.environ[pip])
    return environnement


def preparer_environnement(verrou):
    """Bring .venv to the state of the lock; does nothing when it already is."""
    vivant = environnement_vivant()
    tampon = lire_tampon() if vivant else {}
    if a_jour(verrou, tampon):
        return
    if not os.access(RACINE, os.W_OK):
        fin("Le dossier %s n’est pas accessible en écriture." % RACINE)
    if not vivant:
        dire("création de l’environnement Python (.venv)")
        if subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=False).returncode:
            fin("L’environnement .venv n’a pas pu être créé.")
    dire("installation des dépendances verrouillées (requirements/%s.txt)" % verrou)
    if not installer_verrou(verrou):
        fin("Les dépendances n’ont pas pu être installées : vérifiez l’accès au dépôt de paquets Python.", 1)
    tampon.update({verrou: empreinte(verrou), "dossier": VENV})
    with open(TAMPON, "w") as fichier:
        json.dump(tampon, fichier)


def installer_verrou(verrou):
    fichier = os.path.join(RACINE, "requirements", verrou + ".txt")
    pip = [PY, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r"]
    # Compiled once here: each of the hundred starts that follow would do it again where nothing may be written.
    uv = [os.path.join(BIN, "uv"), "pip", "install", "-q", "--python", PY, "--compile-bytecode", "--require-hashes"]
    uv += ["-r", fichier]
    avec_uv = subprocess.run(pip + [os.path.join(RACINE, "requirements", "uv.txt")], check=False).returncode == 0
    if avec_uv and subprocess.run(uv, env=environnement_uv(), check=False).returncode == 0:
        return True
    dire("uv n’y parvient pas ; nouvel essai avec pip, plus lent")
    return subprocess.run(pip + [fichier], check=False).returncode == 0


def environnement_vierge(**variables):
    """The caller's environment without the variables of a deployment, plus the given ones. What a process compiles, the
    others read: the suite starts more than a hundred."""
    absentes = VARIABLES_DU_PORTAIL + ("PYTHONDONTWRITEBYTECODE",)
    environnement = {nom: valeur for nom, valeur in os.environ.items() if nom not in absentes}
    environnement.update(variables, PYTHONUNBUFFERED="1")
    return environnement


def manage(environnement, *arguments):
    return subprocess.run([PY, "manage.py"] + list(arguments), cwd=RACINE, env=environnement, check=False).returncode
