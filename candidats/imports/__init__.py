"""The workbook of registrations: its template, its reading, and the check of every line. The database is not touched here."""

from candidats.imports.colonnes import COLONNES, PAR_CLE, VERSION_MODELE
from candidats.imports.contexte import ContexteImport, ProjetConnu
from candidats.imports.controle import controler_classeur
from candidats.imports.entetes import Titre
from candidats.imports.lecture import ClasseurLu, Grille, Liste, ouvrir_classeur, ranger
from candidats.imports.modele import ecrire_modele
from candidats.imports.rapport import Anomalie, Decision, LigneControlee, Rapport, Sort, rapport_depuis
from candidats.imports.rapprochement import Existante

__all__ = [
    "COLONNES",
    "PAR_CLE",
    "VERSION_MODELE",
    "Anomalie",
    "ClasseurLu",
    "ContexteImport",
    "Decision",
    "Existante",
    "Grille",
    "LigneControlee",
    "Liste",
    "ProjetConnu",
    "Rapport",
    "Sort",
    "Titre",
    "controler_classeur",
    "ecrire_modele",
    "ouvrir_classeur",
    "ranger",
    "rapport_depuis",
]
