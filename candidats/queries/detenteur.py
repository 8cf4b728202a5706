"""Who holds every bloc of a version, certified or acquired and alive, without the whole certification."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from candidats.choix import EtatInscription, Portee
from candidats.models import Acquis, BlocCertifie, Candidat, DoubleProbable, Inscription
from candidats.queries.acquis import personne_de, suites
from candidats.regles.acquis import Personne, personne, suivre
from candidats.regles.identite import repartir
from candidats.regles.lieu import lieu_de, nes_ailleurs
from referentiels.choix import EtatReferentiel
from referentiels.models import Composition, EquivalenceBloc, Referentiel

Detenus = dict[int, date]
"""Bloc -> last day of its benefit."""
Qui = tuple[Personne, int]
"""A name and a day of birth, and which of the people who share both."""
Trouve = tuple[Qui, int, Referentiel, date | None]
PARAMETRES = 5_000
"""Values beyond which a query asks for all and the rest is left aside here: an engine has its limit."""
IDENTITE = ("candidat__date_naissance", "candidat__nom_naissance", "candidat__prenom")


@dataclass(frozen=True)
class Detenteur:
    """A person to be proposed for the whole certification; `jusqu_au`: first benefit to end, if any."""

    candidat: Candidat
    referentiel: Referentiel
    jusqu_au: date | None


COLONNES = {
    "candidat": lambda detenteur: detenteur.candidat.cle_recherche,
    "certification": lambda detenteur: detenteur.referentiel.intitule,
    "avant": lambda detenteur: detenteur.jusqu_au,
}


def detenteurs(le: date) -> list[Detenteur]:
    """One person, however many rows of civil status their organisations wrote, and homonyms born the same day
    elsewhere two: 8 queries whatever their number.

    A bloc of an older version counts for those that a confirmed table makes its equivalents. Of those who hold a bloc,
    a thousand times as many, numbers alone are read.
    """
    equivalents = suites(EquivalenceBloc.objects.values_list("ancien_id", "nouveau_id"))
    compositions = _compositions()
    versions = _versions(compositions)
    utiles = _utiles(_partages(compositions, versions, equivalents))
    tenus = _tenus(le, utiles, _au_moins(versions, equivalents))
    if not tenus:
        return []
    fiches = Candidat.objects.in_bulk(tenus)
    trouves = _qui_detient_tout(tenus, fiches, versions, equivalents)
    entieres = _entieres([qui for qui, *_ in trouves])
    fiches |= Candidat.objects.in_bulk(set[int]().union(*entieres.values()) - fiches.keys())
    listes = [
        Detenteur(fiches[fiche], version, jusqu_au)
        for (qui, _), fiche, version, jusqu_au in trouves
        if not _la_meme(fiches, fiche, entieres.get((qui, version.certification_id), ()))
    ]
    return sorted(listes, key=lambda d: (d.jusqu_au or date.max, d.candidat.cle_recherche))


def _qui_detient_tout(
    tenus: Mapping[int, Detenus],
    fiches: Mapping[int, Candidat],
    versions: Mapping[Referentiel, set[int]],
    equivalents: Mapping[int, list[int]],
) -> list[Trouve]:
    qui_est = _distinguer(fiches)
    fiche: dict[Qui, int] = {}
    detenus: dict[Qui, Detenus] = defaultdict(dict)
    for pk, siens in tenus.items():
        qui = qui_est[pk]
        if qui not in fiche or fiches[pk].commune_naissance:  # the one that says where they were born, if any does
            fiche[qui] = pk
        for bloc, fin in siens.items():
            for atteint in suivre([bloc], equivalents):
                detenus[qui][atteint] = max(fin, detenus[qui].get(atteint, fin))
    par_bloc: dict[int, list[Referentiel]] = defaultdict(list)
    for version, blocs in versions.items():
        par_bloc[min(blocs)].append(version)
    return [
        (qui, fiche[qui], version, fin if (fin := min(siens[bloc] for bloc in versions[version])) < date.max else None)
        for qui, siens in detenus.items()
        for tenu in siens
        for version in par_bloc.get(tenu, ())
        if versions[version] <= siens.keys()
    ]


def _distinguer(fiches: Mapping[int, Candidat]) -> dict[int, Qui]:
    """By row, whom it speaks of: the places tell those who share a name and a day of birth."""
    groupes: dict[Personne, list[int]] = defaultdict(list)
    for pk, fiche in fiches.items():
        groupes[personne_de(fiche)].append(pk)
    trouves: dict[int, Qui] = {}
    for qui, pks in groupes.items():
        rangs = repartir([lieu_de(fiches[pk]) for pk in pks])
        trouves |= {pk: (qui, rang) for pk, rang in zip(pks, rangs, strict=True)}
    return trouves


def _la_meme(fiches: Mapping[int, Candidat], fiche: int, autres: Iterable[int]) -> bool:
    """One of these rows speaks of the same person."""
    ici = lieu_de(fiches[fiche])
    return any(autre == fiche or not nes_ailleurs(ici, lieu_de(fiches[autre])) for autre in autres)


def _tenus(le: date, utiles: QuerySet[BlocCertifie], au_moins: int) -> dict[int, Detenus]:
    """By row of civil status, what it holds that day, the last day counting: 3 queries. Those that hold too few are
    left out, but for those that look like another (0350, kept)."""
    acquis = Acquis.objects.en_vigueur().filter(version_bloc__isnull=False, expire_le__gte=le).order_by()
    tenus: dict[int, Detenus] = defaultdict(dict)
    for pk, bloc, fin in acquis.values_list("candidat_id", "version_bloc_id", "expire_le"):
        tenus[pk][bloc] = max(fin, tenus[pk].get(bloc, fin))
    doubles = set[int]().union(*DoubleProbable.objects.order_by().values_list("un_id", "autre_id"))
    fiche = "inscription__candidat_id"
    assez = utiles.order_by().values(fiche).annotate(n=Count("versionbloc", distinct=True)).filter(n__gte=au_moins)
    cherches = doubles.union(tenus, assez.values_list(fiche, flat=True))
    if len(cherches) < PARAMETRES:
        utiles = utiles.filter(inscription__candidat__in=cherches)
    for pk, bloc in utiles.order_by().values_list(fiche, "versionbloc_id").iterator(chunk_size=5000):
        tenus[pk][bloc] = date.max
    return {pk: siens for pk, siens in sorted(tenus.items()) if len(siens) >= au_moins or pk in doubles}


def _utiles(partages: set[int]) -> QuerySet[BlocCertifie]:
    """Blocs certified alone, within a CQPM refused, or with a whole certification that shares them: never lost."""
    seuls = Q(inscription__portee=Portee.BLOCS) | Q(inscription__etat=EtatInscription.NON_ADMISE)
    if partages:  # an empty list beside them would hide from PostgreSQL the index of these registrations
        seuls |= Q(versionbloc__in=partages)
    return BlocCertifie.objects.en_vigueur().filter(seuls)


def _au_moins(versions: Mapping[Referentiel, set[int]], equivalents: Mapping[int, list[int]]) -> int:
    """With how few blocs one may hold a whole version: one of before may count for several."""
    ensemble = max((len(set(suivre([bloc], equivalents))) for bloc in equivalents), default=1)
    return min((-(-len(blocs) // ensemble) for blocs in versions.values()), default=1)


def _compositions() -> list[Composition]:
    """Of every version, in force or not: 1 query."""
    return list(
        Composition.objects.filter(version_bloc__bloc__isnull=False).select_related("referentiel__certification")
    )


def _versions(compositions: Iterable[Composition]) -> dict[Referentiel, set[int]]:
    """The blocs of each version in force."""
    versions: dict[Referentiel, set[int]] = defaultdict(set)
    for composition in compositions:
        if composition.referentiel.etat == EtatReferentiel.EN_VIGUEUR:
            versions[composition.referentiel].add(composition.version_bloc_id)
    return versions


def _partages(
    compositions: Iterable[Composition],
    versions: Mapping[Referentiel, set[int]],
    equivalents: Mapping[int, list[int]],
) -> set[int]:
    """Blocs that count, as they are or through their equivalents, for a version in force of another certification."""
    certifications: dict[int, set[int]] = defaultdict(set)
    for version, blocs in versions.items():
        for bloc in blocs:
            certifications[bloc].add(version.certification_id)
    return {
        composition.version_bloc_id
        for composition in compositions
        if any(
            certifications.get(atteint, set()) - {composition.referentiel.certification_id}
            for atteint in suivre([composition.version_bloc_id], equivalents)
        )
    }


def _entieres(personnes: Iterable[Qui]) -> dict[tuple[Personne, int], set[int]]:
    """Already admitted to the whole, or registered for it, by any organisation: their rows, by name, day of birth and
    certification."""
    cherches = {qui for qui, _ in personnes}
    vivantes = Inscription.objects.filter(
        candidat__date_naissance__in={naissance for naissance, _ in cherches}, portee=Portee.COMPLETE
    ).exclude(etat__in=[EtatInscription.NON_ADMISE, EtatInscription.ABANDONNEE])
    fiches: dict[tuple[Personne, int], set[int]] = defaultdict(set)
    lues = vivantes.values_list("candidat_id", *IDENTITE, "referentiel__certification")
    for pk, naissance, nom, prenom, certification in lues:
        qui = personne(naissance, f"{nom} {prenom}")
        if qui in cherches:
            fiches[qui, certification].add(pk)
    return fiches
