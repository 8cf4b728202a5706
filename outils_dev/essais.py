"""`dev.py tests`: the suite on the real servers, what it walked, a smoke set on SQLite, the demo; `dev.py epreuves`."""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from outils_dev.environnement import PY, RACINE, environnement_vierge, exiger_systeme, preparer_environnement
from outils_dev.serveurs import Indisponible, Serveurs
from outils_dev.systeme import (
    ROOT,
    SANS_FENETRE,
    demander,
    dire,
    dossier_postgresql,
    fin,
    installer_paquets,
    programme_chromium,
    programme_libreoffice,
    programme_nginx,
    programme_redis,
)

# The longest tests come first (tests/environnement.py) and an idle worker takes from the other: both end together.
EN_PARALLELE = ["-n", "2", "--dist", "worksteal"]
# Only when the whole suite runs: the measure of a part would say nothing.
MESURE = ["-p", "outils_dev.mesure", "--durations=10"]
COULEURS = re.compile(r"\x1b\[[0-9;]*m")
CLOTURE = re.compile(r"^=* ?.*\b(passed|failed|errors?|skipped|deselected|no tests ran)\b.* in [0-9.]+s.*$")


def paquets_des_tests(variables):
    """Debian packages of the servers, the browser and the office suite that are not there and were not given by
    address."""
    paquets = []
    if not variables.get("DATABASE_URL") and not dossier_postgresql():
        paquets.append("postgresql")
    if not variables.get("REDIS_URL") and not programme_redis():
        paquets.append("redis-server")
    if not programme_chromium():
        paquets.append(SANS_FENETRE)
    if not programme_libreoffice():
        paquets += ["libreoffice-writer", "libreoffice-calc"]
    if not programme_nginx():
        paquets += ["nginx-light", "openssl"]
    return paquets


def obtenir_paquets(variables):
    """Try to install what the tests need; what cannot be had is named, and the run goes on without it."""
    paquets = paquets_des_tests(variables)
    if not paquets:
        return
    if ROOT and shutil.which("apt-get"):
        dire("installation des services des tests (%s)" % " ".join(paquets))
        erreur = installer_paquets(paquets)
        if erreur and SANS_FENETRE in paquets:  # an older distribution has the whole browser only
            erreur = installer_paquets([nom.replace(SANS_FENETRE, "chromium") for nom in paquets])
        paquets = paquets_des_tests(variables)
        if erreur and paquets:
            print(erreur, flush=True)
    if paquets:
        dire(demander(paquets, "des services des tests"))


def demarrer(serveurs, variables):
    """DATABASE_URL, REDIS_URL and CHROMIUM of this run; an address given by the caller is used as it is."""
    adresses = {}
    for nom, methode in (("DATABASE_URL", serveurs.postgresql), ("REDIS_URL", serveurs.redis)):
        if variables.get(nom):
            adresses[nom] = variables[nom]
            continue
        try:
            adresses[nom] = methode()
        except Indisponible as absence:
            dire("%s : ses tests seront %s" % (absence, sort_des_absents(variables)))
    chromium = programme_chromium()
    if chromium:
        adresses["CHROMIUM"] = chromium
    else:
        dire("Chromium n’est pas installé : ses tests seront %s" % sort_des_absents(variables))
    if not programme_libreoffice():
        dire("LibreOffice n’est pas installé : ses tests seront %s" % sort_des_absents(variables))
    if not programme_nginx():
        dire("nginx n’est pas installé : ses tests seront %s" % sort_des_absents(variables))
    return adresses


def sort_des_absents(variables):
    return "en échec (CI=true)" if variables.get("CI", "").lower() in ("1", "true") else "sautés et comptés"


def derniere_cloture(lignes):
    """pytest's closing line, such as « === 12 passed in 3.45s === »."""
    trouvees = [ligne for ligne in lignes if CLOTURE.match(COULEURS.sub("", ligne).strip())]
    return trouvees[-1] if trouvees else ""


def lancer_pytest(titre, arguments, variables):
    """Run pytest, show it as it goes, and return (exit code, closing line)."""
    dire(titre)
    commande = [PY, "-m", "pytest"] + arguments
    if sys.stdout.isatty():
        commande.append("--color=yes")
    environnement = environnement_vierge(**variables)
    processus = subprocess.Popen(
        commande, cwd=RACINE, env=environnement, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    lignes = []
    try:
        for octets in processus.stdout:
            ligne = octets.decode("utf-8", "replace").rstrip("\n")
            print(ligne, flush=True)
            lignes = (lignes + [ligne])[-5:]
        return processus.wait(), derniere_cloture(lignes)
    finally:
        processus.stdout.close()
        if processus.poll() is None:
            processus.terminate()
            processus.wait()


def fabriquer_modeles(serveurs, postgresql):
    """engine -> the database of this run that its workers copy: each is migrated once, both at the same time.

    `postgresql` is the address of our own cluster, "" without one: nothing is left on a server that was given.
    """
    dire("bases des tests, que chaque ouvrier copie")
    dossier = serveurs.sous_dossier("modeles")
    modeles = {"sqlite": os.path.join(dossier, "modele.sqlite3")}
    adresses = {"sqlite": "sqlite:///" + modeles["sqlite"]}
    if postgresql:
        modeles["postgresql"], adresses["postgresql"] = "portail_modele", postgresql
    en_cours = [
        subprocess.Popen(
            [PY, "-m", "outils_dev.modele", modeles[moteur]],
            cwd=RACINE,
            env=environnement_vierge(DATABASE_URL=adresses[moteur], TESTS="1", VAR_DIR=dossier),
        )
        for moteur in modeles
    ]
    codes = [processus.wait() for processus in en_cours]
    if any(codes):
        fin("Les bases des tests n’ont pas pu être préparées.", 1)
    return modeles


def fichiers_marques(marque, dossier="tests"):
    """The files whose tests bear this marker: a few are read in a moment, the whole suite is not."""
    trouves = []
    for ou, _sous_dossiers, noms in os.walk(os.path.join(RACINE, dossier)):
        for nom in noms:
            chemin = os.path.join(ou, nom)
            if nom.startswith("test_") and nom.endswith(".py"):
                with open(chemin, encoding="utf-8") as fichier:
                    if "mark." + marque in fichier.read():
                        trouves.append(os.path.relpath(chemin, RACINE))
    return sorted(trouves)


def executer(*arguments, variables):
    """Run a module of the environment and show what it says."""
    return subprocess.run(
        [PY] + list(arguments), cwd=RACINE, env=environnement_vierge(**variables), check=False
    ).returncode


def code_de(etape, *arguments):
    """Exit code of a step that may leave by itself: the closing line comes after it all the same."""
    try:
        return etape(*arguments)
    except SystemExit as sortie:
        return sortie.code


def fumee_et_demo(serveurs, modeles, adresses, verifier_demo):
    """[(step, exit code)]: the smoke set on SQLite, and the demo meanwhile, which needs one processor; neither migrates
    what is already there."""
    variables = {nom: adresse for nom, adresse in adresses.items() if nom == "CHROMIUM"}
    arguments = EN_PARALLELE + ["-m", "sqlite"] + fichiers_marques("sqlite")
    variables.update(TESTS="1", BASE_MODELE=modeles["sqlite"])
    with ThreadPoolExecutor(1) as a_cote:
        demo = a_cote.submit(code_de, verifier_demo, serveurs.sous_dossier("demo"), modeles["sqlite"])
        code, _cloture = lancer_pytest("tests de fumée sur SQLite", arguments, variables)
        return [("SQLite", code), ("démonstration", demo.result())]


def processeur():
    """Seconds of processor of the processes that this one has waited for, and of theirs."""
    temps = os.times()
    return temps.children_user + temps.children_system


def tests(arguments, verifier_demo):
    """Everything, or only what the arguments select; ends with pytest's closing line."""
    exiger_systeme()
    preparer_environnement("test")
    variables, depart = dict(os.environ), processeur()
    obtenir_paquets(variables)
    choisis = any(not argument.startswith("-") for argument in arguments)
    with Serveurs() as serveurs:
        adresses = demarrer(serveurs, variables)
        notre = "" if variables.get("DATABASE_URL") else adresses.get("DATABASE_URL", "")
        modeles = {} if choisis else fabriquer_modeles(serveurs, notre)
        entiere = [] if arguments else MESURE
        mesures = serveurs.sous_dossier("couverture")
        reglages = dict(adresses, TESTS="1", COUVERTURE=mesures)
        modele = modeles.get("postgresql" if "DATABASE_URL" in adresses else "sqlite")
        if modele:
            reglages["BASE_MODELE"] = modele
        code, cloture = lancer_pytest("suite de tests", EN_PARALLELE + entiere + arguments, reglages)
        bilan = [("suite", code)]
        if entiere:
            bilan.append(("couverture", executer("-m", "outils_dev.couverture", mesures, variables={})))
        if not choisis:
            bilan += fumee_et_demo(serveurs, modeles, adresses, verifier_demo)
    print()
    dire("processeur : %d s, serveurs compris" % (processeur() - depart))
    dire(" ; ".join("%s : %s" % (nom, "échec (code %d)" % code if code else "bon") for nom, code in bilan))
    if not cloture:
        fin("pytest s’est arrêté sans bilan.", 1)
    print(cloture, flush=True)
    return 1 if any(code for _nom, code in bilan) else 0


def epreuves(arguments):
    """One trial, on the same throw-away servers as the suite; the list of trials without a name."""
    if not arguments:
        preparer_environnement("test")
        return executer("-m", "epreuves", variables={})
    exiger_systeme()
    preparer_environnement("test")
    variables = dict(os.environ)
    obtenir_paquets(variables)
    with Serveurs() as serveurs:
        return executer("-m", "epreuves", *arguments, variables=dict(demarrer(serveurs, variables), TESTS="1"))
