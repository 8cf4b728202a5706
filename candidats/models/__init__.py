"""Candidates, their companies, their registrations and the livret de suivi.

A candidate is a person; a registration freezes the version of the référentiel at the engagement.
"""

from candidats.models.acquis import Reprise
from candidats.models.classeurs import CorrespondanceColonne, ImportClasseur, ImportQuerySet, RapportClasseur
from candidats.models.corrections import ConfirmationEtatCivil, CorrectionIdentite, Fusion
from candidats.models.demandes import DemandeInscription
from candidats.models.gac import ColonneGAC, LigneGAC, LotGAC
from candidats.models.incidents import Incident
from candidats.models.inscriptions import (
    Amenagement,
    FinancementInscription,
    Formateur,
    Inscription,
    InscriptionQuerySet,
)
from candidats.models.insertion import EnqueteInsertion
from candidats.models.lieux import Commune, Pays
from candidats.models.livrets import Acquis, LigneLivret, Livret
from candidats.models.personnes import Candidat, Entreprise
from candidats.models.pieces import Derogation, PieceIdentite, RecevabiliteVAE
from candidats.models.projets import Projet, ProjetQuerySet
from candidats.models.rapports import LienRapport, RapportActivites
from candidats.models.suites import SuiteInscription
from candidats.models.suivi import AlarmeSuivi, EcheanceDossier, PieceManquante, Suivi, il_manque

__all__ = [
    "Acquis",
    "AlarmeSuivi",
    "Amenagement",
    "Candidat",
    "ColonneGAC",
    "Commune",
    "ConfirmationEtatCivil",
    "CorrectionIdentite",
    "CorrespondanceColonne",
    "DemandeInscription",
    "Derogation",
    "EcheanceDossier",
    "EnqueteInsertion",
    "Entreprise",
    "FinancementInscription",
    "Formateur",
    "Fusion",
    "ImportClasseur",
    "ImportQuerySet",
    "Incident",
    "Inscription",
    "InscriptionQuerySet",
    "LienRapport",
    "LigneGAC",
    "LigneLivret",
    "Livret",
    "LotGAC",
    "Pays",
    "PieceIdentite",
    "PieceManquante",
    "Projet",
    "ProjetQuerySet",
    "RapportActivites",
    "RapportClasseur",
    "RecevabiliteVAE",
    "Reprise",
    "SuiteInscription",
    "Suivi",
    "il_manque",
]
