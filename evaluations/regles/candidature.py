"""Who may offer to evaluate, and how often: the public form."""

from certif_portal.commun.regles import Delai, Origine, decision

CANDIDATURE_CONFIRMATION = Delai(
    code="CANDIDATURE-CONFIRMATION",
    enonce="Une candidature d’évaluateur n’est lue qu’une fois son adresse confirmée, dans les {duree}, par un lien à "
    "usage unique.",
    source=decision(322, "Candidature d’un évaluateur"),
    origine=Origine.LECTURE,
    jours=2,
)
CANDIDATURES_PAR_JOUR = 5
"""Of one address, or from one place, in 24 hours (decision 0322)."""
CANDIDATURES_PAR_JOUR_EN_TOUT = 200
"""Of everybody in 24 hours: beyond, it is no longer people."""
