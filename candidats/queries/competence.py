"""The competences a registration is evaluated on."""

from candidats.models import Inscription
from candidats.queries.acquis import toutes_les_visees
from referentiels.queries.competence import CompetenceNumerotee


def competences_visees(inscription: Inscription) -> list[CompetenceNumerotee]:
    """In running order, under their number in the référentiel; only those of the chosen blocs for blocs alone, and
    without what is taken over from an earlier jury."""
    if not inscription.acquis_repris:
        return toutes_les_visees(inscription)
    reprises = set(inscription.reprises.values_list("competence_id", flat=True))
    return [ligne for ligne in toutes_les_visees(inscription) if ligne.competence.pk not in reprises]
