"""What the closing of a jury costs the officer: 63 candidates, from « clore » to everything sent and filed."""

from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.papiers import jury_a_clore
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from epreuves.papiers import peupler
from jurys.choix import EtatJury, EtatLettre, EtatPapier, EtatPiece
from jurys.models import Lettre, Papier
from tests.comptes.factories import creer_personne
from tests.navigateur import actes
from tests.navigateur.scene import MOT_DE_PASSE, Scene, dit

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.partage,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(900),
]
CANDIDATS, CLICS = 63, 20
"""25 in all; those that are left are for the file of the GTP."""
ECOUTER = "addEventListener('click', e => e.isTrusted && compterUnClic(), true)"


def officier() -> Utilisateur:
    responsable = creer_personne(Role.RESPONSABLE, email=actes.RESPONSABLE)
    responsable.set_password(MOT_DE_PASSE)
    responsable.save()
    return responsable


def test_soixante_trois_candidats_en_vingt_clics(browser: Browser, live_server, horloge_au, tmp_path):
    horloge_au(date(2026, 12, 8))
    peupler()
    officier()
    jury = jury_a_clore(CANDIDATS, "2026-4")
    scene, scan, clics = Scene(browser, live_server.url), actes.feuille_signee(tmp_path / "signe.pdf"), []
    with scene.page() as page:
        page.set_default_timeout(240_000)
        scene.connecter(page, actes.RESPONSABLE)
        page.expose_binding("compterUnClic", lambda _: clics.append(page.url))
        page.add_init_script(ECOUTER)
        page.goto(f"{scene.adresse}{jury.get_absolute_url()}deliberation/")
        page.get_by_role("link", name="Clore la délibération").click()
        page.locator("main form button[type=submit]").first.click()
        dit(page, "Après le jury")
        page.get_by_role("link", name="Lettres aux candidats et aux entreprises").click()
        page.get_by_role("link", name="Envoyer toutes les lettres").click()
        page.get_by_role("button", name=f"Envoyer {CANDIDATS} lettres").click()
        dit(page, f"Lettres envoyées : {CANDIDATS}.")
        page.get_by_role("link", name="2026-4").click()
        page.get_by_role("link", name="Papiers du jury").click()
        imprimer = page.get_by_role("link", name="Tout imprimer (PDF)")
        expect(imprimer).to_have_count(Papier.objects.filter(jury=jury).values("nature").distinct().count())
        for rang in range(imprimer.count()):
            with page.context.expect_page() as liasse:
                imprimer.nth(rang).click(modifiers=["Control"])
            liasse.value.close()
        page.get_by_role("link", name="2026-4").click()
        while (deposer := page.get_by_role("link", name="Déposer", exact=True)).count():
            deposer.first.click()
            page.locator("input[type=file]").set_input_files(scan)
            page.locator("main form button[type=submit]").first.click()
        page.get_by_role("link", name="Enregistrer").last.click()
        page.locator("main form button[type=submit]").first.click()
        dit(page, "remis")
    jury.refresh_from_db()
    assert (jury.etat, jury.certificats_remis_le) == (EtatJury.CLOS, date(2026, 12, 8))
    assert Lettre.objects.exclude(etat=EtatLettre.PARTIE).count() == 0
    assert Papier.objects.exclude(etat=EtatPapier.FAIT).count() == 0
    assert jury.pieces.exclude(etat=EtatPiece.SIGNE).count() == 0
    assert scene.plaintes == []
    assert len(clics) <= CLICS, "\n".join(clics)
