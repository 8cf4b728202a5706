"""The centre's own antivirus, asked of each file that comes in: a clamd socket, or a command that reads the file.

Without one (`ANTIVIRUS` empty) nothing is asked, and the page of the portal's health says so. With one, a file that it
does not clear does not come in: neither one that it names, nor any while it does not answer (decision 0382).
"""

import logging
import shlex
import socket
import struct
import subprocess
from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings

from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.textes import nettoyer_texte

journal_technique = logging.getLogger(__name__)
ATTENTE = 15
"""Seconds given to it for one file."""
MORCEAU = 1 << 18
REPONSE_MAXIMUM = 4096
PROPRE, TROUVE = 0, 1
"""What a command answers by its exit code, as clamscan and clamdscan do; any other is a failure."""
EN_PANNE = (
    "L’antivirus du centre ne répond pas : aucun fichier n’est reçu pour l’instant. Réessayez dans quelques minutes, "
    "puis prévenez le responsable."
)


class EnPanne(Exception):
    """It could not be asked, or did not answer as one."""


def passer_l_antivirus(nom: str, octets: bytes) -> None:
    """Raise FichierRefuse for a file that the antivirus of the centre names, and for any while it does not answer."""
    if not settings.ANTIVIRUS:
        return
    try:
        trouve = interroger(octets)
    except EnPanne as panne:
        journal_technique.error("Antivirus en panne : %s", panne)
        raise FichierRefuse(EN_PANNE) from panne
    if trouve:
        journal_technique.warning("Antivirus : %s", trouve)
        raise FichierRefuse(f"Le fichier « {nom} » est refusé par l’antivirus du centre ({trouve}).")


def interroger(octets: bytes) -> str:
    """The name of what it found, empty when the file is clean; raises EnPanne."""
    adresse = settings.ANTIVIRUS
    try:
        dit = _par_commande(adresse, octets) if adresse.startswith("/") else _par_clamd(adresse, octets)
    except (OSError, subprocess.SubprocessError) as erreur:
        raise EnPanne(f"{type(erreur).__name__} : {erreur}") from erreur
    return nettoyer_texte(dit)[:100]


def _par_commande(commande: str, octets: bytes) -> str:
    """The file on its standard input; the last word of what it prints is kept as the name of what it found."""
    fini = subprocess.run(  # noqa: S603  # the command of whoever runs the portal, no shell
        shlex.split(commande), input=octets, capture_output=True, timeout=ATTENTE, check=False
    )
    if fini.returncode == PROPRE:
        return ""
    if fini.returncode != TROUVE:
        raise EnPanne(f"la commande finit par {fini.returncode}")
    lignes = fini.stdout.decode("utf-8", "replace").strip().splitlines()
    return (lignes[0].rpartition(":")[2].removesuffix("FOUND").strip() if lignes else "") or "sans nom"


def _par_clamd(adresse: str, octets: bytes) -> str:
    """INSTREAM: chunks preceded by their length, then one answer."""
    with _prise(adresse) as prise:
        with suppress(BrokenPipeError, ConnectionResetError):  # it answers before the end of what it refuses to read
            prise.sendall(b"zINSTREAM\0")
            for debut in range(0, len(octets), MORCEAU):
                morceau = octets[debut : debut + MORCEAU]
                prise.sendall(struct.pack("!L", len(morceau)) + morceau)
            prise.sendall(struct.pack("!L", 0))
        reponse = b""
        while not reponse.endswith(b"\0") and len(reponse) < REPONSE_MAXIMUM:
            if not (recu := prise.recv(REPONSE_MAXIMUM)):
                break
            reponse += recu
    dit = reponse.rstrip(b"\0").decode("utf-8", "replace").removeprefix("stream: ")
    if dit == "OK":
        return ""
    if dit.endswith(" FOUND"):
        return dit.removesuffix(" FOUND")
    raise EnPanne(f"clamd répond « {dit[:100]} »")


def _prise(adresse: str) -> socket.socket:
    url = urlsplit(adresse)
    if url.hostname:
        return socket.create_connection((url.hostname, url.port or 3310), ATTENTE)
    prise = socket.socket(socket.AF_UNIX)
    prise.settimeout(ATTENTE)
    try:
        prise.connect(url.path)
    except OSError:
        prise.close()
        raise
    return prise
