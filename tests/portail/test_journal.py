"""The page of the journal: who opens it, what it finds, in how many queries, and what it does not tell."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from candidats.models import Inscription
from certif_portal.commun import horloge
from certif_portal.commun.journal import journaliser_lecture
from certif_portal.commun.models import EntreeJournal, MaillonJournal
from certif_portal.commun.typographie import date_longue
from certif_portal.portail.queries.journal import FiltreJournal, registre
from tests.journal import journaliser

pytestmark = pytest.mark.django_db
PAGE = reverse("journal_liste")
SESSION = 3  # session, user, roles of the day


def phrases(client, **adresse):
    return [ligne.entree.phrase for ligne in client.get(PAGE, adresse).context["lignes"]]


@pytest.fixture
def actes(inscription, organisme, agent, responsable):
    a = horloge.maintenant()
    journaliser(organisme, "creation", "Organisme créé.", par=responsable, a=a - timedelta(days=40))
    journaliser(inscription, "acceptation", "Inscription acceptée.", par=agent, a=a - timedelta(days=2))
    journaliser_lecture(inscription, "lecture", "Rapport d’activités lu.", par=agent, a=a - timedelta(days=1))
    journaliser_lecture(agent, "extraction", "Inscriptions exportées.", par=agent, a=a)


def test_le_journal_s_ouvre_aux_derniers_jours_et_remonte_a_la_demande(connecte, responsable, actes):
    client = connecte(responsable)
    recents = ["Inscriptions exportées.", "Rapport d’activités lu.", "Inscription acceptée."]
    assert phrases(client) == phrases(client, page="1") == recents
    assert phrases(client, du="") == [*recents, "Organisme créé."]
    hier = horloge.aujourdhui() - timedelta(days=1)
    assert phrases(client, du=hier, au=hier) == ["Rapport d’activités lu."]


def test_chaque_filtre_trouve(connecte, responsable, actes, inscription, agent):
    client, dossier = connecte(responsable), f"candidats.inscription:{inscription.pk}"
    assert phrases(client, nature="actes") == ["Inscription acceptée."]
    assert phrases(client, nature="lectures") == ["Rapport d’activités lu."]
    assert phrases(client, nature="extractions") == ["Inscriptions exportées."]
    assert phrases(client, mots="ACCEPT") == ["Inscription acceptée."]
    assert phrases(client, qui=responsable.nom, du="") == ["Organisme créé."]
    assert phrases(client, dossier=dossier) == ["Rapport d’activités lu.", "Inscription acceptée."]
    for inconnu in ("candidats.inscription:999999", "candidats.inscription:9999999999", "candidats.inscription:²", "x"):
        assert phrases(client, dossier=inconnu) == [], inconnu


def test_ce_qui_ne_se_comprend_pas_se_dit(connecte, responsable, actes):
    page = connecte(responsable).get(PAGE, {"du": "2026-11-30", "au": "2026-11-01"})
    assert page.context["formulaire"].errors == {"au": ["La fin de la période précède son début."]}
    assert list(registre(FiltreJournal(dossier="n’importe"), responsable)) == []


def test_le_papier_dit_ce_qu_il_montre(connecte, responsable, actes, agent):
    """The filters do not print: their words do, with how much of the list stands on the page."""
    client, auj = connecte(responsable), horloge.aujourdhui()
    il_y_a_un_mois = date_longue(auj - timedelta(days=30))
    tout = {"du": "", "au": auj, "nature": "lectures", "qui": agent.nom, "mots": "lu"}
    for demande, dit in (
        ({}, f"Depuis le {il_y_a_un_mois} : entrées 1 à 3 sur 3."),
        (
            tout,
            f"jour, jusqu’au {date_longue(auj)}, lectures et consultations, par « {agent.nom} », où se lit « lu » :",
        ),
    ):
        page = " ".join(client.get(PAGE, demande).content.decode().replace("&nbsp;", " ").split())
        assert dit.replace("\xa0", " ") in page.replace("\xa0", " ")
    assert "sur-papier" not in client.get(PAGE, {"mots": "rien de tel"}).content.decode()


def test_le_journal_n_est_lu_que_du_responsable_et_de_l_auditeur(connecte, agent, auditeur, responsable, membre_of):
    assert [connecte(qui).get(PAGE).status_code for qui in (agent, membre_of)] == [403, 403]
    assert [connecte(qui).get(PAGE).status_code for qui in (responsable, auditeur)] == [200, 200]


def test_l_auditeur_ne_lit_pas_les_amenagements(connecte, auditeur, responsable, inscription, agent):
    journaliser(inscription, "amenagement", "Temps majoré accordé.", par=agent, a=horloge.maintenant())
    assert phrases(connecte(responsable)) == ["Temps majoré accordé."]
    assert phrases(connecte(auditeur)) == []


def test_le_dossier_dit_ses_lectures_a_qui_peut_les_lire(connecte, agent, responsable, actes, inscription):
    """They no longer bury its acts."""
    adresse = f"{PAGE}?dossier=candidats.inscription:{inscription.pk}&amp;nature=lectures"
    page = connecte(responsable).get(inscription.get_absolute_url()).content.decode()
    assert (adresse in page, "Rapport d’activités lu." in page, "Inscription acceptée." in page) == (True, False, True)
    assert adresse not in connecte(agent).get(inscription.get_absolute_url()).content.decode()


def test_la_derniere_empreinte_se_lit(connecte, responsable):
    MaillonJournal.objects.create(
        jour=date(2026, 11, 30), premier=1, dernier=9, nombre=9, empreinte="ab" * 32, fait_le=datetime.now(UTC)
    )
    page = connecte(responsable).get(PAGE).content.decode()
    assert "ab" * 32 in page
    assert "jusqu’à l’entrée 9" in page


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_journal_en_un_nombre_constant_de_requetes(
    connecte, responsable, actes, inscription, agent, django_assert_num_queries, nombre
):
    for _ in range(nombre):
        journaliser(inscription, "essai", "Dit.", par=agent, a=horloge.maintenant())
    client = connecte(responsable)
    client.get(PAGE)
    with django_assert_num_queries(SESSION + 6):
        client.get(PAGE)


def test_un_dossier_sans_page_ou_disparu_se_nomme_encore(connecte, responsable, inscription):
    cle = inscription.pk
    journaliser(inscription, "essai", "Dit.", par=None, a=horloge.maintenant())
    Inscription.objects.filter(pk=cle).delete()
    [ligne] = connecte(responsable).get(PAGE).context["lignes"]
    assert (ligne.dossier, ligne.url) == (f"Inscription {cle}", "")
    client = connecte(responsable)
    for sorte, dit in (("jurys.jury", ("Jury", "/jurys/7/")), ("ancien.modele", ("Ancien.modele 7", ""))):
        EntreeJournal.objects.create(
            dossier_type=sorte, dossier_id=7, acte="essai", phrase="Dit.", par_nom="Qui", le=horloge.maintenant()
        )
        ligne = client.get(PAGE).context["lignes"][0]
        assert (ligne.dossier, ligne.url) == dit
