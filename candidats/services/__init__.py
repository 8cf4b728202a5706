"""Every write on candidates, registrations and livrets."""

from candidats.services.classeurs import (
    appliquer_lignes,
    corriger_classeur,
    decider_lignes,
    demander_enregistrement,
    enregistrer_classeur,
    lire_classeur,
    oublier_colonnes,
    ranger_colonnes,
    rapport_conserve,
    recevoir_classeur,
    renoncer_au_classeur,
)
from candidats.services.decisions import (
    abandonner_inscription,
    completer_entreprise,
    decider_recevabilite,
    noter_commission,
    prononcer_admission,
    prononcer_non_admission,
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
from candidats.services.identite import deposer_piece_identite, lire_piece_identite, verifier_identite
from candidats.services.lieux import charger_communes
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
    "abandonner_inscription",
    "accepter_inscription",
    "appliquer_lignes",
    "charger_communes",
    "completer_entreprise",
    "constats_du_depot",
    "corriger_classeur",
    "creer_inscription",
    "creer_projet",
    "decider_derogation",
    "decider_lignes",
    "decider_projet",
    "decider_recevabilite",
    "demander_derogation",
    "demander_enregistrement",
    "deposer_inscription",
    "deposer_livret",
    "deposer_piece_identite",
    "deposer_projet",
    "enregistrer_classeur",
    "lire_classeur",
    "lire_piece_identite",
    "modifier_inscription",
    "modifier_projet",
    "noter_commission",
    "oublier_colonnes",
    "prononcer_admission",
    "prononcer_non_admission",
    "ranger_colonnes",
    "rapport_conserve",
    "rattacher_inscription",
    "recevoir_classeur",
    "renoncer_au_classeur",
    "renvoyer_inscription",
    "renvoyer_livret",
    "supprimer_projet",
    "valider_livret",
    "verifier_identite",
]
