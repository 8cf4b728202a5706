"""Screens of the catalogue."""

from referentiels.views.catalogue import referentiel_detail, referentiel_liste
from referentiels.views.comparaison import equivalences, referentiel_comparer
from referentiels.views.demandes import (
    demandegtp_abandonner,
    demandegtp_adresser,
    demandegtp_creer,
    demandegtp_decider,
    demandegtp_detail,
    demandegtp_fichier,
    demandegtp_liste,
    demandegtp_piece,
    demandegtp_projet,
)
from referentiels.views.parcours import parcours_creer, parcours_detail, parcours_modifier
from referentiels.views.repertoire import codes_blocs, enregistrement_saisir, equivalence_cqpi
from referentiels.views.vie import (
    certification_detail,
    certification_modifier,
    certification_supprimer,
    referentiel_publier,
)

__all__ = [
    "certification_detail",
    "certification_modifier",
    "certification_supprimer",
    "codes_blocs",
    "demandegtp_abandonner",
    "demandegtp_adresser",
    "demandegtp_creer",
    "demandegtp_decider",
    "demandegtp_detail",
    "demandegtp_fichier",
    "demandegtp_liste",
    "demandegtp_piece",
    "demandegtp_projet",
    "enregistrement_saisir",
    "equivalence_cqpi",
    "equivalences",
    "parcours_creer",
    "parcours_detail",
    "parcours_modifier",
    "referentiel_comparer",
    "referentiel_detail",
    "referentiel_liste",
    "referentiel_publier",
]
