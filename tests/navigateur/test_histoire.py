"""The whole way on the real référentiel, in a real browser, by each actor in turn."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser

from candidats.choix import EtatInscription
from candidats.models import Inscription, PieceIdentite
from certif_portal.commun import horloge
from certif_portal.commun.models import Fichier
from tests.navigateur import actes, actes_jury
from tests.navigateur.scene import Scene

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.partage,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]


@pytest.fixture
def depart(horloge_du_mur) -> date:
    """The day the story begins; its clock is its own."""
    return horloge.aujourdhui()


@pytest.fixture
def scene(browser: Browser, live_server) -> Scene:
    return Scene(browser, live_server.url)


def test_de_l_inscription_au_certificat(scene, depart, sources, tmp_path):
    actes.installer_le_centre(sources, depart)
    actes.ouvrir_les_acces(scene, depart)
    actes.accepter_les_invitations(scene, *(adresse for _, _, adresse in actes.EVALUATEURS))
    inscription = actes.inscrire(scene, depart, actes.photo(tmp_path / "carte.png"))
    actes.verifier(scene, inscription)
    horloge.deplacer(20)
    actes.deposer_livret(scene, inscription, depart + timedelta(days=20))
    seance = depart + timedelta(days=180)
    actes.valider_livret_et_planifier(scene, inscription, seance)
    actes.donner_avis(scene)
    horloge.deplacer(180)
    actes.evaluer(scene)
    actes.deposer_emargement(scene, actes.feuille_signee(tmp_path / "emargement.pdf"))
    fiche = actes_jury.preparer_le_jury(scene, depart + timedelta(days=220))
    actes.accepter_les_invitations(scene, actes.PRESIDENTE, actes.JURE)
    horloge.deplacer(220)
    actes_jury.deliberer(scene, fiche)
    pv, emargement = actes_jury.signer_et_transmettre(scene, fiche, tmp_path / "emargement.pdf")
    certificat = actes_jury.lire_le_certificat(scene)
    inscription.refresh_from_db()
    assert inscription.etat == EtatInscription.ADMISE
    assert Inscription.objects.count() == 1
    piece = PieceIdentite.objects.get()
    assert (piece.fichier, Fichier.objects.filter(nom="carte.png").count()) == (None, 0)
    for attendu in ("O’BRIEN", "Łucja", "29", "1996", "Saint-Nazaire (44)", "MC", "Niveau 5", "Répertoire National"):
        assert attendu in certificat
    for attendu in ("Łucja", "Saint-Nazaire", "France", "SL", "PDC", "Ateliers Maëlström", "25.62", "A"):
        assert attendu in pv
    for attendu in ("Tanguy", "Ollivier", "FGMM-CFDT", "CFE-CGC"):
        assert attendu.casefold() in emargement.casefold()
    assert scene.plaintes == []
