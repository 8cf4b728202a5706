"""Mails leave one by one: a fault stays with its mail, a refusal for good is shown at once, secrets are given up."""

import smtplib
import socketserver
import threading
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from certif_portal.commun import courtier, envoi
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.courriels import deposer_texte
from certif_portal.commun.models import AdresseRefusee, Courriel
from certif_portal.commun.scelle import INDECHIFFRABLE, MARQUE
from certif_portal.commun.tasks import envoyer_courriels_en_attente

pytestmark = pytest.mark.django_db


PENDU, COUPE = "pendu", "coupe"
"""What a server does in the place of an answer."""


class Serveur(socketserver.StreamRequestHandler):
    """An SMTP server that answers to each command what its test wrote."""

    reponses: dict[str, str] = {}
    recus: list[int] = []

    def handle(self):
        self.wfile.write(b"220 essai\r\n")
        while ligne := self.rfile.readline().decode().strip():
            commande = ligne[:4].upper()
            if self.reponses.get(commande) == PENDU:
                time.sleep(3)
                return
            if commande == "DATA" and "DATA" not in self.reponses:
                self.wfile.write(b"354 allez\r\n")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self.recus.append(1)
                if self.reponses.get("FIN") == COUPE:
                    return
            self.wfile.write((self.reponses.get(commande, "250 bien") + "\r\n").encode())
            if commande == "QUIT":
                return


@pytest.fixture
def smtp(settings):
    serveur = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Serveur)
    serveur.daemon_threads = True
    threading.Thread(target=serveur.serve_forever, args=(0.02,), daemon=True).start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = serveur.server_address
    yield Serveur.reponses
    Serveur.reponses.clear()
    Serveur.recus.clear()
    serveur.shutdown()
    serveur.server_close()


def deposer(instant, **champs) -> Courriel:
    defauts = {"destinataire": "a@exemple.fr", "objet": "Objet", "texte": "Texte", "acte": "essai", "a": instant}
    return deposer_texte(**(defauts | champs))


def partir(courriel, a) -> Courriel:
    envoi.envoyer(courriel.pk, a=a)
    courriel.refresh_from_db()
    return courriel


@pytest.mark.parametrize("adresse", ["contact@xn--é.fr", "é@exemple.fr", "a@exemple..fr", "sans-arobase"])
def test_une_adresse_impossible_n_arrete_pas_les_autres(instant, adresse):
    """It used to raise UnicodeError at every turn of the minute task, for ever: no mail left any more."""
    mauvais, bon = deposer(instant, destinataire=adresse), deposer(instant)
    assert envoyer_courriels_en_attente() == 1
    mauvais.refresh_from_db(), bon.refresh_from_db()
    assert (mauvais.etat, mauvais.essais, bon.etat) == (EtatCourriel.ECHEC, 1, EtatCourriel.ENVOYE)
    assert f"« {adresse} » n’est pas une adresse" in mauvais.erreur.replace("\xa0", " ")
    assert [message.to for message in mail.outbox] == [["a@exemple.fr"]]


def illisible(courriel, a):
    if courriel.destinataire == "a@exemple.fr":
        raise OSError("la préférence ne se lit pas")
    return envoi.Preference()


def test_une_preference_illisible_n_arrete_que_son_courriel(instant, settings):
    """It is written on it, and it waits for another try; the next one goes."""
    settings.PREFERENCE_COURRIEL = "tests.commun.test_envoi.illisible"
    premier, second = deposer(instant), deposer(instant, destinataire="b@exemple.fr")
    assert envoyer_courriels_en_attente() == 1
    premier.refresh_from_db(), second.refresh_from_db()
    assert (premier.etat, premier.essais, second.etat) == (EtatCourriel.A_ENVOYER, 1, EtatCourriel.ENVOYE)
    assert "la préférence ne se lit pas" in premier.erreur


VENUS: list[bool] = []
"""What a second worker was answered."""


def pendant_ce_temps(courriel, a):
    """While a mail is being sent, another worker comes for it."""

    def second() -> None:
        try:
            VENUS.append(envoi.envoyer(courriel.pk, a=a))
        finally:
            connection.close()

    if not VENUS:
        VENUS.append(False)
        fil = threading.Thread(target=second)
        fil.start()
        fil.join()
    return envoi.Preference()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_un_courriel_que_l_on_envoie_n_est_pris_par_personne_d_autre(instant, settings, monkeypatch):
    """Without its lock, it would leave twice."""
    monkeypatch.setattr(courtier, "lancer", lambda tache, *arguments: False)
    settings.PREFERENCE_COURRIEL = "tests.commun.test_envoi.pendant_ce_temps"
    VENUS.clear()
    assert envoi.envoyer(deposer(instant).pk, a=instant) is True
    assert (VENUS, len(mail.outbox)) == ([False, False], 1)


@pytest.mark.parametrize(
    ("reponses", "etat"),
    [
        ({"RCPT": "550 inconnu"}, EtatCourriel.ECHEC),
        ({"RCPT": "451 plus tard"}, EtatCourriel.A_ENVOYER),
        ({"DATA": "554 refus"}, EtatCourriel.ECHEC),
        ({"DATA": "452 plein"}, EtatCourriel.A_ENVOYER),
        ({"MAIL": "550 expediteur"}, EtatCourriel.A_ENVOYER),
        ({}, EtatCourriel.ENVOYE),
    ],
)
def test_ce_que_dit_le_serveur(instant, smtp, reponses, etat):
    """For good for this addressee or this message (5xx): shown at once. The portal's own account: to be mended."""
    smtp.update(reponses)
    courriel = partir(deposer(instant, texte="https://portail/avis/jeton", confidentiel=True), instant)
    assert (courriel.etat, courriel.essais) == (etat, 1)
    assert all(reponse in courriel.erreur for reponse in reponses.values())
    assert (courriel.texte == envoi.EFFACE) is (etat != EtatCourriel.A_ENVOYER)


def test_un_serveur_absent_est_essaye_cinq_jours(instant, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    courriel, a, attentes = deposer(instant, confidentiel=True), instant, []
    while partir(courriel, a).etat == EtatCourriel.A_ENVOYER:
        attentes.append(courriel.prochain_essai_le - a)
        assert (courriel.texte, a - instant < timedelta(days=5)) == ("Texte", True)
        a = courriel.prochain_essai_le
    assert attentes[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert max(attentes) == timedelta(hours=4)
    assert timedelta(days=4) < a - instant < timedelta(days=5, hours=4)
    assert (courriel.etat, courriel.essais, courriel.texte) == (EtatCourriel.ECHEC, 36, envoi.EFFACE)
    assert envoi.JOURS_D_ESSAI == round((a - instant) / timedelta(days=1)) == 5


@pytest.mark.parametrize("commande", ["EHLO", "RCPT", "DATA"])
def test_un_serveur_qui_se_tait_est_laisse(instant, smtp, settings, commande):
    """Given up in a bounded time, the mail waits; the server back, it leaves."""
    settings.EMAIL_TIMEOUT = 1
    smtp[commande] = PENDU
    debut = time.monotonic()
    courriel = partir(deposer(instant), instant)
    assert time.monotonic() - debut < 5
    assert (courriel.etat, courriel.essais) == (EtatCourriel.A_ENVOYER, 1)
    smtp.clear()
    assert partir(courriel, courriel.prochain_essai_le).etat == EtatCourriel.ENVOYE


def test_un_serveur_qui_coupe_avant_son_250_recoit_le_meme_message(instant, smtp):
    """Taken, and nobody knows: it leaves again under the same Message-ID, which the addressee's box tells as one."""
    smtp["FIN"] = COUPE
    courriel = partir(deposer(instant), instant)
    assert (courriel.etat, Serveur.recus) == (EtatCourriel.A_ENVOYER, [1])
    message = courriel.message_id
    smtp.clear()
    envoye = partir(courriel, courriel.prochain_essai_le)
    assert (envoye.etat, envoye.message_id, Serveur.recus) == (EtatCourriel.ENVOYE, message, [1, 1])


def test_deux_jours_de_451_ne_perdent_rien(instant, smtp):
    """Ten mails, the clock moved from try to try: all wait, seen as late, and all leave when the server takes them."""
    smtp["RCPT"] = "451 plus tard"
    courriels, a = [deposer(instant) for _ in range(10)], instant
    while a < instant + timedelta(days=2):
        for courriel in courriels:
            assert partir(courriel, a).etat == EtatCourriel.A_ENVOYER
        a = min(courriel.prochain_essai_le for courriel in courriels)
    smtp.clear()
    assert [partir(courriel, a).etat for courriel in courriels] == [EtatCourriel.ENVOYE] * 10
    assert len(Serveur.recus) == 10


def test_un_code_perime_ne_part_pas(instant):
    courriel = deposer(instant, confidentiel=True, expire_le=instant + timedelta(minutes=10))
    partir(courriel, instant + timedelta(minutes=10))
    assert (courriel.etat, courriel.erreur, courriel.texte) == (EtatCourriel.ECHEC, envoi.PERIME, envoi.EFFACE)
    assert mail.outbox == []


def test_un_defaut_de_bibliotheque_est_ecrit_sur_son_courriel(instant, settings):
    settings.EMAIL_BACKEND = "un.module.absent"
    courriel = partir(deposer(instant), instant)
    assert (courriel.etat, courriel.essais) == (EtatCourriel.ECHEC, 1)
    assert "ModuleNotFoundError" in courriel.erreur


def colonne_texte(courriel) -> str:
    with connection.cursor() as curseur:
        curseur.execute("SELECT texte FROM commun_courriel WHERE id = %s", [courriel.pk])
        return curseur.fetchone()[0]


def test_aucun_texte_n_est_en_clair_dans_la_base(instant, settings):
    courriel = deposer(instant, texte="Votre code : ABC123", confidentiel=True)
    ecrit = colonne_texte(courriel)
    assert (ecrit.startswith(MARQUE), "ABC123" in ecrit) == (True, False)
    assert Courriel.objects.get().texte == "Votre code : ABC123"
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "une autre cle" * 5
    assert Courriel.objects.get().texte == "Votre code : ABC123"
    settings.SECRET_KEY_FALLBACKS = []
    assert Courriel.objects.get().texte == INDECHIFFRABLE
    assert partir(courriel, instant).erreur == INDECHIFFRABLE


def test_une_faute_d_smtp_est_une_faute_de_reseau():
    """What tells the two kinds of refusals apart leans on it."""
    assert issubclass(smtplib.SMTPException, OSError)


@pytest.mark.parametrize(
    ("reponse", "marquee"),
    [("550 inconnu", True), ("550 5.7.1 indesirable", False), ("552 pleine", False), ("451 plus tard", False)],
)
def test_un_550_marque_l_adresse_a_l_instant(instant, smtp, reponse, marquee):
    smtp["RCPT"] = reponse
    partir(deposer(instant), instant)
    assert AdresseRefusee.objects.filter(adresse="a@exemple.fr").exists() is marquee


def test_un_courriel_renvoye_apres_une_coupure_garde_son_message_id(instant, monkeypatch):
    """Killed between the answer of the server and the commit: the same mail leaves again, known as the same."""
    courriel = deposer(instant)

    def coupe(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as pendant:
        pendant.setattr(envoi, "verifier_transition", coupe)
        with pytest.raises(KeyboardInterrupt):
            envoi.envoyer(courriel.pk, a=instant)
    assert partir(courriel, instant).etat == EtatCourriel.ENVOYE
    assert [m.extra_headers["Message-ID"] for m in mail.outbox] == [courriel.message_id] * 2


def test_un_essai_dit_que_le_serveur_a_pris_le_message(smtp, capsys):
    call_command("essayer_courriel", "responsable@exemple.fr")
    assert capsys.readouterr().out == (
        "Le serveur a pris le message pour responsable@exemple.fr, de certifications@centre.example : voyez s’il "
        "arrive, et s’il n’est pas classé parmi les indésirables.\n"
    )
    assert not Courriel.objects.exists()


@pytest.mark.parametrize(
    ("commande", "repond", "dit"),
    [
        ("RCPT", "550 boite inconnue", "Adresse refusée par le serveur du destinataire : 550 boite inconnue"),
        ("MAIL", "553 expediteur interdit", "Message refusé par le serveur : 553 expediteur interdit"),
        ("DATA", "554 refuse", "Message refusé par le serveur : 554 refuse"),
    ],
)
def test_un_essai_dit_ce_que_le_serveur_refuse(smtp, commande, repond, dit):
    smtp[commande] = repond
    with pytest.raises(CommandError) as refus:
        call_command("essayer_courriel", "responsable@exemple.fr")
    assert str(refus.value) == f"Le message n’est pas parti. {dit}"


def test_un_essai_dit_que_le_serveur_ne_repond_pas(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(CommandError, match=r"^Le message n’est pas parti\. Le serveur de courriel ne répond pas \("):
        call_command("essayer_courriel", "responsable@exemple.fr")
    with pytest.raises(CommandError, match=r"nom@domaine\.fr est attendu"):
        call_command("essayer_courriel", "responsable")
