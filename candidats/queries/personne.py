"""Persons rather than files: who may be seen, and which files may be one person."""

from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.utils.functional import SimpleLazyObject

from candidats.choix import EtatInscription
from candidats.models import Candidat, Inscription, PersonnesDistinctes
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
    return (
        lue
        if isinstance(lue, Candidat)
        else Candidat(**{nom: valeur for nom, valeur in lue._asdict().items() if nom != "attendue"})
    )


def _noms(fiche: Any) -> Noms:
    return noms_de(*(getattr(fiche, champ) for champ in NOMS))


def doubles_probables(personne: Personne, *, a_verifier: bool = False) -> list[Paire]:
    """Every pair of files that may be one person, the file checked (else the older) first: 1 query, one more when some
    look alike; `a_verifier`: those of a registration that waits for its verification alone."""
    attendues = Inscription.objects.visibles_par(personne).filter(etat=EtatInscription.DEPOSEE).order_by()
    tous: QuerySet[Any, Any] = Candidat.objects.order_by()
    if a_verifier:
        jours = tous.filter(pk__in=attendues.values("candidat")).values("date_naissance")
    else:
        partages = tous.values("date_naissance").annotate(n=Count("pk")).filter(n__gt=1)
        jours = partages.values("date_naissance")
    fiches = candidats_visibles(personne).select_related(None).order_by().filter(date_naissance__in=jours)
    attendue: Any = Exists(attendues.filter(candidat=OuterRef("pk"))) if a_verifier else Value(True)
    champs = ("pk", "date_naissance", "identite_verifiee_le", "cle_recherche", *NOMS, *LIEU)
    par_jour: dict[date, list[Any]] = defaultdict(list)
    for fiche in fiches.annotate(attendue=attendue).values_list(*champs, "attendue", named=True):
        par_jour[fiche.date_naissance].append(fiche)
    dites = SimpleLazyObject(_toutes_les_distinctes)
    paires = [paire for groupe in par_jour.values() for paire in _paires(groupe, dites)]
    return [(un.pk, autre.pk) for un, autre in sorted(paires, key=lambda paire: (paire[0].cle_recherche, paire[1].pk))]


def _toutes_les_distinctes() -> frozenset[Paire]:
    return frozenset(PersonnesDistinctes.objects.order_by().values_list("un_id", "autre_id"))


def _paires(groupe: list[Any], dites: Container[Paire]) -> Iterator[tuple[Any, Any]]:
    """Of one day, each file with the first that it looks like."""
    ranges = sorted(groupe, key=lambda fiche: (fiche.identite_verifiee_le is None, fiche.pk))
    noms = [_noms(fiche) for fiche in ranges]
    par_cle: dict[str, list[int]] = defaultdict(list)
    for rang, autre in enumerate(ranges):
        cles = noms[rang].cles
        for premier in sorted({premier for cle in cles for premier in par_cle.get(cle, ())}):
            un = ranges[premier]
            if (
                (un.attendue or autre.attendue)
                and se_ressemblent(noms[premier], noms[rang])
                and _paire(un, autre) not in dites
                and not _surement_deux(un, autre)
            ):
                yield un, autre
                break
        for cle in cles:
            par_cle[cle].append(rang)


def paires_lues(paires: Sequence[Paire]) -> list[tuple[Candidat, Candidat]]:
    """Those of one page: 1 query."""
    fiches = _comptes(Candidat.objects.all()).in_bulk({pk for paire in paires for pk in paire})
    return [(fiches[un], fiches[autre]) for un, autre in paires]


def survivant(pk: int) -> int | None:
    """The file that took in an absorbed one."""
    fusions = Candidat.objects.filter(Q(absorptions__defaite_le=None), absorptions__isnull=False, pk=pk)
    return fusions.values_list("absorptions__conserve", flat=True).first()
