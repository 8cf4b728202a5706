"""Search, ready for the jury, deadlines, reminders, rules, validation of a livret: right, error, redirect."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.messages import get_messages

from candidats.choix import EtatInscription, EtatLivret
from candidats.models import Livret
from certif_portal.commun.models import Courriel
from certif_portal.portail.models import Relance
from evaluations.choix import EtatAvis
from evaluations.models import AvisEntreprise
from jurys.models import Presentation
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.jurys.factories import JuryFactory

pytestmark = pytest.mark.django_db
LE = date(2026, 11, 20)
A = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ce_jour(horloge_au):
    horloge_au(LE)


def lire(client, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return reponse.content.decode()


# --- search


@pytest.fixture
def zoe(organisme, referentiel):
    candidat = CandidatFactory(nom_naissance="O'Brien-Nguyễn", prenom="Zoé", cle_recherche="o brien nguyen zoe")
    return InscriptionFactory(candidat=candidat, organisme=organisme, referentiel=referentiel)


@pytest.mark.parametrize("texte", ["zoe obrien", "Nguyễn ZOÉ", "zoé nguyen", "o'brien", "brien  zo"])
def test_la_recherche_ignore_accents_casse_et_ordre(zoe, agent, connecte, texte):
    assert f'href="/inscriptions/{zoe.pk}/"' in lire(connecte(agent), f"/recherche/?q={texte}")


def test_la_recherche_reste_dans_le_perimetre(zoe, membre_of, membre_autre_of, connecte):
    assert "O’BRIEN" in lire(connecte(membre_of), "/recherche/?q=zoe").replace("&#x27;", "’")
    assert "Rien ne correspond" in lire(connecte(membre_autre_of), "/recherche/?q=zoe")


def test_la_recherche_trouve_un_jury_et_un_organisme(organisme, agent, connecte):
    jury = JuryFactory(numero="2026-4")
    vu = lire(connecte(agent), "/recherche/?q=2026-4")
    assert f"Jury {jury.numero}" in vu
    assert "Pôle formation Sud-Loire" in lire(connecte(agent), "/recherche/?q=sud loire")


@pytest.mark.parametrize("texte", ["", "   ", "%", "_", "'", "\\", "%00", "x" * 5000, "؀؁"])
def test_une_recherche_etrange_ne_casse_rien(zoe, agent, connecte, texte):
    reponse = connecte(agent).get("/recherche/", {"q": texte})
    assert reponse.status_code == 200


def test_la_recherche_coute_neuf_requetes_au_dela_du_cadre(zoe, agent, connecte, django_assert_num_queries):
    InscriptionFactory.create_batch(3)
    client = connecte(agent)
    with django_assert_num_queries(4 + 9):
        client.get("/recherche/?q=brien")


# --- ready for the jury


def test_chaque_candidat_avec_ce_qui_lui_manque(zoe, agent, connecte):
    vu = lire(connecte(agent), "/pret-pour-le-jury/")
    assert "O&#x27;BRIEN-NGUYỄN" in vu
    assert "Le livret de suivi n’est pas validé." in vu
    assert "La table qui décide" in vu


def test_le_filtre_par_jury_et_par_nom(zoe, agent, connecte, organisme):
    autre = InscriptionFactory(organisme=organisme)
    jury = JuryFactory()
    Presentation.objects.create(jury=jury, inscription=autre, code="K7", ordre=1)
    client = connecte(agent)
    assert "NGUYỄN" not in lire(client, f"/pret-pour-le-jury/?jury={jury.pk}")
    assert "NGUYỄN" in lire(client, "/pret-pour-le-jury/?q=nguyen")
    assert "Aucun candidat" in lire(client, "/pret-pour-le-jury/?prets=1")
    assert lire(client, "/pret-pour-le-jury/?jury=abc&page=-3")


@pytest.mark.parametrize("nombre", [1, 3])
def test_les_prets_se_lisent_en_cinq_requetes(agent, organisme, connecte, nombre, django_assert_num_queries):
    """Saved views, count, jurys, registrations, their pieces; constant in rows."""
    InscriptionFactory.create_batch(nombre, organisme=organisme)
    client = connecte(agent)
    with django_assert_num_queries(4 + 5):
        client.get("/pret-pour-le-jury/")


# --- deadlines and reminders


@pytest.fixture
def en_retard(organisme):
    return InscriptionFactory(
        organisme=organisme,
        entree_formation=date(2026, 6, 1),
        fin_formation=date(2026, 12, 31),
        date_evaluation_prevue=date(2026, 12, 1),
    )


def test_une_echeance_dit_d_ou_elle_vient(en_retard, agent, connecte):
    vu = lire(connecte(agent), "/echeances/")
    assert "Livret de suivi à déposer" in vu
    assert "retard" in vu
    assert '(<a href="/regles/#LIVRET-TIERS" title="LIVRET-TIERS">la règle</a>)' in vu
    assert "(LIVRET-TIERS)" not in vu
    assert "Aucune échéance" in lire(connecte(agent), "/echeances/?quand=plus")
    assert "Livret de suivi" in lire(connecte(agent), "/echeances/?quand=retard&regle=LIVRET-TIERS&q=brien")


def test_chaque_organisme_ne_voit_que_ses_echeances(en_retard, membre_of, membre_autre_of, connecte):
    assert "Livret de suivi à déposer" in lire(connecte(membre_of), "/echeances/")
    assert "Aucune échéance" in lire(connecte(membre_autre_of), "/echeances/")


def test_le_bouton_des_relances_n_existe_que_dans_la_demonstration(en_retard, agent, auditeur, connecte, settings):
    assert connecte(agent).post("/relances/").status_code == 403
    settings.DEMO = True
    assert connecte(auditeur).post("/relances/").status_code == 403
    reponse = connecte(agent).post("/relances/")
    assert reponse["Location"] == "/relances/"
    assert [str(m) for m in get_messages(reponse.wsgi_request)] == ["1 relance envoyée, en 1 courriel."]
    [courriel] = Courriel.objects.filter(acte="relance")
    assert courriel.objet == "En retard : Livret de suivi à déposer"
    assert str(en_retard.candidat) not in courriel.objet
    assert Relance.objects.count() == 1
    vu = lire(connecte(agent), "/relances/")
    assert "Rien ne part ce jour-là." in vu
    assert "En retard : Livret de suivi à déposer" in vu


def test_les_regles_se_lisent_avec_leur_source(membre_of, connecte):
    vu = lire(connecte(membre_of), "/regles/")
    assert 'id="JURY-CONVOCATION"' in vu
    assert "Dispositif CPNEFP du 27 octobre 2020" in vu


# --- livret


@pytest.fixture
def livret(inscription, agent):
    return Livret.objects.create(
        inscription=inscription,
        etat=EtatLivret.DEPOSE,
        accord="entreprise",
        accord_nom="A",
        accord_le=LE,
        depose_le=A,
        premier_depot_le=LE,
        depose_par=agent,
    )


def test_valider_le_livret_demande_l_avis_de_l_entreprise(livret, agent, connecte):
    reponse = connecte(agent).post(f"/inscriptions/{livret.inscription_id}/livret/valider/")
    assert reponse["Location"] == f"/inscriptions/{livret.inscription_id}/"
    livret.refresh_from_db()
    assert (livret.etat, livret.valide_par) == (EtatLivret.VALIDE, agent)
    assert AvisEntreprise.objects.get().etat == EtatAvis.ATTENDU
    assert Courriel.objects.filter(destinataire="anne.prigent@exemple.fr").count() == 1
    assert [str(m) for m in get_messages(reponse.wsgi_request)] == [
        f"Le livret de suivi de {livret.inscription.candidat} est validé. L’avis de l’entreprise est demandé."
    ]


def test_valider_deux_fois_dit_pourquoi_non(livret, agent, connecte):
    adresse = f"/inscriptions/{livret.inscription_id}/livret/valider/"
    client = connecte(agent)
    client.post(adresse, follow=True)
    reponse = client.post(adresse, follow=True)
    [dit] = [str(m) for m in reponse.context["messages"]]
    assert "l’état est «\u00a0Validé\u00a0». Dernier acte\u00a0: Claire Le Goff, le " in dit
    assert AvisEntreprise.objects.count() == 1


def test_seul_le_centre_valide_et_par_un_envoi(livret, membre_of, auditeur, agent, connecte):
    adresse = f"/inscriptions/{livret.inscription_id}/livret/valider/"
    assert connecte(membre_of).post(adresse).status_code == 403
    assert connecte(auditeur).post(adresse).status_code == 403
    assert connecte(agent).get(adresse).status_code == 405
    livret.refresh_from_db()
    assert livret.etat == EtatLivret.DEPOSE


def test_sans_livret_rien_a_valider(inscription, agent, connecte):
    assert connecte(agent).post(f"/inscriptions/{inscription.pk}/livret/valider/").status_code == 404
    assert inscription.etat == EtatInscription.ACCEPTEE
