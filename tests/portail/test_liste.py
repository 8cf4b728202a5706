"""Saved views, acts on many registrations, the place of a file in its list: scope, result per row, constant cost."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import pytest
from django.contrib.messages import get_messages
from django.http import QueryDict

from candidats.choix import EtatInscription, EtatLivret
from candidats.models import Candidat, Inscription, Livret
from candidats.queries.liste import Voisins, voisins
from certif_portal.commun.models import Courriel, EntreeJournal
from certif_portal.portail import lots
from certif_portal.portail.models import Relance, VueEnregistree
from certif_portal.portail.queries.liste import requete_de
from evaluations.models import Passage
from jurys.choix import EtatJury
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.evaluations.factories import CommissionFactory, valider_livret
from tests.jurys.factories import JuryFactory

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
    assert requete_de(QueryDict("tri=nom&etat=acceptee&q=&page=3&liste=tri%3Dnom")) == "etat=acceptee&tri=nom"


def test_une_vue_s_enregistre_et_se_retrouve_sur_sa_liste(agent, connecte, organisme):
    client = connecte(agent)
    reponse = enregistrer(client)
    vue = VueEnregistree.objects.get()
    assert (vue.personne, vue.page, vue.nom, vue.requete) == (agent, "inscription_liste", "À relancer", "etat=acceptee")
    assert reponse.url == "/inscriptions/?etat=acceptee"
    page = client.get(reponse.url)
    assert page.context["vues"].courante == vue
    assert "Renommer ou supprimer cette vue" in page.content.decode()


@pytest.mark.parametrize(
    ("page", "adresse", "filtre"),
    [
        ("projet_liste", "/projets/", "etat=depose"),
        ("commission_liste", "/commissions/", "lieu=nantes&periode=a_clore"),
        ("jury_liste", "/jurys/", "etat=clos"),
    ],
)
def test_projets_commissions_et_jurys_ont_aussi_leurs_vues(agent, connecte, page, adresse, filtre):
    client = connecte(agent)
    assert "Enregistrer cette vue" in client.get(f"{adresse}?{filtre}").content.decode()
    assert enregistrer(client, requete=filtre, page=page, par_defaut="on").url == f"{adresse}?{filtre}"
    assert client.get(f"{adresse}?{filtre}").context["vues"].courante == VueEnregistree.objects.get()
    assert f'<a href="{adresse}?{filtre}"'.replace("&", "&amp;") in client.get("/").content.decode()


def test_commissions_et_jurys_se_filtrent(agent, connecte):
    a_clore, a_venir = (
        CommissionFactory(date=LE - timedelta(days=2), lieu="Nantes, salle 4"),
        CommissionFactory(date=LE + timedelta(days=9), lieu="Lorient"),
    )
    clos = JuryFactory(
        numero="2026-1",
        date=LE,
        lieu="Rennes",
        etat=EtatJury.CLOS,
        convoque_le=LE - timedelta(days=20),
        clos_le=datetime(2026, 11, 20, 18, tzinfo=UTC),
    )
    prepare = JuryFactory(numero="2026-2", date=LE, lieu="Nantes")
    client = connecte(agent)

    def lus(adresse: str) -> list:
        return list(client.get(adresse).context["page"])

    assert lus("/commissions/") == lus("/commissions/?periode=zz&lieu=LOR") == [a_venir]
    assert lus("/commissions/?periode=a_clore") == lus("/commissions/?periode=passees&lieu=nantes") == [a_clore]
    assert lus("/commissions/?periode=toutes") == [a_venir, a_clore]
    assert lus("/jurys/?etat=clos") == [clos]
    assert lus("/jurys/?lieu=nantes&etat=zz") == [prepare]
    assert "Aucun jury avec ces filtres" in client.get("/jurys/?lieu=brest").content.decode()


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


@pytest.mark.parametrize(
    "saisie", [{"nom": ""}, {"nom": "x" * 61}, {"page": "organismeformation_liste"}, {"requete": "x" * 1001}]
)
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


def verifier_identite(inscription, agent):
    Candidat.objects.filter(pk=inscription.candidat_id).update(
        identite_verifiee_le=datetime(2026, 11, 20, 9, tzinfo=UTC),
        identite_verifiee_par=agent,
        identite_document="carte",
    )


def test_accepter_ou_renvoyer_garde_sa_place(agent, organisme, referentiel, connecte):
    """The next file of the filtered list, then the list itself; a file opened by itself comes back to itself."""
    noms, commun = ("Abel", "Brun", "Cado", "Diou"), {"organisme": organisme, "referentiel": referentiel}
    abel, brun, cado, diou = (inscrire(nom, deposee=True, **commun) for nom in noms)
    for inscription in (abel, cado, diou):
        verifier_identite(inscription, agent)
    client, liste = connecte(agent), "etat=deposee&tri=nom"
    suffixe = f"?liste={quote(liste, safe='')}"
    fiche = " ".join(client.get(f"/inscriptions/{abel.pk}/{suffixe}").content.decode().split())
    assert f'action="/inscriptions/{abel.pk}/accepter/{suffixe}"' in fiche
    assert f'href="/inscriptions/{abel.pk}/renvoyer/{suffixe}"' in fiche
    assert f'Prochain acte&nbsp;:</b> <a href="/inscriptions/{abel.pk}/identite/{suffixe}"' in fiche
    assert client.post(f"/inscriptions/{abel.pk}/accepter/{suffixe}").url == f"/inscriptions/{brun.pk}/{suffixe}"
    assert "L’inscription de ABEL" in client.get(f"/inscriptions/{brun.pk}/{suffixe}").content.decode()
    examen = f"/inscriptions/{brun.pk}/identite/{suffixe}"
    assert f'action="/inscriptions/{brun.pk}/' not in client.get(examen).content.decode()  # not acceptable yet
    renvoi = client.post(f"/inscriptions/{brun.pk}/renvoyer/{suffixe}", {"motif": "Le prénom est tronqué."})
    assert renvoi.url == f"/inscriptions/{cado.pk}/{suffixe}"
    assert client.post(f"/inscriptions/{diou.pk}/accepter/{suffixe}").url == f"/inscriptions/?{liste}"  # the last one
    assert client.post(f"/inscriptions/{cado.pk}/accepter/").url == f"/inscriptions/{cado.pk}/"


def test_valider_ou_renvoyer_un_livret_garde_sa_place(agent, organisme, referentiel, connecte):
    abel, brun, cado = (inscrire(nom, organisme=organisme, referentiel=referentiel) for nom in ("Abel", "Brun", "Cado"))
    for inscription in (abel, brun):
        valider_livret(inscription)
    Livret.objects.update(etat=EtatLivret.DEPOSE, valide_le=None, valide_par=None)
    client, suffixe = connecte(agent), "?liste=tri%3Dnom"
    assert client.post(f"/inscriptions/{abel.pk}/livret/valider/{suffixe}").url == f"/inscriptions/{brun.pk}/{suffixe}"
    saisie = {"nature": "incomplet", "motif": "La situation manque."}
    renvoi = client.post(f"/inscriptions/{brun.pk}/livret/renvoyer/{suffixe}", saisie)
    assert renvoi.url == f"/inscriptions/{cado.pk}/{suffixe}"


@pytest.mark.parametrize("nombre", [3, 60])
def test_le_filtre_des_retards_et_ses_voisins_restent_dans_leur_budget(
    agent, organisme, referentiel, connecte, nombre, django_assert_max_num_queries
):
    """Late livrets are told by the rules, after one more query: the list within 6, the file within 16 (nine small
    lists are read one by one), beyond the frame."""
    candidat, commun = CandidatFactory(), {"organisme": organisme, "referentiel": referentiel, "acceptee_par": agent}
    tardives = InscriptionFactory.create_batch(
        nombre,
        candidat=candidat,
        entree_formation=date(2026, 6, 1),
        fin_formation=date(2026, 12, 31),
        deposee_le=date(2026, 9, 1),
        **commun,
    )
    client = connecte(agent)
    client.get(LISTE)  # writes the centre's settings, the first time
    for retard in ("livret", "inscription"):
        with django_assert_max_num_queries(SOCLE + 6):
            page = client.get(f"{LISTE}?retard={retard}&tri=nom")
        assert page.context["page"].paginator.count == nombre
        with django_assert_max_num_queries(SOCLE + 16):
            fiche = client.get(f"/inscriptions/{tardives[1].pk}/?liste=retard%3D{retard}%26tri%3Dnom")
        assert f"2 sur {nombre}" in fiche.content.decode()


def test_une_liste_etrange_dans_l_adresse_ne_casse_rien(agent, inscription, connecte):
    for liste in ("%", "tri=%27", "organisme=zz&retard=livret", "x" * 3000, "%00"):
        assert connecte(agent).get(f"/inscriptions/{inscription.pk}/", {"liste": liste}).status_code == 200


@pytest.mark.parametrize("nombre", [10, 100])
def test_le_cout_ne_depend_pas_du_nombre_de_lignes(
    agent, organisme, referentiel, connecte, nombre, django_assert_num_queries
):
    """The list with its views (6: the keys of the page, then its rows), and the file with its neighbours, beyond the
    frame."""
    candidat = CandidatFactory()
    commun = {"candidat": candidat, "organisme": organisme, "referentiel": referentiel, "acceptee_par": agent}
    inscriptions = InscriptionFactory.create_batch(nombre, **commun)
    client = connecte(agent)
    enregistrer(client)
    client.get(LISTE)  # shows the message of the view kept
    with django_assert_num_queries(SOCLE + 6):
        client.get(LISTE)
    with django_assert_num_queries(SOCLE + 16):
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
    verifier_identite(prete, agent)
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
        "Abel",
        organisme=organisme,
        entree_formation=date(2026, 6, 1),
        fin_formation=date(2026, 12, 31),
        date_evaluation_prevue=date(2026, 12, 1),
    )


def test_relancer_en_nombre_part_une_fois_par_jour(agent, livret_du, organisme, connecte):
    rien = inscrire("Brun", organisme=organisme)
    valider_livret(rien)
    client = connecte(agent)
    page = client.get(LOT, {"acte": "relancer", "portee": "liste", "liste": "tri=nom"})
    assert page.context["retenues"] == [(livret_du, f"Livret de suivi à déposer : {organisme.courriel}")]
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
    assert "commission" in page.context["formulaire"].errors
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
    with django_assert_num_queries(SOCLE + 2):
        client.get(LOT, {"acte": "relancer", "portee": "liste", "liste": ""})


def test_l_auditeur_n_a_pas_de_cases(auditeur, inscription, connecte):
    assert 'name="inscription"' not in connecte(auditeur).get(LISTE).content.decode()
    assert connecte(auditeur).get(LOT).status_code == 403
