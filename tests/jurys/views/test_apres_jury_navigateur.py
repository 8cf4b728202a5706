"""What follows a jury, in a real browser: how many clicks from « clore » to everything sent, handed over and filed with
the GTP; as many for 63 candidates, in `dev.py epreuves deliberation`, as for the fourteen of the suite.
"""

import os
import sys
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.models import Courriel
from certif_portal.comptes.choix import Role
from jurys.choix import EtatLettre, EtatPapier
from jurys.choix_gtp import CanalGTP, EtatDossierGTP
from jurys.models import Jury
from jurys.queries.deliberation import lignes_deliberation
from jurys.services.deliberation import confirmer_sans_observation, decider
from tests.candidats.factories import EntrepriseFactory
from tests.comptes.factories import creer_personne
from tests.habilitations.dossier import pdf
from tests.habilitations.factories import creer_organisme_habilite
from tests.jurys.factories import CE_JOUR, commission_emargee, creer_jury_compose, dossier_pret, ouvrir, presenter
from tests.navigateur.scene import Scene, dit
from tests.referentiels.factories import CertificationFactory, creer_referentiel

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]
CANDIDATS, CLICS = int(os.environ.get("APRES_JURY_CANDIDATS", "14")), 25
REFUSES = CANDIDATS * 11 // 63
ECOUTER = "addEventListener('click', e => e.isTrusted && compterUnClic(), true)"
"""Choosing a file is a click on its field; the system's own window is not counted."""


def jury_decide():
    """Three CQPM, two OF, every decision taken: three PV to sign."""
    responsable, commission = creer_personne(Role.RESPONSABLE), commission_emargee()
    titres = [
        creer_referentiel(certification=CertificationFactory(numero=numero, intitule=intitule))
        for numero, intitule in (("0187", "Opérateur en usinage"), ("0301", "Technicien"), ("0302", "Soudeur"))
    ]
    organismes = [creer_organisme_habilite(nom=nom) for nom in ("Greta Est", "Pôle formation")]
    entreprise = EntrepriseFactory(raison_sociale="Forges du Ponant")
    dossiers = [
        dossier_pret(
            referentiel=titres[rang % 3],
            organisme=organismes[rang % 2],
            entreprise=entreprise,
            commission=commission,
            non_maitrisees=(3,) if rang < REFUSES else (),
        )
        for rang in range(CANDIDATS)
    ]
    jury = creer_jury_compose(numero="2026-4", avec_compte=False)
    presenter(jury, *dossiers, par=responsable)
    ouvrir(jury, par=responsable)
    jury.refresh_from_db()
    lignes = lignes_deliberation(jury)
    confirmer_sans_observation(
        jury=jury, cles=[ligne.cle for ligne in lignes if ligne.a_confirmer], par=responsable, a=CE_JOUR
    )
    for presentation in jury.presentations.defer(None).filter(decision=""):
        decider(presentation=presentation, decision="NA", par=responsable, a=CE_JOUR)
    return jury, responsable


def choisir(page: Page, libelle: str, fichier) -> None:
    """As a person does: a click opens the system's window."""
    with page.expect_file_chooser() as attendu:
        page.get_by_label(libelle).click()
    attendu.value.set_files(fichier)


def revenir_au_jury(page: Page, jury: Jury) -> None:
    """By the breadcrumb of the page."""
    page.get_by_role("navigation", name="Fil").get_by_role("link", name=jury.numero, exact=True).click()
    dit(page, "Après le jury")


def test_de_la_cloture_au_dossier_transmis_en_vingt_cinq_clics(
    browser: Browser, live_server, horloge_au, connecte, tmp_path
):
    horloge_au(date(2026, 12, 8))
    ParametresCentre.objects.update(prefixe_certificat="MC")
    (jury, responsable), clics, scan = jury_decide(), [], tmp_path / "scan.pdf"
    scan.write_bytes(pdf())
    scene = Scene(browser, live_server.url)
    with scene.page() as page:
        session = connecte(responsable).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": scene.adresse}])
        page.context.expose_binding("compterUnClic", lambda _: clics.append(page.url))
        page.context.add_init_script(ECOUTER)
        page.goto(f"{scene.adresse}{jury.get_absolute_url()}deliberation/")
        page.get_by_role("link", name="Clore la délibération").click()
        page.get_by_role("button", name="Clore la délibération").click(timeout=240_000)
        dit(page, "Après le jury")
        page.get_by_role("link", name="Lettres aux candidats et aux entreprises").click()
        page.get_by_role("link", name="Envoyer toutes les lettres").click()
        page.get_by_role("button", name="Envoyer").click(timeout=240_000)
        dit(page, "Lettres envoyées")
        revenir_au_jury(page, jury)
        page.get_by_role("link", name="Préparer le dossier du GTP").click()
        choisir(page, "Extrait du procès-verbal de la CPREFP", scan)
        page.get_by_role("button", name="Préparer le dossier").click()
        dit(page, "faites-la signer")
        revenir_au_jury(page, jury)
        with page.context.expect_page() as imprime:  # everything that is printed, letter to the GTP included
            page.get_by_role("link", name="tout imprimer").click(modifiers=["Control"])
        imprime.value.close()
        page.get_by_role("link", name="déposer les documents signés").click()
        scene.photographier(page, "documents-signes")
        champs = page.locator("main input[type=file]")
        libelles = [page.locator(f"label[for={champ.get_attribute('id')}]").inner_text() for champ in champs.all()]
        for libelle in libelles:
            choisir(page, libelle, scan)
        page.get_by_role("button", name="Déposer", exact=True).click()
        dit(page, "Prêt à partir")
        page.get_by_role("link", name="Envoyer par courriel").click()
        expect(page.get_by_label("Courriel du secrétariat du GTP")).to_be_focused()
        page.keyboard.type("gtp@exemple.fr")
        page.get_by_role("button", name="Envoyer le dossier").click()
        dit(page, "Transmis, accusé attendu")
        revenir_au_jury(page, jury)
        page.get_by_role("link", name="Enregistrer la remise des certificats").click()
        page.get_by_role("button", name="Enregistrer la remise").click()
        dit(page, "La remise des certificats est enregistrée.")
    jury.refresh_from_db()
    assert (len(libelles), jury.certificats_remis_le) == (5, date(2026, 12, 8))
    assert not jury.lettres.filter(etat=EtatLettre.RETENUE).exists()
    assert not jury.papiers.exclude(etat=EtatPapier.FAIT).exists()
    [dossier] = jury.dossiers_gtp.all()
    assert (dossier.etat, dossier.canal) == (EtatDossierGTP.TRANSMIS, CanalGTP.PORTAIL)
    assert Courriel.objects.filter(destinataire="gtp@exemple.fr").count() == 1
    assert scene.plaintes == []
    sys.stdout.write(f"{CANDIDATS} candidats : {len(clics)} clics\n")
    assert len(clics) <= CLICS, "\n".join(clics)
