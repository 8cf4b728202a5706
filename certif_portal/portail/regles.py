"""When a deadline is reminded. No database here: dates come in, a step goes out."""

from collections.abc import Sequence
from datetime import date

from certif_portal.commun.regles import Effet, Origine, Regle, usage

RELANCE_ETAPES = Regle(
    code="RELANCE-ETAPES",
    enonce="Une échéance est relancée aux étapes fixées par le centre (15, 7 et 1 jours avant), puis une "
    "fois en retard ; jamais deux fois à la même personne pour la même étape.",
    source=usage("étapes des relances"),
    origine=Origine.CENTRE,
    effet=Effet.ALERTE,
)
RETARD = "retard"


def etape_de_relance(date_limite: date, le: date, jours: Sequence[int]) -> str:
    """« J-7 », « retard », or an empty string when it is too early.

    The step reached last: a run that was missed is made up for by the next one, with the nearest step alone.
    """
    reste = (date_limite - le).days
    if reste < 0:
        return RETARD
    atteintes = [jour for jour in jours if jour >= reste]
    return f"J-{min(atteintes)}" if atteintes else ""
