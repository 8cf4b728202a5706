"""Reading of the référentiels published by the branch: bytes in, frozen values out, no database."""

from referentiels.imports.complements import completer
from referentiels.imports.lecture import comprendre, lire_referentiel, ouvrir_document
from referentiels.imports.modele import BlocLu, CompetenceLue, DocumentRefuse, ReferentielLu, refus_en_json

__all__ = [
    "BlocLu",
    "CompetenceLue",
    "DocumentRefuse",
    "ReferentielLu",
    "completer",
    "comprendre",
    "lire_referentiel",
    "ouvrir_document",
    "refus_en_json",
]
