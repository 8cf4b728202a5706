"""What stops holding is written once to each responsable, and again once it held meanwhile."""

import re

import pytest

from certif_portal.commun import passages
from certif_portal.commun.models import Courriel
from certif_portal.comptes.choix import Role
from certif_portal.portail.tasks import surveiller
from tests.comptes.factories import creer_personne
from tests.sessions import entrer

pytestmark = pytest.mark.django_db
TACHE = "candidats.tasks.oublier_pieces"


def test_une_alarme_par_faute_et_par_responsable(instant):
    qui = {creer_personne(Role.RESPONSABLE).email for _ in range(2)}
    creer_personne(Role.AGENT)
    assert surveiller() == 0
    passages.noter_passage(TACHE, instant, "OSError : plein")
    assert (surveiller(), surveiller()) == (1, 0)
    alarmes = Courriel.objects.filter(acte="alarme_sante")
    assert {alarme.destinataire for alarme in alarmes} == qui
    dite = "- Échecs des tâches : le dernier tour de candidats.tasks.oublier_pieces a échoué"
    assert f"{dite} (OSError : plein). Le journal" in alarmes[0].texte
    passages.noter_passage(TACHE, instant.replace(year=instant.year + 1))
    assert surveiller() == 0
    passages.noter_passage(TACHE, instant.replace(year=instant.year + 2), "encore")
    assert (surveiller(), alarmes.all().count()) == (1, 4)


def test_la_page_dit_chaque_point_et_quoi_faire(client, instant, responsable):
    entrer(client, responsable)
    page = client.get("/sante/").content.decode()
    assert "Tout ce qu’il faut au portail est là." in page
    passages.noter_passage(TACHE, instant, "OSError : plein")
    page = client.get("/sante/").content.decode()
    assert "1 point à regarder" in page
    assert page.count("À regarder") == 1
    dit = "Le dernier tour de candidats.tasks.oublier_pieces a échoué (OSError\u00a0: plein)."
    assert f"{dit}<br> <b>Le journal du worker dit où" in re.sub(r"\s*\n\s*", " ", page)
