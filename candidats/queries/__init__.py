"""What screens, documents and the other apps read of registrations."""

from candidats.queries.catalogue import faits_referentiels, referentiels_ouverts
from candidats.queries.competences import competences_visees
from candidats.queries.engagement import Engagement, engagement_de, version_remplacee_le
from candidats.queries.habilitation import couvertures, est_couverte
from candidats.queries.listes import CRITERES_TRI, FiltreInscriptions, Ligne, en_lignes, filtrer
from candidats.queries.projets import (
    FiltreProjets,
    fiche_projet,
    filtrer_projets,
    projets_a_choisir,
    projets_attachables,
)
from candidats.queries.saisie import Details, details_saisis, donnees_de, doublons, inscriptions_en_cours_de

__all__ = [
    "CRITERES_TRI",
    "Details",
    "Engagement",
    "FiltreInscriptions",
    "FiltreProjets",
    "Ligne",
    "competences_visees",
    "couvertures",
    "details_saisis",
    "donnees_de",
    "doublons",
    "en_lignes",
    "engagement_de",
    "est_couverte",
    "faits_referentiels",
    "fiche_projet",
    "filtrer",
    "filtrer_projets",
    "inscriptions_en_cours_de",
    "projets_a_choisir",
    "projets_attachables",
    "referentiels_ouverts",
    "version_remplacee_le",
]
