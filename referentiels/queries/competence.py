"""What the other apps read of a référentiel: its competences under their running number."""

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
