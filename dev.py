#!/usr/bin/env python3
"""The one door to the project, for a visitor as for the continuous integration.

    python3 dev.py demo [--verifier] [--port 8000]   a demo centre on SQLite, served on 127.0.0.1
    python3 dev.py tests [arguments of pytest]       the whole suite on PostgreSQL, Redis and Chromium
    python3 dev.py epreuves [NOM]                    what cannot be short: faults sown, kills, walks
    python3 dev.py verifie [--corrige]               format, lint, types, contracts, migrations, dependencies
    python3 dev.py mesure [--domaine pdf]            times the portal on 100,000 registrations, on both engines
    python3 dev.py verrou [--mise-a-jour]            writes requirements/*.txt again (developers)

Standard library only, here as in outils_dev/, and a syntax that Python 3.6 can read: an old interpreter
answers with a sentence, not with a SyntaxError. Whatever is missing is installed when root and apt-get are
there, and named otherwise.
"""

import argparse
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys

from outils_dev import controles, essais, mesures
from outils_dev.environnement import PY, RACINE, environnement_vierge, exiger_systeme, preparer_environnement
from outils_dev.systeme import dire, exiger_python, fin

BASE_DE_DEMO = "demo.sqlite3"


def manage(environnement, *arguments):
    return subprocess.run([PY, "manage.py"] + list(arguments), cwd=RACINE, env=environnement, check=False).returncode


def cle_de_demo(dossier):
    """A secret key of this copy's own, made at the first start."""
    chemin = os.path.join(dossier, "cle_secrete")
    if not os.path.exists(chemin):
        descripteur = os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descripteur, "w") as fichier:
            fichier.write(secrets.token_urlsafe(50))
    with open(chemin) as fichier:
        return fichier.read().strip()


def environnement_de_demo(dossier, port=8000):
    """Everything the demo needs: its own folder, SQLite, no broker, and none of the caller's deployment."""
    os.makedirs(dossier, exist_ok=True)
    return environnement_vierge(
        DEMO="1",
        VAR_DIR=dossier,
        SECRET_KEY=cle_de_demo(dossier),
        DATABASE_URL="sqlite:///" + os.path.join(dossier, BASE_DE_DEMO),
        ALLOWED_HOSTS="127.0.0.1,localhost",
        ADRESSE_PUBLIQUE="http://127.0.0.1:%d" % port,
        NIVEAU_JOURNAL="WARNING",
        DJANGO_RUNSERVER_HIDE_WARNING="true",
    )


def port_libre(port):
    """True when nothing listens there; SO_REUSEADDR as the server itself does, or a restart would be refused."""
    with socket.socket() as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def charger_demo(environnement):
    dire("base de données de la démonstration")
    if manage(environnement, "migrate", "--no-input", "--verbosity", "0"):
        fin("La base de la démonstration n’a pas pu être préparée.", 1)
    dire("centre de démonstration (une demi-minute la première fois)")
    if manage(environnement, "charger_demo"):
        fin("Le centre de démonstration n’a pas pu être chargé.", 1)


def verifier_demo(dossier, base=""):
    """The demo as a visitor gets it, up to a rendered certificate, in a folder of its own; from `base`, an empty
    database already migrated."""
    environnement = environnement_de_demo(dossier)
    if base:
        shutil.copy(base, os.path.join(dossier, BASE_DE_DEMO))
    charger_demo(environnement)
    return manage(environnement, "verifier_demo")


def demo(options):
    if not options.verifier and not port_libre(options.port):
        fin("Le port %d est déjà pris. Lancez : python3 dev.py demo --port %d" % (options.port, options.port + 1))
    exiger_systeme()
    preparer_environnement("base")
    dossier = os.path.join(RACINE, "var")
    if options.verifier:
        return verifier_demo(dossier)
    environnement = environnement_de_demo(dossier, options.port)
    charger_demo(environnement)
    print("\n  Le portail vous attend : http://127.0.0.1:%d/ (Ctrl-C pour arrêter)\n" % options.port, flush=True)
    try:
        return manage(environnement, "runserver", "--noreload", "--insecure", "127.0.0.1:%d" % options.port)
    except KeyboardInterrupt:
        return 0


def analyser(arguments):
    parser = argparse.ArgumentParser(prog="dev.py", description="Portail de certification : démonstration et tests.")
    commandes = parser.add_subparsers(dest="commande", metavar="{demo,tests,epreuves,verifie,mesure,verrou}")
    commandes.required = True
    la_demo = commandes.add_parser("demo", help="prépare et sert le centre de démonstration")
    la_demo.add_argument("--port", type=int, default=8000)
    la_demo.add_argument("--verifier", action="store_true", help="ne sert pas : finit par un certificat rendu")
    commandes.add_parser("tests", help="toute la suite, sur PostgreSQL, Redis et Chromium", add_help=False)
    commandes.add_parser("epreuves", help="ce qui ne peut être court ; la liste, sans nom", add_help=False)
    verifie = commandes.add_parser("verifie", help="format, lint, types, contrats, migrations, dépendances")
    verifie.add_argument("--corrige", action="store_true", help="remet d’abord en forme ce qui peut l’être")
    mesure = commandes.add_parser("mesure", help="chronomètre le portail sur un volume, sur SQLite et sur PostgreSQL")
    mesure.add_argument("--domaine", choices=mesures.DOMAINES)
    mesure.add_argument("--tours", type=int, default=5, help="tours de chaque cas (5 sinon)")
    mesure.add_argument("--secondes", type=int, default=300, help="durée du domaine charge (300 sinon)")
    mesure.add_argument("--json", type=os.path.abspath, help="écrit aussi les mesures dans ce fichier")
    mesure.add_argument("--strict", action="store_true", help="échoue au-dessous d’un but")
    mesure.add_argument("--volume", type=int, default=100000, help="nombre d’inscriptions (100 000 sinon)")
    mesure.add_argument("--graine", type=int, default=1, help="graine du tirage (1 sinon)")
    mesure.add_argument("--moteur", choices=mesures.MOTEURS, help="un seul des deux moteurs")
    mesure.add_argument("--base", metavar="URL", help="une base déjà chargée, migrée puis mesurée : rien n’est démarré")
    verrou = commandes.add_parser("verrou", help="écrit à nouveau requirements/*.txt")
    verrou.add_argument("--mise-a-jour", action="store_true", help="prend les versions les plus récentes permises")
    options, reste = parser.parse_known_args(arguments)
    if reste and options.commande not in ("tests", "epreuves"):
        parser.error("argument inconnu : " + " ".join(reste))
    options.suite = reste
    return options


def main(arguments):
    exiger_python()
    options = analyser(arguments)
    # A stopped run must still end the servers it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if options.commande == "demo":
        return demo(options)
    if options.commande == "tests":
        return essais.tests(options.suite, verifier_demo)
    if options.commande == "epreuves":
        return essais.epreuves(options.suite)
    if options.commande == "verifie":
        return controles.verifie(corrige=options.corrige)
    if options.commande == "mesure":
        return mesures.mesure(options)
    return controles.verrou(mise_a_jour=options.mise_a_jour)


if __name__ == "__main__":
    for sortie in (sys.stdout, sys.stderr):
        if hasattr(sortie, "reconfigure"):
            sortie.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))
