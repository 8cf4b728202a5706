"""Candidates, their companies, their registrations and the livret de suivi.

A candidate is a person; a registration freezes the version of the référentiel at the engagement.
"""

from candidats.models.classeurs import CorrespondanceColonne, ImportClasseur, ImportQuerySet, RapportClasseur
from candidats.models.inscriptions import (
    Amenagement,
    FinancementInscription,
    Formateur,
    Inscription,
    InscriptionQuerySet,
)
from candidats.models.lieux import Commune, Pays
from candidats.models.livrets import Acquis, LigneLivret, Livret
from candidats.models.personnes import Candidat, Entreprise
from candidats.models.pieces import Derogation, PieceIdentite, RecevabiliteVAE
from candidats.models.projets import Projet, ProjetQuerySet

__all__ = [
    "Acquis",
    "Amenagement",
    "Candidat",
    "Commune",
    "CorrespondanceColonne",
    "Derogation",
    "Entreprise",
    "FinancementInscription",
    "Formateur",
    "ImportClasseur",
    "ImportQuerySet",
    "Inscription",
    "InscriptionQuerySet",
    "LigneLivret",
    "Livret",
    "Pays",
    "PieceIdentite",
    "Projet",
    "ProjetQuerySet",
    "RapportClasseur",
    "RecevabiliteVAE",
]
