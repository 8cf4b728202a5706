"""What the other apps read of a référentiel: its competences under their running number."""

from collections.abc import Iterable
from dataclasses import dataclass

from referentiels.models import Competence, Referentiel, VersionBloc


@dataclass(frozen=True)
class CompetenceNumerotee:
    """A competence under its running number in the référentiel, the one of the evaluation tables."""

    numero: int
    competence: Competence
    version_bloc: VersionBloc


def competences_numerotees(referentiel: Referentiel) -> list[CompetenceNumerotee]:
    """Every competence of the référentiel in running order, 1 to n: one query."""
    competences = (
        Competence.objects.filter(version_bloc__compositions__referentiel=referentiel)
        .select_related("version_bloc__bloc")
        .order_by("version_bloc__compositions__ordre", "ordre")
    )
    return [
        CompetenceNumerotee(numero, competence, competence.version_bloc)
        for numero, competence in enumerate(competences, start=1)
    ]


def numeros_des_competences(referentiels: Iterable[int]) -> dict[int, dict[int, int]]:
    """By référentiel, the running number of each of its competences: 1 query."""
    numeros: dict[int, dict[int, int]] = {pk: {} for pk in referentiels}
    lignes = Competence.objects.filter(version_bloc__compositions__referentiel__in=numeros).order_by(
        "version_bloc__compositions__referentiel", "version_bloc__compositions__ordre", "ordre"
    )
    for referentiel, competence in lignes.values_list("version_bloc__compositions__referentiel", "pk"):
        numeros[referentiel][competence] = len(numeros[referentiel]) + 1
    return numeros
