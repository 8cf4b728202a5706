"""The workbook of registrations: its template, its reading, and the check of every line. The database is not touched here."""

from candidats.imports.colonnes import COLONNES, VERSION_MODELE
from candidats.imports.controle import (
    Anomalie,
    ContexteImport,
    LigneControlee,
    Rapport,
    controler_classeur,
)
from candidats.imports.lecture import ClasseurLu, lire_classeur
from candidats.imports.modele import ecrire_modele

__all__ = [
    "COLONNES",
    "VERSION_MODELE",
    "Anomalie",
    "ClasseurLu",
    "ContexteImport",
    "LigneControlee",
    "Rapport",
    "controler_classeur",
    "ecrire_modele",
    "lire_classeur",
]
