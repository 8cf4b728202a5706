"""What a morning's round sends: to whom, at which step, and why not the rest.

One reading decides, in SQL, for the round and for the page that announces it; `expliquer` tells the same, line by line,
from the rule: a test compares the two.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from candidats.choix_suivi import Acteur, NatureEcheance
from candidats.models import EcheanceDossier, Inscription
from candidats.models.suivi import EcheanceQuerySet, brouillons_d_organisme
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.ecrites import lire
from certif_portal.commun.jours_ouvres import UN_JOUR, est_ouvre, prochain_ouvre
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution
from certif_portal.portail.choix import QuiRelance
from certif_portal.portail.models import EtapeRelance, Relance, SuspensionRelances, TourneeRelances
from certif_portal.portail.queries.echeance import (
    PAR_LOT,
    SIX_MOIS,
    Echeances,
    adresses,
    ranger,
    sans_dossier,
)
from certif_portal.portail.regles import Etapes, depuis_quand, etape_atteinte, nom_etape

CONNUE = {Acteur.TUTEUR.value: Q(inscription__tuteur_courriel__gt="")}
"""Whose address is surely known, and need not be looked for to know it."""


@dataclass(frozen=True)
class Tour:
    """What a round reads first. `veille`: the last day before the next one; `ouvre`: something may leave that day."""

    le: date
    veille: date
    ouvre: bool
    etapes: Etapes
    responsables: tuple[str, ...]
    centre: ParametresCentre

    @property
    def suivant(self) -> date:
        return self.veille + UN_JOUR


def lire_tour(le: date, centre: ParametresCentre) -> Tour:
    """2 queries."""
    suivant = prochain_ouvre(le, alsace_moselle=centre.alsace_moselle)
    return Tour(
        le,
        suivant - UN_JOUR,
        est_ouvre(le, alsace_moselle=centre.alsace_moselle),
        lire_etapes(),
        responsables_du(le),
        centre,
    )


def lire_etapes() -> Etapes:
    """A table without any line is that of the beginning: to remind of nothing, its lines are put out."""
    table: dict[tuple[str, str], tuple[int, ...]] = {}
    for nature, qui, jours, active in EtapeRelance.objects.values_list("nature", "qui", "jours", "active"):
        table[nature, qui] = table.get((nature, qui), ()) + ((jours,) if active else ())
    return Etapes(table) if table else Etapes()


def responsables_du(le: date) -> tuple[str, ...]:
    """To whom what lasts is told."""
    du_jour = Attribution.objects.en_cours(le).filter(role=Role.RESPONSABLE, utilisateur__is_active=True)
    return tuple(sorted(set(du_jour.order_by().values_list("utilisateur__email", flat=True))))


def tournee_du(le: date) -> TourneeRelances | None:
    return TourneeRelances.objects.filter(le=le).first()


def prochaine_tournee(le: date, centre: ParametresCentre, tournee: TourneeRelances | None) -> Tour:
    """That of the day while it is not over, else the next one (`tournee`: that of the day)."""
    tour = lire_tour(le, centre)
    finie = tournee is not None and tournee.finie_le is not None
    return tour if tour.ouvre and not finie else lire_tour(tour.suivant, centre)


# --- in SQL: every line of every file at once ----------------------------------------------------


def voies(tour: Tour) -> Iterator[QuerySet[EcheanceDossier]]:
    """The lines due that day, role by role: each with `etape`, `adresse`, `qui`; not those already written, nor those
    of a file whose reminders are held."""
    lignes = _possibles(tour)
    for voie in _voies(tour):
        dues = lignes.annotate(**voie.dit(""), qui=Value(voie.qui, output_field=CharField()))
        yield dues.filter(voie.condition(""))


@dataclass(frozen=True)
class _Voie:
    """Whose lines, and to whom, in what is written to that role."""

    tour: Tour
    qui: str
    lesquelles: Q
    adresse: Any

    def dit(self, rang: str) -> dict[str, Any]:
        adresse = Coalesce(self.adresse, Value(""), output_field=CharField())
        return {f"etape{rang}": _etape(self.tour, self.qui), f"adresse{rang}": adresse}

    def condition(self, rang: str) -> Q:
        """Of rows that bear what it says: a step is reached, somebody is known, nothing was written of it."""
        faites = Relance.objects.filter(
            echeance=OuterRef("cle"),
            etape=OuterRef(f"etape{rang}"),
            destinataire=OuterRef(f"adresse{rang}"),
            envoyee_le__isnull=False,
        )
        connue = CONNUE.get(self.qui, Q()) | ~Q(**{f"adresse{rang}": ""})
        return Q(self.lesquelles, ~Q(**{f"etape{rang}": ""}), connue, ~Exists(faites))


def _possibles(tour: Tour) -> EcheanceQuerySet:
    suspendues = SuspensionRelances.objects.en_cours(tour.le).filter(inscription=OuterRef("inscription"))
    # no step is reached later: an index finds these, before anything else is asked of each
    assez_tot = Q(limite__lte=_au_plus_loin(tour)) | Q(nature=NatureEcheance.ACQUIS)
    return EcheanceDossier.objects.au(tour.le).filter(assez_tot, ~Exists(suspendues)).order_by()


def _voies(tour: Tour) -> Iterator[_Voie]:
    siennes = adresses(tour.centre)
    for acteur, adresse in siennes.items():
        yield _Voie(tour, acteur, Q(acteur=acteur), adresse)
    for autre in (Acteur.CANDIDAT.value, Acteur.CENTRE.value):  # what is about to be lost is told to them too
        yield _Voie(tour, autre, Q(nature=NatureEcheance.ACQUIS) & ~Q(acteur=autre), siennes[autre])
    for responsable in tour.responsables:
        yield _Voie(tour, QuiRelance.RESPONSABLE.value, ~brouillons_d_organisme(), Value(responsable))


def _etape(tour: Tour, qui: str) -> Case:
    """`etape_du_jour`, in SQL."""
    siennes = tour.etapes.natures_de(qui)
    quand = [
        *(q for nature in siennes for q in _quand(tour, tour.etapes.de(nature, qui), Q(nature=nature))),
        *_quand(tour, tour.etapes.de("", qui), ~Q(nature__in=[*siennes, NatureEcheance.ACQUIS])),
    ]
    if qui != QuiRelance.RESPONSABLE:
        quand.append(When(nature=NatureEcheance.ACQUIS, then=Value(SIX_MOIS)))
    return Case(*quand, default=Value(""), output_field=CharField())


def _quand(tour: Tour, jours: Sequence[int], lesquelles: Q) -> Iterator[When]:
    for n in sorted(jours, reverse=True):
        yield When(lesquelles, limite__lte=_jusque(tour, n), then=Value(nom_etape(n)))


def _jusque(tour: Tour, n: int) -> date:
    """The last deadline of which that step is reached."""
    return depuis_quand(tour.veille if n <= 0 else tour.le, -n)


def _au_plus_loin(tour: Tour) -> date:
    return max((_jusque(tour, n) for jours in tour.etapes.table.values() for n in jours), default=date.min)


def a_relancer(tour: Tour) -> Echeances:
    """The deadlines of which somebody is written to that day, in order of date; those that the staff reads. What tells
    them apart is long: it is asked once, for all their keys."""
    autres = [ligne.echeance for ligne in expliquer(sans_dossier(tour.le, tour.centre), tour) if ligne.part]
    etapes = tuple(sorted(tour.etapes.table.items()))
    cles = tuple(lire(_cles, tour.le, tour.veille, etapes, tour.responsables, tour.centre.courriel))
    lues = EcheanceDossier.objects.filter(pk__in=cles)
    return Echeances(lues, ranger(dict.fromkeys(autres)), tour.centre, cles)


def _cles(
    le: date, veille: date, etapes: tuple[Any, ...], responsables: tuple[str, ...], courriel: str
) -> QuerySet[EcheanceDossier, int]:
    """Those of `voies`, each once: all roles are asked of a row as it is read, and its names with it."""
    centre = ParametresCentre(courriel=courriel)
    tour = Tour(le, veille, ouvre=True, etapes=Etapes(dict(etapes)), responsables=responsables, centre=centre)
    lignes, lesquelles = _possibles(tour).hors_brouillons(), Q(pk__in=[])
    for rang, voie in enumerate(_voies(tour)):
        lignes = lignes.alias(**voie.dit(str(rang)))
        lesquelles |= voie.condition(str(rang))
    return lignes.filter(lesquelles).rangees().values_list("pk", flat=True)


# --- in words, line by line ----------------------------------------------------------------------


@dataclass(frozen=True)
class LigneRelance:
    """What is decided for one addressee of one deadline, and why."""

    echeance: Echeance
    destinataire: str
    qui: str
    etape: str
    part: bool
    raison: str

    @property
    def a_quel_titre(self) -> str:
        return QuiRelance(self.qui).label


@dataclass(frozen=True)
class _Memoire:
    """What is already written, and which files are held, for a chunk of deadlines."""

    faites: dict[tuple[str, str, str], datetime]
    suspendues: dict[int, SuspensionRelances]


def expliquer(echeances: Iterable[Echeance], tour: Tour) -> Iterator[LigneRelance]:
    """2 queries a chunk."""
    reste = iter(echeances)
    while lot := list(islice(reste, PAR_LOT)):
        memoire = _memoire(lot, tour.le)
        for echeance in lot:
            yield from _lignes(echeance, tour, memoire)


def _memoire(lot: Sequence[Echeance], le: date) -> _Memoire:
    faites = Relance.objects.filter(echeance__in={e.cle for e in lot}, envoyee_le__isnull=False).values_list(
        "echeance", "etape", "destinataire", "envoyee_le"
    )
    dossiers = {e.dossier_id for e in lot if est_d_un_dossier(e)}
    suspendues = SuspensionRelances.objects.en_cours(le).filter(inscription__in=dossiers) if dossiers else ()
    return _Memoire({(c, e, d): quand for c, e, d, quand in faites if quand}, {s.inscription_id: s for s in suspendues})


def est_d_un_dossier(echeance: Echeance) -> bool:
    return echeance.dossier_type == Inscription._meta.label_lower


def etape_du_jour(echeance: Echeance, qui: str, tour: Tour) -> str:
    """The step reached: that of the table, nearer; else its own, months ahead."""
    jours = tour.etapes.de(echeance.nature, qui, propres=bool(echeance.etapes))
    reglee = etape_atteinte(echeance.date_limite, tour.le, tour.veille, jours)
    signalee = qui == QuiRelance.RESPONSABLE and echeance.acteur != qui
    return reglee or ("" if signalee else echeance.etape_propre(tour.le))


def _lignes(echeance: Echeance, tour: Tour, memoire: _Memoire) -> Iterator[LigneRelance]:
    """Those who must act, whatever is decided; the responsables from the day it lasts."""
    siens = echeance.a_qui()
    for qui, destinataire in siens or [(echeance.acteur, "")]:
        yield _ligne(echeance, qui, destinataire, etape_du_jour(echeance, qui, tour), tour, memoire)
    if echeance.acteur == QuiRelance.RESPONSABLE or echeance.interne:
        return
    etape = etape_du_jour(echeance, QuiRelance.RESPONSABLE, tour)
    deja = {adresse for qui, adresse in siens if etape_du_jour(echeance, qui, tour) == etape}
    for responsable in tour.responsables if etape else ():
        if responsable not in deja:
            yield _ligne(echeance, QuiRelance.RESPONSABLE, responsable, etape, tour, memoire)


def _ligne(echeance: Echeance, qui: str, destinataire: str, etape: str, tour: Tour, memoire: _Memoire) -> LigneRelance:
    refus = _pourquoi_pas(echeance, destinataire, etape, tour, memoire)
    raison = f"pas envoyée : {refus}" if refus else f"étape {etape}, {echeance.restant(tour.le).situation}"
    return LigneRelance(echeance, destinataire, str(qui), etape, part=not refus, raison=raison)


def _pourquoi_pas(echeance: Echeance, destinataire: str, etape: str, tour: Tour, memoire: _Memoire) -> str:
    """Why nothing is written to that person that day, or an empty string when it must be."""
    if not destinataire:
        return "aucun destinataire connu"
    suspension = memoire.suspendues.get(echeance.dossier_id) if est_d_un_dossier(echeance) else None
    if suspension:
        return f"relances suspendues jusqu’au {date_longue(suspension.jusqu_au)} ({suspension.motif})"
    if not etape:
        return f"trop tôt, {echeance.restant(tour.le).situation} et aucune étape n’est atteinte"
    envoyee_le = memoire.faites.get((echeance.cle, etape, destinataire))
    if envoyee_le:
        return f"déjà partie à l’étape {etape}, le {jour_de(envoyee_le):%d/%m/%Y}"
    return "" if tour.ouvre else f"jour chômé, la prochaine tournée est celle du {date_longue(tour.suivant)}"
