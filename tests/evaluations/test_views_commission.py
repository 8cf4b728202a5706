"""The centre's screens of sittings, and what an OF reads of them."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from candidats.choix import NatureIncident
from certif_portal.commun import codes_qr, horloge
from certif_portal.commun.fichiers import PDF, octets_de
from evaluations.choix import EtatCommission, EtatEmargement, SorteFeuille
from evaluations.models import Commission, Evaluateur, FeuilleEmargement, MembreCommission, Passage
from evaluations.regles.feuille import code_de
from evaluations.services.commission import noter_absence
from evaluations.services.emargement import rendre_emargement
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import (
    AVANT,
    LE_JOUR,
    SEANCE,
    EvaluateurFactory,
    creer_commission,
    declarer,
    planifier,
    remplir,
    sceller,
    valider_livret,
)

pytestmark = pytest.mark.django_db
SESSION = 3  # session, user, roles of the day


def image_png() -> bytes:
    tampon = BytesIO()
    Image.new("RGB", (40, 40), "white").save(tampon, "PNG")
    return tampon.getvalue()


@pytest.fixture
def passage(inscription, evaluateur, autre_evaluateur):
    return planifier(inscription, evaluateur, autre_evaluateur)


def formulaire(*evaluateurs, **champs):
    return {
        "nature": "evaluation",
        "date": "2026-11-06",
        "heure": "09:30",
        "lieu": "Lanester",
        "adresse": "",
        "evaluateurs": [evaluateur.pk for evaluateur in evaluateurs],
        "preside": "",
    } | champs


def test_planifier_mene_a_l_ajout_des_candidats(connecte, agent, evaluateur, autre_evaluateur):
    reponse = connecte(agent).post(
        reverse("commission_creer") + "?inscription=12", formulaire(evaluateur, autre_evaluateur)
    )
    commission = Commission.objects.get()
    assert reponse["Location"] == reverse("passage_ajouter", args=[commission.pk]) + "?inscription=12"
    assert (commission.creee_par, commission.membres.count()) == (agent, 2)


def test_planifier_dans_le_passe_se_peut_et_se_dit(connecte, agent, evaluateur, jour):
    """A centre that starts with the portal enters sittings already held; a wrong year must be seen at once."""
    for le, avertis in ((jour, 0), (jour - timedelta(days=1), 1)):
        saisie = formulaire(evaluateur, date=le.isoformat())
        suite = connecte(agent).post(reverse("commission_creer"), saisie, follow=True)
        assert sum("Cette date est passée" in str(m) for m in suite.context["messages"]) == avertis


def test_planifier_sans_lieu_ni_date(connecte, agent):
    reponse = connecte(agent).post(reverse("commission_creer"), formulaire(lieu="", date="31/02/2026"))
    assert set(reponse.context["formulaire"].errors) == {"lieu", "date"}
    assert Commission.objects.count() == 0


def test_presider_une_commission_d_evaluation_est_refuse(connecte, agent, evaluateur):
    evaluateur.represente_centre = True
    evaluateur.save()
    reponse = connecte(agent).post(reverse("commission_creer"), formulaire(evaluateur, preside=evaluateur.pk))
    assert "VALIDATION-VAE-PRESIDENCE" in reponse.content.decode()
    assert Commission.objects.count() == 0


def test_modifier_nomme_le_lien_qui_bloque(connecte, agent, passage, evaluateur, autre_evaluateur):
    collegue = EvaluateurFactory(entreprise_siret=passage.inscription.entreprise.siret, service="Méthodes")
    reponse = connecte(agent).post(
        reverse("commission_modifier", args=[passage.commission_id]), formulaire(evaluateur, autre_evaluateur, collegue)
    )
    page = reponse.content.decode()
    assert f"{collegue} et {passage.inscription.candidat} sont tous deux du service" in page
    assert "INDEPENDANCE-SERVICE" in page
    assert passage.commission.membres.count() == 2


def test_modifier_le_lieu(connecte, agent, passage, evaluateur, autre_evaluateur):
    donnees = formulaire(evaluateur, autre_evaluateur, lieu="Ateliers Maëlström, Saint-Nazaire")
    reponse = connecte(agent).post(reverse("commission_modifier", args=[passage.commission_id]), donnees)
    assert reponse["Location"] == passage.commission.get_absolute_url()
    passage.commission.refresh_from_db()
    assert passage.commission.lieu == "Ateliers Maëlström, Saint-Nazaire"


def test_la_page_dit_ce_qui_reste(connecte, agent, inscription, evaluateur):
    passage = planifier(inscription, evaluateur)
    page = connecte(agent).get(passage.commission.get_absolute_url()).content.decode()
    assert "Il manque 1 évaluateur." in page
    assert "COMMISSION-MEMBRES" in page
    assert "1 déclaration d’indépendance à recevoir." in page
    assert "La feuille d’émargement est à éditer." in page


def test_la_page_montre_un_lien_apparu_depuis(connecte, agent, passage, evaluateur):
    passage.inscription.superieur_nom = str(evaluateur)
    passage.inscription.save()
    page = connecte(agent).get(passage.commission.get_absolute_url()).content.decode()
    assert f"{evaluateur} est le supérieur hiérarchique de {passage.inscription.candidat}." in page


def test_ajouter_un_candidat_coche_ce_qui_n_est_pas_planifie(connecte, agent, inscription, evaluateur):
    competences = [c for bloc in inscription.referentiel.blocs.all() for c in bloc.competences.all()]
    planifier(inscription, evaluateur, competences=competences[:1])
    commission = creer_commission(evaluateur, date=date(2026, 11, 20))
    adresse = reverse("passage_ajouter", args=[commission.pk]) + f"?inscription={inscription.pk}"
    client = connecte(agent)
    assert client.get(adresse).context["formulaire"].initial["competences"] == [c.pk for c in competences[1:]]
    client.post(adresse, {"competences": [competences[2].pk], "heure": "14:00"})
    passage = Passage.objects.get(commission=commission)
    assert list(passage.competences.all()) == [competences[2]]


def test_ajouter_sans_competence(connecte, agent, inscription, evaluateur):
    valider_livret(inscription)
    commission = creer_commission(evaluateur)
    adresse = reverse("passage_ajouter", args=[commission.pk]) + f"?inscription={inscription.pk}"
    reponse = connecte(agent).post(adresse, {"competences": []})
    assert set(reponse.context["formulaire"].errors) == {"competences"}
    assert Passage.objects.count() == 0


def test_seuls_les_candidats_prets_sont_proposes(connecte, agent, inscription, evaluateur):
    valider_livret(inscription)
    InscriptionFactory()  # no livret
    vae = InscriptionFactory(vae=True)
    commission = creer_commission(evaluateur)
    reponse = connecte(agent).get(reverse("passage_ajouter", args=[commission.pk]))
    assert [propose.pk for propose, _ in reponse.context["lignes"]] == [inscription.pk]
    assert vae not in [propose for propose, _ in reponse.context["lignes"]]


def test_retirer_puis_annuler(connecte, agent, passage):
    client = connecte(agent)
    client.post(reverse("passage_retirer", args=[passage.pk]), {"nature": "erreur", "motif": "Arrêt"})
    assert Passage.objects.count() == 0
    client.post(reverse("commission_annuler", args=[passage.commission_id]), {"motif": "Plus de candidat"})
    passage.commission.refresh_from_db()
    assert passage.commission.etat == EtatCommission.ANNULEE


def test_emargement_edite_signe_depose(connecte, agent, passage):
    client = connecte(agent)
    client.post(reverse("emargement_commission_rendre", args=[passage.commission_id]))
    fichier = client.get(reverse("emargement_commission_fichier", args=[passage.commission_id]))
    assert fichier["Content-Type"] == "application/pdf"
    assert [page.codes for page in codes_qr.lire_pages(fichier.content, PDF, 0, 9)] == [
        (code_de(SorteFeuille.EMARGEMENT, passage.commission_id, 1, 1),)
    ]
    scan = SimpleUploadedFile("feuille.png", image_png())
    client.post(reverse("emargement_commission_deposer", args=[passage.commission_id]), {"scan": scan})
    feuille = FeuilleEmargement.objects.select_related("commission").get()
    assert (feuille.etat, feuille.signee_par, feuille.commission.etat) == (
        EtatEmargement.SIGNE,
        agent,
        EtatCommission.TENUE,
    )
    signee = client.get(reverse("emargement_commission_fichier", args=[passage.commission_id]))
    assert signee.content == image_png()
    rendue = client.get(reverse("emargement_commission_fichier", args=[passage.commission_id]) + "?piece=feuille")
    assert rendue.content == octets_de(feuille.document.fichier)


def test_un_faux_scan_est_refuse(connecte, agent, passage):
    rendre_emargement(commission=passage.commission, par=agent, a=AVANT)
    faux = SimpleUploadedFile("feuille.pdf", b"MZ\x90\x00 un programme")
    reponse = connecte(agent).post(
        reverse("emargement_commission_deposer", args=[passage.commission_id]), {"scan": faux}
    )
    assert "n’est pas d’un type attendu" in reponse.content.decode()
    assert FeuilleEmargement.objects.get().etat == EtatEmargement.RENDU


def test_deposer_avant_la_seance(connecte, agent, inscription, evaluateur, autre_evaluateur):
    """GRILLE-SEANCE"""
    demain = horloge.aujourdhui() + timedelta(days=1)
    passage = planifier(inscription, evaluateur, autre_evaluateur, date=demain)
    rendre_emargement(commission=passage.commission, par=agent, a=AVANT)
    scan = SimpleUploadedFile("feuille.png", image_png())
    reponse = connecte(agent).post(
        reverse("emargement_commission_deposer", args=[passage.commission_id]), {"scan": scan}
    )
    assert "GRILLE-SEANCE" in reponse.content.decode()
    assert FeuilleEmargement.objects.get().scan is None


def test_une_commission_tenue_ne_se_modifie_plus(connecte, agent, passage):
    passage.commission.etat = EtatCommission.TENUE
    passage.commission.save()
    client = connecte(agent)
    for nom in ("commission_modifier", "commission_annuler", "passage_ajouter"):
        refus = client.get(reverse(nom, args=[passage.commission_id]))
        assert (refus.status_code, "tenue, elle ne se modifie plus" in refus.content.decode()) == (403, True)


def test_l_organisme_ne_lit_que_ses_candidats(connecte, membre_of, membre_autre_of, passage, agent):
    autre = InscriptionFactory(candidat__nom_naissance="Inconnue")
    planifier(autre, commission=passage.commission)
    rendre_emargement(commission=passage.commission, par=agent, a=AVANT)
    page = connecte(membre_of).get(passage.commission.get_absolute_url()).content.decode()
    assert str(passage.inscription.candidat) in page
    assert "INCONNUE" not in page
    assert str(passage.commission.membres.first()) not in page
    assert connecte(membre_autre_of).get(passage.commission.get_absolute_url()).status_code == 404


def test_l_auditeur_lit_et_n_agit_pas(connecte, auditeur, passage):
    client = connecte(auditeur)
    page = client.get(passage.commission.get_absolute_url()).content.decode()
    assert str(passage.inscription.candidat) in page
    assert reverse("commission_modifier", args=[passage.commission_id]) not in page
    assert client.post(reverse("emargement_commission_rendre", args=[passage.commission_id])).status_code == 403
    assert FeuilleEmargement.objects.count() == 0


@pytest.mark.parametrize("nombre", [1, 3])
def test_liste_en_un_nombre_constant_de_requetes(connecte, agent, evaluateur, django_assert_num_queries, nombre):
    for rang in range(nombre):
        planifier(InscriptionFactory(), evaluateur, date=SEANCE + timedelta(days=rang))
    client = connecte(agent)
    with django_assert_num_queries(SESSION + 5):
        reponse = client.get(reverse("commission_liste") + "?periode=toutes")
    assert len(reponse.context["page"].object_list) == nombre


@pytest.mark.parametrize("nombre", [1, 3])
def test_detail_en_un_nombre_constant_de_requetes(connecte, agent, organisme, django_assert_num_queries, nombre):
    commission = creer_commission(*[EvaluateurFactory() for _ in range(nombre + 1)])
    for _ in range(nombre):
        declarer(planifier(InscriptionFactory(organisme=organisme), commission=commission))
    client = connecte(agent)
    with django_assert_num_queries(SESSION + 10):  # two of them say whose OF is accredited that day
        reponse = client.get(commission.get_absolute_url())
    assert [ligne.complet for ligne in reponse.context["membres"]] == [True] * (nombre + 1)
    assert len(reponse.context["passages"]) == nombre


@pytest.mark.parametrize("nombre", [1, 3])
def test_detail_avec_des_absents_en_une_requete_de_plus(connecte, agent, organisme, django_assert_num_queries, nombre):
    """Seven, beyond session, user, roles and frame."""
    commission = creer_commission(EvaluateurFactory(), EvaluateurFactory())
    for _ in range(nombre):
        absent = planifier(InscriptionFactory(organisme=organisme), commission=commission)
        noter_absence(
            passage=absent, nature=NatureIncident.ABSENCE, motif="Malade.", nouvelle_date=None, par=agent, a=LE_JOUR
        )
    planifier(InscriptionFactory(organisme=organisme), commission=commission)
    client = connecte(agent)
    with django_assert_num_queries(SESSION + 1 + 10):
        reponse = client.get(commission.get_absolute_url())
    assert len(reponse.context["absences"]) == nombre


@pytest.mark.parametrize(
    ("nom", "requetes"), [("commission_creer", 2), ("commission_modifier", 6), ("passage_ajouter", 4)]
)
def test_formulaires_en_peu_de_requetes(connecte, agent, passage, django_assert_num_queries, nom, requetes):
    arguments = [] if nom == "commission_creer" else [passage.commission_id]
    client = connecte(agent)
    with django_assert_num_queries(SESSION + requetes):
        client.get(reverse(nom, args=arguments))


def test_choisir_les_competences_en_peu_de_requetes(connecte, agent, passage, django_assert_num_queries):
    commission = creer_commission(EvaluateurFactory())
    client = connecte(agent)
    with django_assert_num_queries(SESSION + 5):
        client.get(reverse("passage_ajouter", args=[commission.pk]) + f"?inscription={passage.inscription_id}")


def test_compte_des_grilles_scellees(connecte, agent, passage):
    sceller(remplir(passage))
    reponse = connecte(agent).get(reverse("commission_liste") + "?periode=toutes")
    (commission,) = reponse.context["page"]
    assert (commission.nombre_membres, commission.nombre_candidats, commission.nombre_scellees) == (2, 1, 1)


def test_inviter_un_evaluateur(connecte, agent):
    donnees = {
        "prenom": "Łucja",
        "nom": "Œuvré-Çelik",
        "courriel": "lucja@forges.fr",
        "entreprise_nom": "Forges de l’Ouest",
        "entreprise_siret": "732 829 320 00074",
        "service": "Qualité",
    }
    reponse = connecte(agent).post(reverse("evaluateur_inviter"), donnees)
    assert reponse["Location"] == reverse("evaluateur_liste")
    evaluateur = Evaluateur.objects.select_related("utilisateur").get()
    assert (str(evaluateur), evaluateur.entreprise_siret) == ("Łucja Œuvré-Çelik", "73282932000074")


def test_siret_faux(connecte, agent):
    donnees = {"prenom": "A", "nom": "B", "courriel": "a@b.fr", "entreprise_nom": "C", "entreprise_siret": "12345"}
    reponse = connecte(agent).post(reverse("evaluateur_inviter"), donnees)
    assert "«\u00a012345\u00a0» n’est pas un SIRET" in reponse.content.decode()
    assert Evaluateur.objects.count() == 0


def test_modifier_un_evaluateur(connecte, agent, evaluateur):
    donnees = {"entreprise_nom": "Chantiers du Ponant", "service": "Bureau d’études", "represente_centre": "on"}
    connecte(agent).post(reverse("evaluateur_modifier", args=[evaluateur.pk]), donnees)
    evaluateur.refresh_from_db()
    assert (evaluateur.entreprise_nom, evaluateur.represente_centre, evaluateur.actif) == (
        "Chantiers du Ponant",
        True,
        False,
    )


@pytest.mark.parametrize("nombre", [1, 3])
def test_liste_des_evaluateurs(connecte, agent, django_assert_num_queries, nombre):
    for _ in range(nombre):
        EvaluateurFactory()
    client = connecte(agent)
    with django_assert_num_queries(SESSION + 5):
        reponse = client.get(reverse("evaluateur_liste"))
    assert len(reponse.context["page"].object_list) == nombre


def test_chercher_un_evaluateur_sans_accent(connecte, agent, evaluateur):
    evaluateur.utilisateur.nom = "Œuvré-Çelik"
    evaluateur.utilisateur.save()
    EvaluateurFactory()
    reponse = connecte(agent).get(reverse("evaluateur_liste") + "?q=oeuvre+celik")
    assert list(reponse.context["page"]) == [evaluateur]


def test_un_evaluateur_n_entre_pas_chez_le_centre(connecte, evaluateur, passage):
    client = connecte(evaluateur.utilisateur)
    assert client.get(passage.commission.get_absolute_url()).status_code == 403
    assert client.get(reverse("evaluateur_liste")).status_code == 403
    assert MembreCommission.objects.filter(evaluateur=evaluateur).count() == 1
