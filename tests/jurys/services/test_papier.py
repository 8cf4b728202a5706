"""The papers of a closed jury: made in the background, once, and told one by one when they fail."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certif_portal.commun.erreurs import TransitionInterdite
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import DocumentRendu
from jurys.choix import EtatPapier, EtatPiece, NaturePapier
from jurys.models import Certificat, Papier
from jurys.services import papier as service
from jurys.services.cloture import clore_jury
from jurys.services.deliberation import decider
from jurys.services.lettre import envoyer_lettres
from jurys.services.papier import Edition, editer_papiers, jurys_a_editer, refaire_papier
from tests.habilitations.factories import creer_organisme_habilite
from tests.jurys.factories import CE_JOUR, commission_emargee, creer_jury_compose, dossier_pret, ouvrir, presenter
from tests.jurys.lecture import texte
from tests.scelles import desceller

pytestmark = pytest.mark.django_db


def clore(*inscriptions, par):
    """Closed, none of its papers made."""
    jury = creer_jury_compose()
    presentations = presenter(jury, *inscriptions, par=par)
    ouvrir(jury, par=par)
    for presentation in presentations:
        decider(presentation=presentation, decision="A", par=par, a=CE_JOUR)
    return clore_jury(jury=jury, par=par, a=CE_JOUR)


@pytest.fixture
def jury(agent, referentiel):
    return clore(dossier_pret(referentiel=referentiel), par=agent)


def test_les_papiers_s_editent_une_fois(jury):
    """The second run does nothing, and says so."""
    assert jurys_a_editer() == [jury]
    premiere = editer_papiers(jury, a=CE_JOUR)
    assert (premiere, str(premiere)) == (Edition(faits=4), "Papiers édités : 4.")
    documents = DocumentRendu.objects.count()
    seconde = editer_papiers(jury, a=CE_JOUR)
    assert (seconde, str(seconde)) == (Edition(), "Tous les papiers sont déjà édités : rien à faire.")
    assert (DocumentRendu.objects.count(), jurys_a_editer()) == (documents, [])
    assert [e.phrase for e in journal_de(jury) if e.acte == "papiers"] == ["Papiers édités : 4."]


def test_un_papier_edite_porte_son_document_et_oublie_ce_qu_il_imprimait(jury):
    editer_papiers(jury, a=CE_JOUR)
    papiers = list(Papier.objects.select_related("certificat", "piece", "document__fichier"))
    assert {(papier.etat, str(papier.contexte), papier.erreur) for papier in papiers} == {(EtatPapier.FAIT, "{}", "")}
    certificat, _, pv, emargement = papiers
    assert certificat.document == Certificat.objects.get().document
    assert certificat.document.fichier.nom == "certificat-mc-000001.pdf"
    assert [(p.piece.document, p.piece.etat) for p in (pv, emargement)] == [
        (p.document, EtatPiece.RENDU) for p in (pv, emargement)
    ]


def test_le_bordereau_nomme_les_certificats_remis(jury):
    editer_papiers(jury, a=CE_JOUR)
    papier = Papier.objects.select_related("document__fichier", "organisme").get(nature=NaturePapier.BORDEREAU)
    certificat, lu = Certificat.objects.get(), texte(octets_de(papier.document.fichier))
    for attendu in (papier.organisme.nom, certificat.numero, certificat.nom, certificat.code_certification):
        assert attendu in lu
    assert "1 certificat remis au total." in lu


def test_certificats_bordereaux_et_lettres_suivent_le_meme_ordre(agent, referentiel, connecte):
    """OF by OF as the lists name them, an accent aside; candidates without any OF last, on paper and on screen."""
    noms = ["Zinc Formation", None, "École du Ponant"]
    organismes = [nom and creer_organisme_habilite(nom=nom) for nom in noms]
    jury = clore(*(dossier_pret(referentiel=referentiel, organisme=of) for of in organismes), par=agent)
    page = connecte(agent).get(reverse("jury_lettres", args=[jury.pk]))
    assert [str(of.nom) if of else None for of, *_ in page.context["groupes"]] == ["École du Ponant", noms[0], None]
    envoyer_lettres(jury=jury, par=agent, a=CE_JOUR)
    papiers = Papier.objects.filter(jury=jury).order_by("ordre")
    for nature in (NaturePapier.CERTIFICAT, NaturePapier.BORDEREAU, NaturePapier.LETTRE):
        lus = papiers.filter(nature=nature).values_list("organisme__nom", flat=True)
        assert list(dict.fromkeys(lus)) == ["École du Ponant", "Zinc Formation", None], nature


def test_un_papier_qui_echoue_le_dit_et_n_arrete_pas_les_autres(jury, agent):
    """A context that its template cannot read, a picture that is not there: told on the paper, redone on request."""
    certificat, pv = Papier.objects.filter(nature__in=["certificat", "pv"]).order_by("ordre")
    juste = certificat.contexte
    with desceller():
        Papier.objects.filter(pk=certificat.pk).update(contexte={})
        Papier.objects.filter(pk=pv.pk).update(contexte=pv.contexte | {"president": "🙂"})
    assert str(editer_papiers(jury, a=CE_JOUR)) == "Papiers édités : 2 ; en échec : 2."
    assert list(Papier.objects.filter(etat=EtatPapier.ECHEC).order_by("ordre").values_list("erreur", flat=True)) == [
        "Erreur du portail (TypeError) : prévenez l’administrateur.",
        "Le document « pv_jury » porterait une case vide à la place de « 🙂 » (U+1F642, slightly smiling face) dans "
        "« 🙂 » : corrigez ce texte.",
    ]
    assert Certificat.objects.get().document is None
    with desceller():
        Papier.objects.filter(pk=certificat.pk).update(contexte=juste)
    refaire_papier(papier=certificat, par=agent, a=CE_JOUR)
    assert editer_papiers(jury, a=CE_JOUR) == Edition(faits=1)
    assert Certificat.objects.get().document == Papier.objects.get(pk=certificat.pk).document


def test_un_papier_edite_ne_se_refait_pas(jury, agent):
    editer_papiers(jury, a=CE_JOUR)
    with pytest.raises(TransitionInterdite, match="Édité"):
        refaire_papier(papier=Papier.objects.first(), par=agent, a=CE_JOUR)


def test_un_papier_que_l_autre_a_fait_pendant_le_rendu_reste_le_sien(jury, monkeypatch):
    """Without row locks two runs may render the same paper: the first to keep it wins."""
    rendre = service._rendre

    def rendre_apres_l_autre(papier, dans, a):
        rendu = rendre(papier, dans, a)
        if papier.ordre == 1:
            document = DocumentRendu.objects.get(pk=autre)
            Papier.objects.filter(pk=papier.pk).update(etat=EtatPapier.FAIT, document=document)
        return rendu

    from tests.jurys.factories import document as creer_document

    autre = creer_document().pk
    monkeypatch.setattr(service, "_rendre", rendre_apres_l_autre)
    assert editer_papiers(jury, a=CE_JOUR) == Edition(faits=3)
    assert Papier.objects.get(ordre=1).document_id == autre
    assert Papier.objects.filter(etat=EtatPapier.FAIT).count() == 4


def test_qui_garde_le_dernier_papier_est_seul_a_le_dire(jury, monkeypatch):
    """The other run rendered them too, kept none, and found nothing left."""
    rendre = service._rendre

    def rendre_apres_l_autre(papier, dans, a):
        monkeypatch.setattr(service, "_rendre", rendre)
        assert editer_papiers(jury, a=CE_JOUR) == Edition(faits=4)
        return rendre(papier, dans, a)

    monkeypatch.setattr(service, "_rendre", rendre_apres_l_autre)
    assert editer_papiers(jury, a=CE_JOUR) == Edition()
    assert [e.phrase for e in journal_de(jury) if e.acte == "papiers"] == ["Papiers édités : 4."]


def test_deux_qui_gardent_chacun_leur_lot_ne_le_disent_qu_une_fois(jury, monkeypatch):
    """The first kept two papers, the other the two last and said so; then the first finds nothing left."""
    editer_lot = service._editer_lot

    def lot_puis_l_autre(*arguments):
        lot = editer_lot(*arguments)
        monkeypatch.setattr(service, "_editer_lot", editer_lot)
        assert editer_papiers(jury, a=CE_JOUR) == Edition(faits=2)
        return lot

    monkeypatch.setattr(service, "LOT", 2)
    monkeypatch.setattr(service, "_editer_lot", lot_puis_l_autre)
    assert editer_papiers(jury, a=CE_JOUR) == Edition(faits=2)
    assert [e.phrase for e in journal_de(jury) if e.acte == "papiers"] == ["Papiers édités : 4."]


def test_une_edition_prend_autant_de_requetes_par_lot(agent, referentiel, monkeypatch):
    commission = commission_emargee()
    jurys = [
        clore(*(dossier_pret(referentiel=referentiel, commission=commission) for _ in range(nombre)), par=agent)
        for nombre in (1, 4)
    ]
    prises = []
    for jury in jurys:
        with CaptureQueriesContext(connection) as captees:
            editer_papiers(jury, a=CE_JOUR)
        prises.append(len(captees))
    assert prises[0] == prises[1]


def test_plusieurs_ensemble_finissent_par_de_petits_lots_et_la_seconde_par_la_fin(agent, referentiel, monkeypatch):
    """Whose ranks are kept, lot by lot: 8 papers, at most 4 a lot, at least 2, and half of what is left."""
    commission = commission_emargee()
    jury = clore(*(dossier_pret(referentiel=referentiel, commission=commission) for _ in range(3)), par=agent)
    rangs = list(Papier.objects.filter(jury=jury).order_by("pk").values_list("ordre", flat=True))
    assert len(rangs) == 8
    monkeypatch.setattr(service, "LOT", 4)
    monkeypatch.setattr(service, "PETIT_LOT", 2)
    lots, ranger = [], service._ranger

    def noter(lot, rendus, a):
        lots.append([papier.ordre for papier in lot])
        ranger(lot, rendus, a)

    monkeypatch.setattr(service, "_ranger", noter)
    assert editer_papiers(jury, a=CE_JOUR, ensemble=2, par_la_fin=True) == Edition(faits=8)
    assert lots == [rangs[:3:-1], rangs[3:1:-1], rangs[1::-1]]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_tuee_en_plein_rendu_l_edition_reprend_sans_rien_refaire(agent, referentiel, organisme):
    """kill -9 in the middle of the second chunk: what was kept stays, the rest is made, nothing twice."""
    commission = commission_emargee()
    jury = clore(
        *(dossier_pret(referentiel=referentiel, commission=commission, organisme=organisme) for _ in range(8)),
        par=agent,
    )
    programme = (
        "import django; django.setup()\n"
        "from jurys.services import papier\n"
        "from jurys.models import Jury\n"
        "from datetime import datetime, UTC\n"
        "papier.LOT = 3\n"
        f"papier.editer_papiers(Jury.objects.get(pk={jury.pk}), a=datetime(2026, 12, 8, 12, tzinfo=UTC))\n"
    )
    base = settings.DATABASES["default"]
    adresse = f"postgres://{base['USER']}@{base['HOST']}:{base['PORT']}/{base['NAME']}"
    environnement = os.environ | {"DATABASE_URL": adresse, "DJANGO_SETTINGS_MODULE": "certif_portal.settings"}
    edition = subprocess.Popen([sys.executable, "-c", programme], cwd=settings.BASE_DIR, env=environnement)
    faits = Papier.objects.filter(jury=jury, etat=EtatPapier.FAIT)
    limite = time.monotonic() + 120
    while not faits.exists() and time.monotonic() < limite:
        time.sleep(0.02)
    edition.send_signal(signal.SIGKILL)
    edition.wait()
    gardes = dict(faits.values_list("pk", "document"))
    assert 0 < len(gardes) < 11
    limite = time.monotonic() + 30
    while editer_papiers(jury, a=CE_JOUR) == Edition() and time.monotonic() < limite:
        time.sleep(0.1)  # the server has not noticed yet that the process is gone
    assert faits.count() == 11
    assert dict(faits.filter(pk__in=gardes).values_list("pk", "document")) == gardes
    assert DocumentRendu.objects.exclude(code="essai").exclude(code="emargement_commission").count() == 11
