"""An act played, looked at and undone: which deadlines it would move, and whom it would tell, before it is recorded.

The act itself says it, by its own service: nothing is foretold by another way. The setting LIRE_ECHEANCES names who
reads the deadlines of an object: the kernel knows no trade.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils.module_loading import import_string

from certif_portal.commun.courriels import ecrits_ici
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.models import Courriel

MONTREES = 40


@dataclass(frozen=True)
class Deplacement:
    """One deadline, before and after: none before, it is new; none after, it is due no more."""

    quoi: str
    pour: str
    avant: date | None
    apres: date | None
    pourquoi: str
    a_qui: tuple[str, ...] = ()


@dataclass(frozen=True)
class Apercu:
    """`reste`: how many more it would move; `prevenus`: whom the act writes to; `rappeles`: whom the reminders of what
    moves are written to, at its new days."""

    deplacements: tuple[Deplacement, ...]
    reste: int
    prevenus: tuple[str, ...]
    rappeles: tuple[str, ...] = ()


def apercevoir(objet: Model, le: date, faire: Callable[[], Any]) -> Apercu:
    """What the act would do to the deadlines of that object."""
    lire = import_string(settings.LIRE_ECHEANCES)
    with transaction.atomic():
        avant = lire(objet, le)
        with ecrits_ici() as ecrits:
            faire()
        deplacements = _comparer(avant, lire(objet, le))
        courriels = Courriel.objects.filter(message_id__in=ecrits).order_by("destinataire")
        prevenus = tuple(courriels.values_list("destinataire", flat=True).distinct())
        transaction.set_rollback(True)
    rappeles = tuple(sorted({adresse for deplacement in deplacements for adresse in deplacement.a_qui}))
    return Apercu(tuple(deplacements[:MONTREES]), max(len(deplacements) - MONTREES, 0), prevenus, rappeles)


def _comparer(avant: dict[Hashable, Echeance], apres: dict[Hashable, Echeance]) -> list[Deplacement]:
    """Those that change, by the day they will be due, or were."""
    changees = []
    for cle in dict.fromkeys((*avant, *apres)):
        ancienne, nouvelle = avant.get(cle), apres.get(cle)
        dite = nouvelle or ancienne
        etait = ancienne.date_limite if ancienne else None
        sera = nouvelle.date_limite if nouvelle else None
        if dite and etait != sera:
            pourquoi = nouvelle.explication if nouvelle else ""
            a_qui = dite.destinataires if nouvelle else ()
            changees.append(Deplacement(dite.libelle, dite.pour, etait, sera, pourquoi, a_qui))
    return sorted(changees, key=lambda d: (d.apres or d.avant or date.max, d.quoi, d.pour))
