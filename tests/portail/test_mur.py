"""The second wall: with the first one open, a page still reads nothing of another; with both, it reads what it read."""

import re

import pytest
from django.db import connection

from candidats.models import Candidat, Inscription
from candidats.models.inscription import InscriptionQuerySet
from certif_portal.commun import horloge
from certif_portal.commun.droits_base import accorder_droits
from certif_portal.commun.liens import empreinte_jeton
from certif_portal.portail.mur import derriere_le_mur, mur_pose, perimetres, poser_le_mur
from evaluations.models import AvisEntreprise, LienAvis, MembreCommission, Passage
from evaluations.models.commission import CommissionQuerySet
from jurys.choix import College
from jurys.models import CertificatQuerySet, MembreJury, Presentation
from tests.evaluations.factories import CommissionFactory, EvaluateurFactory
from tests.jurys.factories import JuryFactory
from tests.parcours.exploration import explorer, fuites, sans_jetons
from tests.parcours.test_etancheite import AUTRE, NOTRE, scene  # noqa: F401  # a fixture

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db, pytest.mark.timeout(600)]
CHANGEANT = re.compile(r"nonce-[\w+/=-]+|date: .*? gmt|\b\d+ ?ms\b|traceparent.*?;|x-request-id: \S+")


@pytest.fixture
def mur(db):
    """Laid in the transaction of the test, and gone with it; the owner's session, once it took the role, is held by
    it as any other."""
    nom = f"{connection.settings_dict['NAME']}_application"
    accorder_droits(connection, nom=nom, mot_de_passe="un-mot-de-passe")
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")  # of what was written
    poser_le_mur(connection, [nom])
    mur_pose.cache_clear()
    yield
    mur_pose.cache_clear()


def pages(client) -> dict[str, str]:
    return {adresse: CHANGEANT.sub("…", sans_jetons(page)) for adresse, page in explorer(client).items()}


def sans_le_mur(client, monkeypatch):
    with monkeypatch.context() as temps:
        temps.setattr("certif_portal.portail.middleware.mur_pose", lambda alias: False)
        return pages(client)


def ouvrir_le_premier(monkeypatch):
    for lignes in (InscriptionQuerySet, CommissionQuerySet, CertificatQuerySet):
        monkeypatch.setattr(lignes, "visibles_par", lambda self, personne: self)


def test_un_organisme_lit_les_memes_pages_et_rien_de_l_autre_si_un_filtre_manque(scene, mur, connecte, monkeypatch):  # noqa: F811
    nous, _, _ = scene
    client = connecte(nous.membre)
    avant, apres = sans_le_mur(client, monkeypatch), pages(client)
    assert sorted(avant) == sorted(apres)
    assert [adresse for adresse in avant if avant[adresse] != apres[adresse]] == []
    ouvrir_le_premier(monkeypatch)
    assert fuites(pages(client), AUTRE) == []
    assert len(fuites(sans_le_mur(client, monkeypatch), AUTRE)) > 10  # negative control


def test_un_evaluateur_et_un_jure_aussi(scene, mur, connecte, jure, monkeypatch):  # noqa: F811
    nous, _, _ = scene
    seul, commission = EvaluateurFactory(), CommissionFactory(date=horloge.aujourdhui())
    MembreCommission.objects.create(commission=commission, evaluateur=seul)
    nous.vae.passages.update(commission=commission)
    jury = JuryFactory(date=horloge.aujourdhui())
    Presentation.objects.create(jury=jury, inscription=nous.vae, code="K9", ordre=1)
    MembreJury.objects.create(
        jury=jury, nom="Tanguy", prenom="Nolwenn", college=College.PATRONAL, courriel="n@exemple.fr", utilisateur=jure
    )
    for personne in (seul.utilisateur, jure):
        client = connecte(personne)
        avant, apres = sans_le_mur(client, monkeypatch), pages(client)
        assert [adresse for adresse in avant if avant[adresse] != apres.get(adresse)] == []
        with derriere_le_mur(connection, personne=personne.pk):
            assert Inscription.objects.count() == 1
            assert not Inscription.objects.filter(organisme__nom__contains=AUTRE).exists()


def test_un_lien_de_tuteur_ne_lit_que_son_dossier(scene, mur):  # noqa: F811
    nous, _, _ = scene
    lien = LienAvis.objects.get(avis__inscription=nous.acceptee)
    LienAvis.objects.filter(pk=lien.pk).update(jeton_sha256=empreinte_jeton("un-jeton"))
    assert AvisEntreprise.objects.count() == 2
    with derriere_le_mur(connection, personne=None, jeton=empreinte_jeton("un-jeton")):
        assert [avis.inscription_id for avis in AvisEntreprise.objects.all()] == [nous.acceptee.pk]
        assert Candidat.objects.get() == nous.acceptee.candidat
    with derriere_le_mur(connection, personne=None, jeton=empreinte_jeton("un-autre")):
        assert not AvisEntreprise.objects.exists()
    assert AvisEntreprise.objects.count() == 2  # given back


def test_toute_table_d_un_dossier_est_derriere_le_mur(mur):
    """What refers to a registration or a person, even by another table; and what is laid is enabled."""
    murs = perimetres()
    for modele in (Passage, LienAvis, MembreCommission):
        assert (modele in murs) is (modele is not MembreCommission)
    assert len(murs) > 60
    with connection.cursor() as curseur:
        curseur.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        assert {nom for (nom,) in curseur.fetchall()} == {modele._meta.db_table for modele in murs}
