"""On paper: no menu, no button, no field; a table keeps its head on every page; a name cut on a screen is whole."""

import io

import pypdfium2
import pytest
from django.urls import reverse

from certif_portal.portail.services.chiffre import etablir_tout
from tests.evaluations.factories import CommissionFactory
from tests.portail.services.test_chiffre import HIVER, A, decider
from tests.portail.test_liste import LE, inscrire

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
A_NE_PAS_IMPRIMER = """() => [...document.querySelectorAll(
    'nav:not(.mois-navigation), .rail, .haut, button, input:not([type=hidden]), select, textarea, .bouton,' +
    '.pagination-portail')]
  .filter(un => un.checkVisibility({visibilityProperty: true})).map(un => un.outerHTML.slice(0, 90))"""
TETES = "() => [...document.querySelectorAll('.tableau thead')].map(un => getComputedStyle(un).display)"
COUPES = """() => [...document.querySelectorAll('.intitule')]
  .filter(un => getComputedStyle(un).whiteSpace === 'nowrap').length"""


@pytest.fixture
def imprimer(live_server, browser, connecte, responsable, horloge_au):
    horloge_au(LE)
    session = connecte(responsable).cookies["sessionid"].value
    contexte = browser.new_context(locale="fr-FR", viewport={"width": 820, "height": 1180})
    contexte.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = contexte.new_page()

    def _ouvrir(adresse: str):
        assert page.goto(f"{live_server.url}{adresse}").status == 200
        page.emulate_media(media="print")
        return page

    yield _ouvrir
    contexte.close()


def test_ni_menu_ni_bouton_ni_champ_sur_le_papier(imprimer, agent, referentiel, organisme):
    dossier = inscrire("Abel", deposee=True, organisme=organisme, referentiel=referentiel)
    CommissionFactory()
    decider(6, HIVER, referentiel=referentiel, organisme=organisme, agent=agent)
    etablir_tout(le=LE, a=A)
    fautes = {}
    for nom, arguments in (
        ("inscription_liste", []),
        ("inscription_detail", [dossier.pk]),
        ("candidat_detail", [dossier.candidat_id]),
        ("file_attente", ["a-verifier"]),
        ("echeance_liste", []),
        ("agenda", []),
        ("commission_liste", []),
        ("jury_liste", []),
        ("pret_liste", []),
        ("certificat_liste", []),
        ("projet_liste", []),
        ("chiffre_liste", []),
        ("severite_liste", []),
        ("certification_usage", []),
        ("insertion_liste", []),
        ("indicateur_liste", []),
        ("organisme_indicateurs", [organisme.pk]),
        ("referentiel_liste", []),
        ("journal_liste", []),
        ("guide_acte", ["centre", "relancer"]),
    ):
        page = imprimer(reverse(nom, args=arguments))
        trouves = page.evaluate(A_NE_PAS_IMPRIMER)
        if trouves or set(page.evaluate(TETES)) - {"table-header-group"} or page.evaluate(COUPES):
            fautes[nom] = (trouves, page.evaluate(TETES), page.evaluate(COUPES))
    assert fautes == {}
    page = imprimer(reverse("inscription_liste"))
    page.emulate_media(media="screen")
    assert len(page.evaluate(A_NE_PAS_IMPRIMER)) > 10  # what the same question finds on a screen
    assert page.evaluate(COUPES) > 0


def test_la_tete_d_une_table_est_sur_chaque_page(imprimer, organisme, referentiel):
    for rang in range(40):
        inscrire(f"Abel{rang:02}", deposee=True, organisme=organisme, referentiel=referentiel)
    octets = imprimer(reverse("inscription_liste")).pdf(prefer_css_page_size=True)
    document = pypdfium2.PdfDocument(io.BytesIO(octets))
    textes = [une.get_textpage().get_text_range() for une in document]
    assert len(textes) > 1
    assert ["Candidat" in texte and "La suite" in texte for texte in textes if "ABEL" in texte] == [True] * (
        sum("ABEL" in texte for texte in textes)
    )
