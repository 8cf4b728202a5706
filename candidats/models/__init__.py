"""Candidates, their companies, their registrations and the livret de suivi.

A candidate is a person; a registration freezes the version of the référentiel at the engagement.
"""

from candidats.models.classeurs import ImportClasseur, ImportQuerySet
from candidats.models.corrections import ConfirmationEtatCivil, CorrectionIdentite, Fusion
from candidats.models.demandes import DemandeInscription
from candidats.models.inscriptions import (
    Amenagement,
    FinancementInscription,
    Formateur,
    Inscription,
    InscriptionQuerySet,
)
from candidats.models.livrets import Acquis, LigneLivret, Livret
from candidats.models.personnes import Candidat, Entreprise
from candidats.models.pieces import Derogation, PieceIdentite, RecevabiliteVAE
from candidats.models.projets import Projet, ProjetQuerySet

__all__ = [
    "Acquis",
    "Amenagement",
    "Candidat",
    "ConfirmationEtatCivil",
    "CorrectionIdentite",
    "DemandeInscription",
    "Derogation",
    "Entreprise",
    "FinancementInscription",
    "Formateur",
    "Fusion",
    "ImportClasseur",
    "ImportQuerySet",
    "Inscription",
    "InscriptionQuerySet",
    "LigneLivret",
    "Livret",
    "PieceIdentite",
    "Projet",
    "ProjetQuerySet",
    "RecevabiliteVAE",
]
