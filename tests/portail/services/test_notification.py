"""Notifications read, preferences kept, mails brought together; and the one door of the outbox that asks."""

from datetime import date, timedelta

import pytest
from django.core import mail

from certif_portal.commun.choix import Cadence, EtatCourriel
from certif_portal.commun.courriels import deposer_texte
from certif_portal.commun.envoi import courriels_dus, envoyer
from certif_portal.commun.models import Courriel
from certif_portal.comptes.models import Attribution
from certif_portal.portail.choix import NatureCourriel
from certif_portal.portail.models import LectureNotifications, PreferenceCourriel
from certif_portal.portail.queries.notification import cadences_de
from certif_portal.portail.services import notification
from certif_portal.portail.services.notification import noter_lecture, regler_preferences, reunir_courriels
from certif_portal.portail.services.tournee import faire_tournee

pytestmark = pytest.mark.django_db


def ecrire(personne, a, acte="inscription_acceptee", **champs):
    return deposer_texte(
        destinataire=personne.email, objet=f"Objet de {acte}", texte="Ce qui s’est passé.", acte=acte, a=a, **champs
    )


def choisir(personne, nature, cadence, a):
    regler_preferences(par=personne, a=a, **{nature: cadence})


def partir(courriel, a):
    partis = envoyer(courriel.pk, a=a)
    courriel.refresh_from_db()
    return partis, courriel.etat, [message.subject for message in mail.outbox]


def test_sans_choix_un_courriel_part_et_dit_ou_choisir(membre_of, instant):
    assert partir(ecrire(membre_of, instant), instant) == (True, EtatCourriel.ENVOYE, ["Objet de inscription_acceptee"])
    [message] = mail.outbox
    assert message.extra_headers["List-Unsubscribe"] == "<http://127.0.0.1:8000/mon-compte/courriels/>"


@pytest.mark.parametrize(
    ("cadence", "etat"),
    [(Cadence.PORTAIL, EtatCourriel.PORTAIL), (Cadence.QUOTIDIEN, EtatCourriel.A_REUNIR)],
)
def test_un_choix_tient_le_courriel_hors_de_la_boite(membre_of, instant, cadence, etat):
    choisir(membre_of, NatureCourriel.ACCEPTATION, cadence, instant)
    courriel = ecrire(membre_of, instant)
    assert partir(courriel, instant) == (False, etat, [])
    assert (courriel.essais, courriel.envoye_le) == (0, None)
    assert courriels_dus(instant + timedelta(days=9)) == []


@pytest.mark.parametrize(
    "acte", ["jury_convocation", "resultats_organisme", "habilitation_constats", "relances", "connexion"]
)
def test_ce_qui_est_obligatoire_part_quel_que_soit_le_choix(membre_of, instant, acte):
    """Even a row written by another hand changes nothing."""
    for nature in NatureCourriel:
        PreferenceCourriel.objects.create(personne=membre_of, nature=nature, cadence=Cadence.PORTAIL)
    assert partir(ecrire(membre_of, instant, acte), instant)[:2] == (True, EtatCourriel.ENVOYE)
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_un_lien_personnel_part_toujours(membre_of, instant):
    choisir(membre_of, NatureCourriel.ACCEPTATION, Cadence.PORTAIL, instant)
    assert partir(ecrire(membre_of, instant, confidentiel=True), instant)[:2] == (True, EtatCourriel.ENVOYE)


def test_qui_ne_peut_plus_ouvrir_le_portail_recoit_ses_courriels(membre_of, instant):
    choisir(membre_of, NatureCourriel.ACCEPTATION, Cadence.PORTAIL, instant)
    Attribution.objects.filter(utilisateur=membre_of).update(retiree_le=instant)
    assert partir(ecrire(membre_of, instant), instant)[:2] == (True, EtatCourriel.ENVOYE)
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_regler_remplace_et_ne_garde_que_ce_qui_differe(membre_of, membre_autre_of, instant):
    choisir(membre_autre_of, NatureCourriel.RENVOI, Cadence.PORTAIL, instant)
    choisir(membre_of, NatureCourriel.RENVOI, Cadence.PORTAIL, instant)
    choisir(membre_of, NatureCourriel.EQUIPE, Cadence.PORTAIL, instant)  # then sits in a jury: not asked
    regler_preferences(
        par=membre_of, a=instant, acceptation=Cadence.QUOTIDIEN, renvoi=Cadence.AU_FIL, resultat=Cadence.PORTAIL
    )
    assert cadences_de(membre_of) == {"acceptation": "quotidien", "equipe": "portail"}
    assert cadences_de(membre_autre_of) == {"renvoi": "portail"}


def test_le_recapitulatif_reunit_une_fois_par_personne(membre_of, membre_autre_of, instant):
    for personne in (membre_of, membre_autre_of):
        choisir(personne, NatureCourriel.ACCEPTATION, Cadence.QUOTIDIEN, instant)
    for personne, nombre in ((membre_of, 2), (membre_autre_of, 1)):
        for _ in range(nombre):
            envoyer(ecrire(personne, instant).pk, a=instant)
    assert (reunir_courriels(a=instant), reunir_courriels(a=instant)) == (2, 0)
    ecrits = Courriel.objects.filter(acte="recapitulatif").order_by("objet")
    assert [(c.destinataire, c.objet) for c in ecrits] == [
        (membre_autre_of.email, "Récapitulatif : 1 message"),
        (membre_of.email, "Récapitulatif : 2 messages"),
    ]
    assert ecrits[1].texte.count("Ce qui s’est passé.") == 2
    assert "/mon-compte/courriels/" in ecrits[1].texte
    assert set(Courriel.objects.exclude(acte="recapitulatif").values_list("etat", flat=True)) == {EtatCourriel.REUNI}
    assert partir(ecrits[0], instant)[:2] == (True, EtatCourriel.ENVOYE)


def test_une_seconde_tournee_en_meme_temps_ne_trouve_plus_rien(membre_of, instant):
    """It has read the same address, and waits for the rows of the first."""
    choisir(membre_of, NatureCourriel.ACCEPTATION, Cadence.QUOTIDIEN, instant)
    envoyer(ecrire(membre_of, instant).pk, a=instant)
    assert [notification._reunir(membre_of.email, instant) for _ in range(2)] == [1, 0]
    assert Courriel.objects.filter(acte="recapitulatif").count() == 1


def test_la_tournee_reunit_les_jours_ouvres_et_une_seule_fois(membre_of, instant):
    """Nothing on a Sunday; on Monday one mail, whatever the number of calls."""
    choisir(membre_of, NatureCourriel.ACCEPTATION, Cadence.QUOTIDIEN, instant)
    courriel = ecrire(membre_of, instant)
    envoyer(courriel.pk, a=instant)
    faire_tournee(le=date(2026, 11, 29), a=instant + timedelta(days=9))
    courriel.refresh_from_db()
    assert (courriel.etat, Courriel.objects.count()) == (EtatCourriel.A_REUNIR, 1)
    lundi = instant + timedelta(days=10)
    comptes = [dict(faire_tournee(le=date(2026, 11, 30), a=lundi).autres) for _ in range(2)]
    assert [compte.get("Récapitulatifs") for compte in comptes] == [1, None]
    courriel.refresh_from_db()
    assert (courriel.etat, Courriel.objects.filter(acte="recapitulatif").count()) == (EtatCourriel.REUNI, 1)


def test_lire_ne_revient_pas_en_arriere(membre_of, instant):
    noter_lecture(personne=membre_of, jusqu_a=instant)
    noter_lecture(personne=membre_of, jusqu_a=instant - timedelta(hours=1))
    assert LectureNotifications.objects.get(personne=membre_of).jusqu_a == instant
    noter_lecture(personne=membre_of, jusqu_a=instant + timedelta(hours=1))
    assert LectureNotifications.objects.get(personne=membre_of).jusqu_a == instant + timedelta(hours=1)
