"""Every write on candidates, registrations and livrets."""

from candidats.services.amenagements import decider_amenagement, demander_amenagement, retirer_amenagement
from candidats.services.classeurs import enregistrer_classeur, recevoir_classeur, renoncer_au_classeur
from candidats.services.confirmations import (
    confirmation_ouverte,
    decider_confirmation,
    demander_confirmation,
    repondre_confirmation,
)
from candidats.services.corrections import corriger_identite
from candidats.services.decisions import (
    abandonner_inscription,
    completer_entreprise,
    decider_recevabilite,
    noter_commission,
    prononcer_admission,
    prononcer_non_admission,
)
from candidats.services.demandes import (
    TropDeDemandes,
    confirmer_demande,
    demande_confirmable,
    recevoir_demande,
    refuser_demande,
    reprendre_demande,
)
from candidats.services.depot import (
    InscriptionIncomplete,
    accepter_inscription,
    constats_du_depot,
    decider_derogation,
    demander_derogation,
    deposer_inscription,
    renvoyer_inscription,
)
from candidats.services.fusions import defaire_fusion, fusionner, obstacles_a_defaire
from candidats.services.identite import deposer_piece_identite, lire_piece_identite, verifier_identite
from candidats.services.livrets import deposer_livret, renvoyer_livret, valider_livret
from candidats.services.projets import (
    ProjetIncomplet,
    creer_projet,
    decider_projet,
    deposer_projet,
    modifier_projet,
    rattacher_inscription,
    supprimer_projet,
)
from candidats.services.saisie import creer_inscription, modifier_inscription

__all__ = [
    "InscriptionIncomplete",
    "ProjetIncomplet",
    "TropDeDemandes",
    "abandonner_inscription",
    "accepter_inscription",
    "completer_entreprise",
    "confirmation_ouverte",
    "confirmer_demande",
    "constats_du_depot",
    "corriger_identite",
    "creer_inscription",
    "creer_projet",
    "decider_amenagement",
    "decider_confirmation",
    "decider_derogation",
    "decider_projet",
    "decider_recevabilite",
    "defaire_fusion",
    "demande_confirmable",
    "demander_amenagement",
    "demander_confirmation",
    "demander_derogation",
    "deposer_inscription",
    "deposer_livret",
    "deposer_piece_identite",
    "deposer_projet",
    "enregistrer_classeur",
    "fusionner",
    "lire_piece_identite",
    "modifier_inscription",
    "modifier_projet",
    "noter_commission",
    "obstacles_a_defaire",
    "prononcer_admission",
    "prononcer_non_admission",
    "rattacher_inscription",
    "recevoir_classeur",
    "recevoir_demande",
    "refuser_demande",
    "renoncer_au_classeur",
    "renvoyer_inscription",
    "renvoyer_livret",
    "repondre_confirmation",
    "reprendre_demande",
    "retirer_amenagement",
    "supprimer_projet",
    "valider_livret",
    "verifier_identite",
]
