from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from certif_portal.centre.models import parametres
from certif_portal.commun import courriels, envoi
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.erreurs import TransitionInterdite
from certif_portal.commun.models import Courriel
from certif_portal.portail.models import Relance
from tests.candidats.factories import InscriptionFactory

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


# --- several mails of a kind that leave as one


def accepter(instant, noms, destinataire="of@exemple.fr", dossier=None) -> list[Courriel]:
    inscriptions = [InscriptionFactory.build(pk=rang, candidat__nom_naissance=nom) for rang, nom in enumerate(noms, 1)]
    return [
        courriels.deposer_courriel(
            destinataire=destinataire,
            acte="inscription_acceptee",
            contexte={"inscription": inscription, "lien": f"lien-{inscription.pk}", "centre": parametres()},
            a=instant,
            dossier=inscription,
            en_nombre=courriels.Commun("inscriptions_acceptees", dossier),
        )
        for inscription in inscriptions
    ]


def test_ce_qui_se_dit_a_une_adresse_dans_un_ensemble_part_en_un_courriel(instant):
    with courriels.ensemble():
        premier, second = accepter(instant, ["Abel", "Brun"])
        Relance.objects.create(
            echeance="e", etape="J-7", destinataire="of@exemple.fr", courriel=second, due_le=instant, envoyee_le=instant
        )
        [seul] = accepter(instant, ["Cado"], "autre@exemple.fr")
        assert mail.outbox == []
    parti = Courriel.objects.get(acte="inscriptions_acceptees")
    assert (parti.pk, parti.etat, parti.dossier_type) == (premier.pk, EtatCourriel.ENVOYE, "")
    assert [ligne in parti.texte for ligne in ("lien-1", "lien-2", "ABEL", "BRUN")] == [True] * 4
    assert sorted((m.to[0], m.subject) for m in mail.outbox) == [
        ("autre@exemple.fr", "Une inscription est acceptée"),
        ("of@exemple.fr", "2 inscriptions sont acceptées"),
    ]
    assert (Courriel.objects.count(), Relance.objects.get().courriel) == (2, parti)
    seul.refresh_from_db()
    assert (seul.acte, seul.etat) == ("inscription_acceptee", EtatCourriel.ENVOYE)


def test_deux_organismes_a_la_meme_adresse_ont_chacun_leur_courriel(instant, organisme, autre_organisme):
    with courriels.ensemble():
        accepter(instant, ["Abel", "Brun"], dossier=organisme)
        accepter(instant, ["Cado", "Denis"], dossier=autre_organisme)
    partis = Courriel.objects.filter(acte="inscriptions_acceptees").order_by("pk")
    assert [(parti.dossier_id, "ABEL" in parti.texte, "CADO" in parti.texte) for parti in partis] == [
        (organisme.pk, True, False),
        (autre_organisme.pk, False, True),
    ]


def test_un_acte_refuse_dans_un_ensemble_ne_laisse_rien_au_courriel_commun(instant):
    with courriels.ensemble():
        accepter(instant, ["Abel"])
        with transaction.atomic():
            accepter(instant, ["Brun"])
            transaction.set_rollback(True)
    with courriels.ensemble(), transaction.atomic():
        accepter(instant, ["Cado"])
        transaction.set_rollback(True)
    assert [(m.subject, "ABEL" in m.body) for m in mail.outbox] == [("Une inscription est acceptée", True)]


def test_un_ensemble_interrompu_laisse_chaque_courriel_partir_seul_apres_le_sursis(instant):
    with pytest.raises(KeyboardInterrupt), courriels.ensemble():
        ids = [courriel.pk for courriel in accepter(instant, ["Abel", "Brun"])]
        raise KeyboardInterrupt
    assert envoi.courriels_dus(instant + courriels.SURSIS - timedelta(seconds=1)) == []
    assert sorted(envoi.courriels_dus(instant + courriels.SURSIS)) == ids
    assert Courriel.objects.filter(acte="inscription_acceptee").count() == 2


@pytest.mark.parametrize(("rang", "minutes"), [(0, 0), (59, 0), (60, 1), (125, 2)])
def test_les_courriels_d_une_tournee_partent_minute_apres_minute(instant, rang, minutes):
    brouillon = courriels.Brouillon("of@exemple.fr", "Objet", "Texte", "relance")
    [courriel] = courriels.deposer_tous([brouillon], a=instant, rang=rang)
    assert courriel.prochain_essai_le == instant + timedelta(minutes=minutes)
    assert courriels.deposer_tous([], a=instant) == []
