from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from certif_portal.commun import courriels, envoi
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.erreurs import TransitionInterdite
from certif_portal.commun.models import Courriel

pytestmark = pytest.mark.django_db(transaction=True)


def deposer(instant, **champs) -> Courriel:
    defauts = {"destinataire": "a@exemple.fr", "objet": "Objet", "texte": "Texte", "acte": "essai", "a": instant}
    return courriels.deposer_texte(**(defauts | champs))


def test_un_courriel_part_une_fois_apres_la_validation(instant):
    with transaction.atomic():
        courriel = deposer(instant)
        assert mail.outbox == []
    courriel.refresh_from_db()
    assert courriel.etat == EtatCourriel.ENVOYE
    assert envoi.envoyer(courriel.pk, a=instant) is False
    assert [(m.to, m.subject) for m in mail.outbox] == [(["a@exemple.fr"], "Objet")]
    assert mail.outbox[0].extra_headers["Message-ID"] == courriel.message_id


def test_un_courriel_abandonne_avec_sa_transaction(instant):
    class Annulation(Exception):
        pass

    with pytest.raises(Annulation), transaction.atomic():
        deposer(instant)
        raise Annulation
    assert (Courriel.objects.count(), mail.outbox) == (0, [])


def test_un_envoi_refuse_est_reporte_puis_reussit(instant, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    courriel = deposer(instant)
    courriel.refresh_from_db()
    assert (courriel.etat, courriel.essais) == (EtatCourriel.A_ENVOYER, 1)
    assert courriel.erreur != ""
    assert courriel.pk not in envoi.courriels_dus(courriel.prochain_essai_le - timedelta(seconds=1))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert envoi.courriels_dus(courriel.prochain_essai_le) == [courriel.pk]
    assert envoi.envoyer(courriel.pk, a=courriel.prochain_essai_le) is True
    assert len(mail.outbox) == 1


def test_un_lien_personnel_est_efface_apres_l_envoi(instant):
    courriel = deposer(instant, texte="https://portail/avis/jeton-secret", confidentiel=True)
    courriel.refresh_from_db()
    assert "jeton-secret" in mail.outbox[0].body
    assert courriel.texte == envoi.EFFACE


def test_un_objet_ne_passe_pas_de_ligne(instant):
    deposer(instant, objet="Bonjour\nBcc: tous@exemple.fr")
    assert mail.outbox[0].subject == "Bonjour Bcc: tous@exemple.fr"


def test_un_courriel_retenu_ne_part_qu_une_fois_laisse_partir(instant):
    brouillons = [courriels.Brouillon(f"{nom}@exemple.fr", " Un\nobjet ", "Texte", "essai") for nom in ("a", "b", "c")]
    with transaction.atomic():
        a, b, c = courriels.retenir(brouillons, a=instant)
    assert (envoi.courriels_dus(instant), envoi.envoyer(a.pk, a=instant), mail.outbox) == ([], False, [])
    courriels.modifier_retenu(b, destinataire="z@exemple.fr", objet="Autre", texte="Relu")
    courriels.ecarter_courriels([c])
    with transaction.atomic():
        courriels.laisser_partir([a, b])
        assert mail.outbox == []
    assert [(m.to, m.subject, m.body) for m in mail.outbox] == [
        (["a@exemple.fr"], "Un objet", "Texte"),
        (["z@exemple.fr"], "Autre", "Relu"),
    ]
    etats = dict(Courriel.objects.values_list("pk", "etat"))
    assert etats == {a.pk: EtatCourriel.ENVOYE, b.pk: EtatCourriel.ENVOYE, c.pk: EtatCourriel.ECARTE}


def test_ce_qui_est_parti_ou_ecarte_ne_se_retient_plus(instant):
    [courriel] = courriels.retenir([courriels.Brouillon("a@exemple.fr", "Objet", "Texte", "essai")], a=instant)
    courriels.ecarter_courriels([courriel])
    with pytest.raises(TransitionInterdite):
        courriels.laisser_partir([courriel])
    with pytest.raises(TransitionInterdite):
        courriels.modifier_retenu(courriel, destinataire="b@exemple.fr", objet="O", texte="T")
    courriels.laisser_partir([])
    assert (Courriel.objects.get().etat, mail.outbox) == (EtatCourriel.ECARTE, [])
