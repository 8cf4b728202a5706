"""Who holds every bloc of a version, certified or acquired and alive, without the whole certification."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from candidats.choix import EtatInscription, Portee
from candidats.models import Acquis, BlocCertifie, Candidat, Inscription
from candidats.queries.acquis import suites
from candidats.regles.acquis import Personne, personne, suivre
from candidats.regles.identite import repartir
from candidats.regles.lieu import lieu_de, nes_ailleurs
from referentiels.choix import EtatReferentiel
from referentiels.models import Composition, EquivalenceBloc, Referentiel

Detenus = dict[int, date]
"""Bloc -> last day of its benefit."""
Ligne = tuple[int, date, str, str, int, date]
"""Row of civil status, birth date, birth name, first name, bloc, last day of its benefit."""
Qui = tuple[Personne, int]
"""A name and a day of birth, and which of the people who share both."""
Trouve = tuple[Qui, int, Referentiel, date | None]
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
    elsewhere two: 6 queries whatever their number, one more when rows share a name and a day of birth.

    A bloc of an older version counts for those that a confirmed table makes its equivalents. Plain values are read
    until somebody is found: those who hold a bloc are a thousand times as many.
    """
    equivalents = suites(EquivalenceBloc.objects.values_list("ancien_id", "nouveau_id"))
    compositions = _compositions()
    versions = _versions(compositions)
    lignes = [*_acquis(le), *_certifies(_partages(compositions, versions, equivalents))]
    if not lignes:
        return []
    trouves = _qui_detient_tout(lignes, versions, equivalents)
    entieres = _entieres([qui for qui, *_ in trouves])
    citees = {fiche for _, fiche, *_ in trouves}.union(*entieres.values())
    fiches = Candidat.objects.in_bulk(citees)
    listes = [
        Detenteur(fiches[fiche], version, jusqu_au)
        for (qui, _), fiche, version, jusqu_au in trouves
        if not _la_meme(fiches, fiche, entieres.get((qui, version.certification_id), ()))
    ]
    return sorted(listes, key=lambda d: (d.jusqu_au or date.max, d.candidat.cle_recherche))


def _qui_detient_tout(
    lignes: list[Ligne], versions: Mapping[Referentiel, set[int]], equivalents: Mapping[int, list[int]]
) -> list[Trouve]:
    atteints = {bloc: list(suivre([bloc], equivalents)) for bloc in {bloc for *_, bloc, _ in lignes}}
    noms: dict[int, Personne] = {}
    for pk, naissance, nom, prenom, *_ in lignes:
        if pk not in noms:
            noms[pk] = personne(naissance, f"{nom} {prenom}")
    qui_est = _distinguer(noms)
    fiches: dict[Qui, int] = {}
    detenus: dict[Qui, Detenus] = defaultdict(dict)
    for pk, _, _, _, bloc, fin in lignes:
        qui = qui_est[pk]
        fiches[qui] = pk
        for atteint in atteints[bloc]:
            detenus[qui][atteint] = max(fin, detenus[qui].get(atteint, fin))
    par_bloc: dict[int, list[Referentiel]] = defaultdict(list)
    for version, blocs in versions.items():
        par_bloc[min(blocs)].append(version)
    return [
        (qui, fiches[qui], version, fin if (fin := min(siens[bloc] for bloc in versions[version])) < date.max else None)
        for qui, siens in detenus.items()
        for tenu in siens
        for version in par_bloc.get(tenu, ())
        if versions[version] <= siens.keys()
    ]


def _distinguer(noms: Mapping[int, Personne]) -> dict[int, Qui]:
    """By row, whom it speaks of: the places are read of the few that share a name and a day of birth."""
    groupes: dict[Personne, list[int]] = defaultdict(list)
    for pk, qui in noms.items():
        groupes[qui].append(pk)
    plusieurs = [pk for pks in groupes.values() if len(pks) > 1 for pk in pks]
    lieux = {fiche.pk: lieu_de(fiche) for fiche in Candidat.objects.filter(pk__in=plusieurs)} if plusieurs else {}
    trouves: dict[int, Qui] = {}
    for qui, pks in groupes.items():
        rangs = repartir([lieux[pk] for pk in pks]) if len(pks) > 1 else [0]
        trouves |= {pk: (qui, rang) for pk, rang in zip(pks, rangs, strict=True)}
    return trouves


def _la_meme(fiches: Mapping[int, Candidat], fiche: int, autres: Iterable[int]) -> bool:
    """One of these rows speaks of the same person."""
    ici = lieu_de(fiches[fiche])
    return any(autre == fiche or not nes_ailleurs(ici, lieu_de(fiches[autre])) for autre in autres)


def _acquis(le: date) -> Iterable[Ligne]:
    """Alive that day: its last day counts."""
    vivants = Acquis.objects.en_vigueur().filter(version_bloc__isnull=False, expire_le__gte=le).order_by("pk")
    return vivants.values_list("candidat_id", *IDENTITE, "version_bloc_id", "expire_le")


def _certifies(partages: set[int]) -> Iterable[Ligne]:
    """Blocs certified alone, within a CQPM refused, or with a whole certification that shares them: never lost."""
    seuls = Q(inscription__portee=Portee.BLOCS) | Q(inscription__etat=EtatInscription.NON_ADMISE)
    utiles = seuls | Q(versionbloc__in=partages)
    blocs = BlocCertifie.objects.en_vigueur().filter(utiles).order_by("pk")
    identite = [f"inscription__{champ}" for champ in IDENTITE]
    lues = blocs.values_list("inscription__candidat_id", *identite, "versionbloc_id")
    return [(*ligne, date.max) for ligne in lues.iterator(chunk_size=5000)]


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
