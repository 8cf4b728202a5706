"""What the screens of the portal read, across the apps."""

from certif_portal.portail.queries.accueil import (
    alarme_en_cours,
    arrive_depuis,
    detail_des_retards,
    premiers_pas,
    prochain_jury,
    suivis_en_attente,
)
from certif_portal.portail.queries.actes import Action, Alerte, actions, alertes, journal_visible
from certif_portal.portail.queries.attente import compter, en_ligne, lignes_de
from certif_portal.portail.queries.bord import Bord, ResultatBloc, bord_de_l_acte, bords
from certif_portal.portail.queries.dossier import Dossier, dossier, inscription_complete
from certif_portal.portail.queries.echeances import (
    DES_JURYS,
    QUAND,
    Echeances,
    FiltreEcheances,
    a_relancer,
    des_dossiers,
    echeances_visibles_par,
    en_lignes_echeances,
    toutes_les_echeances,
)
from certif_portal.portail.queries.listes import (
    LISTES,
    Vues,
    requete_de,
    vues_visibles_par,
)
from certif_portal.portail.queries.marche import Acte, Etape, Parcours, acte_de, avec_suivi, parcours
from certif_portal.portail.queries.navigation import Cadre, cadre, navigation, peut_chercher
from certif_portal.portail.queries.organisme import (
    a_la_charge_de,
    dossiers_en_cours,
    en_cours,
    resultats_rendus,
    versions_en_cours,
)
from certif_portal.portail.queries.personne import PagePersonne, page_personne
from certif_portal.portail.queries.prets import FiltrePrets, candidatures, en_candidatures, table_des_pieces
from certif_portal.portail.queries.recherche import LONGUEUR, chercher
from certif_portal.portail.queries.usage import UsageCertification, sous_le_seuil, usages

__all__ = [
    "DES_JURYS",
    "LISTES",
    "LONGUEUR",
    "QUAND",
    "Acte",
    "Action",
    "Alerte",
    "Bord",
    "Cadre",
    "Dossier",
    "Echeances",
    "Etape",
    "FiltreEcheances",
    "FiltrePrets",
    "PagePersonne",
    "Parcours",
    "ResultatBloc",
    "UsageCertification",
    "Vues",
    "a_la_charge_de",
    "a_relancer",
    "acte_de",
    "actions",
    "alarme_en_cours",
    "alertes",
    "arrive_depuis",
    "avec_suivi",
    "bord_de_l_acte",
    "bords",
    "cadre",
    "candidatures",
    "chercher",
    "compter",
    "des_dossiers",
    "detail_des_retards",
    "dossier",
    "dossiers_en_cours",
    "echeances_visibles_par",
    "en_candidatures",
    "en_cours",
    "en_ligne",
    "en_lignes_echeances",
    "inscription_complete",
    "journal_visible",
    "lignes_de",
    "navigation",
    "page_personne",
    "parcours",
    "peut_chercher",
    "premiers_pas",
    "prochain_jury",
    "requete_de",
    "resultats_rendus",
    "sous_le_seuil",
    "suivis_en_attente",
    "table_des_pieces",
    "toutes_les_echeances",
    "usages",
    "versions_en_cours",
    "vues_visibles_par",
]
