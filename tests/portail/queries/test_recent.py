"""What was opened from a search: rows in the session, never a name, read again in the scope of the moment."""

import pytest
from django.urls import reverse

from certif_portal.portail.queries.recent import CLE, GARDES, ouvrir, recents
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import CommissionFactory, EvaluateurFactory
from tests.jurys.factories import JuryFactory

pytestmark = pytest.mark.django_db


def titres(session, personne) -> list[str]:
    return [trouvaille.cle for groupe in recents(session, personne) for trouvaille in groupe.trouvailles]


def test_le_dernier_ouvert_vient_en_tete_et_une_fois(agent, organisme, jour):
    agent.charger_roles(jour)
    inscription, jury, evaluateur = InscriptionFactory(organisme=organisme), JuryFactory(), EvaluateurFactory()
    cles = [f"inscription-{inscription.pk}", f"jury-{jury.pk}", f"evaluateur-{evaluateur.pk}"]
    session: dict = {}
    for cle in (*cles, cles[0]):
        assert ouvrir(session, agent, cle)
    assert titres(session, agent) == [cles[0], cles[2], cles[1]]
    assert session == {CLE: [cles[0], cles[2], cles[1]]}


def test_on_en_garde_huit(agent, jour):
    agent.charger_roles(jour)
    session: dict = {}
    for commission in CommissionFactory.create_batch(GARDES + 2):
        ouvrir(session, agent, f"commission-{commission.pk}")
    assert len(titres(session, agent)) == GARDES


@pytest.mark.parametrize(
    "cle", ["", "inscription", "inscription-", "inscription-x", "nulle-1", f"jury-{10**12}", "jury-²"]
)
def test_ce_qui_n_est_rien_n_ouvre_rien(agent, jour, cle):
    agent.charger_roles(jour)
    session: dict = {}
    assert (ouvrir(session, agent, cle), session) == ("", {})


def test_ce_qui_n_est_plus_visible_n_est_plus_montre(membre_of, membre_autre_of, organisme, jour):
    membre_of.charger_roles(jour)
    membre_autre_of.charger_roles(jour)
    cle = f"inscription-{InscriptionFactory(organisme=organisme).pk}"
    assert ouvrir({}, membre_autre_of, cle) == ""
    assert titres({CLE: [cle]}, membre_autre_of) == []
    assert titres({CLE: [cle]}, membre_of) == [cle]


def test_la_page_les_montre_et_ouvre(connecte, agent, organisme):
    inscription = InscriptionFactory(organisme=organisme, candidat__nom_naissance="Kermarrec")
    client = connecte(agent)
    vide = client.get(reverse("recherche")).content.decode()
    assert "Que cherchez-vous" in vide
    page = client.get(reverse("recherche"), {"q": f"IN-{inscription.pk:06d}"}).content.decode()
    adresse = f"{reverse('recherche_ouvrir')}?quoi=inscription-{inscription.pk}"
    assert f'href="{inscription.get_absolute_url()}" data-par="{adresse}"' in page
    assert client.get(adresse)["Location"] == inscription.get_absolute_url()
    page = client.get(reverse("recherche"), {"apercu": "1", "q": ""}).content.decode()
    assert ("Ouverts récemment" in page, "KERMARREC" in page, "<html" in page) == (True, True, False)
    assert client.get(reverse("recherche_ouvrir"))["Location"] == reverse("recherche")


def test_une_recherche_sans_reponse_dit_ce_qu_elle_a_lu(connecte, agent):
    page = " ".join(connecte(agent).get(reverse("recherche"), {"q": "Mme Xyzzy Plugh"}).content.decode().split())
    assert "Lu : « xyzzy », « plugh »." in page
    assert '<a href="/recherche/?q=xyzzy">' in page
