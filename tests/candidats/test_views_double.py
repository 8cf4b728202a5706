"""Doubles where the decision is taken: the file, the deposit, the identity page, the home, the list."""

import pytest
from django.urls import reverse

from candidats.models import PersonnesDistinctes
from candidats.services.ressemblance import refaire_doubles
from candidats.views import personne
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.candidats.test_views_inscription import du_jour, envoi

pytestmark = pytest.mark.django_db
LISTE, LOT = reverse("doublon_liste"), reverse("inscription_lot")


@pytest.fixture
def dupont(organisme, referentiel):
    """Known, then deposited again under a name mistyped."""
    connue = InscriptionFactory(
        candidat=CandidatFactory(nom_naissance="Dupont", prenom="Jean-Pierre"),
        organisme=organisme,
        referentiel=referentiel,
    )
    deposee = InscriptionFactory(
        candidat=CandidatFactory(nom_naissance="Dupond", prenom="Jean Pierre"),
        organisme=organisme,
        referentiel=referentiel,
        deposee=True,
    )
    refaire_doubles()
    return connue, deposee


def lu(reponse):
    return " ".join(reponse.content.decode().split()).replace("\u00a0", " ")


def test_le_double_est_dit_ou_la_decision_se_prend(connecte, agent, dupont):
    connue, deposee = dupont
    client = connecte(agent)
    assert "dont celle d’une inscription à vérifier, sont peut-être d’une même personne" in lu(client.get("/"))
    dossier = lu(client.get(deposee.get_absolute_url()))
    assert "Peut-être la même personne, née le même jour :" in dossier
    assert "DUPONT Jean-Pierre, 1 inscription" in dossier
    assert "Peut-être la même personne" not in lu(client.get(connue.get_absolute_url()))  # accepted already
    examen = client.get(reverse("identite_verifier", args=[deposee.pk]))
    assert examen.context["doubles"] == [connue.candidat]
    page = client.get(LOT, {"acte": "accepter", "inscription": [deposee.pk]})
    assert page.context["ecartees"] != []
    assert client.get(LISTE).context["paires"] == [(connue.candidat, deposee.candidat)]


def test_la_liste_s_ouvre_sur_les_inscriptions_a_verifier(connecte, agent, organisme, referentiel):
    """Every file against every other is asked for: nobody waits for it at the opening of the page."""
    for nom in ("Dupont", "Dupond"):
        InscriptionFactory(candidat=CandidatFactory(nom_naissance=nom), organisme=organisme, referentiel=referentiel)
    refaire_doubles()
    client = connecte(agent)
    ouverte = client.get(LISTE)
    assert (ouverte.context["a_verifier"], ouverte.context["page"].paginator.count) == (True, 0)
    assert "Aucun double probable" in lu(ouverte)
    toutes = client.get(LISTE, {"quoi": "toutes"})
    assert (toutes.context["a_verifier"], toutes.context["page"].paginator.count) == (False, 1)


def test_deux_personnes_ne_se_demandent_plus_et_on_y_revient(connecte, agent, dupont):
    connue, deposee = dupont
    client = connecte(agent)
    examen = reverse("identite_verifier", args=[deposee.pk])
    distinguer = reverse("candidat_distinguer", args=[deposee.candidat_id, connue.candidat_id])
    assert client.post(distinguer, {"next": examen}).headers["Location"] == examen
    assert (client.get(examen).context["doubles"], client.get("/").context["signaux"]["doubles"].nombre) == ([], 0)
    assert "Dites différentes" in lu(client.get(LISTE))
    fiche = reverse("candidat_doubles", args=[deposee.candidat_id])
    assert "Dites différentes" in lu(client.get(fiche))
    encore = client.post(distinguer, follow=True)
    assert "C’est déjà dit de ces deux fiches." in lu(encore)
    lever = reverse("distinction_lever", args=[PersonnesDistinctes.objects.get().pk])
    client.post(lever)
    assert client.get(examen).context["doubles"] == [connue.candidat]


def test_un_organisme_n_apprend_que_des_siennes(
    connecte, membre_of, membre_autre_of, autre_organisme, referentiel, dupont
):
    """Said before the deposit, in the file and in number; nothing tells of another's."""
    brouillon = InscriptionFactory(
        candidat=CandidatFactory(nom_naissance="Duponts", prenom="Jean-Pierre"),
        organisme=dupont[0].organisme,
        referentiel=referentiel,
        brouillon=True,
    )
    client = connecte(membre_of)
    dossier = lu(client.get(brouillon.get_absolute_url()))
    assert ("Voir DUPONT Jean-Pierre" in dossier, "1 inscription" in dossier) == (True, False)
    page = client.get(LOT, {"acte": "deposer", "inscription": [brouillon.pk]})
    [(_, precision)] = page.context["retenues"]
    assert precision == "Peut-être la même personne que DUPONT Jean-Pierre, né(e) le même jour : comparez avant."
    ailleurs = InscriptionFactory(
        candidat=CandidatFactory(nom_naissance="Dupont", prenom="Jean-Pierre"),
        organisme=autre_organisme,
        referentiel=referentiel,
        brouillon=True,
    )
    assert "Peut-être la même personne" not in lu(connecte(membre_autre_of).get(ailleurs.get_absolute_url()))


def test_le_formulaire_le_dit_en_enregistrant(connecte, membre_of, organisme, referentiel):
    donnees = du_jour(referentiel_id=referentiel.pk)
    commun = {"organisme": organisme, "referentiel": referentiel}
    InscriptionFactory(candidat=CandidatFactory(nom_naissance="O’Brien-Nguyem", prenom="Lucja"), **commun)
    page = f"{reverse('inscription_creer')}?referentiel={referentiel.pk}"
    reponse = connecte(membre_of).post(page, envoi(donnees), follow=True)
    attendue = (
        "Peut-être la même personne que O’BRIEN-NGUYEM Lucja, né(e) le même jour : comparez les deux états civils."
    )
    assert attendue in [str(message).replace("\u00a0", " ") for message in reponse.context["messages"]]


def test_la_liste_se_lit_par_pages(connecte, agent, organisme, referentiel, monkeypatch):
    monkeypatch.setattr(personne, "PAR_PAGE", 2)
    for nom in ("Dupont", "Dupond", "Duponts", "Dupons"):
        InscriptionFactory(candidat=CandidatFactory(nom_naissance=nom), organisme=organisme, referentiel=referentiel)
    assert refaire_doubles() == 5  # « Duponts » is two errors away from « Dupond »
    pages = [connecte(agent).get(LISTE, {"quoi": "toutes", "page": rang}).context["paires"] for rang in (1, 2, 3)]
    assert [len(paires) for paires in pages] == [2, 2, 1]
