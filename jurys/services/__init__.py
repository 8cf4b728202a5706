"""Acts of the joint jury, in the order they happen."""

from jurys.services.cloture import clore_jury, numero_certificat, prendre_rangs, sans_decision
from jurys.services.composition import (
    DonneesMembre,
    annuler_jury,
    creer_jury,
    demander_designations,
    designer_membre,
    designer_president,
    informer_cpref,
    inviter_membre_jury,
    modifier_jury,
    repondre_designation,
    retirer_membre_jury,
)
from jurys.services.convocation import convoquer_jury, verifier_convocable
from jurys.services.deliberation import Vote, confirmer_sans_observation, decider, ouvrir_deliberation
from jurys.services.pieces import deposer_piece_signee, remettre_certificats, transmettre_gtp
from jurys.services.presentation import detacher, passer_outre, presenter_candidats

__all__ = [
    "DonneesMembre",
    "Vote",
    "annuler_jury",
    "clore_jury",
    "confirmer_sans_observation",
    "convoquer_jury",
    "creer_jury",
    "decider",
    "demander_designations",
    "deposer_piece_signee",
    "designer_membre",
    "designer_president",
    "detacher",
    "informer_cpref",
    "inviter_membre_jury",
    "modifier_jury",
    "numero_certificat",
    "ouvrir_deliberation",
    "passer_outre",
    "prendre_rangs",
    "presenter_candidats",
    "remettre_certificats",
    "repondre_designation",
    "retirer_membre_jury",
    "sans_decision",
    "transmettre_gtp",
    "verifier_convocable",
]
