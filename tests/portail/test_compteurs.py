"""Every card of every role's home, and every number of the rail, equals the list it leads to."""

import html
import re
from datetime import timedelta

import pytest

from certif_portal.commun import horloge
from habilitations.choix import EtatAudit
from habilitations.models import Audit, OrganismeFormation
from jurys.services import suivi
from referentiels.models import Enregistrement
from tests.architecture.monde import creer_monde
from tests.candidats.factories import InscriptionFactory

pytestmark = pytest.mark.django_db
EN_COMMUN = ("monde",)
CARTES = (
    r'<a class="compteur[^"]*"\s+href="([^"]+)"><span class="compteur-nombre">(\d+)<',
    r'<a class="compteur[^"]*" href="([^"]+)">\s*<span class="compteur-nombre">(\d+)<',
    r'<li><a href="([^"]+)">[^<]+</a><b>(\d+)</b></li>',
    r'<a href="([^"]+)">Tou(?:te)?s \((\d+)',
)
ICONE = "(?:<svg(?:(?!</svg>).)*</svg>)?"
RAIL = rf'<a href="([^"]+)"(?:\s+aria-current="page")?>{ICONE}[^<]+<span\s+class="n">(\d+)</span>'
ROLES = ("agent", "responsable", "auditeur", "admin", "of", "of_autre", "evaluateur", "jure", "president")


def lus(page: str, *motifs: str) -> set[tuple[str, int]]:
    return {(html.unescape(url), int(n)) for motif in motifs for url, n in re.findall(motif, page, re.S)}


@pytest.fixture
def monde(db):
    """What the walk of rights holds, more registrations of the OF than its home shows, a fiche that ends, a late
    corrective action."""
    monde = creer_monde()
    le = horloge.aujourdhui()
    organisme = OrganismeFormation.objects.get(pk=monde.objets["organisme"])
    InscriptionFactory.create_batch(22, brouillon=True, organisme=organisme)
    InscriptionFactory.create_batch(12, deposee=True, organisme=organisme)
    Enregistrement.objects.update(date_fin=le + timedelta(days=10))
    Audit.objects.update(etat=EtatAudit.CORRECTIONS)
    suivi.refaire_tout()
    return monde


@pytest.mark.sqlite  # every home, and the lists behind it
@pytest.mark.parametrize("role", ROLES)
def test_chaque_carte_egale_sa_liste(monde, role):
    client = monde.clients[role]
    page = client.get("/", follow=True).content.decode()
    cartes = lus(page, *CARTES, RAIL)
    faux = {
        (url, nombre, trouve)
        for url, nombre in cartes
        if (trouve := client.get(url).context["page"].paginator.count) != nombre
    }
    assert faux == set()
    if role in ("agent", "of"):
        assert len(cartes) >= {"agent": 16, "of": 8}[role]


def test_une_action_corrective_et_une_fiche_qui_finit_sont_sur_l_accueil(monde):
    du_centre, de_l_of = (monde.clients[role].get("/").content.decode() for role in ("agent", "of"))
    assert "Action corrective, indicateur 1.1" in de_l_of
    assert "Action corrective, indicateur 1.1" in du_centre
    assert "Fin d’enregistrement de RNCP99999" in du_centre
    assert "Fin d’enregistrement" not in de_l_of
