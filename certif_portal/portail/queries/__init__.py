"""What the screens of the portal read, across the apps."""

from certif_portal.portail.queries.accueil import (
    arrive_depuis,
    detail_des_retards,
    en_retard,
    premiers_pas,
    prochain_jury,
    quinze_jours,
)
from certif_portal.portail.queries.actes import Action, Alerte, actions, alertes, journal_visible
from certif_portal.portail.queries.attente import compter, en_ligne, lignes_de
from certif_portal.portail.queries.bord import Bord, ResultatBloc, bord_de_l_acte, bords
from certif_portal.portail.queries.dossier import Dossier, dossier, inscription_complete
from certif_portal.portail.queries.echeances import (
    DES_DOSSIERS,
    QUAND,
    FiltreEcheances,
    echeances_visibles_par,
    en_lignes_echeances,
    filtrer_echeances,
    toutes_les_echeances,
)
from certif_portal.portail.queries.listes import (
    LISTES,
    Vues,
    requete_de,
    vues_visibles_par,
)
from certif_portal.portail.queries.marche import Acte, Acteur, Etape, Parcours, avec_faits, parcours
from certif_portal.portail.queries.navigation import Cadre, cadre, navigation, peut_chercher
from certif_portal.portail.queries.organisme import (
    a_la_charge_de,
    dossiers_en_cours,
    resultats_rendus,
    versions_en_cours,
)
from certif_portal.portail.queries.personne import PagePersonne, page_personne
from certif_portal.portail.queries.pieces import PieceDossier, inscriptions_jugees
from certif_portal.portail.queries.prets import FiltrePrets, candidatures, en_candidatures, table_des_pieces
from certif_portal.portail.queries.recherche import LONGUEUR, chercher
from certif_portal.portail.queries.usage import UsageCertification, sous_le_seuil, usages

__all__ = [
    "DES_DOSSIERS",
    "LISTES",
    "LONGUEUR",
    "QUAND",
    "Acte",
    "Acteur",
    "Action",
    "Alerte",
    "Bord",
    "Cadre",
    "Dossier",
    "Etape",
    "FiltreEcheances",
    "FiltrePrets",
    "PagePersonne",
    "Parcours",
    "PieceDossier",
    "ResultatBloc",
    "UsageCertification",
    "Vues",
    "a_la_charge_de",
    "actions",
    "alertes",
    "arrive_depuis",
    "avec_faits",
    "bord_de_l_acte",
    "bords",
    "cadre",
    "candidatures",
    "chercher",
    "compter",
    "detail_des_retards",
    "dossier",
    "dossiers_en_cours",
    "echeances_visibles_par",
    "en_candidatures",
    "en_ligne",
    "en_lignes_echeances",
    "en_retard",
    "filtrer_echeances",
    "inscription_complete",
    "inscriptions_jugees",
    "journal_visible",
    "lignes_de",
    "navigation",
    "page_personne",
    "parcours",
    "peut_chercher",
    "premiers_pas",
    "prochain_jury",
    "quinze_jours",
    "requete_de",
    "resultats_rendus",
    "sous_le_seuil",
    "table_des_pieces",
    "toutes_les_echeances",
    "usages",
    "versions_en_cours",
    "vues_visibles_par",
]
