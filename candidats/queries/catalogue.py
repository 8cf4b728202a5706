"""The catalogue as a registration needs it: versions open to new candidates, and the facts the rules ask of one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import JSONObject

from candidats.queries.engagement import remplacee_le
from candidats.regles.constat import FaitsBloc, FaitsReferentiel
from candidats.regles.engagement import pourquoi_fermee
from referentiels.choix import DELIVREES_PAR_L_ENTREPRISE, EtatReferentiel, Repertoire
from referentiels.models import Certification, Composition, Enregistrement, Referentiel
from referentiels.regles import ENGAGEMENT_INSCRIPTION, Periode


def referentiels_ouverts(le: date) -> QuerySet[Referentiel]:
    """Versions somebody registered that day may be engaged on: those in force and, for who entered in training before,
    those replaced or suppressed within the delay of ENGAGEMENT-INSCRIPTION. `remplacee_le` is annotated."""
    au_plus_tot = ENGAGEMENT_INSCRIPTION.avant(le)
    return (
        Referentiel.objects.exclude(etat=EtatReferentiel.BROUILLON)
        .exclude(certification__type__in=DELIVREES_PAR_L_ENTREPRISE)
        .annotate(remplacee_le=remplacee_le())
        .filter(date_gtp__lte=le)
        .filter(Q(remplacee_le__isnull=True) | Q(remplacee_le__gt=au_plus_tot))
        .filter(Q(certification__supprimee_le__isnull=True) | Q(certification__supprimee_le__gt=au_plus_tot))
        .select_related("certification")
        .order_by("certification__type", "intitule", "-date_gtp")
    )


@dataclass(frozen=True)
class Fermee:
    """A certification that is not offered that day, and why."""

    nom: str
    raison: str


FERMEES_MONTREES = 10


def pourquoi_fermees(le: date, mots: Iterable[str]) -> list[Fermee]:
    """Of the certifications that these words name, those of which no version is open, by the same conditions."""
    voulues = Certification.objects.exclude(pk__in=referentiels_ouverts(le).order_by().values("certification"))
    for mot in mots:
        voulues = voulues.filter(cle_recherche__contains=mot)
    versions = Referentiel.objects.exclude(etat=EtatReferentiel.BROUILLON)
    lues = voulues.prefetch_related(Prefetch("referentiels", versions.order_by("date_gtp"), to_attr="parues"))
    fermees = []
    for une in lues[:FERMEES_MONTREES]:
        premiere = une.parues[0].date_gtp if une.parues else None
        raison = pourquoi_fermee(une.type, premiere, une.supprimee_le, le)
        fermees.append(Fermee(f"{une.code} · {une.intitule}", raison))
    return fermees


def faits_referentiels(referentiels: Iterable[Referentiel]) -> dict[int, FaitsReferentiel]:
    """Blocs, RNCP periods and next version of each référentiel, by id: one query, however many there are."""
    versions = {referentiel.pk: referentiel for referentiel in referentiels}
    morceaux = _morceaux(versions)
    return {pk: _assembler(referentiel, morceaux[pk]) for pk, referentiel in versions.items()}


def _morceaux(versions: dict[int, Referentiel]) -> dict[int, dict[str, list[dict[str, Any]]]]:
    blocs = Composition.objects.filter(referentiel__in=list(versions)).values_list(
        "referentiel_id",
        Value("bloc"),
        JSONObject(
            rang="ordre",
            version="version_bloc_id",
            numero="version_bloc__bloc__numero",
            intitule="version_bloc__intitule",
        ),
    )
    periodes = Enregistrement.objects.filter(
        certification__referentiels__in=list(versions), repertoire=Repertoire.RNCP
    ).values_list(
        "certification__referentiels",
        Value("periode"),
        JSONObject(debut="date_enregistrement", fin="date_fin", derniere="date_limite_delivrance"),
    )
    suivantes = (
        Referentiel.objects.filter(certification__referentiels__in=list(versions))
        .filter(date_gtp__gt=F("certification__referentiels__date_gtp"))
        .exclude(etat=EtatReferentiel.BROUILLON)
        .order_by()
        .values_list("certification__referentiels", Value("suivante"), JSONObject(le="date_gtp"))
    )
    morceaux: dict[int, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for pk, genre, valeurs in blocs.order_by().union(periodes.order_by(), suivantes, all=True):
        morceaux[pk][genre].append(valeurs)
    return morceaux


def _jour(texte: str | None) -> date | None:
    return date.fromisoformat(texte[:10]) if texte else None


def _assembler(referentiel: Referentiel, morceaux: dict[str, list[dict[str, Any]]]) -> FaitsReferentiel:
    certification = referentiel.certification
    suivantes = [date.fromisoformat(version["le"][:10]) for version in morceaux["suivante"]]
    return FaitsReferentiel(
        pk=referentiel.pk,
        type=certification.type,
        numero=certification.numero,
        intitule=referentiel.intitule,
        code=certification.code,
        date_gtp=referentiel.date_gtp,
        remplacee_le=min(suivantes, default=None),
        supprimee_le=certification.supprimee_le,
        periodes_rncp=tuple(
            Periode(date.fromisoformat(p["debut"][:10]), _jour(p["fin"]), _jour(p["derniere"]))
            for p in morceaux["periode"]
        ),
        blocs=tuple(
            FaitsBloc(bloc["version"], bloc["numero"], bloc["intitule"])
            for bloc in sorted(morceaux["bloc"], key=lambda bloc: bloc["rang"])
            if bloc["numero"]
        ),
    )
