"""The variables of a deployment: each is read once, and all that are wrong are told together, in French.

A fault says which variable, what was read and what was expected; a variable that may hold a password is never shown.
"""

import base64
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.http.request import validate_host
from environ import Env

from certif_portal.commun.adresses import verifier_adresse

SECRETES = {
    *("SECRET_KEY", "SECRET_KEY_FALLBACKS", "DATABASE_URL", "DATABASE_APPLICATION_URL", "REDIS_URL", "EMAIL_URL"),
    *("DATABASE_PURGE_URL", "BOITE_RETOURS", "SCEAU_MOT_DE_PASSE", "JETON_METRIQUES", "OIDC_SECRET", "SENTRY_DSN"),
}
OUI, NON = ("1", "true", "oui", "yes", "on"), ("0", "false", "non", "no", "off")
NIVEAUX = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LONGUEUR_DE_CLE, LONGUEUR_DE_JETON = 50, 32
NOM_D_HOTE = re.compile(r"\.?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\]", re.I)
JETON = re.compile(r"[!-~]+")
"""What an HTTP header carries in one word."""

Forme = Callable[[str], Any]
"""The value of what was typed; ValueError with what was expected, as the end of a sentence."""


class Environnement:
    """Reads the variables, keeps every fault, and refuses to go on once all were read (`conclure`)."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._fautes: dict[str, str] = {}
        self.locale = False
        """A place without real people: what is missing has a default."""

    def lire(self, nom: str, forme: Forme, *, defaut: Any = None, local: Any = None) -> Any:
        """`defaut`: for a variable that may be absent anywhere; `local`: absent where nobody is real."""
        lu, absent = self._variables.get(nom, "").strip(), defaut
        if absent is None and self.locale:
            absent = local
        if not lu and absent is not None:
            return absent
        try:
            return forme(lu)
        except ValueError as attendu:
            self.refuser(nom, str(attendu))
            return absent if absent is not None else ""

    def refuser(self, nom: str, attendu: str) -> None:
        self._fautes.setdefault(nom, f"{nom} : {self._lu(nom)} ; attendu : {attendu}.")

    def _lu(self, nom: str) -> str:
        lu = self._variables.get(nom)
        if lu is None:
            return "absente"
        if not lu.strip():
            return "vide"
        if nom in SECRETES:
            return f"lu {len(lu)} caractère{'s' if len(lu) > 1 else ''}, que l’on ne montre pas"
        return f"lu « {lu[:100]} »"

    def conclure(self) -> None:
        if self._fautes:
            titre = "La configuration du portail est à corriger, rien n’a démarré :"
            raise ImproperlyConfigured("\n".join([titre, *(f"- {faute}" for faute in self._fautes.values())]))


def texte(lu: str) -> str:
    return lu


def oui_non(lu: str) -> bool:
    if lu.casefold() not in OUI + NON:
        raise ValueError("1 ou 0")
    return lu.casefold() in OUI


def liste(lu: str) -> list[str]:
    return [partie.strip() for partie in lu.split(",") if partie.strip()]


def cle(lu: str) -> str:
    if len(lu) < LONGUEUR_DE_CLE:
        raise ValueError(f"{LONGUEUR_DE_CLE} caractères au moins, tirés au hasard")
    return lu


def cles(lu: str) -> list[str]:
    return [cle(une) for une in liste(lu)]


def jeton(lu: str) -> str:
    if len(lu) < LONGUEUR_DE_JETON or not JETON.fullmatch(lu):
        raise ValueError(f"{LONGUEUR_DE_JETON} caractères au moins, sans accent ni espace, tirés au hasard")
    return lu


def cle_publique(lu: str) -> bytes:
    attendu = ValueError("la clé publique que donne « manage.py sauvegarder FICHIER --cle »")
    try:
        octets = base64.b64decode(lu, validate=True)
    except ValueError:
        raise attendu from None
    if len(octets) != 32:
        raise attendu
    return octets


def dossier(lu: str) -> Path:
    chemin = Path(lu)
    if chemin.exists() and not chemin.is_dir():
        raise ValueError("un dossier")
    return chemin


def hotes(lu: str) -> list[str]:
    noms = liste(lu)
    if not noms or not all(NOM_D_HOTE.fullmatch(nom) for nom in noms):
        raise ValueError("des noms d’hôte séparés par des virgules, sans « https:// » ni port (portail.centre.fr)")
    return noms


def entier(mini: int, maxi: int) -> Forme:
    def lire(lu: str) -> int:
        if not lu.isascii() or not lu.isdigit() or not mini <= int(lu) <= maxi:
            raise ValueError(f"un nombre entier de {mini} à {maxi}")
        return int(lu)

    return lire


def parmi(valeurs: tuple[str, ...]) -> Forme:
    def lire(lu: str) -> str:
        if lu.upper() not in valeurs:
            raise ValueError(f"l’un de {', '.join(valeurs)}")
        return lu.upper()

    return lire


def _url(schemas: tuple[str, ...], exemple: str, *, chemin: bool = False) -> Forme:
    """An address with one of these schemes and a host; `chemin`: and a path."""

    def lire(lu: str) -> str:
        attendu = ValueError(f"une adresse de la forme {exemple}")
        try:
            url = urlsplit(lu)
            port = url.port
        except ValueError:
            raise attendu from None
        if url.scheme not in schemas or not url.hostname or port == 0 or (chemin and len(url.path) < 2):
            raise attendu
        return lu

    return lire


_postgresql = _url(("postgres", "postgresql"), "postgres://compte:secret@hote:5432/base", chemin=True)


def base(lu: str) -> str:
    """PostgreSQL, or a file of SQLite."""
    if lu.startswith("sqlite:///") and len(lu) > len("sqlite:///"):
        return lu
    return str(_postgresql(lu))


role_de_base = _postgresql
_redis = _url(("redis", "rediss"), "redis://:secret@hote:6379/0")


def redis(lu: str) -> str:
    """The number of its base, or nothing: the worker would stop on a name."""
    lue = str(_redis(lu))
    if not re.fullmatch(r"/?[0-9]*", urlsplit(lue).path):
        raise ValueError("une adresse de la forme redis://:secret@hote:6379/0, un nombre à la fin")
    return lue


boite = _url(("imap", "imaps"), "imaps://compte:secret@hote/INBOX")
courriel = _url(("smtp", "smtp+tls", "smtp+ssl"), "smtp+tls://compte:secret@hote:587")


def courriel_local(lu: str) -> str:
    """Where nobody real is written to, what shows mails serves as well as a server."""
    if (schema := urlsplit(lu).scheme) in Env.EMAIL_SCHEMES and not schema.startswith("smtp"):
        return lu
    return str(courriel(lu))


def adresse(lu: str) -> str:
    try:
        verifier_adresse(lu)
    except ValidationError:
        raise ValueError("une adresse seule, sans nom devant (certifications@centre.fr)") from None
    return lu


def adresses(lu: str) -> list[str]:
    try:
        return [adresse(une) for une in liste(lu)]
    except ValueError:
        raise ValueError("des adresses de courriel séparées par des virgules, sans nom devant") from None


def sentry(lu: str) -> str:
    """The DSN that Sentry, or what speaks as it does, gives of a project."""
    attendu = ValueError("le DSN du projet, de la forme https://cle@hote/1")
    try:
        url = urlsplit(lu)
        port = url.port
    except ValueError:
        raise attendu from None
    projet = url.path.rpartition("/")[2]
    if url.scheme not in ("https", "http") or not url.hostname or not url.username or not projet.isdigit() or port == 0:
        raise attendu
    return lu


def fichier(lu: str) -> str:
    if not os.access(lu, os.R_OK) or not Path(lu).is_file():
        raise ValueError("un fichier que le portail peut lire")
    return lu


def sceau_ouvert(chemin: str, mot_de_passe: str) -> bool:
    """Whether this password opens the seal: known before the first certificate is to be signed."""
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        cle_privee, certificat, _ = pkcs12.load_key_and_certificates(Path(chemin).read_bytes(), mot_de_passe.encode())
    except ValueError:
        return False
    return cle_privee is not None and certificat is not None


def antivirus(lu: str) -> str:
    """A command, by its full path, or a clamd: its socket on this machine, else its host."""
    if lu.startswith("/"):
        commande = lu.split()[0]
        if not os.access(commande, os.X_OK) or not Path(commande).is_file():
            raise ValueError("une commande que le portail peut lancer")
        return lu
    attendu = ValueError("clamd:///chemin/de/la/prise, clamd://hote:3310, ou une commande par son chemin complet")
    try:
        url = urlsplit(lu)
        port = url.port
    except ValueError:
        raise attendu from None
    if url.scheme != "clamd" or not (url.hostname or len(url.path) > 1) or port == 0:
        raise attendu
    return lu


def emetteur(*, locale: bool) -> Forme:
    """The issuer of an OpenID Connect directory, as it names itself."""
    schemas = ("https", "http") if locale else ("https",)

    def lire(lu: str) -> str:
        attendu = ValueError("l’adresse https:// de l’annuaire, telle qu’il se nomme lui-même (issuer)")
        try:
            url = urlsplit(lu)
            port = url.port
        except ValueError:
            raise attendu from None
        if url.scheme not in schemas or not url.hostname or url.username or url.query or url.fragment or port == 0:
            raise attendu
        return lu

    return lire


def origines(*, locale: bool) -> Forme:
    """Sites, separated by commas: a scheme and a host, nothing after."""
    un = emetteur(locale=locale)

    def lire(lu: str) -> list[str]:
        try:
            sites = [un(site) for site in liste(lu)]
        except ValueError:
            sites = [""]
        if any(origine(site) != [site] for site in sites):
            raise ValueError("des sites séparés par des virgules, https:// et un nom, sans rien après")
        return sites

    return lire


def origine(lu: str) -> list[str]:
    """The site of an address; none of no address."""
    url = urlsplit(lu)
    return [f"{url.scheme}://{url.netloc}"] if url.netloc else []


def adresse_publique(hotes: list[str], *, locale: bool) -> Forme:
    """What mailed links and certificates begin with: https, one of the hosts once these are right, no path."""
    schemas = ("https", "http") if locale else ("https",)

    def lire(lu: str) -> str:
        attendu = ValueError(
            f"https:// suivi de l’un des noms de ALLOWED_HOSTS ({', '.join(hotes)}), sans rien après"
            if hotes
            else "https:// suivi de l’un des noms de ALLOWED_HOSTS, sans rien après"
        )
        try:
            url = urlsplit(lu.removesuffix("/"))
            hote = f"[{url.hostname}]" if url.hostname and ":" in url.hostname else url.hostname
            port = url.port
        except ValueError:
            raise attendu from None
        propre = not (url.path or url.query or url.fragment or url.username) and port != 0
        if url.scheme not in schemas or not hote or not propre or not (validate_host(hote, hotes) or not hotes):
            raise attendu
        return f"{url.scheme}://{url.netloc.lower()}"  # as a browser says it

    return lire
