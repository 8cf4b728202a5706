"""What is read is told: by whom, of what, and nothing when nothing was given."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from certif_portal.commun.fichiers import telecharger
from certif_portal.commun.journal import journal_de, lectures_de
from certif_portal.commun.lectures import SansTrace, consigner_les_lectures, donner_a_lire, extraite, lue, lue_de
from certif_portal.commun.models import EntreeJournal

pytestmark = pytest.mark.django_db


def _demande(personne):
    request = RequestFactory().get("/fichier")
    request.user = personne
    return request


def lire(reponse, personne):
    assert consigner_les_lectures(lambda _: reponse)(_demande(personne)) is reponse
    return list(EntreeJournal.objects.values_list("dossier_type", "dossier_id", "acte", "phrase", "par", "par_nom"))


def test_un_fichier_lu_se_dit_dans_son_dossier(organisme, agent):
    reponse = telecharger(b"%PDF-", "application/pdf", "acte.pdf", lecture=lue("Acte lu.", organisme))
    type_, cle = "habilitations.organismeformation", organisme.pk
    assert lire(reponse, agent) == [(type_, cle, "lecture", "Acte lu.", agent.pk, str(agent))]
    assert (journal_de(organisme).count(), lectures_de(organisme).count()) == (0, 1)


def test_le_dossier_connu_par_sa_cle_n_est_pas_relu(organisme, agent, django_assert_num_queries):
    reponse = telecharger(b"", "text/csv", "liste.csv", lecture=lue_de("Lu.", type(organisme), organisme.pk))
    with django_assert_num_queries(1):
        consigner_les_lectures(lambda _: reponse)(_demande(agent))
    assert lectures_de(organisme).get().phrase == "Lu."


def test_une_liste_se_dit_dans_le_journal_de_qui_l_extrait(agent):
    reponse = telecharger(b"", "text/csv", "liste.csv", lecture=extraite("Liste exportée."))
    assert lire(reponse, agent) == [
        ("comptes.utilisateur", agent.pk, "extraction", "Liste exportée.", agent.pk, str(agent))
    ]


def test_ce_que_la_vue_ne_dit_pas_se_dit_par_le_nom(agent):
    """A new export that says nothing is told all the same."""
    [ligne] = lire(telecharger(b"", "text/csv", "liste.csv"), agent)
    assert ligne[3] == "Fichier «\u00a0liste.csv\u00a0» téléchargé."


@pytest.mark.parametrize(
    ("lecture", "statut"), [("sans_trace", 200), ("lue", 404), ("rien", 200)], ids=["raison", "refus", "page"]
)
def test_ce_qui_ne_dit_rien_de_personne_ou_n_est_pas_donne_ne_laisse_rien(organisme, agent, lecture, statut):
    reponse = HttpResponse(status=statut)
    if lecture != "rien":
        donner_a_lire(reponse, lue("Lu.", organisme) if lecture == "lue" else SansTrace("Un modèle vierge."))
    assert lire(reponse, agent) == []


def test_un_visiteur_se_dit_dans_le_dossier_seul(organisme):
    """By a link; a public list is nobody's to tell."""
    lu = telecharger(b"", "text/csv", "a.csv", lecture=lue("Lu.", organisme))
    liste = telecharger(b"", "text/csv", "b.csv", lecture=extraite("Liste exportée."))
    attendues = [("habilitations.organismeformation", organisme.pk, "lecture", "Lu.", None, "Sans connexion")]
    assert lire(liste, AnonymousUser()) == []
    assert lire(lu, AnonymousUser()) == attendues
