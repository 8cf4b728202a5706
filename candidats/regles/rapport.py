"""The activity report of the « présentation de projets » modality."""

from datetime import date, timedelta

from certif_portal.centre.regles import RAPPORT_JOURS
from certif_portal.commun.regles import Delai, Effet, Origine, reglage
from referentiels.choix import NatureModalite

RAPPORT_DELAI = Delai(
    code="RAPPORT-DELAI",
    enonce="Le rapport d’activités est transmis aux évaluateurs avant la présentation ; au plus tard {duree} avant la "
    "commission (par défaut, réglage du centre).",
    source=reglage("« dans les délais et conditions préalablement fixés » (partie 2, chapitre 2, § 1.B)"),
    origine=Origine.CENTRE,
    effet=Effet.ALERTE,
    jours=RAPPORT_JOURS,
)
AVEC_RAPPORT = frozenset({NatureModalite.PROJET})


def date_limite_rapport(evaluation: date | None, jours: int) -> date | None:
    """`jours` is the centre's setting: days before the sitting."""
    return evaluation - timedelta(days=jours) if evaluation else None
