"""A grid that comes signed on paper: who types, who checks, what its dates may be."""

from collections.abc import Collection
from datetime import date

from certif_portal.commun.regles import Origine, Regle, decision
from certif_portal.commun.typographie import date_longue

GRILLE_PAPIER = Regle(
    code="GRILLE-PAPIER",
    enonce="Une grille remplie et signée sur papier est saisie par une personne du centre, ou de l’organisme à qui il "
    "délègue l’organisation, et vérifiée à côté de son scan par une autre, du centre, qui n’en sont pas signataires ; "
    "elle n’est scellée qu’alors.",
    source=decision(335, "Grille remplie sur papier, reprise par le centre"),
    origine=Origine.LECTURE,
)


def obstacle_a_la_verification(saisie_par: int | None, par: int) -> str:
    """GRILLE-PAPIER: why this person may not check what was typed, or an empty string."""
    return "Vous avez saisi cette grille : une autre personne du centre la vérifie." if saisie_par == par else ""


def obstacle_du_signataire(par: int, siegent: Collection[int]) -> str:
    """GRILLE-PAPIER: why a member of the candidate's sittings neither types nor checks it, or an empty string."""
    if par not in siegent:
        return ""
    return "Vous siégez pour ce candidat : une personne du centre qui n’en signe pas la grille la saisit ou la vérifie."


def defaut_de_date(jour: date, seance_le: date, le: date) -> str:
    """GRILLE-PAPIER: what is wrong with the day a member wrote beside their signature, or an empty string; `seance_le`:
    their first sitting for this candidate."""
    if jour > le:
        return f"Le papier porte le {jour:%d/%m/%Y}, un jour à venir."
    if jour < seance_le:
        return f"Le papier porte le {jour:%d/%m/%Y}, avant la séance du {date_longue(seance_le)}."
    return ""
