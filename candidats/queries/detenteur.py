"""Who holds every bloc of a version, certified or acquired and alive, without the whole certification."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

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
    lignes = [*_acquis(le), *_certifies()]
    if not lignes:
        return []
    equivalents = suites(EquivalenceBloc.objects.values_list("ancien_id", "nouveau_id"))
    fiches: dict[Personne, Candidat] = {}
    detenus: dict[Personne, Detenus] = defaultdict(dict)
    for candidat, bloc, fin in lignes:
        qui = personne_de(candidat)
        fiches[qui] = candidat
        for atteint in suivre([bloc], equivalents):
            detenus[qui][atteint] = max(fin, detenus[qui].get(atteint, fin))
    versions = _versions()
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


def _certifies() -> Iterable[tuple[Candidat, int, date]]:
    """Blocs certified alone: never lost."""
    blocs = Inscription.blocs.through.objects.filter(
        inscription__etat=EtatInscription.ADMISE, inscription__portee=Portee.BLOCS
    ).select_related("inscription__candidat")
    return [(bloc.inscription.candidat, bloc.versionbloc_id, date.max) for bloc in blocs]


def _versions() -> dict[Referentiel, set[int]]:
    """The blocs of each version in force."""
    versions: dict[Referentiel, set[int]] = defaultdict(set)
    compositions = Composition.objects.filter(
        referentiel__etat=EtatReferentiel.EN_VIGUEUR, version_bloc__bloc__isnull=False
    )
    for composition in compositions.select_related("referentiel__certification"):
        versions[composition.referentiel].add(composition.version_bloc_id)
    return versions


def _entieres(personnes: Iterable[Personne]) -> set[tuple[Personne, int]]:
    """Already admitted to the whole, or registered for it, by any organisation."""
    vivantes = Inscription.objects.filter(
        candidat__date_naissance__in={naissance for naissance, _ in personnes}, portee=Portee.COMPLETE
    ).exclude(etat__in=[EtatInscription.NON_ADMISE, EtatInscription.ABANDONNEE])
    return {
        (personne_de(inscription.candidat), inscription.referentiel.certification_id)
        for inscription in vivantes.select_related("candidat", "referentiel")
    }
