"""Screens that cross apps."""

from certif_portal.portail.views.accueil import accueil, file_attente
from certif_portal.portail.views.bord import (
    dossierhabilitation_ouvrir,
    dossierhabilitation_proposer,
    indicateur_exporter,
    indicateur_liste,
    organisme_indicateurs,
)
from certif_portal.portail.views.dossier import inscription_abandonner, inscription_detail, livret_valider
from certif_portal.portail.views.echeances import echeance_liste, regle_liste, relance_liste
from certif_portal.portail.views.forfait import forfait_classeur, forfait_liste, forfait_pdf
from certif_portal.portail.views.habilitations import habilitation_detail, suite_decider
from certif_portal.portail.views.listes import inscription_lot, vue_enregistrer, vue_modifier
from certif_portal.portail.views.personne import candidat_detail
from certif_portal.portail.views.recherche import pret_liste, recherche
from certif_portal.portail.views.usage import certification_usage

__all__ = [
    "accueil",
    "candidat_detail",
    "certification_usage",
    "dossierhabilitation_ouvrir",
    "dossierhabilitation_proposer",
    "echeance_liste",
    "file_attente",
    "forfait_classeur",
    "forfait_liste",
    "forfait_pdf",
    "habilitation_detail",
    "indicateur_exporter",
    "indicateur_liste",
    "inscription_abandonner",
    "inscription_detail",
    "inscription_lot",
    "livret_valider",
    "organisme_indicateurs",
    "pret_liste",
    "recherche",
    "regle_liste",
    "relance_liste",
    "suite_decider",
    "vue_enregistrer",
    "vue_modifier",
]
