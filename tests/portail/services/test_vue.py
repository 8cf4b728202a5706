"""A list kept as it was filtered: one row a name, one default view a list."""

import pytest

from certif_portal.portail.models import VueEnregistree
from certif_portal.portail.services.vue import enregistrer_vue, modifier_vue

pytestmark = pytest.mark.django_db


def garder(personne, nom: str, *, page: str = "inscription_liste", par_defaut: bool = False) -> VueEnregistree:
    return enregistrer_vue(personne=personne, page=page, nom=nom, requete=f"q={nom}", par_defaut=par_defaut)


def test_une_vue_par_defaut_chasse_l_autre_de_la_meme_liste_seulement(agent, responsable):
    premiere = garder(agent, "Déposées", par_defaut=True)
    jurys = garder(agent, "Jurys", page="jury_liste", par_defaut=True)
    autrui = garder(responsable, "Les miennes", par_defaut=True)
    seconde = modifier_vue(vue=garder(agent, "Acceptées"), nom="Acceptées", par_defaut=True)
    par_defaut = VueEnregistree.objects.filter(par_defaut=True).values_list("pk", flat=True)
    assert set(par_defaut) == {jurys.pk, autrui.pk, seconde.pk}
    premiere.refresh_from_db()
    assert premiere.par_defaut is False


def test_le_meme_nom_garde_la_meme_ligne(agent):
    assert garder(agent, "Déposées").pk == garder(agent, "Déposées", par_defaut=True).pk
    assert VueEnregistree.objects.get().par_defaut is True
