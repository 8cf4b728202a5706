"""Acts sent to the portal while gunicorn or PostgreSQL is killed by SIGKILL at a named point: what was acknowledged is
in the base, what was not is whole or absent, and sent again it is there once.

    python3 dev.py epreuves coupures [--fois 20] [--graine 1] [--depuis 144] [--acte organisme] [--victime base]

36 points: three acts, six instants of each (`coupure_wsgi.POINTS`), the web process or the server of the base. About
1 s a kill. Cut or at fault, it says where to take it up again (`--depuis`), and where the logs of its servers are.
"""

import argparse
import http.client
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import lxml.html
import psycopg2

from epreuves import portail
from outils_dev.serveurs import Serveurs, port_au_hasard

RACINE = Path(__file__).resolve().parent.parent
INSTANTS = ("premier-ecrit", "acte-ecrit", "journal-ecrit", "avant-commit", "apres-commit", "avant-reponse")
VICTIMES = ("web", "base")
RETOUR = 60.0
"""Seconds given to the portal to answer again."""
OUVRIR = """
import django
django.setup()
from django.test import Client
from tests.comptes.factories import creer_personne
from tests.sessions import entrer
client = Client()
entrer(client, creer_personne("responsable"))
print(client.cookies["sessionid"].value)
"""


@dataclass(frozen=True)
class Acte:
    """What is sent, and where its row, and the mail it owes, are found by the word that it bears."""

    nom: str
    page: str
    table: str
    colonne: str
    trace: bool = True  # whether its line of the journal bears that word
    courriel: bool = False

    def saisie(self, mot: str, rang: int) -> dict[str, str]:
        if self.nom == "inviter":
            return {"prenom": "Ana", "nom": mot, "courriel": f"{mot}@exemple.fr", "role": "agent"}
        if self.nom == "organisme":
            lieu = {"adresse": "1 quai", "code_postal": "44000", "ville": "Nantes", "telephone": "0240000000"}
            qui = {
                "courriel": f"{mot}@exemple.fr",
                "responsable_nom": "Anne Prigent",
                "responsable_qualite": "Directrice",
            }
            return {"nom": mot, "siret": siret(rang), **lieu, **qui}
        return {"objet": "lettres", "nom": mot, "qualite": "Référent", "debut": "01/12/2026", "fin": ""}


ACTES = (
    Acte("inviter", "/equipe/inviter/", "comptes_utilisateur", "nom", trace=False, courriel=True),
    Acte("organisme", "/organismes/nouveau/", "habilitations_organismeformation", "nom"),
    Acte("delegation", "/centre/delegations/nouvelle/", "centre_delegationsignature", "nom"),
)
POINTS = [(acte, instant, victime) for acte in ACTES for instant in INSTANTS for victime in VICTIMES]


def siret(rang: int) -> str:
    """A number that its key makes right."""
    debut = f"552100554{rang:04d}"
    for cle in "0123456789":
        double = (int(c) * (2 if r % 2 else 1) for r, c in enumerate(reversed(debut + cle)))
        if sum(n - 9 if n > 9 else n for n in double) % 10 == 0:
            return debut + cle
    raise ValueError(rang)


@dataclass
class Bilan:
    """Points tried, answers that acknowledged, and what was wrong."""

    essais: int = 0
    recus: int = 0
    tues: int = 0
    fautes: list[str] = field(default_factory=list)
    journaux: str = ""  # where the servers' logs are, after a fault


class NeRepondPlus(Exception):
    """The portal does not come back by itself."""


class SansSuite(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        return None


class Client:
    """A browser: the session of a responsable, the form of a page, what was answered."""

    def __init__(self, adresse: str, session: str) -> None:
        self.adresse, self.cookies = adresse, {"sessionid": session}
        self.ouvreur = urllib.request.build_opener(SansSuite)

    def demander(self, chemin: str, donnees: dict[str, str] | None = None, **entetes: str) -> tuple[int, str]:
        """0 when the connection ended without an answer."""
        corps = urllib.parse.urlencode(donnees).encode() if donnees is not None else None
        cookies = "; ".join(f"{nom}={valeur}" for nom, valeur in self.cookies.items())
        demande = urllib.request.Request(self.adresse + chemin, corps, {"Cookie": cookies, **entetes})  # noqa: S310
        try:
            with self.ouvreur.open(demande, timeout=60) as reponse:
                self._retenir(reponse.headers)
                return reponse.status, reponse.read().decode()
        except urllib.error.HTTPError as erreur:
            return erreur.code, erreur.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""

    def _retenir(self, entetes: http.client.HTTPMessage) -> None:
        for cookie in entetes.get_all("Set-Cookie") or []:
            nom, _, valeur = cookie.partition(";")[0].partition("=")
            self.cookies[nom] = valeur

    def formulaire(self, page: str) -> dict[str, str]:
        """Once it answers again."""
        limite, vus = time.monotonic() + RETOUR, Counter[int]()
        while (lu := self.demander(page))[0] != 200:
            vus[lu[0]] += 1
            if time.monotonic() > limite:
                raise NeRepondPlus(f"{page} ne répond plus : {dict(vus)}, puis {lu[1][:300]!r}")
            time.sleep(0.1)
        formulaires = [f for f in lxml.html.fromstring(lu[1]).forms if "csrfmiddlewaretoken" in f.fields]
        return {nom: valeur or "" for nom, valeur in formulaires[-1].form_values()}


@dataclass
class Portail:
    client: Client
    url: str
    serveurs: Serveurs

    def compter(self, acte: Acte, mot: str) -> tuple[int, int, int]:
        """Rows of the act, lines of the journal that name it, mails that it owes."""
        limite = time.monotonic() + RETOUR
        while True:
            try:
                with closing(psycopg2.connect(self.url)) as base, base.cursor() as curseur:
                    lu = []
                    for table, colonne in (
                        (acte.table, acte.colonne),
                        ("commun_entreejournal", "phrase"),
                        ("commun_courriel", "destinataire"),
                    ):
                        demande = f"SELECT count(*) FROM {table} WHERE {colonne} ILIKE %s"  # noqa: S608  # ours
                        curseur.execute(demande, [f"%{mot}%"])
                        lu.append(curseur.fetchone()[0])
                return lu[0], lu[1], lu[2]
            except psycopg2.OperationalError as erreur:  # it recovers, or goes down under this very query
                if time.monotonic() > limite:
                    raise NeRepondPlus(f"la base ne répond plus : {erreur}") from erreur
                time.sleep(0.1)


@contextmanager
def servir(temoin: bool = False) -> Iterator[Portail]:
    """gunicorn, forked from a process that has loaded the portal, on a cluster of its own whose commits are kept."""
    from tests.bases import copier_la_base

    with Serveurs() as serveurs:
        url, port = serveurs.postgresql(), port_au_hasard()
        copier_la_base(url)
        with psycopg2.connect(url) as base:
            base.autocommit = True
            base.cursor().execute("ALTER DATABASE portail SET synchronous_commit = on")
        base.close()
        env = os.environ | {"TESTS": "1", "DATABASE_URL": url, "REDIS_URL": "", "PYTHONWARNINGS": "ignore"}
        env |= {"DJANGO_SETTINGS_MODULE": "certif_portal.settings", "COUPURE_TEMOIN": str(int(temoin))}
        ouvrir = [sys.executable, "-c", OUVRIR]
        session = subprocess.run(ouvrir, check=True, env=env, cwd=RACINE, capture_output=True, text=True).stdout.split()
        commande = [sys.executable, "-m", "gunicorn", "epreuves.coupure_wsgi:application", f"--bind=127.0.0.1:{port}"]
        # On a starved machine a page may last: ended by gunicorn, it would be a 500 of its own.
        options = ["--no-control-socket", "--preload", "--workers=1", "--timeout=120"]
        serveurs.demarrer("gunicorn", [*commande, *options], port, signal.SIGTERM, env=env, cwd=RACINE)
        yield Portail(Client(f"http://127.0.0.1:{port}", session[-1]), url, serveurs)


def couper(ici: Portail, acte: Acte, instant: str, victime: str, rang: int, bilan: Bilan) -> None:
    """One kill: what was answered, against what is found; then the same sent again, as a person would."""
    mot, ou = f"cut{rang}z", f"{acte.nom}, {instant}, {victime}"
    saisie = ici.client.formulaire(acte.page) | acte.saisie(mot, rang)
    entetes = {"X-Coupure": instant, "X-Victime": victime, "X-Table": acte.table}
    statut, _ = ici.client.demander(acte.page, saisie, **entetes)
    bilan.essais += 1
    bilan.tues += statut in (0, 500, 503)
    lignes, traces, courriels = ici.compter(acte, mot)
    recu = statut == 302
    bilan.recus += recu
    if recu and not lignes:
        bilan.fautes.append(f"{ou} : reçu, et perdu")
    if (
        lignes not in (0, 1)
        or bool(traces) != bool(lignes and acte.trace)
        or bool(courriels) != bool(lignes and acte.courriel)
    ):
        bilan.fautes.append(f"{ou} : à moitié ({lignes} ligne, {traces} trace, {courriels} courriel)")
    if not recu:
        ici.client.formulaire(acte.page)  # until it answers again
        ici.client.demander(acte.page, saisie)
        if not ici.compter(acte, mot)[0]:
            ici.client.demander(acte.page, ici.client.formulaire(acte.page) | acte.saisie(mot, rang))
        if ici.compter(acte, mot)[0] != 1:
            bilan.fautes.append(f"{ou} : renvoyé, il y est {ici.compter(acte, mot)[0]} fois")


def eprouver(
    points: list[tuple[Acte, str, str]],
    *,
    temoin: bool = False,
    dire: Callable[[Bilan], None] | None = None,
) -> Bilan:
    """`dire`: told where the trial is after each round of the points."""
    bilan = Bilan()
    # Ctrl-C: what was seen so far is said all the same.
    with suppress(KeyboardInterrupt), servir(temoin) as ici:
        try:
            for rang, (acte, instant, victime) in enumerate(points):
                with suppress(ConnectionError):
                    couper(ici, acte, instant, victime, rang, bilan)
                if dire is not None and not bilan.essais % len(POINTS):
                    dire(bilan)
        except NeRepondPlus as erreur:
            bilan.fautes.append(str(erreur))
        finally:
            if bilan.fautes:
                bilan.journaux = tempfile.mkdtemp(prefix="coupures-")
                ici.serveurs.garder_les_journaux(bilan.journaux)
    return bilan


def compte(bilan: Bilan, debut: float, total: int) -> str:
    passe = time.monotonic() - debut
    reste = passe / max(bilan.essais, 1) * (total - bilan.essais)
    return (
        f"{bilan.essais} coupures sur {total} dont {bilan.tues} sans réponse et {bilan.recus} reçues ; "
        f"{len(bilan.fautes)} faute(s), en {passe:.0f} s, il en reste {reste:.0f}"
    )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves coupures")
    parser.add_argument("--fois", type=int, default=20)
    parser.add_argument("--graine", type=int, default=1)
    parser.add_argument("--depuis", type=int, default=0, help="coupures déjà faites, de la même graine")
    parser.add_argument("--acte", choices=[acte.nom for acte in ACTES])
    parser.add_argument("--victime", choices=VICTIMES)
    options = parser.parse_args(arguments)
    points = [p for p in POINTS if options.acte in (None, p[0].nom) and options.victime in (None, p[2])] * options.fois
    random.Random(options.graine).shuffle(points)  # noqa: S311 - a draw, no secret
    points, debut = points[options.depuis :], time.monotonic()

    def dire(bilan: Bilan) -> None:
        print(compte(bilan, debut, len(points)), flush=True)

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended as by Ctrl-C: the servers too
    with portail.base_jetable():
        bilan = eprouver(points, dire=dire)
    print(compte(bilan, debut, len(points)), *bilan.fautes[:50], sep="\n")
    if bilan.fautes:
        print(f"Journaux des serveurs : {bilan.journaux}")
    if bilan.essais < len(points):
        print(f"À reprendre par --graine {options.graine} --depuis {options.depuis + bilan.essais}")
    return 1 if bilan.fautes else 0
