"""The whole portal in one file encrypted to a public key, and back (decision 0417).

What a file holds: a description (versions, rows of each table, keys and settings of the deployment), then what
`pg_dump` writes of the same instant. It is not compressed by pg_dump: files of the portal are already, and their bytes
leave it as hexadecimal; Huffman alone brings these back to their weight (1.02), where gzip's ordinary way costs twice
the processor for more (1.2).
A restoration is made beside the base in place, which is put aside once everything was checked: nothing is lost by it.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from certif_portal.commun import coffre
from certif_portal.commun.droits_base import creer_les_roles_du_mur
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse

LECTURE = 1024 * 1024
TABLES_SANS_COMPTE = frozenset({"django_session", "comptes_sessionouverte"})
"""Written by every reading: its rows say nothing of what is kept."""
GARDEES = (
    *("SECRET_KEY", "SECRET_KEY_FALLBACKS", "ALLOWED_HOSTS", "ADRESSE_PUBLIQUE", "EMAIL_URL", "EXPEDITEUR"),
    *("BOITE_RETOURS", "DERRIERE_PROXY_HTTPS", "NOMBRE_DE_PROXYS", "SCEAU_MOT_DE_PASSE", "SAUVEGARDE_CLE", "ADMINS"),
    *("SENTRY_DSN", "ANTIVIRUS", "JETON_METRIQUES", "SECOND_FACTEUR_ORGANISMES", "NIVEAU_JOURNAL", "FORMAT_JOURNAL"),
    *("OIDC_EMETTEUR", "OIDC_CLIENT", "OIDC_SECRET", "OIDC_NOM", "OIDC_SECOND_FACTEUR", "OIDC_ORIGINES"),
)
"""What somebody chose for the portal: without the first ones what is restored opens nothing, or is not found at its
address. Addresses of the servers and passwords of the base are those of the machine."""


def ecrire_la_cle(chemin: Path) -> str:
    """A new private key in this file, readable by its owner alone; returns the public one, as SAUVEGARDE_CLE is
    typed. Raises ErreurMetier rather than write over a key, without which every backup made with it is lost."""
    privee, publique = coffre.nouvelle_paire()
    ecrire_en_prive(chemin, base64.b64encode(privee) + b"\n")
    return base64.b64encode(publique).decode()


def ecrire_en_prive(chemin: Path, octets: bytes) -> None:
    """A new file, never over another. Raises ErreurMetier."""
    try:
        descripteur = os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as erreur:
        raise ErreurMetier(f"{chemin} ne peut pas être écrit : {erreur.strerror or erreur}.") from erreur
    with os.fdopen(descripteur, "wb") as fichier:
        fichier.write(octets)


def lire_la_cle(chemin: Path) -> bytes:
    """Raises ErreurMetier."""
    try:
        cle = base64.b64decode(chemin.read_text().strip(), validate=True)
    except (OSError, ValueError) as erreur:
        raise ErreurMetier(
            f"{chemin} ne se lit pas : le fichier écrit par « sauvegarder --cle » est attendu."
        ) from erreur
    if len(cle) != 32:
        raise ErreurMetier(f"{chemin} n’est pas une clé de sauvegarde : 32 octets sont attendus, {len(cle)} sont lus.")
    return cle


# ---------------------------------------------------------------- to make


def sauvegarder(dossier: Path, *, cle: bytes, a: datetime) -> Path:
    """One whole file in this folder, or none: written aside, then named. Raises ErreurMetier."""
    if connection.vendor != "postgresql":
        raise ErreurMetier("Seule une base PostgreSQL se sauvegarde ainsi ; la démonstration est un fichier à copier.")
    chemin = dossier / f"portail-{timezone.localtime(a):%Y-%m-%d-%H%M%S}.sauvegarde"
    attente = chemin.with_suffix(".en-cours")
    try:
        with open(attente, "xb") as sortie:
            os.chmod(attente, 0o600)
            _remplir(sortie, cle, a)
            sortie.flush()
            os.fsync(sortie.fileno())
        attente.rename(chemin)
    except OSError as erreur:
        raise ErreurMetier(f"La sauvegarde n’a pas été faite : {dossier} : {erreur.strerror or erreur}.") from erreur
    finally:
        attente.unlink(missing_ok=True)
    return chemin


def _remplir(sortie: IO[bytes], cle: bytes, a: datetime) -> None:
    """Every row is counted and dumped at the same instant, whatever is written meanwhile."""
    dans = coffre.Coffre(sortie, cle)
    with _connexion(connection.settings_dict["NAME"]) as lectrice, lectrice.cursor() as curseur:
        curseur.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        curseur.execute("SELECT pg_export_snapshot()")
        (instantane,) = curseur.fetchone()
        description = json.dumps(_decrire(lectrice, a)).encode()
        dans.ecrire(len(description).to_bytes(8, "big") + description)
        with _outil("pg_dump", f"--snapshot={instantane}", *OPTIONS, stdout=subprocess.PIPE) as extrait:
            presse = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS, 9, zlib.Z_RLE)
            while octets := extrait.stdout.read(LECTURE):
                dans.ecrire(presse.compress(octets))
            dans.ecrire(presse.flush())
    dans.fermer()


OPTIONS = ("--format=custom", "--compress=0", "--no-owner", "--no-privileges")


def _decrire(lectrice: BaseDatabaseWrapper, a: datetime) -> dict[str, Any]:
    sceau = Path(settings.SCEAU_PKCS12).read_bytes() if settings.SCEAU_PKCS12 else b""
    return {
        "faite_le": a.isoformat(),
        "migrations": sorted(map(list, MigrationLoader(lectrice).applied_migrations)),
        "lignes": compter(lectrice),
        "variables": {nom: os.environ[nom] for nom in GARDEES if os.environ.get(nom)},
        "sceau": base64.b64encode(sceau).decode(),
    }


def compter(base: BaseDatabaseWrapper) -> dict[str, int]:
    """Rows of each table but sessions."""
    tables = sorted(set(base.introspection.table_names()) - TABLES_SANS_COMPTE)
    with base.cursor() as curseur:
        comptes = [f"(SELECT '{table}', count(*) FROM \"{table}\")" for table in tables]  # noqa: S608  # its own names
        curseur.execute(" UNION ALL ".join(comptes))
        return dict(curseur.fetchall())


# ---------------------------------------------------------------- to read


def decrire(fichier: Path, cle: bytes) -> dict[str, Any]:
    """Reads the file to its end, and returns its description. Raises FichierRefuse, ErreurMetier."""
    with _ouverte(fichier) as entree:
        blocs = coffre.ouvrir(entree, cle)
        description, suite = _separer(blocs)
        for _ in _extrait(suite, blocs):
            pass
    return description


INCOMPLETE = "Cette sauvegarde ne contient pas toute la base : rien n’en est repris. Prenez-en une autre."


def _separer(blocs: Iterator[bytes]) -> tuple[dict[str, Any], bytes]:
    """The description, and what of the extract was read with it."""
    lu = next(blocs)
    longueur = int.from_bytes(lu[:8], "big")
    while len(lu) < 8 + longueur:
        if not (bloc := next(blocs, b"")):
            raise FichierRefuse(INCOMPLETE)
        lu += bloc
    return json.loads(lu[8 : 8 + longueur]), lu[8 + longueur :]


def _extrait(suite: bytes, blocs: Iterator[bytes]) -> Iterator[bytes]:
    """What pg_dump wrote, as it wrote it. Raises FichierRefuse, at the end too when it is not all there."""
    depresse = zlib.decompressobj()
    for bloc in chain([suite], blocs):
        try:
            yield depresse.decompress(bloc)
        except zlib.error as erreur:
            raise FichierRefuse(INCOMPLETE) from erreur
    if not depresse.eof:
        raise FichierRefuse(INCOMPLETE)


@contextmanager
def _ouverte(fichier: Path) -> Iterator[IO[bytes]]:
    try:
        with open(fichier, "rb") as entree:
            yield entree
    except OSError as erreur:
        raise ErreurMetier(f"{fichier} ne se lit pas : {erreur.strerror or erreur}.") from erreur


# ---------------------------------------------------------------- to put back


def verifier_la_version(description: Mapping[str, Any]) -> None:
    """A base migrated by newer code is read by that code alone. Raises ErreurMetier."""
    connues = set(MigrationLoader(None).disk_migrations)
    inconnues = sorted(set(map(tuple, description["migrations"])) - connues)
    locales = {app for app, _ in connues}
    if neuves := [f"{app}.{nom}" for app, nom in inconnues if app in locales]:
        raise ErreurMetier(
            f"Cette sauvegarde vient d’une version plus récente du portail ({', '.join(neuves[:3])}) : "
            "installez-la d’abord."
        )


def cle_du_portail_connue(description: Mapping[str, Any]) -> bool:
    """Whether the portal of here opens what that of the backup sealed: its key is ours, or one of before."""
    return description["variables"].get("SECRET_KEY") in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def rendre_les_reglages(description: Mapping[str, Any], dossier: Path) -> list[Path]:
    """The keys and settings that were in the backup, readable by their owner alone. Raises ErreurMetier."""
    variables = "".join(f"{nom}={valeur}\n" for nom, valeur in description["variables"].items())
    contenus = {"reglages.env": variables.encode(), "sceau.p12": base64.b64decode(description["sceau"])}
    ecrits = []
    for nom, octets in contenus.items():
        if octets:
            ecrire_en_prive(dossier / nom, octets)
            ecrits.append(dossier / nom)
    return ecrits


def restaurer(fichier: Path, description: Mapping[str, Any], *, cle: bytes, a: datetime) -> str:
    """Make the base again beside the one in place, check it, then take its name; returns the name under which that
    one is kept, "" when there was none. `description` is that of a file read to its end (`decrire`). Raises
    ErreurMetier, FichierRefuse: then nothing has changed."""
    verifier_la_version(description)
    nom = settings.DATABASES["default"]["NAME"]
    neuve = f"{nom}_restauree"
    with _serveur() as curseur:
        curseur.execute(f'DROP DATABASE IF EXISTS "{neuve}"')
        curseur.execute(f"CREATE DATABASE \"{neuve}\" TEMPLATE template0 ENCODING 'UTF8'")
        creer_les_roles_du_mur(curseur)  # the policies of the tables name them
    try:
        _verser(fichier, cle, neuve)
        _comparer(neuve, description["lignes"])
        for commande in (["migrate", "--no-input", "--verbosity=0"], ["arreter_courriels", RAISON]):
            _gerer(neuve, *commande)
        _fermer_les_sessions(neuve)
    except BaseException:
        with _serveur() as curseur:
            curseur.execute(f'DROP DATABASE IF EXISTS "{neuve}" WITH (FORCE)')
        raise
    return _mettre_a_la_place(nom, neuve, a)


def derniers_numeros(base: str) -> dict[str, int]:
    """Series of certificates -> the last number given, in that base; {} in one that never held a portal."""
    with _connexion(base) as autre, autre.cursor() as curseur:
        curseur.execute("SELECT to_regclass('jurys_compteurcertificat') IS NOT NULL")
        if curseur.fetchone() != (True,):
            return {}
        curseur.execute("SELECT serie, dernier FROM jurys_compteurcertificat")
        return dict(curseur.fetchall())


RAISON = "le portail a été restauré d’une sauvegarde : ce qui est parti depuis partirait deux fois"


def _verser(fichier: Path, cle: bytes, base: str) -> None:
    with _ouverte(fichier) as entree:
        blocs = coffre.ouvrir(entree, cle)
        _, suite = _separer(blocs)
        with _outil("pg_restore", "--exit-on-error", "--no-owner", stdin=subprocess.PIPE, base=base) as retour:
            for octets in _extrait(suite, blocs):
                retour.stdin.write(octets)


def _comparer(base: str, attendues: Mapping[str, int]) -> None:
    with _connexion(base) as autre:
        lues = compter(autre)
    manquent = [
        f"{table} : {nombre} attendues, {lues.get(table, 0)} lues"
        for table, nombre in attendues.items()
        if lues.get(table) != nombre
    ]
    if manquent:
        raise ErreurMetier(
            f"La base restaurée n’a pas ses lignes ({' ; '.join(manquent[:5])}) : elle n’est pas gardée."
        )


def _fermer_les_sessions(base: str) -> None:
    """One that was closed since the backup, a stolen device's, would open again."""
    with _connexion(base) as autre, autre.cursor() as curseur:
        curseur.execute("DELETE FROM comptes_sessionouverte")


def _mettre_a_la_place(nom: str, neuve: str, a: datetime) -> str:
    ancienne = f"{nom}_avant_{timezone.localtime(a):%Y%m%d%H%M%S}"
    connection.close()
    with _serveur() as curseur:
        curseur.execute("SELECT 1 FROM pg_database WHERE datname = %s", [nom])
        if curseur.fetchone() is None:
            curseur.execute(f'ALTER DATABASE "{neuve}" RENAME TO "{nom}"')
            return ""
        curseur.execute(f'ALTER DATABASE "{nom}" ALLOW_CONNECTIONS false')
        garde = nom
        try:
            curseur.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                [nom],
            )
            # one sentence is one transaction: both names change, or neither
            curseur.execute(
                f'ALTER DATABASE "{nom}" RENAME TO "{ancienne}"; ALTER DATABASE "{neuve}" RENAME TO "{nom}"'
            )
            garde = ancienne
        finally:
            curseur.execute(f'ALTER DATABASE "{garde}" ALLOW_CONNECTIONS true')
    return ancienne


# ---------------------------------------------------------------- the tools of PostgreSQL


@contextmanager
def _outil(nom: str, *options: str, base: str = "", **flux: Any) -> Iterator[Any]:
    """pg_dump or pg_restore, which must end well; what it says of its failure is told. Raises ErreurMetier."""
    reglages = connection.settings_dict
    ou = ("--host", reglages["HOST"], "--port", str(reglages["PORT"] or 5432), "--username", reglages["USER"])
    secret = os.environ | {"PGPASSWORD": reglages["PASSWORD"], "PGAPPNAME": "sauvegarde"}
    with tempfile.TemporaryFile() as plaintes:
        try:
            processus = subprocess.Popen(  # noqa: S603  # our own options
                [nom, *ou, "--dbname", base or reglages["NAME"], *options], env=secret, stderr=plaintes, **flux
            )
        except OSError as erreur:
            raise ErreurMetier(f"{nom} est introuvable : installez les outils clients de PostgreSQL.") from erreur
        with processus, suppress(BrokenPipeError):  # it ended first: its own words tell why
            yield processus
        plaintes.seek(0)
        dites = plaintes.read().decode("utf-8", "replace").strip()
    if processus.returncode:
        raise ErreurMetier(f"{nom} a échoué : {dites[-500:]}")


@contextmanager
def _connexion(base: str) -> Iterator[BaseDatabaseWrapper]:
    """Another base of the same server, in no transaction. Raises ErreurMetier for what the server refuses."""
    autre = connection.copy()
    autre.settings_dict["NAME"] = base
    try:
        with autre.cursor() as curseur:
            curseur.execute("SET statement_timeout = 0")
        yield autre
    except DatabaseError as erreur:
        raise ErreurMetier(f"PostgreSQL refuse : {str(erreur).strip()}") from erreur
    finally:
        autre.close()


@contextmanager
def _serveur() -> Iterator[Any]:
    """A cursor for what is done to whole bases."""
    with _connexion("postgres") as autre, autre.cursor() as curseur:
        yield curseur


def _gerer(base: str, *arguments: str) -> None:
    """A command of the portal on that base, in a process of its own. Raises ErreurMetier."""
    url = urlsplit(settings.DATABASE_URL)._replace(path=f"/{base}").geturl()
    commande = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    fini = subprocess.run(  # noqa: S603  # our own command
        commande, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True, check=False
    )
    if fini.returncode:
        raise ErreurMetier(
            f"« manage.py {arguments[0]} » a échoué sur la base restaurée : {fini.stderr.strip()[-500:]}"
        )
