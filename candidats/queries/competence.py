"""The competences a registration is evaluated on."""

from collections import defaultdict
from collections.abc import Sequence

from candidats.choix import Portee
from candidats.models import Inscription, Reprise
from candidats.queries.acquis import toutes_les_visees
from referentiels.models import Composition
from referentiels.queries.competence import CompetenceNumerotee


def competences_visees(inscription: Inscription) -> list[CompetenceNumerotee]:
    """In running order, under their number in the référentiel; only those of the chosen blocs for blocs alone, and
    without what is taken over from an earlier jury."""
    if not inscription.acquis_repris:
        return toutes_les_visees(inscription)
    reprises = set(inscription.reprises.values_list("competence_id", flat=True))
    return [ligne for ligne in toutes_les_visees(inscription) if ligne.competence.pk not in reprises]


def competences_de_chacune(inscriptions: Sequence[Inscription]) -> dict[int, list[CompetenceNumerotee]]:
    """The same for many, by registration: 4 queries whatever their number."""
    numerotees: dict[int, list[CompetenceNumerotee]] = defaultdict(list)
    compositions = Composition.objects.filter(referentiel__in={i.referentiel_id for i in inscriptions})
    lues = compositions.select_related("version_bloc__bloc").prefetch_related("version_bloc__competences")
    for composition in lues.order_by("referentiel", "ordre"):
        siennes = numerotees[composition.referentiel_id]
        for competence in composition.version_bloc.competences.all():
            siennes.append(CompetenceNumerotee(len(siennes) + 1, competence, composition.version_bloc))
    pks = [inscription.pk for inscription in inscriptions]
    choisis, reprises = defaultdict(set), defaultdict(set)
    for pk, bloc in Inscription.blocs.through.objects.filter(inscription__in=pks).values_list(
        "inscription_id", "versionbloc_id"
    ):
        choisis[pk].add(bloc)
    for pk, reprise in Reprise.objects.filter(inscription__in=pks).values_list("inscription_id", "competence_id"):
        reprises[pk].add(reprise)
    return {
        inscription.pk: [
            ligne
            for ligne in numerotees[inscription.referentiel_id]
            if (inscription.portee != Portee.BLOCS or ligne.version_bloc.pk in choisis[inscription.pk])
            and ligne.competence.pk not in reprises[inscription.pk]
        ]
        for inscription in inscriptions
    }
