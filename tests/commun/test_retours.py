"""Bounces: said at once by the server (550), or later by a report in the mailbox of the sender."""

import socketserver
import threading
from datetime import timedelta

import pytest
from django.core import mail

from certif_portal.commun import envoi
from certif_portal.commun.adresses_refusees import lever_refus, refus_de, refuser_adresse, vise_l_adresse
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.courriels import deposer_texte
from certif_portal.commun.models import AdresseRefusee, Courriel
from certif_portal.commun.rapports import Retour, lire_rapport
from certif_portal.commun.retours import D_UN_ALIAS, noter_retour, relever
from certif_portal.commun.tasks import relever_retours

pytestmark = pytest.mark.django_db

RAPPORT = """From: MAILER-DAEMON@exemple.fr
To: certifications@centre.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Votre courriel n'est pas arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.exemple.fr

Final-Recipient: rfc822; Anne@Exemple.fr
Action: {action}
Status: {statut}
Diagnostic-Code: smtp; 550 {statut} boite
 inconnue

--b
Content-Type: {genre}

Message-ID: {message_id}
Subject: Rappel

{corps}--b--
"""


def rapport(message_id, statut="5.1.1", action="failed", genre="text/rfc822-headers", corps=""):
    texte = RAPPORT.format(message_id=message_id, statut=statut, action=action, genre=genre, corps=corps)
    return texte.replace("\n", "\r\n").encode()


class ServeurImap(socketserver.StreamRequestHandler):
    """As much of IMAP as a client reading reports speaks."""

    messages: dict[str, bytes] = {}
    vus: list[str] = []
    recherches: list[str] = []
    muet = False  # as servers that answer no line when nothing is found

    def dire(self, *lignes: str) -> None:
        self.wfile.write("".join(f"{ligne}\r\n" for ligne in lignes).encode())

    def handle(self):
        self.dire("* OK essai")
        while ligne := self.rfile.readline().decode().strip():
            marque, _, reste = ligne.partition(" ")
            verbe = reste.split(" ")[1 if reste.upper().startswith("UID") else 0].upper()
            if verbe == "CAPABILITY":
                self.dire("* CAPABILITY IMAP4rev1")
            elif verbe == "SELECT":
                self.dire("* 1 EXISTS")
            elif verbe == "SEARCH":
                self.recherches.append(reste)
                a_lire = [uid for uid in self.messages if uid not in self.vus]
                if a_lire or not self.muet:
                    self.dire(f"* SEARCH {' '.join(a_lire)}".strip())
            elif verbe == "FETCH":
                octets = self.messages[reste.split(" ")[2]]
                self.wfile.write(f"* 1 FETCH (UID 1 BODY[]<0> {{{len(octets)}}}\r\n".encode() + octets + b")\r\n")
            elif verbe == "STORE":
                self.vus.append(reste.split(" ")[2])
            elif verbe == "LOGOUT":
                self.dire("* BYE", f"{marque} OK fait")
                return
            self.dire(f"{marque} OK fait")


@pytest.fixture
def boite(settings):
    ServeurImap.messages, ServeurImap.vus, ServeurImap.recherches, ServeurImap.muet = {}, [], [], False
    serveur = socketserver.ThreadingTCPServer(("127.0.0.1", 0), ServeurImap)
    serveur.daemon_threads = True
    threading.Thread(target=serveur.serve_forever, args=(0.02,), daemon=True).start()
    settings.BOITE_RETOURS = f"imap://compte:mot%40passe@127.0.0.1:{serveur.server_address[1]}/INBOX"
    yield ServeurImap
    serveur.shutdown()
    serveur.server_close()


def envoye(instant, destinataire="anne@exemple.fr") -> Courriel:
    courriel = deposer_texte(destinataire=destinataire, objet="Rappel", texte="Texte", acte="essai", a=instant)
    envoi.envoyer(courriel.pk, a=instant)
    courriel.refresh_from_db()
    assert courriel.etat == EtatCourriel.ENVOYE
    return courriel


@pytest.mark.parametrize(
    ("code", "dit", "attendu"),
    [
        (550, "no such user", True),
        (551, "moved", True),
        (553, "bad name", True),
        (552, "full", False),
        (554, "refused", False),
        (550, "5.1.1 unknown", True),
        (550, "5.7.1 spam", False),
        (0, "5.2.1", True),
        (0, "5.2.2", False),
    ],
)
def test_un_refus_vise_l_adresse_ou_autre_chose(code, dit, attendu):
    assert vise_l_adresse(code, dit) is attendu


@pytest.mark.parametrize(("genre", "corps"), [("text/rfc822-headers", ""), ("message/rfc822", "Texte\n")])
def test_un_rapport_dit_l_adresse_le_motif_et_le_courriel(genre, corps):
    [retour] = lire_rapport(rapport("<abc@centre.example>", genre=genre, corps=corps))
    assert (retour.adresse, retour.statut, retour.message_id) == ("Anne@Exemple.fr", "5.1.1", "<abc@centre.example>")
    assert retour.dit == "smtp; 550 5.1.1 boite inconnue"


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_un_retard_n_est_pas_un_retour(action):
    assert lire_rapport(rapport("<a@b>", action=action)) == []
    assert lire_rapport(b"Subject: Bonjour\r\n\r\nUne lettre.") == []


def test_la_boite_se_releve_le_courriel_est_en_echec_et_l_adresse_marquee(instant, boite):
    courriel, autre = envoye(instant), envoye(instant, "b@exemple.fr")
    boite.messages = {
        "7": rapport(courriel.message_id),
        "8": rapport(autre.message_id, statut="5.2.2").replace(b"Anne@Exemple.fr", b"B@exemple.fr"),
        "9": rapport("<pas@de.nous>"),
    }
    assert relever_retours() == 2
    courriel.refresh_from_db(), autre.refresh_from_db()
    assert (courriel.etat, autre.etat) == (EtatCourriel.ECHEC, EtatCourriel.ECHEC)
    assert courriel.erreur.replace("\xa0", " ") == (
        "Revenu du serveur du destinataire : 5.1.1 smtp; 550 5.1.1 boite inconnue"
    )
    assert list(AdresseRefusee.objects.values_list("adresse", flat=True)) == ["anne@exemple.fr"]
    assert boite.vus == ["7", "8", "9"]
    assert "multipart/report" in boite.recherches[0]
    assert relever(a=instant) == 0


@pytest.mark.parametrize(
    ("adresse", "marquee", "dit"),
    [
        ("Anne@Exemple.fr", True, "Revenu du serveur du destinataire : 5.1.1 inconnu"),
        ("", True, "Revenu du serveur du destinataire : 5.1.1 inconnu"),
        ("parti@exemple.fr", False, "Revenu du serveur du destinataire, pour parti@exemple.fr : 5.1.1 inconnu"),
    ],
    ids=["la sienne", "non dite", "une boite de son alias"],
)
def test_un_retour_ne_marque_que_l_adresse_dont_il_parle(instant, adresse, marquee, dit):
    courriel = envoye(instant)
    assert noter_retour(Retour(adresse, "5.1.1", "inconnu", courriel.message_id), a=instant)
    courriel.refresh_from_db()
    assert (courriel.etat, courriel.erreur) == (EtatCourriel.ECHEC, dit)
    assert (refus_de("anne@exemple.fr") is not None) is marquee


def test_le_retour_de_l_adresse_se_dit_apres_celui_d_une_boite_de_son_alias_et_non_l_inverse(instant):
    courriel = envoye(instant)

    def noter(adresse: str) -> tuple[bool, bool]:
        note = noter_retour(Retour(adresse, "5.1.1", "inconnu", courriel.message_id), a=instant)
        courriel.refresh_from_db()
        return note, courriel.erreur.startswith(D_UN_ALIAS)

    assert [noter(adresse) for adresse in ("parti@exemple.fr", "partie@exemple.fr")] == [(True, True), (False, True)]
    assert refus_de("anne@exemple.fr") is None
    assert [noter(adresse) for adresse in ("anne@exemple.fr", "parti@exemple.fr")] == [(True, False), (False, False)]
    assert refus_de("anne@exemple.fr") is not None


def test_un_rapport_impossible_a_noter_n_arrete_pas_les_suivants(instant, boite):
    courriel = envoye(instant)
    boite.messages = {"7": rapport("<a\x00b@centre.example>"), "8": rapport(courriel.message_id)}
    assert (relever(a=instant), boite.vus) == (1, ["7", "8"])


def test_un_serveur_qui_ne_repond_rien_n_a_rien(instant, boite):
    boite.muet = True
    assert relever(a=instant) == 0


def test_sans_boite_rien_ne_se_releve(instant, settings):
    settings.BOITE_RETOURS = ""
    assert relever(a=instant) == 0


def test_un_rapport_illisible_ne_revient_pas_a_chaque_tour(instant, boite, caplog):
    """Parts within parts without end: its reader gives up in its own process, and the next report is read."""
    courriel = envoye(instant)
    boite.messages = {"7": poupees(3000), "8": rapport(courriel.message_id)}
    assert (relever(a=instant), boite.vus) == (1, ["7", "8"])
    assert "rapport de remise illisible" in caplog.text


def poupees(fois: int) -> bytes:
    return b"".join(
        b'Content-Type: multipart/report; boundary="b%d"\r\n\r\n--b%d\r\n' % (rang, rang) for rang in range(fois)
    )


def test_a_une_adresse_refusee_rien_ne_part_plus_avant_qu_on_le_dise(instant):
    refuser_adresse("Anne@exemple.fr", "550 inconnu", a=instant)
    courriel = deposer_texte(destinataire="anne@exemple.fr", objet="O", texte="T", acte="essai", a=instant)
    envoi.envoyer(courriel.pk, a=instant)
    courriel.refresh_from_db()
    assert (courriel.etat, mail.outbox) == (EtatCourriel.ECHEC, [])
    assert "refusée par son serveur depuis le 20/11/2026" in courriel.erreur
    code = deposer_texte(destinataire="anne@exemple.fr", objet="O", texte="1234", acte="connexion", a=instant)
    assert envoi.envoyer(code.pk, a=instant)  # who asks for a code is never locked out by a mark
    assert [m.body for m in mail.outbox] == ["1234"]
    lever_refus("anne@exemple.fr", a=instant + timedelta(days=1))
    assert refus_de("anne@exemple.fr") is None
    envoye(instant)
    refuser_adresse("anne@exemple.fr", "550 encore", a=instant)
    assert refus_de("anne@exemple.fr").raison == "550 encore"
