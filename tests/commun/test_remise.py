"""What the mail server answered when it took a message: a real SMTP exchange, in clear."""

import smtplib
import socketserver
import threading
from datetime import UTC, datetime

import pytest
from django.core.mail import EmailMessage

from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.courriels import deposer_courriel
from certif_portal.commun.envoi import envoyer
from certif_portal.commun.models import Courriel
from certif_portal.commun.remise import Remise
from tests.habilitations.factories import creer_organisme_habilite

A = datetime(2026, 11, 20, 9, tzinfo=UTC)
ACCEPTE = b"250 2.0.0 Ok: queued as 4F2A9\r\n"


class _Serveur(socketserver.StreamRequestHandler):
    """Just enough of SMTP to take messages one after the other."""

    def handle(self) -> None:
        self.wfile.write(b"220 essai\r\n")
        corps = False
        for ligne in self.rfile:
            if corps:
                corps = ligne.rstrip() != b"."
                if not corps:
                    self.wfile.write(self.server.accepte)
                continue
            mot = ligne[:4].upper()
            corps = mot == b"DATA"
            self.wfile.write(b"354 ecrivez\r\n" if corps else b"221 adieu\r\n" if mot == b"QUIT" else b"250 ok\r\n")
            if mot == b"QUIT":
                return


@pytest.fixture
def serveur(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Serveur) as ouvert:
        ouvert.accepte = ACCEPTE
        fil = threading.Thread(target=ouvert.serve_forever, args=(0.02,), daemon=True)
        fil.start()
        settings.EMAIL_BACKEND = "certif_portal.commun.remise.Remise"
        settings.EMAIL_HOST, settings.EMAIL_PORT = ouvert.server_address
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
        yield ouvert
        ouvert.shutdown()


def test_chaque_message_parti_porte_la_reponse_du_serveur(serveur):
    messages = [EmailMessage("Objet", "Texte", to=[f"{nom}@exemple.fr"]) for nom in ("a", "b")]
    assert Remise().send_messages(messages) == 2
    assert [message.reponse for message in messages] == ["250 2.0.0 Ok: queued as 4F2A9"] * 2


def test_par_une_liaison_chiffree_la_meme_porte():
    assert issubclass(Remise(use_ssl=True).connection_class, smtplib.SMTP_SSL)
    assert not issubclass(Remise().connection_class, smtplib.SMTP_SSL)


@pytest.mark.django_db
def test_la_reponse_est_gardee_avec_le_courriel(serveur):
    organisme = creer_organisme_habilite()
    courriel = deposer_courriel(
        destinataire=organisme.courriel,
        acte="habilitation_dossier_recevable",
        contexte={"organisme": organisme, "lien": "https://exemple.fr/", "centre": {"nom": "Le centre"}},
        a=A,
    )
    assert envoyer(courriel.pk, a=A)
    garde = Courriel.objects.get(pk=courriel.pk)
    assert (garde.etat, garde.reponse) == (EtatCourriel.ENVOYE, "250 2.0.0 Ok: queued as 4F2A9")


@pytest.mark.django_db
def test_refuse_apres_coup_il_n_y_a_pas_de_reponse_gardee(serveur):
    serveur.accepte = b"554 5.7.1 refuse\r\n"
    courriel = deposer_courriel(
        destinataire="x@exemple.fr",
        acte="habilitation_dossier_recevable",
        contexte={"lien": "https://exemple.fr/", "centre": {"nom": "Le centre"}},
        a=A,
    )
    assert not envoyer(courriel.pk, a=A)
    assert Courriel.objects.get(pk=courriel.pk).reponse == ""
