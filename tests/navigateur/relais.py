"""A network that can really be cut: a TCP relay between the browser and the test server, service worker included."""

import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

MORCEAU = 65536
PAGE_CAPTIVE = b"<html>Wi-Fi gratuit</html>"
PORTAIL_CAPTIF = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
    + f"Content-Length: {len(PAGE_CAPTIVE)}\r\n\r\n".encode()
    + PAGE_CAPTIVE
)


class Relais:
    """`etat`: « ouvert », « coupe » (every connection falls), « sans_reponse » (the pushes arrive, their answers do
    not), « captif » (a hotspot answers in the portal's place). `poids`: bytes received by the browser."""

    def __init__(self, adresse: str) -> None:
        cible = urlsplit(adresse)
        self.cible = (cible.hostname, cible.port)
        self.ecoute = socket.create_server(("127.0.0.1", 0))
        self.adresse = f"http://127.0.0.1:{self.ecoute.getsockname()[1]}"
        self.etat = "ouvert"
        self.avalees = 0
        self.poids = 0
        self.envoye = 0
        self._prises: set[socket.socket] = set()
        threading.Thread(target=self._accepter, daemon=True).start()

    def couper(self) -> None:
        self.etat = "coupe"
        for prise in list(self._prises):
            with suppress(OSError):
                prise.shutdown(socket.SHUT_RDWR)

    def rouvrir(self) -> None:
        self.etat = "ouvert"

    def fermer(self) -> None:
        self.couper()
        self.ecoute.close()

    def _accepter(self) -> None:
        while True:
            try:
                client, _ = self.ecoute.accept()
            except OSError:
                return
            threading.Thread(target=self._relayer, args=(client,), daemon=True).start()

    def _relayer(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            if self.etat == "coupe":
                return
            if self.etat == "captif":
                client.recv(MORCEAU)
                client.sendall(PORTAIL_CAPTIF)
                return
            with socket.create_connection(self.cible) as serveur:
                self._prises |= {client, serveur}
                try:
                    self._echanger(client, serveur)
                finally:
                    self._prises -= {client, serveur}

    def attendre_le_calme(self) -> None:
        """Until three seconds pass without a byte: a browser reads its service worker again a second after a page, and
        calls its network idle meanwhile."""
        vus = -1
        while vus != self.envoye + self.poids:
            vus = self.envoye + self.poids
            time.sleep(3)

    def _echanger(self, client: socket.socket, serveur: socket.socket) -> None:
        avaler = False
        while self.etat != "coupe":
            pretes, _, _ = select.select([client, serveur], [], [], 1)
            for prise in pretes:
                octets = prise.recv(MORCEAU)
                if not octets:
                    return
                if prise is client:
                    if self.etat == "captif":
                        client.sendall(PORTAIL_CAPTIF)
                        return
                    avaler = self.etat == "sans_reponse" and (avaler or octets.startswith(b"POST /saisies/"))
                    self.envoye += len(octets)
                    serveur.sendall(octets)
                elif avaler:
                    self.avalees += 1
                    return
                else:
                    self.poids += len(octets)
                    client.sendall(octets)


@contextmanager
def relais(adresse: str) -> Iterator[Relais]:
    pont = Relais(adresse)
    try:
        yield pont
    finally:
        pont.fermer()


def attendre(vrai, secondes: float = 30) -> None:
    """Until `vrai()` holds."""
    fin = time.monotonic() + secondes
    while not vrai():
        assert time.monotonic() < fin, "rien n’est venu"
        time.sleep(0.1)
