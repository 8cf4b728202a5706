"""An OF to which the centre delegated the organisation of evaluations: from when to when, and what it may ask."""

from datetime import date

from certif_portal.commun.regles import Origine, Regle, decision

DELEGATION = Regle(
    code="DELEGATION-ORGANISATION",
    enonce="Le centre peut déléguer à un organisme habilité l’organisation des évaluations de ses candidats, d’une "
    "date à une date ; il approuve chaque commission et vérifie chaque pièce.",
    source=decision(328, "Délégation de l’organisation à un organisme"),
    origine=Origine.LECTURE,
)


FEUILLE_VERIFIEE = Regle(
    code="FEUILLE-VERIFIEE",
    enonce="Une feuille signée à la main et numérisée compte une fois vérifiée par le centre, toutes ses pages là.",
    source=decision(329, "Feuilles signées numérisées, rangées par leur code"),
    origine=Origine.LECTURE,
)


def en_vigueur(du: date, au: date | None, le: date) -> bool:
    """DELEGATION-ORGANISATION: first and last day included."""
    return du <= le and (au is None or le <= au)


def obstacle_aux_dates(du: date, au: date | None) -> str:
    """DELEGATION-ORGANISATION: what is wrong with a delegation's dates, or an empty string."""
    return "La délégation finit avant de commencer." if au is not None and au < du else ""
