"""A class of forty in a real browser: its OF drops the papers, an agent checks them in a row. Clicks are counted.

An agent checks forty in `dev.py epreuves classe` (CLASSE_ENTIERE=1), six in the suite: a click each.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from candidats.choix import EtatInscription, TypePieceIdentite
from candidats.donnees import FichierRecu
from candidats.models import Inscription, PieceIdentite, PieceRecue
from candidats.services.depot import deposer_inscription
from candidats.services.identite import deposer_piece_identite
from certif_portal.commun import horloge
from certif_portal.commun.fichiers import JPEG, PDF
from tests.candidats.papiers import carte, classe, en_jpeg, en_pdf, fichiers
from tests.environnement import CLASSE_ENTIERE
from tests.gestes import ouvrir
from tests.habilitations.factories import creer_membre, creer_organisme_habilite
from tests.referentiels.factories import creer_referentiel

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
DIX_MINUTES = 10
A_VERIFIER = 40 if CLASSE_ENTIERE else 6


@pytest.fixture
def organisme(transactional_db):
    return creer_organisme_habilite()


@pytest.fixture
def membre(organisme):
    return creer_membre(organisme, prenom="Gaëlle", nom="Pennec")


@pytest.fixture
def classe_de_quarante(organisme, membre):
    return classe(organisme, creer_referentiel(), membre, horloge.maintenant())


def deposer(inscriptions: list[Inscription], par) -> None:
    """With their paper, one of them a PDF."""
    instant = horloge.maintenant()
    for rang, inscription in enumerate(inscriptions):
        image = carte(inscription.candidat.nom_naissance, inscription.candidat.prenom, graine=rang)
        octets, type_mime = (en_pdf(image), PDF) if rang == 1 else (en_jpeg(image), JPEG)
        recu = FichierRecu(f"piece-{rang}", octets, type_mime)
        deposer_piece_identite(
            inscription=inscription, type_document=TypePieceIdentite.CARTE, fichier=recu, par=par, a=instant
        )
        deposer_inscription(inscription=inscription, par=par, a=instant)


def test_quarante_papiers_en_une_fois(live_server, new_context, connecte, membre, classe_de_quarante, tmp_path):
    """Thirty-six files find their candidate; four are asked, beside their picture; nothing is guessed."""
    for nom, octets in fichiers():
        (tmp_path / nom).write_bytes(octets)
    main = ouvrir(new_context, live_server.url, connecte(membre), reverse("piece_recue_liste"))
    page = main.page
    main.donner(page.locator("#id_fichier"), sorted(tmp_path.iterdir()))
    main.attendre("41 sur 41 reçues", 120)
    main.attendre("36 sur 40 candidats")
    # the two unnamed are looked for; of the two homonyms, each picture is put to the one it shows
    titre = page.locator("[data-attribution] h2").first
    for _ in range(4):
        nom = titre.inner_text()
        assert page.locator("[data-choix] :checked").count() == 0  # nothing is guessed
        if "Lucas" in nom:
            naissance = "9 août 1996" if "CNI" in nom else "4 mars 1991"
            main.cliquer(page.locator("[data-choix] label", has_text=naissance).first)
            main.bouton("C’est sa pièce")
        else:
            candidat = classe_de_quarante[36 if "IMG" in nom else 37].candidat
            main.taper(page.get_by_label("Chercher un candidat"), f"{candidat.nom_naissance[:3]} {candidat.prenom[:3]}")
            main.touche("Enter")
        main.attendre(f"« {nom} » est la pièce de")
    expect(page.get_by_text("40 sur 40 candidats")).to_be_visible()
    main.bouton("Joindre les 40 pièces")
    main.attendre("40 pièces sont jointes")
    main.bouton("Déposer leurs inscriptions…")
    main.bouton("Déposer")
    main.attendre("Fait pour 40 inscriptions", 60)
    assert set(Inscription.objects.values_list("etat", flat=True)) == {EtatInscription.DEPOSEE}
    assert PieceRecue.objects.count() == 0
    assert PieceIdentite.objects.filter(supprimee_le=None).count() == 41
    assert (main.clics, main.touches) == (12, 16)
    assert main.minutes < DIX_MINUTES
    types = dict(PieceIdentite.objects.values_list("inscription__candidat__date_naissance", "fichier__type_mime"))
    assert set(types.values()) == {JPEG, PDF}  # the photo of an iPhone came as a JPEG
    assert max(PieceIdentite.objects.values_list("fichier__taille", flat=True)) < 3_000_000


def test_l_agent_verifie_la_classe(live_server, new_context, connecte, agent, membre, classe_de_quarante):
    """One click a candidate, then all of them are accepted together."""
    deposer(classe_de_quarante[:A_VERIFIER], membre)
    main = ouvrir(new_context, live_server.url, connecte(agent), reverse("inscription_liste"))
    page = main.page
    main.cliquer(page.get_by_role("link", name="Vérifier les identités"))
    for reste in range(A_VERIFIER, 0, -1):
        main.attendre(f"1 sur {reste}")
        main.bouton("Conforme à la pièce, suivant")
    main.attendre(f"{A_VERIFIER} inscriptions vérifiées à accepter")
    main.bouton("Accepter ces inscriptions…")
    main.bouton("Accepter")
    main.attendre(f"Fait pour {A_VERIFIER} inscriptions", 60)
    assert Inscription.objects.filter(etat=EtatInscription.ACCEPTEE).count() == A_VERIFIER
    assert (main.clics, main.touches) == (A_VERIFIER + 3, 0)
    assert main.minutes < DIX_MINUTES


def test_l_agent_verifie_a_la_suite(live_server, new_context, connecte, agent, membre, classe_de_quarante):
    """One click says yes, and the next comes; a refusal is two clicks and a reason; the last word is taken back."""
    serie = classe_de_quarante[:6]
    deposer(serie, membre)
    main = ouvrir(new_context, live_server.url, connecte(agent), reverse("identite_liste"))
    page = main.page
    expect(page.get_by_text("1 sur 6")).to_be_visible()
    main.bouton("Conforme à la pièce, suivant")
    expect(page.get_by_text("1 sur 5")).to_be_visible()
    image = page.locator("[data-visionneuse] img").first
    expect(image).to_be_visible()
    main.touche("Alt+t")
    expect(image).to_have_attribute("style", re.compile("rotate\\(90deg\\)"))
    main.bouton("Annuler")
    expect(page.get_by_text("la vérification est annulée")).to_be_visible()
    for _ in range(4):
        vue = page.locator("h1").inner_text()
        expect(page.locator("[data-visionneuse] img")).to_have_js_property("complete", True)
        main.touche("Alt+c")
        expect(page.locator("h1")).not_to_have_text(vue)
    main.cliquer(page.get_by_text("Ce n’est pas conforme"))
    main.cliquer(page.get_by_label("La copie est illisible, ou coupée"))
    main.bouton("Renvoyer, suivant")
    expect(page.get_by_text("1 sur 1")).to_be_visible()
    main.cliquer(page.get_by_role("link", name="Plus tard"))
    expect(page.get_by_text("1 pièce d’identité à vérifier")).to_be_visible()
    etats = [i.etat for i in Inscription.objects.filter(pk__in=[i.pk for i in serie]).order_by("pk")]
    assert sorted(etats) == [EtatInscription.A_CORRIGER] + 5 * [EtatInscription.DEPOSEE]
    assert Inscription.objects.filter(candidat__identite_verifiee_par=agent).count() == 4
    [renvoyee] = Inscription.objects.filter(etat=EtatInscription.A_CORRIGER)
    assert renvoyee.motif_retour == "Pièce d’identité : La copie est illisible, ou coupée."
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
