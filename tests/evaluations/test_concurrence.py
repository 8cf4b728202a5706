"""Two people at once, on a real PostgreSQL: one writes, nobody loses, nothing is done twice."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, transaction
from django.urls import reverse

from certif_portal.centre.models import valeurs_avis
from certif_portal.commun import horloge
from certif_portal.commun.codes_qr import compter_pages
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import PDF, octets_de
from evaluations.choix import EtatAvis, EtatFeuille, EtatGrille, SorteFeuille
from evaluations.models import (
    Appreciation,
    AvisEntreprise,
    FeuilleRecue,
    Grille,
    GrillePapier,
    LienAvis,
    PageNumerisee,
    Passage,
    SignatureGrille,
)
from evaluations.queries.avis import activites_pour_avis
from evaluations.queries.grille import contenu_grille
from evaluations.services.avis import ouvrir_avis, rendre_avis
from evaluations.services.commission import ajouter_passage
from evaluations.services.feuille import accepter_feuille
from evaluations.services.grille import signer_grille
from evaluations.services.numerisation import attribuer_page
from evaluations.services.saisie import apprecier
from tests.candidats.factories import InscriptionFactory
from tests.commun.test_verrous import patience, tenu
from tests.evaluations.factories import (
    AVANT,
    LE_JOUR,
    EvaluateurFactory,
    creer_commission,
    declarer,
    planifier,
    remplir,
    valider_livret,
)
from tests.evaluations.services.test_numerisation import blanches, numeriser
from tests.evaluations.services.test_saisie import TABLETTE, operation

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def ensemble(*actes: Callable[[], object]) -> list[object]:
    """Run the acts at the same moment, each on its own connection; a refusal is given back as a result."""
    depart = Barrier(len(actes))

    def lancer(acte: Callable[[], object]) -> object:
        try:
            depart.wait(timeout=20)
            return acte()
        except ErreurMetier as refus:
            return refus
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actes)) as fils:
        return list(fils.map(lancer, actes))


@pytest.fixture
def passage(transactional_db):
    return planifier(InscriptionFactory(), EvaluateurFactory(), EvaluateurFactory())


def test_deux_evaluateurs_ecrivent_la_meme_ligne(passage):
    declarer(passage)
    competence = passage.competences.first()
    membres = [membre.evaluateur for membre in passage.commission.membres.all()]

    def ecrire(evaluateur):
        return lambda: apprecier(
            grille=passage.inscription.grille,
            competence=competence,
            passage=passage,
            maitrisee=True,
            commentaire=str(evaluateur),
            evaluateur=evaluateur,
            version_lue=0,
            a=LE_JOUR,
        )

    resultats = ensemble(*[ecrire(membre) for membre in membres])
    assert sorted(resultat.en_conflit for resultat in resultats) == [False, True]
    ligne = Appreciation.objects.get()
    assert {ligne.commentaire, *(autre["valeur"]["commentaire"] for autre in ligne.autres)} == set(map(str, membres))


def test_les_deux_dernieres_signatures_a_la_fois(passage):
    grille = remplir(passage)
    empreinte = contenu_grille(grille).empreinte
    membres = [membre.evaluateur for membre in passage.commission.membres.all()]
    ensemble(
        *[
            lambda membre=membre: signer_grille(grille=grille, evaluateur=membre, empreinte=empreinte, a=LE_JOUR)
            for membre in membres
        ]
    )
    grille.refresh_from_db()
    assert (grille.etat, SignatureGrille.objects.count()) == (EtatGrille.SCELLEE, 2)


def test_vingt_envois_du_meme_avis(transactional_db):
    inscription = InscriptionFactory()
    ouvrir_avis(inscription=inscription, par=None, a=AVANT)
    valeur, activites = valeurs_avis()[0], activites_pour_avis(inscription)

    def rendre():
        return rendre_avis(
            lien=LienAvis.objects.select_related("avis").get(),
            par_activite={activite.pk: valeur for activite in activites},
            valeur=valeur,
            commentaire="",
            nom="Anne Prigent",
            qualite="Tutrice",
            signature=[],
            nom_vaut_signature=True,
            a=AVANT,
        )

    resultats = ensemble(*[rendre] * 20)
    assert sum(isinstance(resultat, AvisEntreprise) for resultat in resultats) == 1
    avis = AvisEntreprise.objects.get()
    assert (avis.etat, avis.par_activite.count()) == (EtatAvis.RENDU, 2)


def test_deux_seances_ne_prennent_pas_les_memes_competences(transactional_db):
    inscription = InscriptionFactory()
    valider_livret(inscription)
    commissions = [creer_commission(EvaluateurFactory(), EvaluateurFactory()) for _ in range(2)]
    ensemble(
        *[
            lambda commission=commission: ajouter_passage(
                commission=commission, inscription=inscription, par=None, a=AVANT
            )
            for commission in commissions
        ]
    )
    assert [passage.competences.count() for passage in Passage.objects.all()] == [4]


def test_une_saisie_sur_une_grille_tenue_se_renvoie_telle_quelle(transactional_db, connecte):
    """The tablet is told to send again what it keeps: nothing of it is written, nor put in quarantine."""
    evaluateur = EvaluateurFactory()
    passage = planifier(InscriptionFactory(), evaluateur, EvaluateurFactory(), date=horloge.aujourdhui())
    declarer(passage, a=horloge.maintenant())
    client = connecte(evaluateur.utilisateur)
    corps = json.dumps({"appareil": TABLETTE, "operations": [operation(passage)]})

    def envoyer():
        return client.post(reverse("saisies_recevoir"), corps, content_type="application/json")

    patience(200)
    with tenu(Grille.objects.filter(inscription=passage.inscription).select_for_update(no_key=True)):
        refusee = envoyer()
    patience(5000)
    assert (refusee.status_code, refusee["Retry-After"], list(refusee.json())) == (503, "3", ["phrase"])
    assert Appreciation.objects.count() == 0
    assert [recu["statut"] for recu in envoyer().json()["resultats"]] == ["appliquee"]


@pytest.fixture
def pages(transactional_db, agent):
    """Three pages without a code, read and asked about."""
    numeriser(blanches(3), agent)
    return list(PageNumerisee.objects.order_by("rang"))


def ranger(page, grille, agent, numero, pages=2):
    return attribuer_page(
        page=page, sorte=SorteFeuille.GRILLE, objet=grille.pk, numero=numero, pages=pages, par=agent, a=LE_JOUR
    )


def test_deux_personnes_rangent_les_pages_d_une_feuille(pages, passage, agent):
    """Whoever comes last puts together what both placed."""
    grille = passage.inscription.grille
    ranger(pages[0], grille, agent, 1, pages=3)
    resultats = ensemble(
        lambda: ranger(pages[1], grille, agent, 2, pages=3), lambda: ranger(pages[2], grille, agent, 3, pages=3)
    )
    assert [page.numero for page in resultats] == [2, 3]
    assert compter_pages(octets_de(FeuilleRecue.objects.get().fichier), PDF) == 3


def test_une_page_ne_quitte_pas_une_feuille_qu_on_accepte(pages, passage, agent):
    """Moved while somebody accepts: the move waits, reads the paper again, and is refused in a sentence."""
    grille, voisine = (
        passage.inscription.grille,
        planifier(InscriptionFactory(), EvaluateurFactory()).inscription.grille,
    )
    ranger(pages[0], grille, agent, 1, pages=1)
    page, feuille = PageNumerisee.objects.get(pk=pages[0].pk), FeuilleRecue.objects.get()
    acceptee = Event()

    def accepter():
        with transaction.atomic():
            lue = accepter_feuille(feuille=feuille, par=agent, a=LE_JOUR)
            acceptee.set()
            time.sleep(0.5)  # the other one waits for the paper by now
        return lue

    def deplacer():
        acceptee.wait(20)
        return ranger(page, voisine, agent, 1, pages=1)

    _, refus = ensemble(accepter, deplacer)
    assert str(refus) == "La feuille de cette page est « Acceptée » : elle n’en bouge plus."
    page.refresh_from_db()
    feuille.refresh_from_db()
    assert (page.feuille, page.numero, feuille.etat) == (feuille, 1, EtatFeuille.ACCEPTEE)


def test_une_feuille_s_accepte_avec_les_pages_qui_viennent_d_arriver(pages, passage, agent):
    """The last page is being placed: the one who accepts waits, and keeps the file that holds it."""
    grille = passage.inscription.grille
    ranger(pages[0], grille, agent, 1)
    feuille, rangee = FeuilleRecue.objects.get(), Event()

    def completer():
        with transaction.atomic():
            page = ranger(pages[1], grille, agent, 2)
            rangee.set()
            time.sleep(0.5)
        return page

    def accepter():
        rangee.wait(20)
        return accepter_feuille(feuille=feuille, par=agent, a=LE_JOUR)

    ensemble(completer, accepter)
    feuille.refresh_from_db()
    assert (feuille.etat, compter_pages(octets_de(feuille.fichier), PDF)) == (EtatFeuille.ACCEPTEE, 2)
    assert GrillePapier.objects.get().fichier == feuille.fichier
