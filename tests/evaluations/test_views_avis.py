"""The tutor's page: opened by its link alone, read as often as one likes, answered once."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from candidats.choix import Portee
from certif_portal.centre.models import valeurs_avis
from certif_portal.commun import gardes, horloge, middleware
from certif_portal.commun.liens import adresse_gardee, adresse_rendue
from certif_portal.commun.models import Courriel, EnvoiJoue, FichierGarde, SaisieGardee
from certif_portal.comptes.models import SessionOuverte
from epreuves.conservation import chercher
from evaluations.choix import EtatAvis
from evaluations.models import AvisActivite, AvisEntreprise, LienAvis
from evaluations.queries.avis import activites_pour_avis
from evaluations.services.avis import ouvrir_avis, renvoyer_lien_avis
from tests.candidats.factories import InscriptionFactory

pytestmark = pytest.mark.django_db
TRACE = "[[[100,100],[600,200]],[[610,90]]]"
SANS_JETON = import_module("certif_portal.commun.migrations.0016_adresses_sans_jeton")
SESSION = 3  # session, user, roles of the day


@pytest.fixture
def avis(inscription, agent):
    return ouvrir_avis(inscription=inscription, par=agent, a=horloge.maintenant())


@pytest.fixture
def chemin(avis):
    return re.search(r"/avis/[\w-]+/", Courriel.objects.filter(acte="avis_demande").latest("pk").texte)[0]


def reponses(inscription, valeur="favorable", **champs):
    choisie = next(v for v in valeurs_avis() if v.code == valeur)
    activites = {f"activite_{activite.pk}": choisie.pk for activite in activites_pour_avis(inscription)}
    return activites | {"valeur": choisie.pk, "nom": "Anne Prigent", "qualite": "Tutrice", "signature": TRACE} | champs


def test_lire_ne_consomme_rien(inscription, chemin):
    avant = LienAvis.objects.values().get()
    for appel in (Client().head, Client().get, Client().get):
        assert appel(chemin).status_code == 200
    assert LienAvis.objects.values().get() == avant
    assert AvisEntreprise.objects.get().etat == EtatAvis.ATTENDU


def test_la_page_dit_ce_qui_est_attendu(inscription, chemin):
    reponse = Client().get(chemin)
    page = reponse.content.decode()
    assert str(inscription.candidat) in page
    assert "Ce qui est attendu de vous." in page
    assert "Activité d’essai 1" in page
    assert reponse["Referrer-Policy"] == "strict-origin"
    assert "no-store" in reponse["Cache-Control"]


def test_repondre_puis_recevoir_l_accuse(inscription, chemin):
    client = Client()
    reponse = client.post(chemin, reponses(inscription), follow=True)
    assert "Votre avis est enregistré" in reponse.content.decode()
    avis = AvisEntreprise.objects.get()
    assert (avis.etat, avis.nom, avis.qualite, avis.valeur.code) == (
        EtatAvis.RENDU,
        "Anne Prigent",
        "Tutrice",
        "favorable",
    )
    assert AvisActivite.objects.count() == 2
    encore = client.post(chemin, reponses(inscription, "defavorable", commentaire="Non"))
    assert "Votre avis est enregistré" in encore.content.decode()
    assert AvisEntreprise.objects.get().valeur.code == "favorable"


def test_le_recu_ne_montre_pas_l_avis(inscription, chemin):
    Client().post(chemin, reponses(inscription, "reserve", commentaire="Manque d’autonomie"))
    page = Client().get(chemin).content.decode()
    assert "Manque d’autonomie" not in page
    assert str(inscription.candidat) not in page


def test_il_manque_une_activite_et_un_commentaire(inscription, chemin):
    """AVIS-COMMENTAIRE"""
    donnees = reponses(inscription, "reserve")
    manquante = next(nom for nom in donnees if nom.startswith("activite_"))
    del donnees[manquante]
    reponse = Client().post(chemin, donnees)
    assert set(reponse.context["formulaire"].errors) == {manquante, "commentaire"}
    page = reponse.content.decode()
    assert ("Dites en quelques mots pourquoi." in page, "AVIS-COMMENTAIRE" in page) == (True, False)
    assert AvisEntreprise.objects.get().etat == EtatAvis.ATTENDU


def test_sans_signature_l_avis_attend(inscription, chemin):
    """AVIS-SIGNATURE"""
    reponse = Client().post(chemin, reponses(inscription, signature=""))
    assert set(reponse.context["formulaire"].errors) == {"signature"}
    reponse = Client().post(chemin, reponses(inscription, signature="[[[1,1]]]"))
    assert "trop petite" in reponse.content.decode()
    assert AvisEntreprise.objects.get().etat == EtatAvis.ATTENDU
    Client().post(chemin, reponses(inscription, signature="", nom_vaut_signature="on"))
    assert (AvisEntreprise.objects.get().etat, AvisEntreprise.objects.get().signature) == (EtatAvis.RENDU, [])


def test_passer_la_main_a_un_collegue(inscription, chemin):
    client = Client()
    assert "Passez la main" in client.get(chemin).content.decode()
    reponse = client.post(f"{chemin}passer/", {"destinataire": "chef@exemple.fr"}, follow=True)
    page = reponse.content.decode()
    assert (reponse.status_code, "L’avis est demandé à chef@exemple.fr" in page) == (410, True)
    assert "Ce lien a été remplacé" in page
    encore = client.post(f"{chemin}passer/", {"destinataire": "autre@exemple.fr"})
    assert (encore.status_code, LienAvis.objects.count()) == (410, 2)
    suivant = re.search(r"/avis/[\w-]+/", Courriel.objects.filter(acte="avis_demande").latest("pk").texte)[0]
    assert client.get(suivant).status_code == 200


def test_valeurs_folles(inscription, chemin):
    for champs in ({"valeur": "999999"}, {"valeur": "x"}, {"nom": "\x00"}, {"qualite": "é" * 500}):
        assert Client().post(chemin, reponses(inscription) | champs).status_code == 200
    assert AvisEntreprise.objects.get().etat == EtatAvis.ATTENDU


def test_lien_expire_remplace_ou_inconnu(inscription, avis, chemin, agent):
    LienAvis.objects.update(expire_le=horloge.maintenant() - timedelta(seconds=1))
    expire = Client().get(chemin)
    assert (expire.status_code, "Ce lien n’est plus valable" in expire.content.decode()) == (410, True)
    renvoyer_lien_avis(avis=avis, destinataire="autre@exemple.fr", par=agent, a=horloge.maintenant())
    remplace = Client().post(chemin, reponses(inscription))
    assert (remplace.status_code, "Ce lien a été remplacé" in remplace.content.decode()) == (410, True)
    inconnu = Client().get(reverse("avis_repondre", args=["n-importe-quoi"]))
    assert (inconnu.status_code, "Ce lien n’ouvre rien" in inconnu.content.decode()) == (404, True)
    assert AvisEntreprise.objects.get().etat == EtatAvis.ATTENDU


def test_un_bloc_seul_ne_demande_que_son_activite(organisme, referentiel, agent):
    inscription = InscriptionFactory(organisme=organisme, referentiel=referentiel, portee=Portee.BLOCS)
    inscription.blocs.set([referentiel.compositions.get(ordre=2).version_bloc])
    assert [activite.ordre for activite in activites_pour_avis(inscription)] == [2]
    referentiel.activites.get(ordre=1).delete()
    assert [activite.ordre for activite in activites_pour_avis(inscription)] == [2]


def test_renvoyer_le_lien_a_une_autre_adresse(connecte, agent, inscription, avis):
    connecte(agent).post(reverse("avis_renvoyer_lien", args=[inscription.pk]), {"destinataire": "chef@exemple.fr"})
    liens = LienAvis.objects.order_by("pk")
    assert [(lien.destinataire, lien.revoque_le is not None) for lien in liens] == [
        ("anne.prigent@exemple.fr", True),
        ("chef@exemple.fr", False),
    ]


def test_constater_l_absence_revient_au_responsable(connecte, agent, responsable, inscription, avis):
    """AVIS-ABSENCE"""
    chemin = reverse("avis_constater_absence", args=[inscription.pk])
    refus = connecte(agent).post(chemin, {"motif": "Ne répond pas"})
    assert (refus.status_code, "AVIS-ABSENCE" in refus.content.decode()) == (403, True)
    assert AvisEntreprise.objects.get().etat == EtatAvis.ATTENDU
    connecte(responsable).post(chemin, {"motif": "Entreprise en liquidation"})
    avis.refresh_from_db()
    assert (avis.etat, avis.absence_par) == (EtatAvis.ABSENT, responsable)
    assert connecte(responsable).get(chemin).status_code == 404


def test_l_organisme_et_l_evaluateur_n_agissent_pas_sur_l_avis(connecte, membre_of, evaluateur, inscription, avis):
    for personne in (membre_of, evaluateur.utilisateur):
        for nom in ("avis_renvoyer_lien", "avis_constater_absence"):
            assert connecte(personne).post(reverse(nom, args=[inscription.pk]), {}).status_code == 403
    assert LienAvis.objects.count() == 1


def test_page_du_tuteur_en_peu_de_requetes(inscription, chemin, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        Client().get(chemin)


def test_formulaires_du_centre_en_peu_de_requetes(connecte, agent, inscription, avis, django_assert_num_queries):
    client = connecte(agent)
    with django_assert_num_queries(SESSION + 4):
        client.get(reverse("avis_renvoyer_lien", args=[inscription.pk]))


def ecrire_et_envoyer(inscription, chemin) -> None:
    """All that a link may leave in the base: a form sent too late with a file, given back, then sent twice."""
    perdu, client = Client(enforce_csrf_checks=True), Client()
    page = re.search(r'name="page" value="([^"]+)"', client.get(chemin).content.decode())[1]
    d_ici = {"Origin": "http://testserver", "Referer": f"http://testserver{chemin}"}
    tard = {"page": page, "nom": "Yann Kerbrat", "x": SimpleUploadedFile("a.png", b"x", "image/png")}
    assert perdu.post(chemin, tard, headers=d_ici)["Location"] == chemin
    assert (SaisieGardee.objects.count(), FichierGarde.objects.count()) == (1, 1)
    assert "Yann Kerbrat" in perdu.get(chemin).content.decode()
    envoi = reponses(inscription) | {"page": page}
    assert [client.post(chemin, envoi).headers["Location"] for _ in range(2)] == [chemin, chemin]
    assert EnvoiJoue.objects.exclude(vers="").count() == 1


def ou_se_lit(jeton) -> set[str]:
    """The tables of a dump that show it, what sessions hold included."""
    sessions = [str(session.get_decoded()) for session in SessionOuverte.objects.all()]
    tables = {ligne.partition(" ")[0] for ligne in chercher(jeton)}
    return tables | ({"session"} if any(jeton in session for session in sessions) else set())


@pytest.mark.postgresql
def test_qui_vole_la_base_n_a_aucun_lien(inscription, chemin):
    """S12: neither the link nor its token, wherever the portal keeps the address of a page."""
    ecrire_et_envoyer(inscription, chemin)
    assert ou_se_lit(chemin.split("/")[2]) == set()


@pytest.mark.postgresql
def test_une_adresse_gardee_telle_quelle_serait_vue(inscription, chemin, monkeypatch):
    """Negative control."""
    for module in (gardes, middleware):
        monkeypatch.setattr(module, "adresse_gardee", lambda adresse: adresse)
    ecrire_et_envoyer(inscription, chemin)
    tables = {"commun_saisiegardee", "commun_fichiergarde", "commun_envoijoue"}
    assert ou_se_lit(chemin.split("/")[2]) == tables


@pytest.mark.postgresql
def test_ce_qui_fut_garde_avant_se_cache_et_se_retrouve(inscription, chemin, monkeypatch):
    """The update hides the tokens that an older version left, and loses nothing of what was kept."""
    with monkeypatch.context() as avant:
        for module in (gardes, middleware):
            avant.setattr(module, "adresse_gardee", lambda adresse: adresse)
        ecrire_et_envoyer(inscription, chemin)
    claire = SaisieGardee.objects.get()
    SaisieGardee.objects.create(  # kept again by the same browser, by a version that hides
        empreinte=claire.empreinte,
        chemin=adresse_gardee(chemin),
        page=adresse_gardee(chemin),
        taille=1,
        scelle=b"x",
        cree_le=claire.cree_le,
        expire_le=claire.expire_le,
    )
    SANS_JETON.cacher_les_jetons(apps, None)
    assert ou_se_lit(chemin.split("/")[2]) == set()
    gardees = [(SaisieGardee, "chemin"), (SaisieGardee, "page"), (FichierGarde, "chemin"), (EnvoiJoue, "vers")]
    for modele, champ in gardees:
        [gardee] = modele.objects.exclude(**{champ: ""}).values_list(champ, flat=True)
        assert adresse_rendue(gardee, chemin) == chemin
