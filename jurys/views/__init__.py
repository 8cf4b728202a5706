"""HTTP exchanges of the joint jury."""

from jurys.views.candidats import jury_candidats, jury_detacher, jury_passer_outre
from jurys.views.composition import (
    jury_convoquer,
    jury_cpref,
    jury_designation_repondre,
    jury_designations,
    jury_membre_ajouter,
    jury_membre_inviter,
    jury_membre_retirer,
    jury_president,
)
from jurys.views.deliberation import jury_clore, jury_confirmer, jury_deliberation, jury_ouvrir, presentation_decider
from jurys.views.jurys import jury_annuler, jury_creer, jury_detail, jury_liste, jury_modifier, jury_pieces
from jurys.views.pieces import (
    certificat_fichier,
    certificat_liste,
    jury_remettre,
    jury_transmettre_gtp,
    piece_jury_deposer,
    piece_jury_fichier,
)

__all__ = [
    "certificat_fichier",
    "certificat_liste",
    "jury_annuler",
    "jury_candidats",
    "jury_clore",
    "jury_confirmer",
    "jury_convoquer",
    "jury_cpref",
    "jury_creer",
    "jury_deliberation",
    "jury_designation_repondre",
    "jury_designations",
    "jury_detacher",
    "jury_detail",
    "jury_liste",
    "jury_membre_ajouter",
    "jury_membre_inviter",
    "jury_membre_retirer",
    "jury_modifier",
    "jury_ouvrir",
    "jury_passer_outre",
    "jury_pieces",
    "jury_president",
    "jury_remettre",
    "jury_transmettre_gtp",
    "piece_jury_deposer",
    "piece_jury_fichier",
    "presentation_decider",
]
