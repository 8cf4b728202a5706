"""Import of a workbook of 10,000 lines: ours and the naive way against the floor, in turn, in one run.

    DEMO=1 [DATABASE_URL=postgres://…] python -m benchmarks.import_classeur [--lignes 10000] [--tours 3] [--voisins]

Runs on the database of the environment, inside transactions that are rolled back. Floor: unzip the sheet, a plain check
of the cells, and COPY (PostgreSQL) or executemany (SQLite) of the very rows our import writes, given as texts and
numbers. Ours: the upload, the dry run and the recording that follows it, as the screens ask for them; then the command,
which does both at once. Naive: openpyxl, then the service of the form for each line (on a sample, scaled). What is
printed are ratios of medians; both ends are checked to hold the same registrations. Memory is that of a process that
does nothing else. `--voisins` measures somebody else's page meanwhile (see `voisins.py`).
"""

import argparse
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "certif_portal.settings")
django.setup()

from django.db import connection, reset_queries, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from openpyxl import Workbook, load_workbook  # noqa: E402

from benchmarks import voisins  # noqa: E402
from candidats.donnees import FichierRecu  # noqa: E402
from candidats.imports.colonnes import COLONNES  # noqa: E402
from candidats.imports.lecture import ouvrir_classeur, ranger  # noqa: E402
from candidats.imports.rapport import Rapport  # noqa: E402
from candidats.models import Inscription  # noqa: E402
from candidats.queries.classeur import contexte_import  # noqa: E402
from candidats.services import lot  # noqa: E402
from candidats.services.classeur import (  # noqa: E402
    appliquer_lignes,
    demander_enregistrement,
    enregistrer_classeur,
    lire_classeur,
    recevoir_classeur,
)
from candidats.services.inscription import creer_inscription  # noqa: E402
from certif_portal.commun import insertion  # noqa: E402
from certif_portal.commun.fichiers import XLSX  # noqa: E402
from certif_portal.comptes.models import Utilisateur  # noqa: E402
from habilitations.models import OrganismeFormation  # noqa: E402

A = datetime(2026, 11, 20, 10, tzinfo=UTC)
LE = date(2026, 11, 20)
ECHANTILLON = 100
SIRET = "73282932000074"


def en_lettres(nombre: int) -> str:
    """Names have no digit."""
    return "".join(chr(65 + int(chiffre)) for chiffre in str(nombre))


def classeur(lignes: int, certification: str) -> bytes:
    """Distinct persons, two hundred companies, one funding, one trainer."""
    livre = Workbook(write_only=True)
    feuille = livre.create_sheet("Inscriptions")
    feuille.append([colonne.titre for colonne in COLONNES])
    for n in range(lignes):
        valeurs: dict[str, Any] = {
            "referentiel_id": certification,
            "voie": "Parcours de formation",
            "nom_naissance": f"Le Goff-{en_lettres(n)}",
            "prenom": f"Zoé {en_lettres(n % 97).title()}",
            "sexe": "F",
            "date_naissance": date(1980, 1, 1) + timedelta(days=n % 7000),
            "commune_naissance": "Saint-Nazaire",
            "departement_naissance": "44",
            "courriel": f"c{n}@exemple.fr",
            "telephone": f"06{n:08d}",
            "origine": "SL",
            "entreprise_siret": 73282932000074,
            "entreprise_raison_sociale": f"Ateliers {n % 200}",
            "entreprise_adresse": "3 rue des Forges",
            "entreprise_code_postal": "44600",
            "entreprise_ville": "Saint-Nazaire",
            "entreprise_code_nace": 25.62,
            "entreprise_secteur": "M",
            "service": "Méthodes",
            "superieur_nom": "Yann Kermarrec",
            "tuteur_nom": "Anne Prigent",
            "tuteur_courriel": "anne@exemple.fr",
            "formateurs": "Loïc Salaün",
            "financements": "PDC",
            "entree_formation": date(2026, 11, 16),
            "fin_formation": date(2027, 6, 30),
        }
        feuille.append([valeurs.get(colonne.cle) for colonne in COLONNES])
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def chronometrer(travail: Callable[[], Any]) -> tuple[float, Any]:
    debut = time.perf_counter()
    resultat = travail()
    return time.perf_counter() - debut, resultat


def parcours(octets: bytes, organisme: OrganismeFormation, par: Utilisateur) -> tuple[dict[str, float], int]:
    """Upload, dry run, recording, as the screens ask for them: how long each, and how many lines."""
    with transaction.atomic():
        recu = FichierRecu("mesure.xlsx", octets, XLSX)
        depot, classeur = chronometrer(lambda: recevoir_classeur(organisme=organisme, fichier=recu, par=par, a=A))
        simulation, _ = chronometrer(lambda: lire_classeur(classeur.pk, le=LE))
        demander_enregistrement(classeur=classeur)
        ecriture, nombre = chronometrer(lambda: enregistrer_classeur(classeur.pk, par=par, a=A))
        transaction.set_rollback(True)
    return {"depot": depot, "simulation": simulation, "enregistrement": ecriture}, nombre


def commande(octets: bytes, organisme: OrganismeFormation) -> Rapport:
    with transaction.atomic():
        rapport = appliquer_lignes(ranger(ouvrir_classeur(octets)), organisme, par=None, a=A, nom="mesure.xlsx")
        transaction.set_rollback(True)
    return rapport


def rangees_ecrites(octets: bytes, organisme: OrganismeFormation) -> list[tuple[Any, list[dict[str, Any]]]]:
    """The rows our import writes, caught on their way, by table."""
    prises: list[tuple[Any, list[dict[str, Any]]]] = []
    vraie = lot.inserer

    def attraper(modele: Any, lignes: Any, **partout: Any) -> None:
        rangees = [ligne | partout for ligne in lignes]
        prises.append((modele, rangees))
        vraie(modele, rangees)

    lot.inserer = attraper
    try:
        commande(octets, organisme)
    finally:
        lot.inserer = vraie
    return [(modele, rangees) for modele, rangees in prises if rangees]


def plancher(octets: bytes, cellules: list[list[Any]], copies: list[tuple[str, str, Any]]) -> int:
    """Unzip, look at each cell once, send the rows."""
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        archive.read("xl/worksheets/sheet1.xml")
    vides = sum(1 for ligne in cellules for cellule in ligne if cellule == "" or len(str(cellule)) > 200)
    with transaction.atomic():
        for table, colonnes, contenu in copies:
            with connection.cursor() as curseur:
                if connection.vendor == "postgresql":
                    curseur.copy_expert(
                        f"COPY {table} ({colonnes}) FROM STDIN", io.StringIO("\n".join(map("\t".join, contenu)) + "\n")
                    )
                else:
                    places = ", ".join(["%s"] * len(contenu[0]))
                    curseur.executemany(f"INSERT INTO {table} ({colonnes}) VALUES ({places})", contenu)  # noqa: S608
        nombre = Inscription.objects.count()
        transaction.set_rollback(True)
    return nombre if vides else -1


def preparer_copies(rangees: list[tuple[Any, list[dict[str, Any]]]]) -> list[tuple[str, str, Any]]:
    copies = []
    for modele, lignes in rangees:
        champs = [c for c in modele._meta.concrete_fields if not c.primary_key or c.attname in lignes[0]]
        noms = ", ".join(connection.ops.quote_name(champ.column) for champ in champs)
        valeurs = [[ligne.get(champ.attname, champ.get_default()) for champ in champs] for ligne in lignes]
        adapter = insertion._en_texte if connection.vendor == "postgresql" else insertion._adapter
        contenu = [list(map(adapter, ligne)) for ligne in valeurs]
        copies.append((connection.ops.quote_name(modele._meta.db_table), noms, contenu))
    return copies


def naif(octets: bytes, organisme: OrganismeFormation, donnees: list[Any], lignes: int) -> float:
    """openpyxl for the file, the service of the form for each line of a sample, scaled to all."""
    lecture, _ = chronometrer(
        lambda: [list(ligne) for ligne in load_workbook(io.BytesIO(octets))["Inscriptions"].values]
    )
    with transaction.atomic():
        ecriture, _ = chronometrer(
            lambda: [creer_inscription(donnees=d, organisme=organisme, par=None, a=A) for d in donnees[:ECHANTILLON]]
        )
        transaction.set_rollback(True)
    return lecture + ecriture * lignes / ECHANTILLON


def memoire(octets: bytes) -> str:
    """Memory at the highest of a process that reads this workbook and records it, and does nothing else."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as fichier:
        fichier.write(octets)
        fichier.flush()
        ordre = [sys.executable, "-m", "benchmarks.import_classeur", "--memoire-de", fichier.name]
        return subprocess.run(ordre, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603


def memoire_de(chemin: str) -> None:
    """The child's part: the dry run and the recording of this file, then the highest resident size (not that of the
    parent, which `getrusage` would give)."""
    with transaction.atomic():
        organisme = OrganismeFormation.objects.get(siret=SIRET)
        parcours(Path(chemin).read_bytes(), organisme, Utilisateur.objects.order_by("pk")[0])
        transaction.set_rollback(True)
    etat = Path("/proc/self/status").read_text()
    sys.stdout.write(f"{int(etat.split('VmHWM:')[1].split()[0]) // 1024} Mo\n")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--lignes", type=int, default=10_000)
    arguments.add_argument("--tours", type=int, default=3)
    arguments.add_argument("--voisins", action="store_true")
    arguments.add_argument("--memoire-de", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.memoire_de:
        memoire_de(options.memoire_de)
        return
    organisme = OrganismeFormation.objects.create(nom="Organisme de mesure", siret=SIRET)
    try:
        faits = next(iter(contexte_import(organisme, LE).referentiels), None)
        if faits is None:
            sys.exit("Aucune certification ouverte : chargez la démonstration d’abord.")
        octets, petit = (classeur(nombre, str(faits)) for nombre in (options.lignes, 1_000))
        if options.voisins:
            voisins.mesurer(organisme, octets)
        else:
            mesurer(organisme, octets, petit, options)
    finally:
        organisme.delete()


def mesurer(organisme: OrganismeFormation, octets: bytes, petit: bytes, options: argparse.Namespace) -> None:
    par, lignes = Utilisateur.objects.order_by("pk")[0], options.lignes
    donnees = [ligne.donnees for ligne in commande(octets, organisme).lignes]
    cellules = ouvrir_classeur(octets).feuille.lignes
    copies = preparer_copies(rangees_ecrites(octets, organisme))
    deja = Inscription.objects.count()
    temps: dict[str, list[float]] = defaultdict(list)
    for _ in range(options.tours):
        duree, nombre = chronometrer(lambda: plancher(octets, cellules, copies))
        temps["plancher"].append(duree)
        durees, ecrites = parcours(octets, organisme, par)
        for nom, mesuree in durees.items():
            temps[nom].append(mesuree)
        duree, rapport = chronometrer(lambda: commande(octets, organisme))
        temps["commande"].append(duree)
        temps["naif"].append(naif(octets, organisme, donnees, lignes))
        if not nombre - deja == rapport.bilan["nouvelle"] == ecrites == lignes:
            sys.exit(f"Résultats différents : {nombre - deja}, {rapport.bilan}, {ecrites}.")
    requetes = {}
    for nom, contenu in (("1 000", petit), (f"{lignes:,}".replace(",", " "), octets)):
        reset_queries()
        with CaptureQueriesContext(connection) as prises:
            commande(contenu, organisme)
        requetes[nom] = len(prises)
    raconter(temps, requetes, lignes)
    sys.stdout.write(f"mémoire au plus haut : {memoire(octets)}\n")


def raconter(temps: dict[str, list[float]], requetes: dict[str, int], lignes: int) -> None:
    medianes = {nom: statistics.median(durees) for nom, durees in temps.items()}
    ecrire = sys.stdout.write
    ecrire(f"{connection.vendor}, {lignes} lignes de {len(COLONNES)} colonnes\n")
    for nom, mediane in medianes.items():
        rapports = sorted(duree / base for duree, base in zip(temps[nom], temps["plancher"], strict=True))
        ecrire(
            f"{nom:15} {mediane * 1e6 / lignes:7.0f} µs/ligne   x plancher {statistics.median(rapports):6.2f} "
            f"[{rapports[0]:.2f} – {rapports[-1]:.2f}]\n"
        )
    ecrire(f"requêtes de la commande : {requetes}\n")


if __name__ == "__main__":
    main()
