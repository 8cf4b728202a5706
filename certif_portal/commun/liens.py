"""One-time links mailed to people without an account: 256 bits, stored hashed. Reading one consumes nothing."""

import hashlib
import re
import secrets
from datetime import datetime

from django.db import models
from django.http import HttpResponse

from certif_portal.commun.traces import JETON
from certif_portal.commun.typographie import jour_de

OCTETS_DU_JETON = 32  # 256 bits


class LienUnique(models.Model):
    """Dies when used, when replaced by another, and at its term."""

    destinataire = models.EmailField("envoyé à")
    jeton_sha256 = models.CharField("empreinte du jeton", max_length=64, unique=True)
    cree_le = models.DateTimeField("créé le")
    expire_le = models.DateTimeField("valable jusqu’au")
    utilise_le = models.DateTimeField("utilisé le", null=True, blank=True)
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        return f"Lien du {jour_de(self.cree_le):%d/%m/%Y} à {self.destinataire}"

    def vivant(self, a: datetime) -> bool:
        return self.utilise_le is None and self.revoque_le is None and not self.expire(a)

    def expire(self, a: datetime) -> bool:
        """At its term, whatever became of it before."""
        return self.expire_le <= a


def nouveau_jeton() -> str:
    return secrets.token_urlsafe(OCTETS_DU_JETON)


def empreinte_jeton(jeton: str) -> str:
    return hashlib.sha256(jeton.encode()).hexdigest()


CACHE = re.compile(r"(?:/|%2[Ff])lien\.[0-9a-f]{64}")


def _marque(jeton: str) -> str:
    """With a dot: no token has one, so that an address already hidden is left as it is."""
    return f"lien.{empreinte_jeton(jeton)}"


def adresse_gardee(adresse: str) -> str:
    """What the base may keep of an address: the token of a personal link is replaced by its hash."""
    return JETON.sub(lambda trouve: _marque(trouve[0]), adresse)


def adresse_rendue(gardee: str, par: str) -> str:
    """The address kept, for whoever comes by the same link: nobody else may write its token again."""
    for jeton in JETON.findall(par):
        gardee = gardee.replace(_marque(jeton), jeton)
    return gardee


def est_cachee(adresse: str) -> bool:
    """A token of it is kept by its hash alone: no browser can be sent there."""
    return CACHE.search(adresse) is not None


def sans_adresse(reponse: HttpResponse) -> HttpResponse:
    """The address holds the token: no other page is told it.

    Not « no-referrer », with which browsers send `Origin: null` and the form is refused.
    """
    reponse["Referrer-Policy"] = "strict-origin"
    reponse["X-Robots-Tag"] = "noindex"
    return reponse
