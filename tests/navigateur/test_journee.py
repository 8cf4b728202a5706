"""A whole day of evaluation by its actors, on two tablets whose network is really cut half of the time."""

import os
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Playwright

from certif_portal.commun import horloge
from certif_portal.comptes.choix import Role
from evaluations.choix import EtatCommission, EtatGrille, StatutOperation
from evaluations.models import Appreciation, Grille, OperationRecue, Passage
from tests.candidats.factories import InscriptionFactory
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import EvaluateurFactory, valider_livret
from tests.evaluations.tablette import une_tablette
from tests.navigateur import actes_journee as actes
from tests.navigateur.actes import feuille_signee
from tests.navigateur.relais import relais
from tests.navigateur.scene import Scene

CANDIDATS = int(os.environ.get("JOURNEE_CANDIDATS", "2"))
"""Two in the suite, more in `dev.py epreuves tablette`."""

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


def test_une_journee_d_evaluation(playwright: Playwright, browser: Browser, live_server, connecte, tmp_path):
    inscriptions = [InscriptionFactory() for _ in range(CANDIDATS)]
    for inscription in inscriptions:
        valider_livret(inscription)
    evaluateurs = [EvaluateurFactory(entreprise_nom=nom) for nom in ("Forges de l’Ouest", "Chantiers du Ponant")]
    comptes = [evaluateur.utilisateur for evaluateur in evaluateurs]
    agent = creer_personne(Role.AGENT)
    scene, adresse = Scene(browser, live_server.url), live_server.url

    def bureau(page):
        session = connecte(agent).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": adresse}])
        return page

    with scene.page() as page:
        commission = actes.planifier_et_inviter(bureau(page), adresse, horloge.aujourdhui())
    actes.accepter(scene, *(compte.email for compte in comptes))
    with scene.page() as page:
        actes.convoquer(bureau(page), adresse, commission, CANDIDATS)

    passages = list(Passage.objects.order_by("pk"))
    with ExitStack() as pile:
        tablettes = []
        for rang, compte in enumerate(comptes):
            pont = pile.enter_context(relais(live_server.url))
            tablette = pile.enter_context(une_tablette(playwright, tmp_path / f"tablette-{rang}", pont))
            tablette.connecter(connecte(compte).cookies["sessionid"].value)
            actes.se_preparer(tablette, CANDIDATS)
            tablettes.append(tablette)
        with scene.page() as page:
            actes.pointer_tout_le_monde(bureau(page), adresse, commission, CANDIDATS + len(comptes))
        for rang, passage in enumerate(passages):  # each cut in turn, every second candidate
            tablette = tablettes[rang % 2]
            coupe = rang % 2 == 0
            if coupe:
                tablette.pont.couper()
            actes.evaluer(tablette, passage, refusees=(1,), coupe=coupe)
            tablette.pont.rouvrir()
            actes.envoyer(tablette)
        actes.se_contredire(*tablettes, passages[0])
        for tablette in tablettes:
            actes.signer_tout(tablette, passages)
    with scene.page() as page:
        actes.cloturer(bureau(page), adresse, commission, feuille_signee(tmp_path / "feuille.pdf"), inscriptions)

    commission.refresh_from_db()
    assert commission.etat == EtatCommission.TENUE
    assert set(Grille.objects.values_list("etat", flat=True)) == {EtatGrille.SCELLEE}
    assert Appreciation.objects.count() == sum(passage.competences.count() for passage in passages)
    premiere = Appreciation.objects.filter(grille=passages[0].inscription.grille).order_by("competence__pk").first()
    assert (premiere.maitrisee, premiere.commentaire) == (False, "La méthode n’est pas justifiée, vue sur le poste")
    recues = OperationRecue.objects.all()
    assert len({recue.cle for recue in recues}) == len(recues)
    assert set(recues.values_list("statut", flat=True)) == {StatutOperation.APPLIQUEE, StatutOperation.CONFLIT}
    assert scene.plaintes == []
