"""VAE requests of one person."""

from candidats.models import Inscription, RecevabiliteVAE
from candidats.queries.acquis import candidats_semblables


def demandes_semblables(inscription: Inscription, annee: int) -> int:
    """Files of the same person for the same certification received in that calendar year, this one included: 2
    queries."""
    return RecevabiliteVAE.objects.filter(
        inscription__candidat__in=candidats_semblables(inscription),
        inscription__referentiel__certification=inscription.referentiel.certification_id,
        recue_le__year=annee,
    ).count()
