"""« Every page of a registration carries the stepper, the next act, who must act and by when. »"""

import pytest

from tests.architecture.droits import lire_table, noms_des_adresses
from tests.architecture.monde import creer_monde

pytestmark = pytest.mark.django_db
D_UNE_INSCRIPTION = {"inscription", "deposee", "brouillon", "vae", "demandeur"}
D_UNE_AUTRE = {"inscription_suivante", "identite_controler"}  # the form of somebody else; a row of identities


def test_chaque_page_d_une_inscription_porte_la_marche():
    monde, routes = creer_monde(), noms_des_adresses()
    sans = []
    pages = 0
    for nom, ligne in lire_table().items():
        if ligne["objet"] not in D_UNE_INSCRIPTION or ligne["methode"] != "GET" or nom in D_UNE_AUTRE:
            continue
        for role in ("responsable", "of"):
            if ligne["attendus"][role] == 200:
                reponse = monde.clients[role].get(monde.adresse(nom, routes[nom], ligne["objet"], role))
                if not reponse["Content-Type"].startswith("text/html"):
                    continue  # a file that opens by itself
                page = reponse.content.decode()
                pages += 1
                if page.count('<ol class="marche"') != 1 or "Prochain acte" not in page:
                    sans.append((nom, role))
    assert sans == []
    assert pages > 12
