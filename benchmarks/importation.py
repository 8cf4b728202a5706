"""Import of a workbook of 10,000 lines: the portal's way, the naive one and the floor, in turn (B1, B2).

Runs inside transactions that are rolled back. Floor: unzip the sheet, a plain check of the cells, and COPY (PostgreSQL)
or executemany (SQLite) of the very rows our import writes, given as texts and numbers. Ours: the upload, the dry run
and the recording that follows it, as the screens ask for them; then the command, which does both at once. The naive way
writes a sample, whose lines are compared with ours; its time is scaled.
"""

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from openpyxl import Workbook

from benchmarks import naif
from benchmarks.chrono import compter, defaire, occuper, occuper_et_rendre
from benchmarks.essai import essayer
from benchmarks.table import Mesure
from benchmarks.taille import taille
from candidats.donnees import FichierRecu
from candidats.imports.colonnes import COLONNES
from candidats.imports.lecture import ouvrir_classeur, ranger
from candidats.imports.rapport import Rapport
from candidats.models import Inscription
from candidats.queries.classeur import contexte_import
from candidats.services import lot
from candidats.services.classeur import (
    appliquer_lignes,
    demander_enregistrement,
    enregistrer_classeur,
    lire_classeur,
    recevoir_classeur,
)
from certif_portal.commun import insertion
from certif_portal.commun.feuilles import lire_ici
from certif_portal.commun.fichiers import XLSX
from certif_portal.comptes.models import Utilisateur
from habilitations.models import OrganismeFormation

A = datetime(2026, 11, 20, 10, tzinfo=UTC)
LE = date(2026, 11, 20)
LIGNES = 10_000
ECHANTILLON = 200
"""Lines written the naive way: the cost of one does not depend on how many there are."""
SIRET = "73282932000074"


def mesurer(tours: int, seulement: str = "") -> Iterator[Mesure]:
    organisme, _ = OrganismeFormation.objects.get_or_create(siret=SIRET, defaults={"nom": "Organisme de mesure"})
    try:
        certification = str(next(iter(contexte_import(organisme, LE).referentiels)))
        lignes = taille(LIGNES)
        octets, petit = classeur(lignes, certification), classeur(lignes // 10, certification)
        if seulement in "lecture":
            yield _lecture(octets, lignes, min(tours, 3))
        if seulement in "import":
            yield from _import(octets, petit, lignes, organisme, min(tours, 3))
    finally:
        organisme.delete()


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


def parcours(octets: bytes, organisme: OrganismeFormation, par: Utilisateur) -> tuple[dict[str, float], int]:
    """Upload, dry run, recording, as the screens ask for them: how long each, and how many lines."""
    with transaction.atomic():
        recu = FichierRecu("mesure.xlsx", octets, XLSX)
        depot, classeur = occuper_et_rendre(lambda: recevoir_classeur(organisme=organisme, fichier=recu, par=par, a=A))
        simulation = occuper(lambda: lire_classeur(classeur.pk, le=LE))
        demander_enregistrement(classeur=classeur)
        ecriture, nombre = occuper_et_rendre(lambda: enregistrer_classeur(classeur.pk, par=par, a=A))
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


def _lecture(octets: bytes, lignes: int, tours: int) -> Mesure:
    """Reading alone: every cell of the sheet."""
    notres, leurs = [], []
    for _ in range(tours):
        nous, (_, feuilles) = occuper_et_rendre(lambda: lire_ici(octets))
        eux, lues = occuper_et_rendre(lambda: naif.lire_classeur(octets))
        notres.append(nous)
        leurs.append(eux)
    if len(feuilles[0].lignes) != len(lues) or _cellules(feuilles[0].lignes) != _cellules(lues):
        raise RuntimeError("les deux lectures diffèrent")
    rapports = [la_bas / nous for la_bas, nous in zip(leurs, notres, strict=True)]
    return Mesure("import", "lecture d’un classeur", lignes, notres, naif=rapports, buts=["B2"])


def _cellules(lignes: list[list[Any]]) -> list[list[str]]:
    """As texts: an empty cell is None or nothing, a whole number may have become a float, a day an instant."""
    return [[_dite(cellule) for cellule in ligne] for ligne in lignes[:ECHANTILLON]]


def _dite(cellule: Any) -> str:
    if isinstance(cellule, datetime):
        return cellule.date().isoformat()
    if isinstance(cellule, float) and cellule.is_integer():
        return str(int(cellule))
    return "" if cellule is None else str(cellule)


def _import(octets: bytes, petit: bytes, lignes: int, organisme: OrganismeFormation, tours: int) -> Iterator[Mesure]:
    par = Utilisateur.objects.order_by("pk")[0]
    donnees = [ligne.donnees for ligne in commande(octets, organisme).lignes][:ECHANTILLON]
    comparer(octets, organisme, donnees)
    cellules = ouvrir_classeur(octets).feuille.lignes
    copies = preparer_copies(rangees_ecrites(octets, organisme))
    deja = Inscription.objects.count()
    temps: dict[str, list[float]] = defaultdict(list)
    for _ in range(tours):
        duree, nombre = occuper_et_rendre(lambda: plancher(octets, cellules, copies))
        temps["plancher"].append(duree)
        durees, ecrites = parcours(octets, organisme, par)
        for nom, mesuree in durees.items():
            temps[nom].append(mesuree)
        duree, rapport = occuper_et_rendre(lambda: commande(octets, organisme))
        temps["commande"].append(duree)
        temps["petite"].append(occuper(lambda: commande(petit, organisme)) * 10)
        lecture = occuper(lambda: naif.lire_classeur(octets))
        une = occuper(lambda: defaire(lambda: naif.enregistrer_lignes(donnees, organisme, A)))
        temps["naif"].append(lecture + une / len(donnees) * lignes)
        if not nombre - deja == rapport.bilan["nouvelle"] == ecrites == lignes:
            raise RuntimeError(f"résultats différents : {nombre - deja}, {rapport.bilan}, {ecrites}")
    nombre = compter(lambda: commande(octets, organisme))
    essai = essayer(lambda: commande(octets, organisme), 600)
    yield Mesure(
        "import",
        "lire, contrôler, enregistrer",
        lignes,
        temps["commande"],
        naif=[la_bas / nous for la_bas, nous in zip(temps["naif"], temps["commande"], strict=True)],
        plancher=[nous / nu for nous, nu in zip(temps["commande"], temps["plancher"], strict=True)],
        requetes=nombre,
        memoire=essai.memoire,
        buts=["B1", "B1 plancher", "B1 requêtes"],
        details={nom: list(durees) for nom, durees in temps.items()},
    )
    for nom in ("depot", "simulation", "enregistrement"):
        planchers = [nous / nu for nous, nu in zip(temps[nom], temps["plancher"], strict=True)]
        yield Mesure("import", f"par les écrans : {nom}", lignes, temps[nom], plancher=planchers)
    rapports = [nous / un for nous, un in zip(temps["commande"], temps["petite"], strict=True)]
    cas = f"une ligne de {lignes} pour une de {lignes // 10}"
    yield Mesure("import", cas, lignes, rapport=rapports, buts=["croissance"])


def comparer(octets: bytes, organisme: OrganismeFormation, donnees: list[Any]) -> None:
    """The same registrations, whichever way their lines are written."""
    champs = ("candidat__nom_naissance", "candidat__prenom", "candidat__cle_recherche", "entreprise__raison_sociale")
    champs += ("referentiel", "voie", "entree_formation", "financements__code", "formateurs__nom", "etat")

    def ecrites() -> set[tuple[Any, ...]]:
        return set(Inscription.objects.filter(organisme=organisme).values_list(*champs))

    def ici() -> set[tuple[Any, ...]]:
        appliquer_lignes(ranger(ouvrir_classeur(octets)), organisme, par=None, a=A, nom="mesure.xlsx")
        return ecrites()

    def simplement() -> set[tuple[Any, ...]]:
        naif.enregistrer_lignes(donnees, organisme, A)
        return ecrites()

    notres, leurs = defaire(ici), defaire(simplement)
    if len(leurs) != len(donnees) or not leurs <= notres:
        raise RuntimeError("les deux façons d’enregistrer un classeur diffèrent")
