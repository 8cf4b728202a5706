"""Work given to the process with limits by its tests."""

import os
import signal
import sys
import time
from pathlib import Path

from certif_portal.commun.erreurs import FichierRefuse


def rendre(valeur):
    sys.stdout.write("une bibliothèque bavarde")
    sys.stdout.flush()
    return valeur


def refuser(phrase):
    raise FichierRefuse(phrase)


def remplir(megaoctets):
    return len(bytearray(megaoctets * 1024 * 1024)) // 1024 // 1024


def tourner(secondes):
    fin = time.process_time() + secondes
    while time.process_time() < fin:
        pass
    return secondes


def dormir(secondes):
    time.sleep(secondes)


def avorter():
    os.abort()


def planter():
    raise ZeroDivisionError


def fouiller():
    return Path("/")


def ecrire(chemin):
    Path(chemin).write_bytes(b"x")


def environnement():
    return list(os.environ)


def numeros():
    return os.getpid(), os.getppid()


def tuer_la_souche():
    os.kill(os.getppid(), signal.SIGKILL)
    os.abort()
