"""A reading as plain JSON values, and back: what a review keeps between two visits."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

from referentiels.imports.modele import (
    ActiviteLue,
    BlocLu,
    CompetenceLue,
    CriteresLus,
    Doute,
    Ecarte,
    Element,
    ModaliteLue,
    ReferentielLu,
)


def en_memoire(lu: ReferentielLu) -> dict[str, Any]:
    """Every field, dates in ISO form; `depuis_memoire` gives the same reading back."""
    objet = dataclasses.asdict(lu)
    objet["date_gtp"] = lu.date_gtp.isoformat() if lu.date_gtp else None
    return objet


def depuis_memoire(objet: dict[str, Any]) -> ReferentielLu:
    return ReferentielLu(
        **{
            **objet,
            "date_gtp": date.fromisoformat(objet["date_gtp"]) if objet["date_gtp"] else None,
            "departements": tuple(objet["departements"]),
            "activites": tuple(ActiviteLue(**activite) for activite in objet["activites"]),
            "blocs": tuple(_bloc(bloc) for bloc in objet["blocs"]),
            "mise_en_oeuvre": tuple(objet["mise_en_oeuvre"]),
            "modalites": tuple(ModaliteLue(**modalite) for modalite in objet["modalites"]),
            "doutes": tuple(Doute(**doute) for doute in objet["doutes"]),
            "ecartes": tuple(Ecarte(**ecarte) for ecarte in objet["ecartes"]),
        }
    )


def _bloc(objet: dict[str, Any]) -> BlocLu:
    competences = tuple(_competence(competence) for competence in objet["competences"])
    return BlocLu(objet["numero"], objet["intitule"], _elements(objet["connaissances"]), competences)


def _competence(objet: dict[str, Any]) -> CompetenceLue:
    criteres = CriteresLus(**{famille: _elements(elements) for famille, elements in objet["criteres"].items()})
    return CompetenceLue(
        objet["numero"], objet["intitule"], _elements(objet["conditions"]), criteres, _elements(objet["resultats"])
    )


def _elements(objets: list[dict[str, Any]]) -> tuple[Element, ...]:
    return tuple(Element(**objet) for objet in objets)
