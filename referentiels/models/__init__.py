"""Certifications of the branch, their versions, their blocs and competences, the répertoires, the requests to the GTP."""

from referentiels.models.blocs import Bloc, Competence, Connaissance, ElementEvaluation, VersionBloc
from referentiels.models.certifications import Certification, EquivalenceCQPI
from referentiels.models.demandes import DemandeGTP, PieceDemande
from referentiels.models.equivalences import EquivalenceBloc, EquivalenceCompetence, TableEquivalence
from referentiels.models.parcours import DomaineParcours, FicheParcours, ModuleParcours
from referentiels.models.relectures import LectureReferentiel
from referentiels.models.repertoires import CodeBloc, Enregistrement
from referentiels.models.versions import (
    Activite,
    Composition,
    IndexRecherche,
    Modalite,
    Referentiel,
    ReferentielQuerySet,
)

__all__ = [
    "Activite",
    "Bloc",
    "Certification",
    "CodeBloc",
    "Competence",
    "Composition",
    "Connaissance",
    "DemandeGTP",
    "DomaineParcours",
    "ElementEvaluation",
    "Enregistrement",
    "EquivalenceBloc",
    "EquivalenceCQPI",
    "EquivalenceCompetence",
    "FicheParcours",
    "IndexRecherche",
    "LectureReferentiel",
    "Modalite",
    "ModuleParcours",
    "PieceDemande",
    "Referentiel",
    "ReferentielQuerySet",
    "TableEquivalence",
    "VersionBloc",
]
