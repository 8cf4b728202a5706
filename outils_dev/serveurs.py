"""Throw-away servers for the test run: a PostgreSQL cluster and a Redis, on free ports, ended by handle."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from outils_dev.systeme import ROOT, dire, dossier_postgresql, programme_redis

DELAI_DE_DEMARRAGE = 30  # seconds
DELAI_D_ARRET = 20  # seconds
# The port answers before the cluster accepts sessions.
PRET_POSTGRESQL = "ready to accept connections"
# Speed before safety: nothing of this cluster outlives the run.
REGLAGES_POSTGRESQL = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=127.0.0.1",
    "max_connections=60",
)


class Indisponible(Exception):
    """A server could not be had; the message says why."""


def port_au_hasard():
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


def repond(port):
    with socket.socket() as prise:
        prise.settimeout(1)
        return prise.connect_ex(("127.0.0.1", port)) == 0


class Serveurs(object):
    """Context manager: what it started is stopped, and only that."""

    def __enter__(self):
        self.processus = []
        self.dossier = tempfile.mkdtemp(prefix="portail-tests-")
        os.chmod(self.dossier, 0o711)  # the postgres account walks through it
        return self

    def __exit__(self, *_erreur):
        for processus, arret in reversed(self.processus):
            if processus.poll() is None:
                processus.send_signal(arret)
        for processus, _arret in self.processus:
            try:
                processus.wait(DELAI_D_ARRET)
            except subprocess.TimeoutExpired:
                processus.kill()
                processus.wait()
        shutil.rmtree(self.dossier, ignore_errors=True)

    def sous_dossier(self, nom):
        chemin = os.path.join(self.dossier, nom)
        os.mkdir(chemin, 0o700)
        return chemin

    def demarrer(self, nom, commande, port, arret, annonce="", **options):
        """Start one server and wait until it answers and has written its announcement."""
        with open(os.path.join(self.dossier, nom + ".log"), "wb") as journal:
            processus = subprocess.Popen(
                commande,
                stdin=subprocess.DEVNULL,
                stdout=journal,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **options,
            )
        self.processus.append((processus, arret))
        limite = time.time() + DELAI_DE_DEMARRAGE
        while not (repond(port) and annonce in self.journal(nom)):
            if processus.poll() is not None or time.time() > limite:
                raise Indisponible("%s ne démarre pas : %s" % (nom, self.journal(nom).strip()[-300:]))
            time.sleep(0.1)

    def garder_les_journaux(self, vers):
        """Copy what each server wrote: its folder goes with it."""
        os.makedirs(vers, exist_ok=True)
        for nom in os.listdir(self.dossier):
            if nom.endswith(".log"):
                shutil.copy(os.path.join(self.dossier, nom), vers)

    def journal(self, nom):
        with open(os.path.join(self.dossier, nom + ".log"), errors="replace") as journal:
            return journal.read()

    def postgresql(self, *reglages):
        """Start a cluster and return the DATABASE_URL of its superuser; `reglages`: more of its settings."""
        binaires = dossier_postgresql()
        if not binaires:
            raise Indisponible("PostgreSQL n’est pas installé")
        dire("grappe PostgreSQL jetable (%s)" % binaires)
        donnees, options = self.sous_dossier("postgresql"), {"cwd": "/"}
        if ROOT:  # initdb refuses to run as root
            options.update(compte_postgres())
            shutil.chown(donnees, options["user"], options["group"])
        commande = [
            os.path.join(binaires, "initdb"),
            "-D",
            donnees,
            "-U",
            "postgres",
            "-A",
            "trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        creation = subprocess.run(commande, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **options)
        if creation.returncode:
            raise Indisponible("initdb échoue : " + creation.stdout.decode("utf-8", "replace").strip()[-300:])
        return self.grappe(donnees, *reglages)

    def grappe(self, donnees, *reglages):
        """Start the cluster of this folder, that of another brought here included."""
        port, options = port_au_hasard(), {"cwd": "/"}
        if ROOT:
            options.update(compte_postgres())
        commande = [os.path.join(dossier_postgresql(), "postgres"), "-D", donnees, "-p", str(port), "-k", donnees]
        for reglage in REGLAGES_POSTGRESQL + reglages:
            commande += ["-c", reglage]
        nom = "PostgreSQL-%d" % port
        self.demarrer(nom, commande, port, signal.SIGINT, PRET_POSTGRESQL, **options)
        return "postgres://postgres@127.0.0.1:%d/portail" % port

    def redis(self):
        """Start a Redis that keeps nothing and return its REDIS_URL."""
        programme = programme_redis()
        if not programme:
            raise Indisponible("Redis n’est pas installé")
        dire("Redis jetable (%s)" % programme)
        port = port_au_hasard()
        commande = [programme, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.demarrer("Redis", commande, port, signal.SIGTERM, cwd=self.sous_dossier("redis"))
        return "redis://127.0.0.1:%d/0" % port


def compte_postgres():
    """The account to run the cluster under, as arguments of subprocess."""
    import pwd

    try:
        compte = pwd.getpwnam("postgres")
    except KeyError:
        raise Indisponible("PostgreSQL refuse de tourner en root et le compte « postgres » n’existe pas")
    return {"user": compte.pw_uid, "group": compte.pw_gid, "extra_groups": []}
