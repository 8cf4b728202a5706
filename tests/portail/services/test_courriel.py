"""A mail that waits: held, let go, dropped, reworded; what holds a link is nobody's to read."""

import pytest
from django.core import mail
from django.urls import reverse

from certif_portal.commun import envoi
from certif_portal.commun.adresses_refusees import refus_de, refuser_adresse
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.courriels import deposer_texte
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.journal import journal_de
from certif_portal.portail.queries.joindre import a_joindre
from certif_portal.portail.services.courriel import (
    RELUS_AILLEURS,
    ecarter_courriel,
    essayer_adresse,
    laisser_partir_courriel,
    modifier_courriel,
    retenir_courriel,
)
from tests.candidats.factories import InscriptionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def courriel(instant):
    return deposer_texte(destinataire="a@exemple.fr", objet="Convocation", texte="Venez", acte="essai", a=instant)


def test_retenu_il_ne_part_pas_puis_reecrit_il_part(courriel, agent, instant):
    retenu = retenir_courriel(courriel=courriel, par=agent, a=instant)
    assert (retenu.etat, envoi.envoyer(courriel.pk, a=instant)) == (EtatCourriel.RETENU, False)
    modifier_courriel(
        courriel=courriel, destinataire="b@exemple.fr", objet="Séance", texte="Venez mardi", par=agent, a=instant
    )
    laisser_partir_courriel(courriel=courriel, par=agent, a=instant)
    assert envoi.envoyer(courriel.pk, a=instant)
    assert [(m.to, m.subject, m.body) for m in mail.outbox] == [(["b@exemple.fr"], "Séance", "Venez mardi")]
    assert [e.acte for e in journal_de(courriel).order_by("pk")] == [
        "courriel-retenu",
        "courriel-modifie",
        "courriel-parti",
    ]


def test_ecarte_il_ne_part_plus(courriel, agent, instant):
    retenir_courriel(courriel=courriel, par=agent, a=instant)
    assert ecarter_courriel(courriel=courriel, par=agent, a=instant).etat == EtatCourriel.ECARTE
    with pytest.raises(TransitionInterdite):
        laisser_partir_courriel(courriel=courriel, par=agent, a=instant)


def test_parti_il_ne_se_retient_plus(courriel, agent, instant):
    envoi.envoyer(courriel.pk, a=instant)
    with pytest.raises(TransitionInterdite):
        retenir_courriel(courriel=courriel, par=agent, a=instant)


@pytest.mark.parametrize("acte", RELUS_AILLEURS)
def test_une_lettre_de_jury_part_de_la_page_de_son_jury(courriel, agent, instant, acte):
    courriel.acte, courriel.etat = acte, EtatCourriel.RETENU
    courriel.save()
    with pytest.raises(ErreurMetier, match="la page de son jury"):
        laisser_partir_courriel(courriel=courriel, par=agent, a=instant)


def test_ce_qui_porte_un_lien_ne_se_lit_ni_ne_se_reecrit(courriel, agent, instant, connecte):
    courriel.confidentiel, courriel.texte = True, "https://portail/avis/jeton"
    courriel.save()
    retenir_courriel(courriel=courriel, par=agent, a=instant)
    with pytest.raises(ErreurMetier, match="son destinataire seul le lit"):
        modifier_courriel(courriel=courriel, destinataire="x@y.fr", objet="o", texte="t", par=agent, a=instant)
    client = connecte(agent)
    assert "avis/jeton" not in client.get(courriel.get_absolute_url()).content.decode()
    assert client.get(reverse("courriel_modifier", args=[courriel.pk])).status_code == 404


def test_la_page_montre_le_texte_qui_joindre_et_les_trois_decisions(courriel, agent, connecte):
    InscriptionFactory(
        candidat__courriel="a@exemple.fr", candidat__telephone="06 01 02 03 04", tuteur_courriel="a@exemple.fr"
    )
    client, adresse = connecte(agent), courriel.get_absolute_url()
    page = client.get(adresse).content.decode()
    assert ("Venez" in page, "06 01 02 03 04" in page) == (True, True)
    client.post(reverse("courriel_retenir", args=[courriel.pk]))
    page = client.get(adresse).content.decode()
    assert ("Laisser" in page, "Modifier" in page, "Écarter" in page) == (True, True, True)
    saisie = {"destinataire": "b@exemple.fr", "objet": "Séance", "texte": "Venez mardi"}
    client.post(reverse("courriel_modifier", args=[courriel.pk]), saisie)
    client.post(reverse("courriel_laisser_partir", args=[courriel.pk]))
    courriel.refresh_from_db()
    assert (courriel.etat, courriel.destinataire) == (EtatCourriel.A_ENVOYER, "b@exemple.fr")
    client.post(reverse("courriel_retenir", args=[courriel.pk]))
    client.post(reverse("courriel_ecarter", args=[courriel.pk]))
    courriel.refresh_from_db()
    assert courriel.etat == EtatCourriel.ECARTE


def test_qui_joindre_a_une_adresse_quel_qu_il_soit(organisme, evaluateur, django_assert_num_queries):
    organisme.courriel, organisme.telephone = "a@exemple.fr", "02 40 00 00 00"
    organisme.save()
    with django_assert_num_queries(1):
        trouves = a_joindre(["a@exemple.fr", evaluateur.utilisateur.email])
    assert [(p.qui, p.telephone, p.url) for p in trouves["a@exemple.fr"]] == [
        (organisme.nom, "02 40 00 00 00", organisme.get_absolute_url())
    ]
    assert [p.qui for p in trouves[evaluateur.utilisateur.email]] == [str(evaluateur.utilisateur)]
    assert a_joindre([]) == {}


def test_un_compte_d_organisme_se_joint_par_lui_tant_qu_il_en_est(organisme, membre_of, instant):
    organisme.telephone = "02 40 00 00 00"
    organisme.save()
    adresse = membre_of.email
    assert [(p.qui, p.telephone, p.url) for p in a_joindre([adresse])[adresse]] == [
        (f"{membre_of}, {organisme.nom}", "02 40 00 00 00", organisme.get_absolute_url())
    ]
    membre_of.appartenances.update(retire_le=instant)
    assert a_joindre([adresse]) == {}


def test_une_adresse_refusee_s_essaie_de_nouveau_et_le_journal_le_dit(courriel, agent, instant):
    refuser_adresse("A@exemple.fr", "550 inconnu", a=instant)
    essayer_adresse(courriel=courriel, par=agent, a=instant)
    assert (refus_de("a@exemple.fr"), envoi.envoyer(courriel.pk, a=instant)) == (None, True)
    assert [e.acte for e in journal_de(courriel)] == ["adresse-essayee"]
    with pytest.raises(ErreurMetier, match=r"^a@exemple\.fr n’est pas refusée : les courriels y partent\.$"):
        essayer_adresse(courriel=courriel, par=agent, a=instant)


def test_la_page_d_un_courriel_leve_le_refus_de_son_adresse(courriel, agent, instant, connecte):
    client, page = connecte(agent), reverse("courriel_detail", args=[courriel.pk])
    geste = "Essayer de nouveau cette adresse"
    assert geste not in " ".join(client.get(page).content.decode().split())
    refuser_adresse("a@exemple.fr", "550 inconnu", a=instant)
    assert geste in " ".join(client.get(page).content.decode().split())
    client.post(reverse("courriel_essayer_adresse", args=[courriel.pk]))
    assert refus_de("a@exemple.fr") is None
