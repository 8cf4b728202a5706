"""The saved views of the demonstration: what an officer opens every morning."""

from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.services.vue import enregistrer_vue

VUES = (
    ("inscription_liste", "À vérifier", "etat=deposee&tri=depot"),
    ("inscription_liste", "Livrets en retard", "retard=livret"),
    ("projet_liste", "À étudier", "etat=depose"),
    ("commission_liste", "À clore", "periode=a_clore"),
    ("echeance_liste", "En retard", "quand=retard"),
)


def enregistrer_des_vues(agent: Utilisateur) -> None:
    for page, nom, requete in VUES:
        enregistrer_vue(personne=agent, page=page, nom=nom, requete=requete, par_defaut=False)
