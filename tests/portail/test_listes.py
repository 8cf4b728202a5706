"""Saved views, acts on many registrations, the place of a file in its list: scope, result per row, constant cost."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import pytest
from django.contrib.messages import get_messages
from django.http import QueryDict

from candidats.choix import EtatInscription
from candidats.models import Candidat, Inscription
from certif_portal.commun.models import Courriel, EntreeJournal
from certif_portal.portail import lots
from certif_portal.portail.models import Relance, VueEnregistree
from certif_portal.portail.queries.listes import Voisins, requete_de, voisins
from evaluations.models import Passage
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.evaluations.factories import CommissionFactory, valider_livret

pytestmark = pytest.mark.django_db
LE = date(2026, 11, 20)
LISTE, LOT = "/inscriptions/", "/inscriptions/lot/"
SOCLE = 4  # session, person, roles of the day, frame of the page


@pytest.fixture(autouse=True)
def ce_jour(horloge_au):
    horloge_au(LE)


def inscrire(nom: str, **champs) -> Inscription:
    candidat = CandidatFactory(nom_naissance=nom, cle_recherche=nom.lower())
    return InscriptionFactory(candidat=candidat, **champs)


# --- saved views


def enregistrer(client, nom="À relancer", requete="etat=acceptee&page=3&q=", **champs):
    return client.post("/vues/", {"page": "inscription_liste", "nom": nom, "requete": requete, **champs})


def test_la_requete_d_une_vue_est_triee_sans_page_ni_filtre_vide():
    assert requete_de(QueryDict("tri=nom&etat=acceptee&q=&page=3")) == "etat=acceptee&tri=nom"


def test_une_vue_s_enregistre_et_se_retrouve_sur_sa_liste(agent, connecte, organisme):
    client = connecte(agent)
    reponse = enregistrer(client)
    vue = VueEnregistree.objects.get()
    assert (vue.personne, vue.page, vue.nom, vue.requete) == (agent, "inscription_liste", "À relancer", "etat=acceptee")
    assert reponse.url == "/inscriptions/?etat=acceptee"
    page = client.get(reponse.url)
    assert page.context["vues"].courante == vue
    assert "Renommer ou supprimer cette vue" in page.content.decode()


def test_le_meme_nom_remplace_la_vue(agent, connecte):
    client = connecte(agent)
    enregistrer(client)
    enregistrer(client, requete="etat=deposee")
    assert list(VueEnregistree.objects.values_list("requete", flat=True)) == ["etat=deposee"]


def test_la_vue_par_defaut_s_ouvre_depuis_le_menu_et_il_n_y_en_a_qu_une(agent, connecte):
    client = connecte(agent)
    enregistrer(client, par_defaut="on")
    enregistrer(client, "Déposées", "etat=deposee", par_defaut="on")
    assert list(VueEnregistree.objects.filter(par_defaut=True).values_list("nom", flat=True)) == ["Déposées"]
    assert '<a href="/inscriptions/?etat=deposee"' in client.get("/").content.decode()


def test_une_vue_se_renomme_et_se_supprime(agent, connecte):
    client = connecte(agent)
    enregistrer(client)
    enregistrer(client, "Autre")
    adresse = f"/vues/{VueEnregistree.objects.get(nom='Autre').pk}/"
    assert "porte déjà ce nom" in client.post(adresse, {"nom": "À relancer"}).content.decode()
    assert "obligatoire" in client.post(adresse, {"nom": ""}).content.decode()
    client.post(adresse, {"nom": "Livrets", "par_defaut": "on"})
    assert VueEnregistree.objects.get(pk=adresse.split("/")[2]).nom == "Livrets"
    client.post(adresse, {"supprimer": "1"})
    assert list(VueEnregistree.objects.values_list("nom", flat=True)) == ["À relancer"]


def test_personne_ne_voit_les_vues_d_un_autre(agent, responsable, connecte):
    enregistrer(connecte(agent))
    client = connecte(responsable)
    assert client.get(f"/vues/{VueEnregistree.objects.get().pk}/").status_code == 404
    assert client.get(LISTE).context["vues"].siennes == []


@pytest.mark.parametrize("saisie", [{"nom": ""}, {"nom": "x" * 61}, {"page": "jury_liste"}, {"requete": "x" * 1001}])
def test_une_vue_fausse_est_refusee_en_clair(agent, connecte, saisie):
    donnees = {"page": "inscription_liste", "nom": "Vue", "requete": "etat=acceptee"} | saisie
    reponse = connecte(agent).post("/vues/", donnees)
    assert (reponse.status_code, VueEnregistree.objects.count()) == (302, 0)
    assert "n’est pas enregistrée" in str(next(iter(get_messages(reponse.wsgi_request))))


# --- place of a file in its list


def test_les_voisins_d_un_dossier():
    assert voisins([5, 8, 2], 8) == Voisins(2, 3, 5, 2)
    assert voisins([5, 8, 2], 5) == Voisins(1, 3, None, 8)
    assert voisins([5], 5) == Voisins(1, 1, None, None)
    assert voisins([5, 8], 9) is None


def test_le_dossier_dit_sa_place_dans_la_liste_filtree(agent, organisme, connecte):
    premiere, deuxieme, troisieme = (inscrire(nom, organisme=organisme) for nom in ("Abel", "Brun", "Cado"))
    inscrire("Autre", organisme=organisme, deposee=True)
    client, liste = connecte(agent), "etat=acceptee&tri=nom"
    assert (
        f'href="/inscriptions/{premiere.pk}/?liste={quote(liste)}"' in client.get(f"{LISTE}?{liste}").content.decode()
    )
    page = client.get(f"/inscriptions/{deuxieme.pk}/?liste={quote(liste)}").content.decode()
    assert "2 sur 3" in page
    assert f'<a href="/inscriptions/{premiere.pk}/?liste={quote(liste)}" rel="prev"' in page
    assert f'<a href="/inscriptions/{troisieme.pk}/?liste={quote(liste)}" rel="next"' in page
    assert 'href="/inscriptions/?etat=acceptee&amp;tri=nom"' in page
    assert " sur 3" not in client.get(f"/inscriptions/{deuxieme.pk}/").content.decode()
    parti = client.get(f"/inscriptions/{deuxieme.pk}/?liste=etat%3Ddeposee").content.decode()
    assert "n’est plus dans la liste filtrée" in parti


def test_une_liste_etrange_dans_l_adresse_ne_casse_rien(agent, inscription, connecte):
    for liste in ("%", "tri=%27", "organisme=zz&retard=livret", "x" * 3000, "%00"):
        assert connecte(agent).get(f"/inscriptions/{inscription.pk}/", {"liste": liste}).status_code == 200


@pytest.mark.parametrize("nombre", [10, 100])
def test_le_cout_ne_depend_pas_du_nombre_de_lignes(
    agent, organisme, referentiel, connecte, nombre, django_assert_num_queries
):
    """The list with its views (5), and the file with its neighbours (6 at most), beyond the frame."""
    candidat = CandidatFactory()
    commun = {"candidat": candidat, "organisme": organisme, "referentiel": referentiel, "acceptee_par": agent}
    inscriptions = InscriptionFactory.create_batch(nombre, **commun)
    client = connecte(agent)
    enregistrer(client)
    client.get(LISTE)  # shows the message of the view kept
    with django_assert_num_queries(SOCLE + 5):
        client.get(LISTE)
    with django_assert_num_queries(SOCLE + 5):
        client.get(f"/inscriptions/{inscriptions[3].pk}/?liste=tri%3Dnom")


# --- acts on many


def lot(client, acte, *inscriptions, **champs):
    return client.post(LOT, {"acte": acte, "inscription": [i.pk for i in inscriptions], "liste": "tri=nom", **champs})


def resultats(reponse) -> list[tuple[str, bool]]:
    return [(r.inscription.candidat.nom_naissance, r.fait) for r in reponse.context["resultats"]]


def test_accepter_en_nombre_fait_ce_qui_peut_l_etre_et_dit_le_reste(agent, organisme, referentiel, connecte):
    prete, sans_identite = (
        inscrire(nom, organisme=organisme, referentiel=referentiel, deposee=True) for nom in ("Abel", "Brun")
    )
    acceptee = inscrire("Cado", organisme=organisme)
    Candidat.objects.filter(pk=prete.candidat_id).update(
        identite_verifiee_le=datetime(2026, 11, 20, 9, tzinfo=UTC),
        identite_verifiee_par=agent,
        identite_document="carte",
    )
    client = connecte(agent)
    reponse = lot(client, "accepter", prete, sans_identite, acceptee)
    assert resultats(reponse) == [("Abel", True), ("Brun", False), ("Cado", False)]
    prete.refresh_from_db()
    sans_identite.refresh_from_db()
    assert (prete.etat, sans_identite.etat) == (EtatInscription.ACCEPTEE, EtatInscription.DEPOSEE)
    assert "L’identité n’est pas encore vérifiée" in reponse.content.decode()
    assert EntreeJournal.objects.filter(acte="acceptation").count() == 1


def test_la_confirmation_dit_qui_est_concerne_et_pourquoi_les_autres_non(agent, organisme, connecte):
    deposee, acceptee = inscrire("Abel", organisme=organisme, deposee=True), inscrire("Cado", organisme=organisme)
    page = connecte(agent).get(LOT, {"acte": "accepter", "inscription": [deposee.pk, acceptee.pk], "liste": ""})
    assert page.context["retenues"] == []
    assert [ecart for _, ecart in page.context["ecartees"]] == [
        "L’identité n’est pas encore vérifiée.",
        "L’inscription est « acceptée ».",
    ]
    deposee.refresh_from_db()
    assert deposee.etat == EtatInscription.DEPOSEE


@pytest.fixture
def livret_du(organisme):
    return inscrire(
        "Abel", organisme=organisme, entree_formation=date(2026, 6, 1), fin_formation=date(2026, 12, 31),
        date_evaluation_prevue=date(2026, 12, 1),
    )  # fmt: skip


def test_relancer_en_nombre_part_une_fois_par_jour(agent, livret_du, organisme, connecte):
    rien = inscrire("Brun", organisme=organisme)
    valider_livret(rien)
    client = connecte(agent)
    page = client.get(LOT, {"acte": "relancer", "portee": "liste", "liste": "tri=nom"})
    assert page.context["retenues"] == [livret_du]
    reponse = lot(client, "relancer", livret_du, rien)
    assert resultats(reponse) == [("Abel", True), ("Brun", False)]
    assert Courriel.objects.get().destinataire == organisme.courriel
    assert Relance.objects.get().etape == "20/11/2026"
    assert EntreeJournal.objects.get(acte="relance").par == agent
    assert "déjà partie aujourd’hui" in lot(client, "relancer", livret_du).content.decode()
    assert Courriel.objects.count() == 1


def test_affecter_en_nombre_a_une_commission(agent, organisme, referentiel, connecte):
    prets = [inscrire(nom, organisme=organisme, referentiel=referentiel) for nom in ("Abel", "Brun")]
    for inscription in prets:
        valider_livret(inscription)
    sans_livret = inscrire("Cado", organisme=organisme, referentiel=referentiel)
    commission, passee = (
        CommissionFactory(date=LE + timedelta(days=20)),
        CommissionFactory(date=LE - timedelta(days=20)),
    )
    client = connecte(agent)
    page = lot(client, "affecter", *prets, commission=passee.pk)
    assert "commission" in page.context["form"].errors
    assert "Choisissez la commission." in lot(client, "affecter", *prets).content.decode()
    reponse = lot(client, "affecter", *prets, sans_livret, commission=commission.pk)
    assert resultats(reponse) == [("Abel", True), ("Brun", True), ("Cado", False)]
    assert set(Passage.objects.values_list("inscription", flat=True)) == {i.pk for i in prets}


def test_l_organisme_depose_ses_brouillons_et_lit_ce_qui_manque_a_chacun(
    membre_of, organisme, autre_organisme, connecte
):
    brouillon = inscrire("Abel", organisme=organisme, brouillon=True)
    ailleurs = inscrire("Brun", organisme=autre_organisme, brouillon=True)
    reponse = lot(connecte(membre_of), "deposer", brouillon, ailleurs)
    assert resultats(reponse) == [("Abel", False)]
    assert "pièce d’identité" in reponse.context["resultats"][0].phrase
    assert connecte(membre_of).get(LOT, {"acte": "accepter"}).status_code == 403


@pytest.mark.parametrize(
    ("donnees", "attendu"),
    [
        ({}, "Choisissez d’abord"),
        ({"acte": "zz"}, "Choisissez d’abord"),
        ({"acte": "accepter"}, "Cochez au moins une ligne"),
        ({"acte": "accepter", "inscription": ["²", "9" * 40, "0"]}, "Cochez au moins une ligne"),
    ],
)
def test_un_lot_vide_ou_faux_ramene_a_la_liste(agent, connecte, donnees, attendu):
    reponse = connecte(agent).get(LOT, donnees | {"liste": "etat=acceptee"})
    assert reponse.url == "/inscriptions/?etat=acceptee"
    assert attendu in str(next(iter(get_messages(reponse.wsgi_request))))


def test_un_lot_trop_long_se_filtre_d_abord(agent, organisme, referentiel, connecte, monkeypatch):
    monkeypatch.setattr(lots, "MAXIMUM", 2)
    for _ in range(3):
        InscriptionFactory(organisme=organisme, referentiel=referentiel)
    reponse = connecte(agent).get(LOT, {"acte": "relancer", "portee": "liste", "liste": ""})
    assert "Plus de 2 lignes" in str(next(iter(get_messages(reponse.wsgi_request))))


@pytest.mark.parametrize("nombre", [1, 20])
def test_la_confirmation_coute_un_nombre_fixe_de_requetes(
    agent, organisme, referentiel, connecte, nombre, django_assert_num_queries
):
    for _ in range(nombre):
        InscriptionFactory(organisme=organisme, referentiel=referentiel)
    client = connecte(agent)
    with django_assert_num_queries(SOCLE + 5):
        client.get(LOT, {"acte": "relancer", "portee": "liste", "liste": ""})


def test_l_auditeur_n_a_pas_de_cases(auditeur, inscription, connecte):
    assert 'name="inscription"' not in connecte(auditeur).get(LISTE).content.decode()
    assert connecte(auditeur).get(LOT).status_code == 403
