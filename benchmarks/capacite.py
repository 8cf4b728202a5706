"""What a machine carries: gunicorn as in production, people who read pages of the volume one after the other, and what
each page costs of processor to the web and to the database. What saturates first is what costs most.

    python -m benchmarks.capacite [--ouvriers 2] [--secondes 20] [--clients 1,2,4,8]

On the database of DATABASE_URL, already loaded (`charger_demo --volume N`), as `benchmarks.mesure`. Seconds of
processor, not those of the clock, are what a busy machine measures well.
"""

import argparse
import os
import sys
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from statistics import median, quantiles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "certif_portal.settings")
import django

django.setup()

from django.db import connection  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks.mesure import dire  # noqa: E402
from benchmarks.pages import CENTRE  # noqa: E402
from benchmarks.serveur import biscuit, gunicorn, processeur  # noqa: E402
from candidats.models import Inscription  # noqa: E402

ENTETE = (
    "| Personnes | Pages/s | Médiane (ms) | 95 % (ms) | Web (ms de processeur) | Base (ms) | Mo | Fautes |\n"
    "|---|---|---|---|---|---|---|---|"
)


@dataclass
class Palier:
    """So many people at once."""

    clients: int
    durees: list[float] = field(default_factory=list)
    fautes: int = 0

    def ligne(self, secondes: float, web: float, base: float, memoire: float) -> str:
        nombre = len(self.durees)
        p95 = quantiles(self.durees, n=20)[-1] if nombre > 1 else 0
        return (
            f"| {self.clients} | {nombre / secondes:.1f} | {median(self.durees) * 1000:.0f} | {p95 * 1000:.0f} | "
            f"{web / nombre * 1000:.0f} | {base / nombre * 1000:.0f} | {memoire:.0f} | {self.fautes} |"
        )


@dataclass
class Releve:
    """What processes use while they are looked at: sessions of the database come and go."""

    debut: dict[int, float] = field(default_factory=dict)
    fin: dict[int, float] = field(default_factory=dict)

    def voir(self, pids: list[int], *, premier: bool = False) -> None:
        for pid in pids:
            self.debut.setdefault(pid, processeur(pid) if premier else 0.0)
            self.fin[pid] = max(self.fin.get(pid, 0.0), processeur(pid))

    def cout(self) -> float:
        return sum(self.fin[pid] - self.debut[pid] for pid in self.fin)


def du_portail() -> list[int]:
    """Processes of PostgreSQL that serve gunicorn: this one's own set aside."""
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in curseur.fetchall()]


def lire_une(adresse: str, session: str) -> bool:
    demande = urllib.request.Request(adresse, headers={"Cookie": session})  # noqa: S310  # ours
    try:
        with urllib.request.urlopen(demande, timeout=120) as reponse:  # noqa: S310
            reponse.read()
    except OSError:
        return False
    return True


def lire(adresse: str, session: str, chemins: list[str], depart: int, palier: Palier, fin: threading.Event) -> None:
    rang = depart
    while not fin.is_set():
        debut = time.monotonic()
        palier.fautes += not lire_une(adresse + chemins[rang % len(chemins)], session)
        palier.durees.append(time.monotonic() - debut)
        rang += 1


def pages() -> list[str]:
    """What an agent opens all day."""
    dossier = Inscription.objects.filter(etat="acceptee").order_by("pk")[0]
    noms = (
        "accueil",
        "inscription_liste",
        "echeance_liste",
        "relance_liste",
        "agenda",
        "pret_liste",
        "jury_liste",
    )
    files = [reverse("file_attente", args=[code]) for code in ("a-verifier", "livrets", "a-planifier")]
    recherche = f"{reverse('recherche')}?q={dossier.candidat.cle_recherche.split()[0]}"
    return [
        *map(reverse, noms),
        *files,
        dossier.get_absolute_url(),
        reverse("candidat_detail", args=[dossier.candidat_id]),
        recherche,
    ]


def mesurer(ouvriers: int, secondes: int, paliers: list[int]) -> None:
    chemins = pages()
    session = biscuit(CENTRE)
    with gunicorn(ouvriers) as serveur:
        adresse = f"http://127.0.0.1:{serveur.port}"
        for chemin in chemins * ouvriers:  # each worker has read each page, or nearly
            lire_une(adresse + chemin, session)
        dire(f"{connection.vendor} : {Inscription.objects.count()} inscriptions, {len(chemins)} pages du centre")
        dire(f"gunicorn, {ouvriers} ouvriers ; {secondes} s par palier\n")
        dire(ENTETE)
        for clients in paliers:
            palier, fin = Palier(clients), threading.Event()
            web, base, debut = Releve(), Releve(), time.monotonic()
            web.voir(serveur.ouvriers(), premier=True)
            base.voir(du_portail(), premier=True)
            fils = [
                threading.Thread(target=lire, args=(adresse, session, chemins, 7 * n, palier, fin))
                for n in range(clients)
            ]
            for fil in fils:
                fil.start()
            while any(fil.is_alive() for fil in fils):
                if time.monotonic() > debut + secondes:
                    fin.set()
                web.voir(serveur.ouvriers())
                base.voir(du_portail())
                time.sleep(0.5)
            dure = time.monotonic() - debut
            dire(palier.ligne(dure, web.cout(), base.cout(), max(serveur.memoire())))


def main() -> int:
    analyse = argparse.ArgumentParser(description=__doc__)
    analyse.add_argument("--ouvriers", type=int, default=2)
    analyse.add_argument("--secondes", type=int, default=20)
    analyse.add_argument("--clients", default="1,2,4,8")
    options = analyse.parse_args()
    mesurer(options.ouvriers, options.secondes, [int(nombre) for nombre in options.clients.split(",")])
    return 0


if __name__ == "__main__":
    sys.exit(main())
