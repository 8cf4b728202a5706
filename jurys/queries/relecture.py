"""Which comments of a jury the centre re-reads: concluded of all of them at once, and kept until an act is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Subquery

from certif_portal.commun.models import EntreeJournal
from certif_portal.commun.sql import EmpreinteDesTextes
from evaluations.models import Appreciation
from jurys.models import Jury, RelectureCommentaire
from jurys.queries.anonymat import Commentaire, empreinte
from jurys.queries.synthese import commentaires_a_lire

RELECTURE = "relecture"
"""The act of the journal that re-reads one comment: it changes neither what is written nor what is known."""
DUREE = 600
"""Seconds for which what was concluded is kept, at most."""
EN_COURS = 5000
"""Lines of the journal back from the last: an act that began before another may end after it, and its line with it."""
TEXTES = ("passage_outre_motif", "inscription__avis__commentaire", "inscription__avis__absence_motif")


@dataclass(frozen=True)
class Signalement:
    """One comment the jury would read, without a word of it. `signale`: something in it may name somebody."""

    presentation: int
    source: str
    empreinte: str
    signale: bool

    @property
    def cle(self) -> tuple[int, str]:
        return self.presentation, self.source


@dataclass(frozen=True)
class Relecture:
    """Those to re-read, those re-read, and how many need not be."""

    a_relire: list[Signalement]
    relus: list[Signalement]
    libres: int

    @property
    def a_montrer(self) -> list[Signalement]:
        return [*self.a_relire, *self.relus]


def lire_relecture(jury: Jury) -> Relecture:
    """In the drawn order: 4 queries, and not a word read, while no act was done since the last time."""
    signalements = _signalements(jury)
    faites = {
        (presentation, source): lue
        for presentation, source, lue in RelectureCommentaire.objects.filter(presentation__jury=jury).values_list(
            "presentation", "source", "empreinte"
        )
    }
    relus = [lu for lu in signalements if faites.get(lu.cle) == lu.empreinte]
    deja = {lu.cle for lu in relus}
    a_relire = [lu for lu in signalements if lu.signale and lu.cle not in deja]
    return Relecture(a_relire, relus, len(signalements) - len(a_relire) - len(relus))


def commentaires_de(jury: Jury, choisis: Iterable[Signalement]) -> list[Commentaire]:
    """Their words, in the order given; one that nobody would read any more is left out."""
    choisis = list(choisis)
    presentations = jury.presentations.filter(pk__in={lu.presentation for lu in choisis})
    lus = {(lu.presentation, lu.source): lu for lu in commentaires_a_lire(presentations, jury.date)}
    return [lus[choisi.cle] for choisi in choisis if choisi.cle in lus]


def _signalements(jury: Jury) -> list[Signalement]:
    """The whole jury is read again as soon as anything was done in the portal, a re-reading aside: what surrounds a
    file may have changed. The opening never reads what is kept here."""
    cle, etat = f"commentaires:{jury.pk}", _etat(jury)
    garde = cache.get(cle)
    if garde and garde[0] == etat:
        return list(garde[1])
    lus = [
        Signalement(lu.presentation, lu.source, empreinte(lu.texte), bool(lu.zones))
        for lu in commentaires_a_lire(jury.presentations.all(), jury.date)
    ]
    cache.set(cle, (etat, lus), DUREE)
    return lus


def _etat(jury: Jury) -> tuple[Any, ...]:
    """The acts done, and a hash of all that is written, made by the base: 3 queries of one line."""
    actes = EntreeJournal.objects.exclude(acte=RELECTURE)
    dernier = Subquery(actes.order_by("-pk").values("pk")[:1])
    faits = actes.filter(pk__gt=dernier - EN_COURS).aggregate(dernier=Max("pk"), nombre=Count("pk"))
    ecrits = jury.presentations.aggregate(hache=EmpreinteDesTextes(*TEXTES))
    appreciations = Appreciation.objects.filter(grille__inscription__presentations__jury=jury)
    return faits, ecrits, appreciations.aggregate(hache=EmpreinteDesTextes("commentaire"))
