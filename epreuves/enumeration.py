"""Who has an account cannot be told by the time of an answer: two hundred pairs of each act, a known address and an
unknown one, in an order drawn at each pair, under the hashing of production.

    python3 dev.py epreuves enumeration [--paires 200] [--graine 1] [--acte oubli]

An act tells nothing when both are answered alike, the test of Mann and Whitney does not tell the two series apart (p
above `SEUIL`), and their medians are less than `ECART` milliseconds apart. Each act is said when it ends: about two
minutes each on a machine at rest, and at rest it must be.
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import erfc, sqrt
from statistics import median
from time import perf_counter
from typing import Any

from epreuves import portail

SEUIL, ECART = 0.01, 5.0
"""Of the probability; milliseconds."""
PHRASE = "une phrase assez longue"
ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


@dataclass(frozen=True)
class Mesure:
    """The two series of an act, in milliseconds."""

    acte: str
    connus: list[float]
    inconnus: list[float]
    reponses: frozenset[Any]  # one, when both are answered alike

    @property
    def ecart(self) -> float:
        return median(self.connus) - median(self.inconnus)

    @property
    def p(self) -> float:
        return mann_whitney(self.connus, self.inconnus)

    @property
    def muet(self) -> bool:
        return len(self.reponses) == 1 and self.p > SEUIL and abs(self.ecart) < ECART

    def __str__(self) -> str:
        return (
            f"{self.acte:16} {len(self.connus)} paires, médianes {median(self.connus):.1f} et "
            f"{median(self.inconnus):.1f} ms, écart {self.ecart:+.2f} ms, p = {self.p:.3f}"
            f"{'' if self.muet else '  : SE DEVINE'}"
        )


def mann_whitney(uns: list[float], autres: list[float]) -> float:
    """Two-sided probability that both come from one law, by the normal approximation; equal values share their rank."""
    tous = sorted([(valeur, 0) for valeur in uns] + [(valeur, 1) for valeur in autres])
    rangs, egalites, i = 0.0, 0, 0
    while i < len(tous):
        j = i
        while j < len(tous) and tous[j][0] == tous[i][0]:
            j += 1
        rangs += sum((i + j + 1) / 2 for _, serie in tous[i:j] if serie == 0)
        egalites += (j - i) ** 3 - (j - i)
        i = j
    n, m = len(uns), len(autres)
    u, total = rangs - n * (n + 1) / 2, n + m
    sigma = sqrt(n * m / 12 * (total + 1 - egalites / (total * (total - 1))))
    return erfc(abs(u - n * m / 2) / sigma / sqrt(2)) if sigma else 1.0


def _poster(page: str, champs: dict[str, str]) -> tuple[float, Any]:
    """Milliseconds of the answer of a browser that nobody knows, and what it looks like."""
    from django.test import Client
    from django.urls import reverse

    client, adresse = Client(), reverse(page)
    debut = perf_counter()
    reponse = client.post(adresse, champs)
    return (perf_counter() - debut) * 1000, (reponse.status_code, reponse.headers.get("Location", ""))


ACTES: dict[str, Callable[[str], tuple[float, Any]]] = {
    "connexion": lambda adresse: _poster("account_login", {"login": adresse, "password": "x" * 20}),
    "oubli": lambda adresse: _poster("account_reset_password", {"email": adresse}),
    "code par courriel": lambda adresse: _poster("account_request_login_code", {"email": adresse}),
}


def _ouvrir(nombre: int) -> list[str]:
    """Accounts whose password is hashed once for all."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth.hashers import make_password

    from certif_portal.comptes.models import Utilisateur

    hache = make_password(PHRASE)
    comptes = Utilisateur.objects.bulk_create(
        Utilisateur(email=f"connu{rang:05}@exemple.fr", prenom="A", nom="B", password=hache) for rang in range(nombre)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=compte, email=compte.email, verified=True, primary=True) for compte in comptes
    )
    return [compte.email for compte in comptes]


def eprouver(
    paires: int, graine: int, actes: Iterable[str] = ACTES, dire: Callable[[Mesure], None] = lambda _: None
) -> list[Mesure]:
    """Each act; each address serves once, so that no try is counted against another."""
    from django.test import override_settings

    alea, mesures = random.Random(graine), []  # noqa: S311  # a draw, no secret
    with override_settings(PASSWORD_HASHERS=ARGON2):
        connus = _ouvrir(paires + 1)
        for acte in actes:
            jouer = ACTES[acte]
            series: tuple[list[float], list[float]] = ([], [])
            reponses = set()
            jouer(connus[0])  # what is loaded the first time is not counted
            for rang in range(1, paires + 1):
                adresses = [(0, connus[rang]), (1, f"autre{rang:05}@exemple.fr")]
                alea.shuffle(adresses)
                for serie, adresse in adresses:
                    duree, vue = jouer(adresse)
                    series[serie].append(duree)
                    reponses.add(vue)
            mesures.append(Mesure(acte, *series, frozenset(reponses)))
            dire(mesures[-1])
    return mesures


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves enumeration")
    parser.add_argument("--paires", type=int, default=200)
    parser.add_argument("--graine", type=int, default=1)
    parser.add_argument("--acte", choices=list(ACTES), action="append", help="tous, à défaut")
    options = parser.parse_args(arguments)
    with portail.base_jetable():
        mesures = eprouver(
            options.paires, options.graine, options.acte or ACTES, lambda mesure: print(mesure, flush=True)
        )
    return 0 if all(mesure.muet for mesure in mesures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
