"""Persons rather than files: who may be seen, and which files may be one person."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from candidats.choix import A_EXAMINER
from candidats.models import Candidat, DoubleProbable, Inscription, PersonnesDistinctes
from candidats.regles.double import Noms, noms_de, se_ressemblent
from candidats.regles.identite import surement_deux
from candidats.regles.lieu import lieu_de
from certif_portal.comptes.permissions import Personne


def candidats_visibles(personne: Personne) -> QuerySet[Candidat]:
    """The persons of the registrations this user may see."""
    return Candidat.objects.filter(
        pk__in=Inscription.objects.visibles_par(personne).order_by().values("candidat")
    ).select_related("identite_verifiee_par")


NOMS = ("nom_naissance", "nom_usage", "prenom", "autres_prenoms")
LIEU = ("naissance_precision", "commune_naissance", "code_commune_naissance", "departement_naissance", "pays_naissance")
Paire = tuple[int, int]


def doubles_de(candidat: Candidat, personne: Personne) -> list[Candidat]:
    """The other files that may be this person's: born the same day, whose names look alike, and of which nobody said
    that they are somebody else's. 1 query, one more when some look alike."""
    return doubles_des([candidat], personne).get(candidat.pk, [])


def doubles_des(candidats: Sequence[Candidat], personne: Personne) -> dict[int, list[Candidat]]:
    """The same for many, by file: as many queries whatever their number, held by the index of birth dates."""
    jours = {candidat.date_naissance for candidat in candidats}
    proches: dict[date, list[Candidat]] = defaultdict(list)
    for autre in _comptes(candidats_visibles(personne).filter(date_naissance__in=jours)):
        proches[autre.date_naissance].append(autre)
    trouves = [
        (candidat, autre)
        for candidat in candidats
        for autre in proches[candidat.date_naissance]
        if autre.pk != candidat.pk and _doubles(candidat, autre)
    ]
    dites = _dites_distinctes({candidat.pk for candidat, _ in trouves}) if trouves else frozenset()
    doubles: dict[int, list[Candidat]] = defaultdict(list)
    for candidat, autre in trouves:
        if _paire(candidat, autre) not in dites:
            doubles[candidat.pk].append(autre)
    return dict(doubles)


def _dites_distinctes(pks: Collection[int]) -> frozenset[Paire]:
    """The pairs that hold one of these."""
    dites = PersonnesDistinctes.objects.filter(Q(un__in=pks) | Q(autre__in=pks))
    return frozenset(dites.order_by().values_list("un_id", "autre_id"))


def _paire(un: Any, autre: Any) -> Paire:
    return min(un.pk, autre.pk), max(un.pk, autre.pk)


def _comptes(candidats: QuerySet[Candidat]) -> QuerySet[Candidat]:
    """With how many registrations each has."""
    return candidats.annotate(nombre=Count("inscriptions"))


def _doubles(un: Any, autre: Any) -> bool:
    return se_ressemblent(_noms(un), _noms(autre)) and not _surement_deux(un, autre)


def _surement_deux(un: Any, autre: Any) -> bool:
    verifiees = bool(un.identite_verifiee_le and autre.identite_verifiee_le)
    return verifiees and surement_deux(verifiees, lieu_de(_fiche(un)), lieu_de(_fiche(autre)))


def _fiche(lue: Any) -> Candidat:
    """A row read as values, as the rules read it."""
    return lue if isinstance(lue, Candidat) else Candidat(**lue._asdict())


def _noms(fiche: Any) -> Noms:
    return noms_de(*(getattr(fiche, champ) for champ in NOMS))


def doubles_probables(personne: Personne, *, a_verifier: bool = False) -> QuerySet[DoubleProbable]:
    """The kept pairs of which this reader sees both files, and of which nobody said that they are two people;
    `a_verifier`: those of a registration that waits for its verification alone."""
    visibles = Inscription.objects.visibles_par(personne).order_by()
    distinctes = PersonnesDistinctes.objects.filter(un=OuterRef("un"), autre=OuterRef("autre"))
    paires = DoubleProbable.objects.filter(
        ~Exists(distinctes), *(Exists(visibles.filter(candidat=OuterRef(cote))) for cote in ("un", "autre"))
    )
    if a_verifier:
        attendus = visibles.filter(etat__in=A_EXAMINER).values("candidat")
        paires = paires.filter(Q(un__in=attendus) | Q(autre__in=attendus))
    return paires.order_by("un__cle_recherche", "un", "autre")


def paires_des(jours: QuerySet[Any, Any], parmi: Collection[int] | None = None) -> Iterator[Paire]:
    """What should be kept of the files born on those days; `parmi`: of the pairs that hold one of these alone. 1 query,
    read as it comes: a day is held in memory, never all."""
    champs = ("pk", "date_naissance", "identite_verifiee_le", *NOMS, *LIEU)
    fiches = Candidat.objects.filter(date_naissance__in=jours).order_by("date_naissance", "pk")
    lues = fiches.values_list(*champs, named=True).iterator()
    for _, groupe in groupby(lues, key=attrgetter("date_naissance")):
        yield from _paires(list(groupe), parmi)


def _paires(fiches: list[Any], parmi: Collection[int] | None) -> Iterator[Paire]:
    """Of one day, in the order of their numbers; most are never compared."""
    noms = [_noms(fiche) for fiche in fiches]
    par_cle: dict[str, list[int]] = defaultdict(list)
    for rang, autre in enumerate(fiches):
        cles = noms[rang].cles
        for premier in sorted({premier for cle in cles for premier in par_cle.get(cle, ())}):
            un = fiches[premier]
            if (
                (parmi is None or un.pk in parmi or autre.pk in parmi)
                and se_ressemblent(noms[premier], noms[rang])
                and not _surement_deux(un, autre)
            ):
                yield un.pk, autre.pk
        for cle in cles:
            par_cle[cle].append(rang)


def paires_lues(paires: Iterable[DoubleProbable]) -> list[tuple[Candidat, Candidat]]:
    """Those of one page, the file checked (else the older) first: 1 query."""
    paires = list(paires)
    fiches = _comptes(Candidat.objects.all()).in_bulk({pk for paire in paires for pk in (paire.un_id, paire.autre_id)})
    return [_verifiee_d_abord(fiches[paire.un_id], fiches[paire.autre_id]) for paire in paires]


def _verifiee_d_abord(un: Candidat, autre: Candidat) -> tuple[Candidat, Candidat]:
    return (autre, un) if autre.identite_verifiee_le and not un.identite_verifiee_le else (un, autre)


def survivant(pk: int) -> int | None:
    """The file that took in an absorbed one."""
    fusions = Candidat.objects.filter(Q(absorptions__defaite_le=None), absorptions__isnull=False, pk=pk)
    return fusions.values_list("absorptions__conserve", flat=True).first()
