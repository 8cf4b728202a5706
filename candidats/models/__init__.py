"""Candidates, their companies, their registrations and the livret de suivi.

A candidate is a person; a registration freezes the version of the référentiel at the engagement.
"""

from candidats.models.acquis import Reprise
from candidats.models.classeur import (
    CorrespondanceColonne,
    ImportClasseur,
    ImportQuerySet,
    MotRetenu,
    RapportClasseur,
)
from candidats.models.correction import (
    ConfirmationEtatCivil,
    CorrectionIdentite,
    DoubleProbable,
    Fusion,
    PersonnesDistinctes,
)
from candidats.models.demande import DemandeInscription
from candidats.models.gac import ColonneGAC, LigneGAC, LotGAC
from candidats.models.incident import Incident
from candidats.models.inscription import (
    Amenagement,
    BlocCertifie,
    BlocCertifieQuerySet,
    FinancementInscription,
    Formateur,
    Inscription,
    InscriptionQuerySet,
)
from candidats.models.insertion import EnqueteInsertion
from candidats.models.lieu import ChargementLieux, Commune, Pays
from candidats.models.livret import Acquis, AcquisQuerySet, LigneLivret, Livret, LivretPrepare
from candidats.models.personne import Candidat, Entreprise
from candidats.models.piece import Derogation, PieceIdentite, PieceRecue, RecevabiliteVAE
from candidats.models.projet import Projet, ProjetQuerySet
from candidats.models.rapport import LienRapport, RapportActivites
from candidats.models.suite import SuiteInscription
from candidats.models.suivi import AlarmeSuivi, EcheanceDossier, PieceManquante, Suivi, il_manque

__all__ = [
    "Acquis",
    "AcquisQuerySet",
    "AlarmeSuivi",
    "Amenagement",
    "BlocCertifie",
    "BlocCertifieQuerySet",
    "Candidat",
    "ChargementLieux",
    "ColonneGAC",
    "Commune",
    "ConfirmationEtatCivil",
    "CorrectionIdentite",
    "CorrespondanceColonne",
    "DemandeInscription",
    "Derogation",
    "DoubleProbable",
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
    "LivretPrepare",
    "LotGAC",
    "MotRetenu",
    "Pays",
    "PersonnesDistinctes",
    "PieceIdentite",
    "PieceManquante",
    "PieceRecue",
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
