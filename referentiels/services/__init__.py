"""Writes of the catalogue."""

from referentiels.services.actualisation import (
    LigneActualisation,
    actualiser_repertoire,
    codes_connus,
    suites_a_lire,
)
from referentiels.services.certifications import declarer_equivalence, preciser_secteur, supprimer_certification
from referentiels.services.demandes import (
    OUVERTES,
    FichierJoint,
    abandonner_demande,
    adresser_demande,
    creer_demande,
    decider_demande,
    joindre_piece,
    rattacher_projet,
)
from referentiels.services.equivalences import confirmer_equivalences
from referentiels.services.index import indexer, indexer_catalogue
from referentiels.services.parcours import DomaineSaisi, ModuleSaisi, ParcoursSaisi, enregistrer_parcours
from referentiels.services.repertoire import coder_blocs, inscrire_au_repertoire
from referentiels.services.versions import ResultatImport, importer_referentiel, publier_referentiel

__all__ = [
    "OUVERTES",
    "DomaineSaisi",
    "FichierJoint",
    "LigneActualisation",
    "ModuleSaisi",
    "ParcoursSaisi",
    "ResultatImport",
    "abandonner_demande",
    "actualiser_repertoire",
    "adresser_demande",
    "coder_blocs",
    "codes_connus",
    "confirmer_equivalences",
    "creer_demande",
    "decider_demande",
    "declarer_equivalence",
    "enregistrer_parcours",
    "importer_referentiel",
    "indexer",
    "indexer_catalogue",
    "inscrire_au_repertoire",
    "joindre_piece",
    "preciser_secteur",
    "publier_referentiel",
    "rattacher_projet",
    "suites_a_lire",
    "supprimer_certification",
]
