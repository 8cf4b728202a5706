"""The blocs delivered within a CQPM that is refused, kept as the decisions that they are (decision 0245)."""

from collections.abc import Iterable

from jurys.models import DecisionBloc
from jurys.queries.titre import TitreDecide


def delivrer_les_blocs(titres: Iterable[TitreDecide]) -> None:
    """At the closing: of its titles, those for which nobody was presented; 1 query at most."""
    DecisionBloc.objects.bulk_create(
        DecisionBloc(
            presentation=titre.presentation,
            version_bloc=titre.bloc,
            decision=titre.decision,
            decidee_le=titre.presentation.decidee_le,
            decidee_par_id=titre.presentation.decidee_par_id,
        )
        for titre in titres
        if not titre.presente
    )
