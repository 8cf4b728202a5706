"""Mails that did not arrive: seen by the staff, sent again, a new link where one was lost."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from candidats.choix import EtatInscription
from candidats.models import Inscription, RapportActivites
from candidats.services.confirmation import demander_confirmation
from candidats.services.insertion import envoyer_enquetes
from candidats.services.rapport import envoyer_lien_rapport
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun import envoi, horloge
from certif_portal.commun.arret_envois import arreter
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.courriels import deposer_texte
from certif_portal.commun.models import Courriel
from certif_portal.commun.rapports import Retour
from certif_portal.commun.retours import noter_retour
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.services import inviter
from certif_portal.portail.queries.courriel import PATIENCE, en_peine
from evaluations.models import LienAvis
from evaluations.services.avis import ouvrir_avis
from tests.candidats.factories import InscriptionFactory
from tests.candidats.services.test_demande import saisie
from tests.candidats.services.test_rapport import rapport

__all__ = ["rapport", "saisie"]  # fixtures
LISTE = reverse("courriel_liste")


def echouer(courriel: Courriel) -> Courriel:
    """As a server that refuses the addressee for good leaves it."""
    Courriel.objects.filter(pk=courriel.pk).update(
        etat=EtatCourriel.ECHEC, erreur="Adresse refusée par le serveur du destinataire : 550 inconnu", essais=1
    )
    if courriel.confidentiel:
        courriel.texte = envoi.EFFACE
        courriel.save(update_fields=["texte"])
    courriel.refresh_from_db()
    return courriel


def deposer(**champs) -> Courriel:
    defauts = {"destinataire": "a@exemple.fr", "objet": "Convocation", "texte": "Venez", "acte": "essai"}
    return deposer_texte(**(defauts | {"a": horloge.maintenant()} | champs))


def renvoyer(client, courriel, adresse):
    return client.post(reverse("courriel_renvoyer", args=[courriel.pk]), {"adresse": adresse}, follow=True)


def test_l_accueil_et_la_liste_disent_ce_qui_n_est_pas_parti(connecte, agent):
    client = connecte(agent)
    assert "non parti" not in client.get("/").content.decode()
    echouer(deposer(texte="Un texte que personne ne relit ici"))
    assert "1 courriel non parti" in " ".join(client.get("/").content.decode().split())
    page = client.get(LISTE).content.decode()
    assert "Un courriel est tenté pendant cinq jours," in page
    assert ("a@exemple.fr" in page, "550 inconnu" in page, "Convocation" in page) == (True, True, True)
    assert "personne ne relit" not in page


def test_l_accueil_dit_ce_qui_attend_trop(connecte, agent):
    deposer(a=horloge.maintenant() - timedelta(minutes=16))
    accueil = " ".join(connecte(agent).get("/").content.decode().split())
    assert "1 courriel en attente depuis plus d’un quart d’heure" in accueil


@pytest.mark.parametrize(
    ("ecrit", "prochain", "essais", "en_retard"),
    [(15, None, 0, 1), (14, None, 0, 0), (60, 15, 0, 1), (60, 14, 0, 0), (60, -10, 0, 0), (15, -10, 3, 1)],
)
def test_un_courriel_qui_attend_son_tour_n_est_pas_en_retard(db, instant, ecrit, prochain, essais, en_retard):
    """In minutes before the instant. A long round is spread; a try that failed puts the next one off."""
    courriel = deposer(a=instant - timedelta(minutes=ecrit))
    courriel.prochain_essai_le = None if prochain is None else instant - timedelta(minutes=prochain)
    courriel.essais = essais
    courriel.save(update_fields=["prochain_essai_le", "essais"])
    assert {nom: lignes.count() for nom, lignes in en_peine(instant - PATIENCE).items()} == {
        "echecs": 0,
        "en_retard": en_retard,
        "a_imprimer": 0,
    }


def test_l_auditeur_voit_sans_renvoyer(connecte, auditeur):
    courriel = echouer(deposer())
    assert "Renvoyer" not in connecte(auditeur).get(LISTE).content.decode()
    assert renvoyer(connecte(auditeur), courriel, "b@exemple.fr").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_un_courriel_ordinaire_repart_a_l_adresse_corrigee(connecte, agent):
    courriel = echouer(deposer())
    premier = courriel.message_id
    mail.outbox.clear()
    renvoyer(connecte(agent), courriel, "b@exemple.fr")
    courriel.refresh_from_db()
    assert courriel.message_id != premier  # a late report on « a » does not speak of « b »
    assert not noter_retour(Retour("a@exemple.fr", "5.1.1", "inconnu", premier), a=horloge.maintenant())
    assert (courriel.etat, courriel.destinataire, courriel.essais) == (EtatCourriel.ENVOYE, "b@exemple.fr", 1)
    assert [(message.to, message.body) for message in mail.outbox] == [(["b@exemple.fr"], "Venez")]


def test_une_adresse_impossible_est_refusee(connecte, agent):
    courriel = echouer(deposer())
    page = renvoyer(connecte(agent), courriel, "a@xn--é.fr")
    assert "adresse" in page.context["formulaire"].errors
    courriel.refresh_from_db()
    assert (courriel.etat, courriel.destinataire) == (EtatCourriel.ECHEC, "a@exemple.fr")


def test_un_avis_perdu_devient_un_nouveau_lien(connecte, agent):
    inscription = InscriptionFactory(tuteur_courriel="tuteur@exemple.fr")
    ouvrir_avis(inscription=inscription, par=agent, a=horloge.maintenant())
    ancien = LienAvis.objects.get()
    perdu = echouer(Courriel.objects.get(acte="avis_demande"))
    renvoyer(connecte(agent), perdu, "nouveau@exemple.fr")
    perdu.refresh_from_db(), ancien.refresh_from_db()
    nouveau = Courriel.objects.filter(acte="avis_demande").latest("pk")
    assert (perdu.etat, perdu.texte) == (EtatCourriel.REMPLACE, envoi.EFFACE)
    assert (nouveau.destinataire, ancien.revoque_le is not None) == ("nouveau@exemple.fr", True)
    assert connecte(agent).get(re.search(r"/avis/[\w-]+/", nouveau.texte)[0]).status_code == 200


def _rapport(monde) -> str:
    rapport = monde("rapport")
    Inscription.objects.update(organisme=None)
    envoyer_lien_rapport(
        rapport=RapportActivites.objects.get(pk=rapport.pk), par=monde("agent"), a=horloge.maintenant()
    )
    return "rapport_demande"


def _etat_civil(monde) -> str:
    ParametresCentre.objects.update_or_create(pk=1, defaults={"confirmation_etat_civil": True})
    demander_confirmation(inscription=monde("inscription"), par=monde("agent"), a=horloge.maintenant())
    return "etat_civil_a_confirmer"


def _enquete(monde) -> str:
    InscriptionFactory(etat=EtatInscription.ADMISE, decidee_le=date(2026, 5, 20))
    envoyer_enquetes(le=date(2026, 11, 20), a=horloge.maintenant())
    return "enquete_insertion"


def _demande(monde) -> str:
    monde("client").post("/demande-inscription/", monde("saisie"))
    return "demande_a_confirmer"


@pytest.mark.parametrize("preparer", [_rapport, _etat_civil, _enquete, _demande], ids=lambda f: f.__name__.strip("_"))
def test_un_lien_perdu_se_renvoie_neuf_et_l_ancien_n_ouvre_plus(request, connecte, agent, client, preparer):
    """Each of the four kinds: a new link at the address corrected, the former one void."""
    acte = preparer(request.getfixturevalue)
    perdu = Courriel.objects.filter(acte=acte).latest("pk")
    [ancien] = set(re.findall(r"(?<=127.0.0.1:8000)/[\w/-]+/[\w-]{20,}/", perdu.texte))
    assert client.get(ancien).status_code == 200
    renvoyer(connecte(agent), echouer(perdu), "nouveau@exemple.fr")
    perdu.refresh_from_db()
    nouveau = Courriel.objects.filter(acte=acte).latest("pk")
    assert (perdu.etat, perdu.texte, nouveau.destinataire) == (
        EtatCourriel.REMPLACE,
        envoi.EFFACE,
        "nouveau@exemple.fr",
    )
    [lien] = set(re.findall(r"(?<=127.0.0.1:8000)/[\w/-]+/[\w-]{20,}/", nouveau.texte))
    vierge = Client()
    assert (lien != ancien, vierge.get(lien).status_code) == (True, 200)
    assert vierge.get(ancien).status_code in (404, 410)


def test_une_invitation_perdue_repart_et_l_ancien_lien_meurt(connecte, client, responsable):
    invitation = inviter(
        courriel="anna@exemple.fr",
        prenom="A",
        nom="B",
        role="agent",
        portee="x",
        par=responsable,
        a=horloge.maintenant(),
    )
    perdu = echouer(Courriel.objects.get(acte="invitation"))
    renvoyer(connecte(responsable), perdu, "ana@exemple.fr")
    nouveau = Courriel.objects.filter(acte="invitation").latest("pk")
    assert nouveau.destinataire == "ana@exemple.fr"
    assert Utilisateur.objects.filter(email="anna@exemple.fr").count() == 0
    assert client.get(invitation.lien.removeprefix("http://127.0.0.1:8000")).status_code == 404
    assert client.get(re.search(r"/invitation/[\w-]+/", nouveau.texte)[0]).status_code == 200


@pytest.mark.parametrize(
    ("acte", "dit"),
    [
        ("connexion", "en demande un autre depuis la page de connexion"),
        ("commission_invitation", "depuis la commission, retirez-la, puis invitez de nouveau"),
        ("candidature_a_confirmer", "la personne dépose de nouveau sa candidature"),
        ("essai", "il ne se renvoie pas d’ici, un autre se demande"),
    ],
)
def test_ce_qui_ne_se_refait_pas_d_ici_dit_qui_le_refait(connecte, agent, acte, dit):
    courriel = echouer(deposer(acte=acte, confidentiel=True))
    page = renvoyer(connecte(agent), courriel, "a@exemple.fr").content.decode()
    assert dit in page
    courriel.refresh_from_db()
    assert courriel.etat == EtatCourriel.ECHEC


def test_un_courriel_parti_ne_se_renvoie_pas(connecte, agent):
    courriel = deposer()
    assert renvoyer(connecte(agent), courriel, "a@exemple.fr").status_code == 404


def test_l_arret_des_envois_se_lit_de_tous_et_se_leve_du_responsable_seul(connecte, agent, responsable, instant):
    """A link that the page behind it refuses is not shown."""
    arreter("restauration d’une sauvegarde", a=instant)
    reprendre = reverse("envois_reprendre")
    for personne, leve in ((agent, False), (responsable, True)):
        vu = connecte(personne).get(LISTE).content.decode()
        assert "restauration d’une sauvegarde" in vu
        assert (f'href="{reprendre}"' in vu) is leve
