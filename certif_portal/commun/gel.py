"""Frozen contexts of documents, as JSON and back: a paper is made later from what was decided, not from what is known
then."""

from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def degeler(classe: type[T], donnees: dict[str, Any]) -> T:
    """The dataclass that `asdict` wrote; dataclasses within it, alone or in lists, are made again too. A field that was
    added since, with a default, has it."""
    types = get_type_hints(classe)
    connus = [champ.name for champ in fields(classe) if champ.name in donnees]  # type: ignore[arg-type]  # a dataclass, by contract
    return classe(**{nom: _valeur(types[nom], donnees[nom]) for nom in connus})


def _valeur(attendu: Any, valeur: Any) -> Any:
    if is_dataclass(attendu) and isinstance(attendu, type):
        return degeler(attendu, valeur)
    if get_origin(attendu) in (list, tuple):
        dedans = get_args(attendu)[0]
        return [_valeur(dedans, element) for element in valeur]
    return valeur


def textes_de(valeur: Any) -> list[str]:
    """Every text of what `asdict` wrote."""
    if isinstance(valeur, str):
        return [valeur]
    elements = valeur.values() if isinstance(valeur, dict) else valeur if isinstance(valeur, list | tuple) else ()
    return [texte for element in elements for texte in textes_de(element)]
