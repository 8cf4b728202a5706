"""Comments re-read on screen, by code alone."""

import pytest
from django.urls import reverse

from jurys.models import RelectureCommentaire
from tests.jurys.factories import creer_jury_compose, dossier_pret, presenter
from tests.jurys.views.lecture import texte

pytestmark = pytest.mark.django_db


@pytest.fixture
def prepare(agent, referentiel):
    jury = creer_jury_compose(numero="2026-4")
    avis = "Vu avec Kevin et M. Prigent."
    [presentation] = presenter(jury, dossier_pret(referentiel=referentiel, avis=avis), par=agent)
    return jury, presentation


def test_ce_qui_designe_quelqu_un_se_montre_et_se_relit(prepare, agent, connecte):
    jury, presentation = prepare
    client, adresse = connecte(agent), reverse("jury_commentaires", args=[jury.pk])
    page = texte(client.get(adresse))
    for attendu in (
        "1 à relire, 0 relu, 0 où rien ne désigne personne",
        f"{presentation.code}, avis de l’entreprise",
        '<mark class="doute">Kevin</mark>',
        '<mark class="sur">Prigent</mark>',
        "Le jury lirait : « Vu avec […] et M. […]. »",
    ):
        assert attendu in page
    assert presentation.inscription.candidat.nom_naissance not in page
    relire = reverse("commentaire_relire", args=[presentation.pk, "avis"])
    assert client.post(relire, {"masques": ["Kevin"], "autres": "Vu avec"}).url == adresse
    assert RelectureCommentaire.objects.get().masques == ["Kevin", "Vu avec"]
    page = texte(client.get(adresse))
    assert "0 à relire, 1 relu" in page
    assert "Le jury lira : « […] […] et M. […]. »" in page
    client.post(relire, {"autres": ""})
    assert "Le jury lira : « Vu avec Kevin et M. […]. »" in texte(client.get(adresse))


def test_un_mot_qui_n_y_est_pas_est_dit_sur_la_page(prepare, agent, connecte):
    _, presentation = prepare
    relire = reverse("commentaire_relire", args=[presentation.pk, "avis"])
    page = texte(connecte(agent).post(relire, {"masques": ["Kevin"], "autres": "Durand ; Vu"}))
    assert "« Durand »" in page
    assert "« Vu »" not in page
    assert RelectureCommentaire.objects.count() == 0
    assert connecte(agent).get(reverse("commentaire_relire", args=[presentation.pk, "rien"])).status_code == 404


def test_le_jury_voit_ce_qui_est_masque_et_ne_relit_rien(prepare, agent, connecte):
    jury, presentation = prepare
    for membre in jury.membres.filter(utilisateur__isnull=False):
        for adresse in (
            reverse("jury_commentaires", args=[jury.pk]),
            reverse("commentaire_relire", args=[presentation.pk, "avis"]),
        ):
            assert connecte(membre.utilisateur).get(adresse).status_code == 403
    jury.etat, jury.ouvert_le = "deliberation", jury.creee_le
    jury.save()
    page = texte(connecte(agent).get(reverse("jury_commentaires", args=[jury.pk])))
    assert "Les synthèses sont figées" in page


def test_rien_a_relire(agent, connecte, referentiel):
    jury = creer_jury_compose()
    presenter(jury, dossier_pret(referentiel=referentiel, non_maitrisees=(3,)), par=agent)
    page = texte(connecte(agent).get(reverse("jury_commentaires", args=[jury.pk])))
    assert "Rien à relire" in page
    assert "1 où rien ne désigne personne" in page
