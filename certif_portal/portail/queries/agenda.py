"""What takes place and what is due, day by day, as a person may see it; and who is expected twice in one day."""

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from candidats.models import Inscription
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.agenda import RendezVous
from certif_portal.commun.durees import compte
from certif_portal.commun.ecrites import lire
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.models import AbonnementAgenda
from certif_portal.portail.queries.echeance import Echeances, echeances_visibles_par
from certif_portal.portail.queries.marche import lien
from evaluations.choix import EtatCommission, NatureCommission
from evaluations.models import Commission, MembreCommission, Passage
from habilitations.models import Audit, ReunionInformation
from jurys.choix import EtatJury
from jurys.models import Jury, MembreJury

AVEC_ECHEANCES = CONSULTATION | {Role.ORGANISME}
AVEC_AGENDA = AVEC_ECHEANCES | {Role.EVALUATEUR, Role.JURE}
SEL = "agenda"
LONGUEUR_GRAINE = AbonnementAgenda._meta.get_field("graine").max_length
PASSE, AVENIR = timedelta(days=31), timedelta(days=366)
"""What a subscribed calendar keeps of the past, and reads of what comes."""


ATTENDU_AILLEURS = "On vous attend ailleurs aussi ce jour-là"


@dataclass(frozen=True)
class Evenement:
    """One meeting. `cle`: the same as in the file mailed for it, so that no calendar shows it twice."""

    cle: str
    nature: str
    jour: date
    heure: time | None
    titre: str
    lieu: str
    url: str
    pk: int
    conflits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Jour:
    """A day of the calendar. `echeances`: how many dates fall on it; `hors`: of another month."""

    le: date
    hors: bool
    evenements: tuple[Evenement, ...]
    echeances: int


def mois_de_l_agenda(personne: Utilisateur, mois: date, le: date, centre: ParametresCentre) -> list[list[Jour]]:
    """The weeks that hold the month, from Monday; 1 query a kind of meeting, whatever their number."""
    semaines = calendar.Calendar().monthdatescalendar(mois.year, mois.month)
    debut, fin = semaines[0][0], semaines[-1][-1]
    par_jour: dict[date, list[Evenement]] = defaultdict(list)
    for evenement in evenements(personne, debut, fin):
        par_jour[evenement.jour].append(evenement)
    dus = echeances_par_jour(personne, debut, fin, le, centre)
    return [
        [Jour(jour, jour.month != mois.month, tuple(par_jour[jour]), dus[jour]) for jour in semaine]
        for semaine in semaines
    ]


def evenements(personne: Utilisateur, debut: date, fin: date, *, conflits: bool = True) -> list[Evenement]:
    """Both days included, in order; cancelled ones left out."""
    lus = [*_commissions(personne, debut, fin), *_jurys(personne, debut, fin), *_visites(personne, debut, fin)]
    if peut_tout_consulter(personne):
        lus += _reunions(debut, fin)
    if conflits:
        attendus = _attendus_deux_fois(personne, debut, fin)
        lus = [replace(un, conflits=tuple(attendus.get((un.nature, un.pk), ()))) for un in lus]
    return sorted(lus, key=lambda un: (un.jour, un.heure or time.min, un.titre))


def _seances(personne: Utilisateur, debut: date, fin: date) -> QuerySet[Any, Any]:
    siennes = Q()
    if personne.a_role(Role.ORGANISME) and not peut_tout_consulter(personne):  # what it is told of a sitting is its own
        siennes = Q(passages__inscription__in=Inscription.objects.visibles_par(personne).values("pk"))
    return (
        Commission.objects.visibles_par(personne)
        .filter(date__range=(debut, fin))
        .exclude(etat=EtatCommission.ANNULEE)
        .order_by()
        .values_list("pk", "nature", "date", "heure", "lieu")
        .annotate(nombre=Count("passages", filter=siennes))
    )


def _commissions(personne: Utilisateur, debut: date, fin: date) -> Iterator[Evenement]:
    places: dict[int, int] = {}
    if personne.a_role(Role.EVALUATEUR):
        sieges = MembreCommission.objects.filter(evaluateur__utilisateur=personne, commission__date__range=(debut, fin))
        places = dict(sieges.order_by().values_list("commission", "evaluateur"))
    for pk, nature, jour, heure, lieu, nombre in lire(_seances, debut, fin, lecteur=personne):
        cle, url = f"commission-{pk}", lien("commission_detail", pk)
        if pk in places:
            cle = f"membre-{pk}-{places[pk]}"
            url = url if personne.a_role(*AVEC_ECHEANCES) else lien("mes_commissions")
        titre = f"{NatureCommission(nature).label}, {compte(nombre, 'candidat')}"
        yield Evenement(cle, "commission", jour, heure, titre, lieu, url, pk)


def _jurys(personne: Utilisateur, debut: date, fin: date) -> Iterator[Evenement]:
    for jury in lire(_jurys_tenus, debut, fin, lecteur=personne):
        yield Evenement(
            f"jury-{jury.pk}",
            "jury",
            jury.date,
            jury.heure,
            f"Jury {jury.numero}",
            jury.lieu,
            jury.get_absolute_url(),
            jury.pk,
        )


def _jurys_tenus(personne: Utilisateur, debut: date, fin: date) -> QuerySet[Jury]:
    jurys = Jury.objects.visibles_par(personne).filter(date__range=(debut, fin))
    return jurys.exclude(etat=EtatJury.ANNULE).order_by()


def _visites(personne: Utilisateur, debut: date, fin: date) -> Iterator[Evenement]:
    if not personne.a_role(*AVEC_ECHEANCES):
        return
    for audit in lire(_audits, debut, fin, lecteur=personne):
        if audit.visite_le:
            titre, url = f"Visite de site, {audit.organisme}", audit.get_absolute_url()
            yield Evenement(
                f"visite-{audit.pk}", "visite", audit.visite_le, None, titre, audit.visite_lieu, url, audit.pk
            )


def _audits(personne: Utilisateur, debut: date, fin: date) -> QuerySet[Audit]:
    lus = Audit.objects.visibles_par(personne).filter(visite_le__range=(debut, fin))
    return lus.select_related("organisme").order_by()


def _reunions(debut: date, fin: date) -> Iterator[Evenement]:
    for reunion in ReunionInformation.objects.filter(date__range=(debut, fin)).order_by():
        yield Evenement(
            f"reunion-{reunion.pk}",
            "réunion",
            reunion.date,
            None,
            reunion.sujet,
            reunion.lieu,
            reunion.get_absolute_url(),
            reunion.pk,
        )


def _attendus_deux_fois(personne: Utilisateur, debut: date, fin: date) -> dict[tuple[str, int], list[str]]:
    """(nature, key) of a meeting -> who is expected elsewhere on that day: members by their account, candidates by
    their file. Staff reads everybody's; an evaluator or a juror their own, an OF those of its candidates."""
    places: dict[tuple[str, date, int], list[tuple[str, int, str]]] = defaultdict(list)
    for de, nature, lus in (
        ("compte", "commission", _membres),
        ("compte", "jury", _jures),
        ("candidat", "commission", _passants),
    ):
        for seance, jour, pk, prenom, nom in lire(lus, debut, fin, lecteur=personne):
            places[de, jour, pk].append((nature, seance, f"{prenom} {nom}"))
    tout = peut_tout_consulter(personne)
    trouves: dict[tuple[str, int], list[str]] = defaultdict(list)
    for (de, _, _), occupees in places.items():
        for nature, pk, nom in occupees if len({(nature, pk) for nature, pk, _ in occupees}) > 1 else ():
            moi = not tout and de == "compte"
            trouves[nature, pk].append(ATTENDU_AILLEURS if moi else f"Ailleurs aussi ce jour-là : {nom}")
    return {place: sorted(set(phrases)) for place, phrases in trouves.items()}


def _membres(personne: Utilisateur, debut: date, fin: date) -> QuerySet[Any, Any]:
    lus = MembreCommission.objects.filter(commission__date__range=(debut, fin))
    lus = lus.exclude(commission__etat=EtatCommission.ANNULEE).order_by()
    siens = lus if peut_tout_consulter(personne) else lus.filter(evaluateur__utilisateur=personne)
    qui = "evaluateur__utilisateur"
    return siens.values_list("commission", "commission__date", qui, f"{qui}__prenom", f"{qui}__nom")


def _jures(personne: Utilisateur, debut: date, fin: date) -> QuerySet[Any, Any]:
    lus = MembreJury.objects.filter(jury__date__range=(debut, fin), utilisateur__isnull=False)
    lus = lus.exclude(jury__etat=EtatJury.ANNULE).order_by()
    siens = lus if peut_tout_consulter(personne) else lus.filter(utilisateur=personne)
    return siens.values_list("jury", "jury__date", "utilisateur", "prenom", "nom")


def _passants(personne: Utilisateur, debut: date, fin: date) -> QuerySet[Any, Any]:
    lus = Passage.objects.filter(commission__date__range=(debut, fin)).exclude(commission__etat=EtatCommission.ANNULEE)
    if not peut_tout_consulter(personne):
        lus = lus.filter(inscription__in=Inscription.objects.visibles_par(personne).values("pk"))
    qui = "inscription__candidat"
    return _doubles(lus).values_list("commission", "commission__date", qui, f"{qui}__prenom", f"{qui}__nom_naissance")


def _doubles(passages: QuerySet[Passage]) -> QuerySet[Passage]:
    """Those of candidates expected at two sittings of one day: a month holds thousands of others."""
    ailleurs = Passage.objects.filter(
        inscription__candidat=OuterRef("inscription__candidat"), commission__date=OuterRef("commission__date")
    ).exclude(commission=OuterRef("commission"))
    return passages.filter(Exists(ailleurs)).order_by()


def echeances_par_jour(
    personne: Utilisateur, debut: date, fin: date, le: date, centre: ParametresCentre | None = None
) -> Counter[date]:
    """How many dates fall on each day, for those who have a list of them."""
    if not personne.a_role(*AVEC_ECHEANCES):
        return Counter()
    return _par_jour(echeances_visibles_par(personne, le, centre), debut, fin)


def _par_jour(echeances: Echeances, debut: date, fin: date) -> Counter[date]:
    retenues = echeances.entre(debut, fin)
    nombres = Counter(echeance.date_limite for echeance in retenues.autres)
    for limite, nombre in retenues.dossiers.order_by().values_list("limite").annotate(n=Count("pk")):
        nombres[limite] += nombre
    return nombres


# --- the calendar that a telephone subscribes to --------------------------------------------------


def jeton_agenda(personne: Utilisateur) -> str:
    """The secret of the person's address; nothing when they opened none."""
    graine = AbonnementAgenda.objects.filter(personne=personne).values_list("graine", flat=True).first()
    return _signe(graine, settings.SECRET_KEY) if graine else ""


def _signe(graine: str, cle: str) -> str:
    """One word, so that the logs mask it (commun/traces.py)."""
    return graine + salted_hmac(SEL, graine, secret=cle, algorithm="sha256").hexdigest()


def personne_de_l_agenda(jeton: str) -> Utilisateur | None:
    """Whose address it is, while their account lives."""
    graine = jeton[:LONGUEUR_GRAINE]
    cles = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(constant_time_compare(jeton, _signe(graine, cle)) for cle in cles):
        return None
    abonnement = AbonnementAgenda.objects.filter(graine=graine).select_related("personne").first()
    return abonnement.personne if abonnement and abonnement.personne.is_active else None


def rendez_vous_de(personne: Utilisateur, le: date, adresse: str) -> Iterable[RendezVous]:
    """Meetings, and the number of dates due on a day: no candidate is named outside the portal."""
    debut, fin = le - PASSE, le + AVENIR
    for un in evenements(personne, debut, fin, conflits=False):
        yield RendezVous(un.cle, un.titre, un.jour, un.heure, un.lieu, f"{adresse}{un.url}")
    for jour, nombre in sorted(echeances_par_jour(personne, le, fin, le).items()):
        titre = compte(nombre, "échéance")
        description = f"{adresse}{lien('echeance_liste')}?jour={jour.isoformat()}"
        yield RendezVous(f"echeances-{personne.pk}-{jour.isoformat()}", titre, jour, None, "", description)
