"""Who holds every bloc of a version, certified or acquired and alive, without the whole certification."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from candidats.choix import EtatInscription, Portee
from candidats.models import Acquis, Candidat, Inscription
from candidats.queries.acquis import personne_de, suites
from candidats.regles.acquis import Personne, suivre
from referentiels.choix import EtatReferentiel
from referentiels.models import Composition, EquivalenceBloc, Referentiel

Detenus = dict[int, date]
"""Bloc -> last day of its benefit."""


@dataclass(frozen=True)
class Detenteur:
    """A person to be proposed for the whole certification; `jusqu_au`: first benefit to end, if any."""

    candidat: Candidat
    referentiel: Referentiel
    jusqu_au: date | None


def detenteurs(le: date) -> list[Detenteur]:
    """One person, however many rows of civil status their organisations wrote: 5 queries whatever their number.

    A bloc of an older version counts for those that a confirmed table makes its equivalents.
    """
    equivalents = suites(EquivalenceBloc.objects.values_list("ancien_id", "nouveau_id"))
    compositions = _compositions()
    versions = _versions(compositions)
    lignes = [*_acquis(le), *_certifies(_partages(compositions, versions, equivalents))]
    if not lignes:
        return []
    fiches: dict[Personne, Candidat] = {}
    detenus: dict[Personne, Detenus] = defaultdict(dict)
    for candidat, bloc, fin in lignes:
        qui = personne_de(candidat)
        fiches[qui] = candidat
        for atteint in suivre([bloc], equivalents):
            detenus[qui][atteint] = max(fin, detenus[qui].get(atteint, fin))
    entieres = _entieres(fiches)
    trouves = [
        Detenteur(fiches[qui], version, fin if (fin := min(detenus[qui][bloc] for bloc in blocs)) < date.max else None)
        for qui in fiches
        for version, blocs in versions.items()
        if blocs <= set(detenus[qui]) and (qui, version.certification_id) not in entieres
    ]
    return sorted(trouves, key=lambda d: (d.jusqu_au or date.max, d.candidat.cle_recherche))


def _acquis(le: date) -> Iterable[tuple[Candidat, int, date]]:
    """Alive that day: its last day counts."""
    vivants = Acquis.objects.filter(version_bloc__isnull=False, expire_le__gte=le).select_related("candidat")
    return [(acquis.candidat, acquis.version_bloc_id, acquis.expire_le) for acquis in vivants if acquis.version_bloc_id]


def _certifies(partages: set[int]) -> Iterable[tuple[Candidat, int, date]]:
    """Blocs certified alone, or with a whole certification that shares them: never lost."""
    utiles = Q(inscription__portee=Portee.BLOCS) | Q(versionbloc__in=partages)
    blocs = Inscription.blocs_certifies.through.objects.filter(utiles).select_related("inscription__candidat")
    return [(bloc.inscription.candidat, bloc.versionbloc_id, date.max) for bloc in blocs]


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


def _entieres(personnes: Iterable[Personne]) -> set[tuple[Personne, int]]:
    """Already admitted to the whole, or registered for it, by any organisation."""
    vivantes = Inscription.objects.filter(
        candidat__date_naissance__in={naissance for naissance, _ in personnes}, portee=Portee.COMPLETE
    ).exclude(etat__in=[EtatInscription.NON_ADMISE, EtatInscription.ABANDONNEE])
    return {
        (personne_de(inscription.candidat), inscription.referentiel.certification_id)
        for inscription in vivantes.select_related("candidat", "referentiel")
    }
