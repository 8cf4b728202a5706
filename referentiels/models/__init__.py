"""Certifications of the branch, their versions, their blocs and competences, the répertoires, the requests to the
GTP."""

from referentiels.models.bloc import Bloc, Competence, Connaissance, ElementEvaluation, VersionBloc
from referentiels.models.certification import Certification, EquivalenceCQPI
from referentiels.models.chargement import RepriseRepertoire
from referentiels.models.demande import DemandeGTP, PieceDemande
from referentiels.models.equivalence import EquivalenceBloc, EquivalenceCompetence, TableEquivalence
from referentiels.models.parcours import DomaineParcours, FicheParcours, ModuleParcours
from referentiels.models.relecture import DepotReferentiel, LectureReferentiel
from referentiels.models.repertoire import CodeBloc, Enregistrement
from referentiels.models.version import (
    Activite,
    Composition,
    IndexRecherche,
    Modalite,
    Provenance,
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
    "DepotReferentiel",
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
    "Provenance",
    "Referentiel",
    "ReferentielQuerySet",
    "RepriseRepertoire",
    "TableEquivalence",
    "VersionBloc",
]
