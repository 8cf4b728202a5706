"""A certification as the rules see it, and what a check found."""

from datetime import date

from candidats.regles.constat import FaitsBloc, FaitsReferentiel
from referentiels.regles import Periode

LE = date(2026, 11, 20)


def faits(**champs) -> FaitsReferentiel:
    defauts = {
        "pk": 1,
        "type": "CQPM",
        "numero": "9001",
        "intitule": "Opérateur en usinage",
        "date_gtp": date(2022, 3, 12),
        "remplacee_le": None,
        "supprimee_le": None,
        "periodes_rncp": (Periode(date(2023, 5, 23), date(2035, 5, 23)),),
        "blocs": (FaitsBloc(10, "BDC9001", "Préparer"), FaitsBloc(11, "BDC9002", "Usiner")),
    }
    return FaitsReferentiel(**defauts | champs)


def champs(constats) -> list[str]:
    return [constat.champ for constat in constats]


def codes(constats) -> set[str]:
    return {constat.regle.code for constat in constats if constat.regle}
