"""Who holds every bloc of a version, certified or acquired and alive, without the whole certification."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from candidats.choix import EtatInscription, Portee
from candidats.models import Acquis, Candidat, Inscription
from candidats.regles import encore_acquis
from referentiels.choix import EtatReferentiel
from referentiels.models import Composition, Referentiel


@dataclass(frozen=True)
class Detenteur:
    """A person to be proposed for the whole certification; `jusqu_au`: first benefit to end, if any."""

    candidat: Candidat
    referentiel: Referentiel
    jusqu_au: date | None


def detenteurs(le: date) -> list[Detenteur]:
    """The same person is one row of civil status here; 6 queries whatever their number."""
    blocs = _blocs_detenus(le)
    if not blocs:
        return []
    versions: dict[int, set[int]] = defaultdict(set)
    compositions = Composition.objects.filter(
        referentiel__etat=EtatReferentiel.EN_VIGUEUR, version_bloc__bloc__isnull=False
    )
    for referentiel, bloc in compositions.values_list("referentiel_id", "version_bloc_id"):
        versions[referentiel].add(bloc)
    candidats = Candidat.objects.in_bulk(blocs)
    entieres = _entieres(candidats)
    lues = Referentiel.objects.select_related("certification").in_bulk(versions)
    trouves = []
    for pk, detenus in blocs.items():
        for version, composition in versions.items():
            if composition <= set(detenus) and (pk, lues[version].certification_id) not in entieres:
                fins = [fin for bloc in composition if (fin := detenus[bloc]) is not None]
                trouves.append(Detenteur(candidats[pk], lues[version], min(fins, default=None)))
    return sorted(trouves, key=lambda d: (d.jusqu_au or date.max, d.candidat.cle_recherche))


def _blocs_detenus(le: date) -> dict[int, dict[int, date | None]]:
    """By person, each bloc held with the last day of its benefit; None for a certified one."""
    blocs: dict[int, dict[int, date | None]] = defaultdict(dict)
    for acquis in Acquis.objects.filter(version_bloc__isnull=False, expire_le__gte=le):
        if acquis.version_bloc_id and encore_acquis(acquis.expire_le, le):
            deja = blocs[acquis.candidat_id].get(acquis.version_bloc_id)
            blocs[acquis.candidat_id][acquis.version_bloc_id] = max(acquis.expire_le, deja or acquis.expire_le)
    certifies = Inscription.blocs.through.objects.filter(
        inscription__etat=EtatInscription.ADMISE, inscription__portee=Portee.BLOCS
    )
    for candidat, bloc in certifies.values_list("inscription__candidat", "versionbloc"):
        blocs[candidat][bloc] = None
    return blocs


def _entieres(candidats: dict[int, Candidat]) -> set[tuple[int, int]]:
    """Already admitted to the whole, or registered for it."""
    vivantes = Inscription.objects.filter(candidat__in=candidats, portee=Portee.COMPLETE).exclude(
        etat__in=[EtatInscription.NON_ADMISE, EtatInscription.ABANDONNEE]
    )
    return set(vivantes.values_list("candidat", "referentiel__certification"))
