"""Addresses that their own server refused: nothing more is sent to them until somebody says otherwise."""

import re
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Lower

from certif_portal.commun.models import AdresseRefusee

CODES = frozenset({550, 551, 553})
"""SMTP answers by which a server says that an address is not one of its own (RFC 5321)."""
D_UNE_ADRESSE = re.compile(r"^5\.1\.|^5\.2\.1$")
"""Enhanced codes that speak of the address (RFC 3463): a full box, or a policy, is something else."""
STATUT = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


def vise_l_adresse(code: int, dit: str) -> bool:
    """Whether a refusal is about the address; its enhanced code, when there is one, says so better."""
    statut = STATUT.search(dit)
    return bool(D_UNE_ADRESSE.match(statut[1])) if statut else code in CODES


def refuser_adresse(adresse: str, raison: str, *, a: datetime) -> None:
    """Mark it, or mark it again."""
    AdresseRefusee.objects.update_or_create(
        adresse=adresse.casefold(), defaults={"raison": raison[:500], "refusee_le": a, "levee_le": None}
    )


def lever_refus(adresse: str, *, a: datetime) -> None:
    """Somebody looked, and says that it may be tried again."""
    AdresseRefusee.objects.en_vigueur().filter(adresse=adresse.casefold()).update(levee_le=a)


def refus_connu(champ: str) -> Subquery:
    """What its server said of the address of a row, or NULL: a column more, and no query."""
    connus = AdresseRefusee.objects.en_vigueur().filter(adresse=Lower(OuterRef(champ)))
    return Subquery(connus.values("raison")[:1])


def refus_de(adresse: str) -> AdresseRefusee | None:
    return AdresseRefusee.objects.en_vigueur().filter(adresse=adresse.casefold()).first()
