"""The round of the morning: each of its parts stands alone, and what failed is told."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from candidats.services.insertion import envoyer_enquetes
from certif_portal.centre.models import parametres
from certif_portal.commun.courriels import Brouillon, deposer_tous, mots_de
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.jours_ouvres import est_ouvre
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.portail.models import TourneeRelances
from certif_portal.portail.queries.relance import responsables_du
from certif_portal.portail.services.export import GARDE, oublier_les_exports
from certif_portal.portail.services.notification import reunir_courriels
from certif_portal.portail.services.relance import Bilan, relancer
from evaluations.services.invitation import rappeler_membres
from evaluations.services.liasse import oublier_les_liasses
from habilitations.services.liste import noter_fins

journal_technique = logging.getLogger(__name__)


@dataclass(frozen=True)
class Compte:
    """What a round did: how many, part by part, and what failed. `deja`: it had been done before."""

    relances: Bilan = field(default_factory=Bilan)
    autres: tuple[tuple[str, int], ...] = ()
    """(part, how many mails), those that write to somebody."""
    pannes: tuple[str, ...] = ()
    deja: bool = False

    @property
    def courriels(self) -> int:
        return self.relances.courriels + sum(nombre for _, nombre in self.autres)


def faire_tournee(*, le: date, a: datetime) -> Compte:
    """Once a day, however often it is asked: note the accreditations that ended, remind what is due and the evaluators
    who sit soon, bring together what people asked to read once a day, survey the certified people. A round that was
    cut, or of which a part failed, is taken up by the next call. Nothing that writes to people is done on a day off. A
    day to come is not closed before it is lived: it may only be simulated."""
    if le > jour_de(a):
        raise ErreurMetier(f"Le {date_longue(le)} est à venir : sa tournée se simule, elle ne se fait pas d’avance.")
    tournee, _ = TourneeRelances.objects.get_or_create(le=le, defaults={"commencee_le": a})
    if tournee.finie_le:
        return Compte(deja=True)
    fait = _faire_les_parties(le, a)
    _finir(tournee, fait.relances, list(fait.pannes), a)
    return fait


def simuler_tournee(*, le: date, a: datetime) -> Compte:
    """What the round of that day would do now: all of it, undone; nothing once it is done."""
    if TourneeRelances.objects.filter(le=le, finie_le__isnull=False).exists():
        return Compte(deja=True)
    with transaction.atomic():
        fait = _faire_les_parties(le, a)
        transaction.set_rollback(True)
    return fait


def _faire_les_parties(le: date, a: datetime) -> Compte:
    pannes, bilan, autres = list[str](), Bilan(), list[tuple[str, int]]()
    for nom, faire, compte in _parties(le, a):
        try:
            fait = faire()
        except Exception as panne:  # one part never stops the others
            journal_technique.exception("%s : la tournée continue", nom)
            pannes.append(f"{nom} : {type(panne).__name__}")
            continue
        if isinstance(fait, Bilan):
            bilan = fait
            pannes += [f"{nom} : {genre}" for genre in dict.fromkeys(fait.pannes)]
        elif compte:
            autres.append((nom, fait))
    return Compte(bilan, tuple(autres), tuple(pannes))


def _parties(le: date, a: datetime) -> tuple[tuple[str, Callable[[], Any], bool], ...]:
    """What it is called, what it does, whether it counts mails."""
    menage = (
        ("Classeurs périmés", lambda: oublier_les_exports(avant=a - GARDE), False),
        ("Papiers de séances passées", lambda: oublier_les_liasses(avant=a - GARDE), False),
    )
    if not est_ouvre(le, alsace_moselle=parametres().alsace_moselle):
        return menage
    return (
        ("Habilitations finies", lambda: noter_fins(le=le, a=a), False),
        ("Relances", lambda: relancer(le=le, a=a), True),
        ("Rappels aux évaluateurs", lambda: rappeler_membres(le=le, a=a), True),
        ("Récapitulatifs", lambda: reunir_courriels(a=a), True),
        ("Enquêtes d’insertion", lambda: envoyer_enquetes(le=le, a=a), True),
        *menage,
    )


@transaction.atomic
def _finir(tournee: TourneeRelances, bilan: Bilan, pannes: list[str], a: datetime) -> None:
    """The responsables are told once a day of what failed; the page of the staff shows it until it is done. Two rounds
    at once add what each wrote."""
    tournee = TourneeRelances.objects.select_for_update(of=("self",), no_key=True).get(pk=tournee.pk)
    avant = tournee.pannes
    tournee.relances += bilan.relances
    tournee.courriels += bilan.courriels
    tournee.pannes, tournee.finie_le = "\n".join(pannes), None if pannes else a
    tournee.save(update_fields=["relances", "courriels", "pannes", "finie_le"])
    if pannes and not avant:
        objet, texte = mots_de("alarme_tournee", {"tournee": tournee})
        deposer_tous([Brouillon(r, objet, texte, "alarme_tournee") for r in responsables_du(tournee.le)], a=a)
