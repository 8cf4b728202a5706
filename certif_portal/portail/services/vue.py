"""Lists kept as they were filtered."""

from certif_portal.commun.actes import acte
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.models import VueEnregistree


@acte
def enregistrer_vue(*, personne: Utilisateur, page: str, nom: str, requete: str, par_defaut: bool) -> VueEnregistree:
    """Keep a list as it is filtered; the same name replaces the view that had it."""
    vue = VueEnregistree.objects.filter(personne=personne, page=page, nom=nom).first()
    vue = vue or VueEnregistree(personne=personne, page=page, nom=nom)
    vue.requete = requete
    return _garder_vue(vue, par_defaut)


@acte
def modifier_vue(*, vue: VueEnregistree, nom: str, par_defaut: bool) -> VueEnregistree:
    vue = VueEnregistree.objects.get(pk=vue.pk)
    vue.nom = nom
    return _garder_vue(vue, par_defaut)


def _garder_vue(vue: VueEnregistree, par_defaut: bool) -> VueEnregistree:
    """One default view per list and person: the last one chosen."""
    if par_defaut:
        VueEnregistree.objects.filter(personne=vue.personne, page=vue.page).exclude(pk=vue.pk).update(par_defaut=False)
    vue.par_defaut = par_defaut
    vue.full_clean()
    vue.save()
    return vue


def supprimer_vue(*, vue: VueEnregistree) -> None:
    vue.delete()
