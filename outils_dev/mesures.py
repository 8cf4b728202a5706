"""`dev.py mesure`: the portal's own volume in a temporary database of each engine, then the measures on both; or, with
`--base`, the measures on a volume loaded before. What the last domains write stays there: give them a copy."""

import os
import subprocess

from outils_dev.environnement import PY, RACINE, environnement_vierge, exiger_systeme, manage, preparer_environnement
from outils_dev.essais import obtenir_paquets
from outils_dev.serveurs import Indisponible, Serveurs
from outils_dev.systeme import dire, fin

MOTEURS = ("sqlite", "postgresql")
DOMAINES = ("pages", "recherche", "tablette", "relances", "export", "import", "pdf", "migrations", "charge")
"""In the order in which they run: what is written by the last two stays in the database."""


def adresse(moteur, serveurs):
    if moteur == "postgresql":
        return serveurs.postgresql()
    return "sqlite:///" + os.path.join(serveurs.sous_dossier("sqlite"), "mesure.sqlite3")


def charger(environnement, options):
    """The measured centre; the same seed and the same day give the same one on both engines."""
    if manage(environnement, "migrate", "--no-input", "--verbosity", "0"):
        fin("La base de la mesure n’a pas pu être préparée.", 1)
    if options.base:
        return
    dire("chargement de %d inscriptions (dix minutes pour 100 000)" % options.volume)
    if manage(environnement, "charger_demo", "--volume", str(options.volume), "--graine", str(options.graine)):
        fin("Le volume n’a pas pu être chargé.", 1)


def mesure(options):
    """Exit code 1 under a goal with `--strict` only: a machine that works on something else measures badly."""
    exiger_systeme()
    preparer_environnement("test")  # the load is read from gunicorn
    if not options.base and options.moteur != "sqlite":
        obtenir_paquets({"REDIS_URL": "inutile"})
    arguments = ["--tours", str(options.tours), "--secondes", str(options.secondes)]
    for nom in ("domaine", "json"):
        if getattr(options, nom):
            arguments += ["--" + nom, getattr(options, nom)]
    if options.strict:
        arguments.append("--strict")
    codes = []
    with Serveurs() as serveurs:
        for moteur in [options.base or options.moteur] if options.base or options.moteur else MOTEURS:
            try:
                base = options.base or adresse(moteur, serveurs)
            except Indisponible as absence:
                dire("%s : pas de mesure sur ce moteur" % absence)
                codes.append(1)
                continue
            environnement = environnement_vierge(
                DEMO="1",
                VAR_DIR=serveurs.sous_dossier("var-" + ("base" if options.base else moteur)),
                SECRET_KEY="mesure-" * 8,
                DATABASE_URL=base,
                ALLOWED_HOSTS="127.0.0.1,localhost",
                ADRESSE_PUBLIQUE="http://127.0.0.1:8000",
                NIVEAU_JOURNAL="CRITICAL",
            )
            charger(environnement, options)
            commande = [PY, "-m", "benchmarks.mesure"] + arguments
            codes.append(subprocess.run(commande, cwd=RACINE, env=environnement, check=False).returncode)
    return max(codes)
