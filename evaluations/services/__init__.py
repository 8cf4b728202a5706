"""Acts of the app, by subject; other apps call them from here."""

from evaluations.services.avis import (
    LienInutilisable,
    constater_absence_avis,
    lien_utilisable,
    ouvrir_avis,
    rendre_avis,
    renvoyer_lien_avis,
)
from evaluations.services.commissions import (
    ajouter_passage,
    annuler_commission,
    modifier_commission,
    noter_absence,
    planifier_commission,
    retirer_passage,
)
from evaluations.services.convocations import convoquer_candidats
from evaluations.services.emargement import deposer_emargement_signe, rendre_emargement
from evaluations.services.evaluateurs import Situation, inviter_evaluateur, modifier_evaluateur
from evaluations.services.grilles import (
    EmpreintePerimee,
    SaisieConcurrente,
    apprecier,
    consigner_lecture,
    declarer_independance,
    signer_grille,
)

__all__ = [
    "EmpreintePerimee",
    "LienInutilisable",
    "SaisieConcurrente",
    "Situation",
    "ajouter_passage",
    "annuler_commission",
    "apprecier",
    "consigner_lecture",
    "constater_absence_avis",
    "convoquer_candidats",
    "declarer_independance",
    "deposer_emargement_signe",
    "inviter_evaluateur",
    "lien_utilisable",
    "modifier_commission",
    "modifier_evaluateur",
    "noter_absence",
    "ouvrir_avis",
    "planifier_commission",
    "rendre_avis",
    "rendre_emargement",
    "renvoyer_lien_avis",
    "retirer_passage",
    "signer_grille",
]
