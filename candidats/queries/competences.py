"""The competences a registration aims at."""

from candidats.choix import Portee
from candidats.models import Inscription
from referentiels.queries import CompetenceNumerotee, competences_numerotees


def competences_visees(inscription: Inscription) -> list[CompetenceNumerotee]:
    """In running order, under their number in the référentiel; only those of the chosen blocs for blocs alone."""
    numerotees = competences_numerotees(inscription.referentiel)
    if inscription.portee != Portee.BLOCS:
        return numerotees
    choisis = set(inscription.blocs.values_list("pk", flat=True))
    return [ligne for ligne in numerotees if ligne.version_bloc.pk in choisis]
