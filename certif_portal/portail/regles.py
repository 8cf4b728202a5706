"""When a deadline is reminded. No database here: dates come in, a step goes out."""

from collections.abc import Sequence
from datetime import date

from certif_portal.centre.regles import ETAPES_RELANCE
from certif_portal.commun.regles import Delai, Effet, Origine, Regle, decision, reglage

_ETAPES = f"{', '.join(map(str, ETAPES_RELANCE[:-1]))} et {ETAPES_RELANCE[-1]}"
RELANCE_ETAPES = Regle(
    code="RELANCE-ETAPES",
    enonce=f"Une échéance est relancée aux étapes fixées par le centre ({_ETAPES} jours avant par défaut), puis une "
    "fois en retard ; jamais deux fois à la même personne pour la même étape.",
    source=reglage("étapes des relances"),
    origine=Origine.CENTRE,
    effet=Effet.ALERTE,
)
ECHEANCES_PROCHES = Delai(
    code="ECHEANCES-PROCHES",
    enonce="L’accueil et les listes montrent d’abord les échéances en retard et celles des {duree} qui viennent.",
    source=decision(60, "Relances"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
    jours=15,
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
