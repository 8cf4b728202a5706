"""The screens of the projets de certification: who sees what, what is refused where, at what cost."""

from datetime import date

import pytest
from django.urls import reverse

from candidats.choix import EtatProjet
from candidats.models import Inscription, Projet
from certif_portal.centre.models import parametres
from tests.candidats.factories import InscriptionFactory, ProjetFactory
from tests.heure import vivre_le
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db
SOCLE = 4  # session, person, roles of the day, settings of the centre
SAISIE = {
    "portee": "complete",
    "voie": "formation",
    "besoins": "Trois départs",
    "moyens_techniques": "Deux centres",
    "moyens_humains": "Un formateur",
    "entree_formation": "2027-01-04",
    "livret_prevu_le": "2027-03-01",
    "date_evaluation_prevue": "2027-09-15",
    "fin_formation": "2027-09-30",
    "effectif_prevu": "6",
}


@pytest.fixture(autouse=True)
def ce_jour(horloge_a_part, jour):
    vivre_le(jour)


def creer(client, referentiel, **champs):
    return client.post(f"{reverse('projet_creer')}?referentiel={referentiel.pk}", SAISIE | champs)


def test_l_organisme_choisit_la_certification_puis_depose(connecte, membre_of, organisme, referentiel):
    client = connecte(membre_of)
    choix = client.get(reverse("projet_creer"))
    assert list(choix.context["referentiels"]) == [referentiel]
    reponse = creer(client, referentiel, deposer="1")
    projet = Projet.objects.get()
    assert (reponse.status_code, reponse.url) == (302, projet.get_absolute_url())
    assert (projet.organisme, projet.etat, projet.saisi_par_centre) == (organisme, EtatProjet.DEPOSE, False)
    assert "Ces dates suivent les usages du centre" in client.get(projet.get_absolute_url()).content.decode()


def test_un_depot_incomplet_garde_le_brouillon_et_dit_tout(connecte, membre_of, referentiel):
    client = connecte(membre_of)
    reponse = creer(client, referentiel, besoins="", effectif_prevu="", deposer="1")
    projet = Projet.objects.get()
    assert (projet.etat, reponse.url) == (EtatProjet.BROUILLON, f"/projets/{projet.pk}/modifier/?depot=1")
    page = client.get(reponse.url)
    assert sorted(page.context["formulaire"].errors) == ["besoins", "effectif_prevu"]
    assert "PROJET-CONTENU" in page.content.decode()


def test_une_date_impossible_ne_s_enregistre_pas(connecte, membre_of, referentiel):
    client = connecte(membre_of)
    page = creer(client, referentiel, fin_formation="2026-12-01")
    assert (Projet.objects.count(), "ne peut pas précéder" in page.content.decode()) == (0, True)
    page = creer(client, referentiel, entree_formation="31/02/2027")
    assert (Projet.objects.count(), list(page.context["formulaire"].errors)) == (0, ["entree_formation"])


def test_le_centre_saisit_pour_un_organisme_ou_pour_une_entreprise(connecte, agent, organisme, referentiel):
    client = connecte(agent)
    assert list(creer(client, referentiel).context["formulaire"].errors) == ["organisme"]
    deux = creer(client, referentiel, organisme=organisme.pk, entreprise_nom="Ponant")
    assert list(deux.context["formulaire"].errors) == ["organisme"]
    creer(client, referentiel, organisme=organisme.pk)
    creer(client, referentiel, entreprise_nom="Chantiers du Ponant")
    porteurs = set(Projet.objects.values_list("organisme__nom", "entreprise_nom", "saisi_par_centre"))
    assert porteurs == {(organisme.nom, "", True), (None, "Chantiers du Ponant", True)}


def test_les_alertes_de_date_citent_leur_regle(connecte, agent):
    projet = ProjetFactory(depose=True, livret_prevu_le=date(2026, 10, 1))
    page = connecte(agent).get(projet.get_absolute_url()).content.decode()
    assert ("LIVRET-TIERS" in page, "LIVRET-MOIS" in page, "EVALUATION-DERNIER-MOIS" in page) == (True, True, False)


def test_l_agent_conseille_une_autre_certification(connecte, agent, membre_of, organisme):
    projet = ProjetFactory(depose=True, organisme=organisme)
    autre = creer_referentiel(champs_certification={"intitule": "Soudeur"}).certification
    client, adresse = connecte(agent), reverse("projet_decider", args=[projet.pk])
    refus = client.post(adresse, {"decision": "conseille"})
    assert sorted(refus.context["formulaire"].errors) == ["certification_conseillee", "motif"]
    client.post(adresse, {"decision": "conseille", "certification_conseillee": autre.pk, "motif": "Plus adaptée."})
    projet.refresh_from_db()
    assert (projet.etat, projet.certification_conseillee) == (EtatProjet.CONSEILLE, autre)
    page = connecte(membre_of).get(projet.get_absolute_url())
    assert ("Plus adaptée." in page.content.decode(), page.context["peut_modifier"]) == (True, True)
    assert connecte(membre_of).get(adresse).status_code == 403


def test_un_organisme_ne_voit_que_ses_projets_et_le_centre_pas_ses_brouillons(
    connecte, agent, membre_of, membre_autre_of, organisme
):
    depose = ProjetFactory(depose=True, organisme=organisme)
    brouillon = ProjetFactory(brouillon=True, organisme=organisme)
    liste = reverse("projet_liste")

    def vus(personne):
        return {projet.pk for projet, _ in connecte(personne).get(liste).context["lignes"]}

    assert (vus(membre_of), vus(agent), vus(membre_autre_of)) == ({depose.pk, brouillon.pk}, {depose.pk}, set())
    assert connecte(membre_autre_of).get(depose.get_absolute_url()).status_code == 404
    assert connecte(agent).get(brouillon.get_absolute_url()).status_code == 404


def test_les_filtres_de_la_liste(connecte, agent):
    soudeur = creer_referentiel(champs_certification={"intitule": "Soudeur"})
    vise = ProjetFactory(depose=True, referentiel=soudeur)
    ProjetFactory()
    client, liste = connecte(agent), reverse("projet_liste")

    def vus(**filtres):
        return [projet.pk for projet, _ in client.get(liste, filtres).context["lignes"]]

    assert vus(q="SOUDEUR") == vus(etat="depose") == vus(organisme=vise.organisme_id) == [vise.pk]
    assert len(vus(etat="inconnu", organisme="x")) == 2
    assert "Aucun projet avec ces filtres" in client.get(liste, {"q": "absent"}).content.decode()


def test_un_brouillon_se_supprime_apres_confirmation(connecte, membre_of, organisme):
    projet = ProjetFactory(brouillon=True, organisme=organisme)
    client, adresse = connecte(membre_of), reverse("projet_supprimer", args=[projet.pk])
    assert "Supprimer ce brouillon" in client.get(adresse).content.decode()
    assert (client.post(adresse).url, Projet.objects.count()) == ("/projets/", 0)


# ---------------------------------------------------------------- registrations


def test_le_formulaire_d_inscription_reprend_les_dates_du_projet(connecte, membre_of, organisme, referentiel):
    valeurs = {"organisme": organisme, "referentiel": referentiel, "fin_formation": date(2027, 9, 30)}
    projet = ProjetFactory(entree_formation=date(2026, 11, 18), **valeurs)
    client, adresse = connecte(membre_of), f"{reverse('inscription_creer')}?referentiel={referentiel.pk}"
    initial = client.get(adresse).context["formulaire"].initial
    assert (initial["projet_id"], initial["entree_formation"]) == (projet.pk, date(2026, 11, 18))
    second = ProjetFactory(entree_formation=date(2027, 1, 4), **valeurs)
    assert client.get(adresse).context["formulaire"].initial == {}
    assert client.get(f"{adresse}&projet={second.pk}").context["formulaire"].initial["projet_id"] == second.pk
    ProjetFactory(organisme=organisme, referentiel=referentiel, fin_formation=date(2026, 11, 19), brouillon=True)
    proposes = [valeur for valeur, _ in client.get(adresse).context["formulaire"].fields["projet_id"].choices]
    assert proposes == ["", str(second.pk), str(projet.pk)]


def test_la_page_du_projet_mene_au_formulaire_rattache(connecte, membre_of, agent, organisme, referentiel):
    projet = ProjetFactory(organisme=organisme, referentiel=referentiel)
    attendu = f"/inscriptions/nouvelle/?referentiel={referentiel.pk}&projet={projet.pk}&organisme={organisme.pk}"
    assert connecte(membre_of).get(projet.get_absolute_url()).context["inscrire"] == attendu
    assert connecte(agent).get(projet.get_absolute_url()).context["inscrire"] == ""


def test_l_agent_rattache_depuis_le_dossier(connecte, agent, membre_of, organisme, referentiel):
    """PROJET-PREALABLE: signalled on the file, mended by the agent."""
    inscription = InscriptionFactory(organisme=organisme, referentiel=referentiel)
    projet = ProjetFactory(organisme=organisme, referentiel=referentiel, fin_formation=date(2027, 1, 1))
    adresse = reverse("inscription_rattacher", args=[inscription.pk])
    dossier = connecte(agent).get(inscription.get_absolute_url()).content.decode()
    assert ("PROJET-PREALABLE" in dossier, adresse in dossier) == (True, True)
    assert adresse not in connecte(membre_of).get(inscription.get_absolute_url()).content.decode()
    saisie = {"projet": projet.pk, "positionnement_le": "2026-03-01", "positionnement_resultat": "Convient"}
    connecte(agent).post(adresse, saisie)
    lue = Inscription.objects.get(pk=inscription.pk)
    assert (lue.projet, lue.positionnement_resultat) == (projet, "Convient")
    dossier = connecte(agent).get(inscription.get_absolute_url()).content.decode()
    assert ("PROJET-PREALABLE" in dossier, projet.reference in dossier) == (False, True)
    ailleurs = ProjetFactory()
    refus = connecte(agent).post(adresse, saisie | {"projet": ailleurs.pk})
    assert list(refus.context["formulaire"].errors) == ["projet"]


# ---------------------------------------------------------------- cost


@pytest.mark.parametrize("nombre", [1, 3])
def test_nombre_fixe_de_requetes(nombre, connecte, agent, membre_of, organisme, django_assert_max_num_queries):
    parametres()
    projets = [ProjetFactory(organisme=organisme) for _ in range(nombre)]
    for projet in projets:
        for _ in range(nombre):
            InscriptionFactory(projet=projet, organisme=organisme, referentiel=projet.referentiel)
    for personne in (agent, membre_of):
        client = connecte(personne)
        with django_assert_max_num_queries(SOCLE + 5):  # its keys, its rows, its count, its filter, saved views
            client.get(reverse("projet_liste"))
        with django_assert_max_num_queries(SOCLE + 6):
            client.get(projets[0].get_absolute_url())
    depose, client = ProjetFactory(depose=True), connecte(agent)
    with django_assert_max_num_queries(SOCLE + 4):
        client.get(reverse("projet_decider", args=[depose.pk]))
