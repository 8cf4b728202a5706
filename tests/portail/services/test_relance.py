"""Reminders: a person's are one mail, a lost one is made again, a file is reminded by hand."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidats.models import EcheanceDossier, Inscription, RapportActivites
from certif_portal.centre.models import parametres
from certif_portal.commun import courriels
from certif_portal.commun.courriel_html import blocs
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.liens import empreinte_jeton
from certif_portal.commun.models import Courriel
from certif_portal.portail.models import Relance
from certif_portal.portail.services import relance
from certif_portal.portail.services.relance import MONTREES, Bilan, refaire_relances, relancer, relancer_dossier
from evaluations.choix import EtatAvis
from evaluations.models import AvisEntreprise, LienAvis
from jurys.services.suivi import refaire_tout as recalculer
from tests.candidats.factories import InscriptionFactory
from tests.habilitations.factories import OrganismeFactory
from tests.jurys.factories import JuryFactory

pytestmark = pytest.mark.django_db


def test_un_dossier_dont_personne_n_a_d_adresse_ne_se_relance_pas(agent, instant, jour):
    inscription = InscriptionFactory(
        organisme=OrganismeFactory(courriel=""),
        entree_formation=jour - timedelta(days=300),
        fin_formation=jour + timedelta(days=30),
        date_evaluation_prevue=jour + timedelta(days=20),
    )
    recalculer()
    with pytest.raises(ErreurMetier, match=r"^Aucune adresse n’est connue pour ce dossier\.$"):
        relancer_dossier(inscription=inscription, le=jour, par=agent, a=instant)
    assert (Relance.objects.count(), Courriel.objects.count()) == (0, 0)


@pytest.fixture
def attendus(jour, instant):
    """Two opinions that one tutor must give, and a report that a candidate by themselves must deposit, in a week."""
    JuryFactory(date=jour + timedelta(days=22))
    for _ in range(2):
        inscription = InscriptionFactory(tout_acquis=True, date_evaluation_prevue=jour + timedelta(days=10))
        AvisEntreprise.objects.create(inscription=inscription, demande_le=instant)
    seule = InscriptionFactory(
        organisme=None, tout_acquis=True, date_evaluation_prevue=jour + timedelta(days=22), tuteur_courriel=""
    )
    RapportActivites.objects.create(inscription=seule, demande_le=instant)
    return seule


def liens(courriel) -> list[str]:
    return re.findall(r"/(?:avis|rapport)/[\w-]{40,}/", courriel.texte)


def test_un_tuteur_recoit_un_courriel_pour_tous_ses_avis_chacun_avec_son_lien(attendus, instant, jour, client):
    assert relancer(le=jour, a=instant).courriels == 2
    au_tuteur = Courriel.objects.get(destinataire="anne.prigent@exemple.fr")
    assert (au_tuteur.acte, au_tuteur.objet, au_tuteur.confidentiel) == ("relances", "Rappel : 2 échéances", True)
    lus = [len(bloc.lignes) for bloc in blocs(au_tuteur.texte) if bloc.liste]
    assert lus == [2]  # one list, two items
    ouverts = LienAvis.objects.filter(revoque_le__isnull=True).values_list("jeton_sha256", flat=True)
    assert sorted(ouverts) == sorted(empreinte_jeton(lien.split("/")[2]) for lien in liens(au_tuteur))
    assert [client.get(lien).status_code for lien in liens(au_tuteur)] == [200, 200]


def test_un_courriel_de_liens_perdu_se_refait_a_l_adresse_corrigee(attendus, agent, instant, jour, client):
    relancer(le=jour, a=instant)
    perdu = Courriel.objects.get(destinataire="anne.prigent@exemple.fr")
    anciens = liens(perdu)
    AvisEntreprise.objects.filter(liens__jeton_sha256=empreinte_jeton(anciens[0].split("/")[2])).update(
        etat=EtatAvis.ABSENT, absence_motif="x", absence_par=agent, absence_le=instant
    )
    recalculer()
    refaire_relances(courriel=perdu, adresse="nouvelle@exemple.fr", par=agent, a=instant)
    refait = Courriel.objects.get(destinataire="nouvelle@exemple.fr")
    assert (refait.acte, len(liens(refait)), refait.confidentiel) == ("relance", 1, True)
    assert (client.get(anciens[1]).status_code == 200, client.get(liens(refait)[0]).status_code) == (False, 200)
    assert Relance.objects.filter(courriel=refait).count() == 1


def test_une_adresse_corrigee_n_est_pas_rappelee_deux_fois_de_la_meme_etape(attendus, agent, instant, jour):
    """The next working morning reads the corrected address: what it was told is done, even where a row stood."""
    relancer(le=jour, a=instant)
    perdu = Courriel.objects.get(destinataire="anne.prigent@exemple.fr")
    une = Relance.objects.filter(courriel=perdu).first()
    Relance.objects.create(echeance=une.echeance, etape=une.etape, destinataire="neuve@exemple.fr", due_le=instant)
    refaire_relances(courriel=perdu, adresse="neuve@exemple.fr", par=agent, a=instant)
    refait = Courriel.objects.get(destinataire="neuve@exemple.fr")
    assert (
        list(Relance.objects.filter(courriel=refait).values_list("destinataire", "etape", "qui"))
        == [("neuve@exemple.fr", "J-7", "tuteur")] * 2
    )
    assert Relance.objects.filter(destinataire__in=["anne.prigent@exemple.fr", "neuve@exemple.fr"]).count() == 2
    assert relancer(le=jour + timedelta(days=3), a=instant + timedelta(days=3)) == Bilan()


def test_une_ligne_restee_ne_part_pas_a_l_ancien_tuteur(attendus, instant, jour, monkeypatch):
    """A round was cut, the tutor changed: the new one alone is written to, by the one living link."""
    with monkeypatch.context() as pendant:
        pendant.setattr(relance, "_personnes", lambda _: [])
        assert relancer(le=jour, a=instant) == Bilan()
    assert Relance.objects.filter(destinataire="anne.prigent@exemple.fr", envoyee_le__isnull=True).count() == 2
    Inscription.objects.exclude(tuteur_courriel="").update(tuteur_courriel="neuf@exemple.fr")
    assert relancer(le=jour, a=instant) == Bilan(3, 2)
    assert Courriel.objects.filter(destinataire="anne.prigent@exemple.fr").count() == 0
    assert len(liens(Courriel.objects.get(destinataire="neuf@exemple.fr"))) == 2


def test_un_tuteur_qui_change_pendant_la_tournee_ne_recoit_rien(attendus, instant, jour, monkeypatch):
    vrai = relance._personnes

    def pendant_que(dernier):
        Inscription.objects.exclude(tuteur_courriel="").update(tuteur_courriel="neuf@exemple.fr")
        return vrai(dernier)

    with monkeypatch.context() as pendant:
        pendant.setattr(relance, "_personnes", pendant_que)
        assert relancer(le=jour, a=instant) == Bilan(1, 1)
    assert Relance.objects.get().destinataire == attendus.candidat.courriel
    assert relancer(le=jour, a=instant) == Bilan(2, 1)


def test_relancer_a_la_main_relit_ce_que_le_dossier_attend(attendus, agent, instant, jour):
    """The opinion came after the page was read: nobody is reminded of it."""
    recalculer()
    avis = AvisEntreprise.objects.order_by("pk").first()
    assert EcheanceDossier.objects.au(jour).filter(inscription=avis.inscription).count() == 1
    AvisEntreprise.objects.filter(pk=avis.pk).update(
        etat=EtatAvis.ABSENT, absence_motif="x", absence_par=agent, absence_le=instant
    )
    recalculer()
    with pytest.raises(ErreurMetier, match=r"^Ce dossier n’attend rien de l’organisme ni du tuteur\.$"):
        relancer_dossier(inscription=avis.inscription, le=jour, par=agent, a=instant)
    assert (Relance.objects.count(), Courriel.objects.count()) == (0, 0)


@pytest.mark.parametrize("autre", [False, True])
def test_un_avis_clos_dont_la_ligne_reste_n_arrete_pas_la_relance(attendus, agent, instant, jour, monkeypatch, autre):
    """The kept row lags behind the opinion: it is left out, and said; what else is awaited leaves."""
    avis = AvisEntreprise.objects.order_by("pk").first()
    if autre:
        RapportActivites.objects.create(inscription=avis.inscription, demande_le=instant)
    recalculer()
    attendues = EcheanceDossier.objects.au(jour).filter(inscription=avis.inscription).count()
    AvisEntreprise.objects.update(etat=EtatAvis.ABSENT, absence_motif="x", absence_par=agent, absence_le=instant)
    monkeypatch.setattr("jurys.services.suivi.refaire_tout", lambda: 0)
    if not autre:
        with pytest.raises(ErreurMetier, match="n’attend rien"):
            relancer_dossier(inscription=avis.inscription, le=jour, par=agent, a=instant)
        assert (attendues, Relance.objects.count(), LienAvis.objects.count()) == (1, 0, 0)
        return
    dites = relancer_dossier(inscription=avis.inscription, le=jour, par=agent, a=instant)
    assert [dite.endswith(" : plus attendu, personne n’est relancé") for dite in dites] == [False, True]
    assert (attendues, Relance.objects.count(), Courriel.objects.count()) == (2, 1, 1)


def test_le_candidat_dont_l_adresse_est_corrigee_l_est_dans_son_dossier(attendus, agent, instant, jour):
    relancer(le=jour, a=instant)
    perdu = Courriel.objects.get(destinataire=attendus.candidat.courriel)
    refaire_relances(courriel=perdu, adresse="neuf@exemple.fr", par=agent, a=instant)
    attendus.candidat.refresh_from_db()
    refait = Courriel.objects.get(destinataire="neuf@exemple.fr", acte="relance")
    assert (attendus.candidat.courriel, len(liens(refait))) == ("neuf@exemple.fr", 1)


def test_ce_qui_n_est_plus_attendu_ne_se_refait_pas(attendus, agent, instant, jour):
    relancer(le=jour, a=instant)
    perdu = Courriel.objects.get(destinataire=attendus.candidat.courriel)
    EcheanceDossier.objects.all().delete()
    with pytest.raises(ErreurMetier, match="n’est plus attendu"):
        refaire_relances(courriel=perdu, adresse="neuf@exemple.fr", par=agent, a=instant)


def test_un_avis_clos_entre_deux_ne_rouvre_aucun_lien(attendus, agent, instant, jour, monkeypatch):
    """The kept row says that it is due, the opinion is not awaited any more: nothing is sent, nothing is opened."""
    recalculer()
    AvisEntreprise.objects.update(etat=EtatAvis.ABSENT, absence_motif="x", absence_par=agent, absence_le=instant)
    monkeypatch.setattr("jurys.services.suivi.refaire_tout", lambda: 0)
    assert relancer(le=jour, a=instant).courriels == 1
    assert LienAvis.objects.count() == 0
    assert Relance.objects.get().destinataire == attendus.candidat.courriel


@pytest.mark.parametrize("nombre", [3, 45])
def test_un_courriel_nomme_quarante_echeances_et_dit_combien_restent(organisme, instant, jour, nombre):
    for _ in range(nombre):
        InscriptionFactory(
            organisme=organisme,
            entree_formation=jour - timedelta(days=300),
            fin_formation=jour + timedelta(days=30),
            date_evaluation_prevue=jour + timedelta(days=20),
        )
    bilan = relancer(le=jour, a=instant)
    courriel = Courriel.objects.get(destinataire=organisme.courriel)
    assert (bilan, courriel.objet) == (Bilan(nombre, 1), f"Rappel : {nombre} échéances")
    assert courriel.texte.count("/inscriptions/") == min(nombre, MONTREES)
    assert ("Et 5 autres\u00a0: " in courriel.texte) is (nombre > MONTREES)
    assert Relance.objects.filter(courriel=courriel).count() == nombre


def test_aucun_lien_personnel_n_est_coupe(instant, jour):
    """Forty-two opinions of one tutor: each link is new, so each must be in the mail."""
    JuryFactory(date=jour + timedelta(days=22))
    for _ in range(MONTREES + 2):
        inscription = InscriptionFactory(tout_acquis=True, date_evaluation_prevue=jour + timedelta(days=10))
        AvisEntreprise.objects.create(inscription=inscription, demande_le=instant)
    relancer(le=jour, a=instant)
    courriel = Courriel.objects.get(destinataire="anne.prigent@exemple.fr")
    assert len(set(liens(courriel))) == MONTREES + 2
    assert "autres : " not in courriel.texte.replace("\u00a0", " ")


@pytest.mark.parametrize("chacun", [False, True])
def test_le_nombre_de_requetes_ne_suit_pas_celui_des_dossiers(chacun, organisme, instant, jour):
    """Two thousand files in forty queries at most: what is written by two hundred costs what ten cost, of
    one OF or of as many as files."""

    parametres()

    def mesurer(nombre, le):
        for _ in range(nombre):
            InscriptionFactory(
                organisme=OrganismeFactory() if chacun else organisme,
                entree_formation=jour - timedelta(days=300),
                fin_formation=jour + timedelta(days=30),
                date_evaluation_prevue=jour + timedelta(days=20),
            )
        recalculer()
        with CaptureQueriesContext(connection) as requetes:
            assert relancer(le=le, a=instant).relances == nombre
        return len(requetes)

    assert mesurer(2, jour) == mesurer(60, jour) <= 40


def test_d_un_lot_a_l_autre_les_courriels_restent_etales(instant, jour, monkeypatch):
    """What a chunk wrote is before what the next one writes, minute after minute."""
    monkeypatch.setattr(relance, "PERSONNES", 2)
    monkeypatch.setattr(courriels, "PAR_MINUTE", 1)
    for _ in range(5):
        InscriptionFactory(
            organisme=OrganismeFactory(),
            entree_formation=jour - timedelta(days=300),
            fin_formation=jour + timedelta(days=30),
            date_evaluation_prevue=jour + timedelta(days=20),
        )
    assert relancer(le=jour, a=instant).courriels == 5
    partent = Courriel.objects.order_by("prochain_essai_le").values_list("prochain_essai_le", flat=True)
    assert list(partent) == [instant + timedelta(minutes=n) for n in range(5)]
