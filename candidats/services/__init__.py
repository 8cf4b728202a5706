"""Every write on candidates, registrations and livrets."""

from candidats.services.acquis import reprendre_acquis, verifier_reprises
from candidats.services.amenagements import decider_amenagement, demander_amenagement, retirer_amenagement
from candidats.services.classeurs import (
    appliquer_lignes,
    choisir_feuilles,
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
from candidats.services.confirmations import (
    confirmation_ouverte,
    decider_confirmation,
    demander_confirmation,
    repondre_confirmation,
)
from candidats.services.corrections import corriger_identite
from candidats.services.decisions import (
    completer_entreprise,
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
from candidats.services.gac import RetourRefuse, enregistrer_colonnes_gac, exporter_gac, lire_numeros_gac
from candidats.services.identite import deposer_piece_identite, lire_piece_identite, verifier_identite
from candidats.services.incidents import (
    abandonner_inscription,
    annuler_incident,
    interrompre,
    reporter_evaluation,
)
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
from candidats.services.rapports import (
    LienFerme,
    deposer_rapport,
    deposer_rapport_par_lien,
    envoyer_lien_rapport,
    lien_ouvert,
    ouvrir_rapport,
)
from candidats.services.saisie import HomonymeAilleurs, creer_inscription, modifier_inscription
from candidats.services.suites import decider_suite
from candidats.services.vae import decider_recevabilite, deposer_livret2, instruire_vae
from candidats.services.verrous import verrouiller

__all__ = [
    "HomonymeAilleurs",
    "InscriptionIncomplete",
    "LienFerme",
    "ProjetIncomplet",
    "RetourRefuse",
    "TropDeDemandes",
    "abandonner_inscription",
    "accepter_inscription",
    "annuler_incident",
    "appliquer_lignes",
    "charger_communes",
    "choisir_feuilles",
    "completer_entreprise",
    "confirmation_ouverte",
    "confirmer_demande",
    "constats_du_depot",
    "corriger_classeur",
    "corriger_identite",
    "creer_inscription",
    "creer_projet",
    "decider_amenagement",
    "decider_confirmation",
    "decider_derogation",
    "decider_lignes",
    "decider_projet",
    "decider_recevabilite",
    "decider_suite",
    "defaire_fusion",
    "demande_confirmable",
    "demander_amenagement",
    "demander_confirmation",
    "demander_derogation",
    "demander_enregistrement",
    "deposer_inscription",
    "deposer_livret",
    "deposer_livret2",
    "deposer_piece_identite",
    "deposer_projet",
    "deposer_rapport",
    "deposer_rapport_par_lien",
    "enregistrer_classeur",
    "enregistrer_colonnes_gac",
    "envoyer_lien_rapport",
    "exporter_gac",
    "fusionner",
    "instruire_vae",
    "interrompre",
    "lien_ouvert",
    "lire_classeur",
    "lire_numeros_gac",
    "lire_piece_identite",
    "modifier_inscription",
    "modifier_projet",
    "noter_commission",
    "obstacles_a_defaire",
    "oublier_colonnes",
    "ouvrir_rapport",
    "prononcer_admission",
    "prononcer_non_admission",
    "ranger_colonnes",
    "rapport_conserve",
    "rattacher_inscription",
    "recevoir_classeur",
    "recevoir_demande",
    "refuser_demande",
    "renoncer_au_classeur",
    "renvoyer_inscription",
    "renvoyer_livret",
    "repondre_confirmation",
    "reporter_evaluation",
    "reprendre_acquis",
    "reprendre_demande",
    "retirer_amenagement",
    "supprimer_projet",
    "valider_livret",
    "verifier_identite",
    "verifier_reprises",
    "verrouiller",
]
