"""Hostile values sent to every form of the portal, and to every field of one that takes a file."""

import random
import time
from collections.abc import Iterator

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.architecture.droits import Monde
from tests.architecture.saisies import Formulaire
from tests.hostiles import TEXTES, fichiers

LENTE = 2.0
"""Seconds of the clock, of the better of two sendings: what else the machine does at that moment is not the form's."""


def envois(form: Formulaire, alea: random.Random, fois: int) -> Iterator[tuple[str, dict[str, object]]]:
    """What to send and its name: each text in each field, then each file; `fois` of each, drawn, or all of them."""
    textes, noms = list(TEXTES), list(fichiers())
    champs = form.textes or tuple(nom for nom in form.champs if nom != "csrfmiddlewaretoken")
    for texte in alea.sample(textes, min(fois, len(textes))):
        sain = texte.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        yield f"texte {sain[:20]!r}", form.champs | {champ: [sain] for champ in champs}
    for nom in alea.sample(noms, min(fois, len(noms))) if form.fichiers else ():
        deposes = {champ: SimpleUploadedFile(nom, fichiers()[nom]) for champ in form.fichiers}
        yield f"fichier {nom[:40]!r}", form.saisi | deposes


def _envoyer(client: Client, cible: str, donnees: dict[str, object]) -> tuple[HttpResponse, float]:
    """The answer, and how long it took; what it wrote is undone."""
    for fichier in donnees.values():
        if isinstance(fichier, SimpleUploadedFile):
            fichier.seek(0)
    debut = time.monotonic()
    with transaction.atomic():
        reponse = client.post(cible, donnees)
        transaction.set_rollback(True)
    return reponse, time.monotonic() - debut


def eprouver(monde: Monde, form: Formulaire, alea: random.Random, fois: int) -> list[str]:
    """What answered 500 or took too long; everything sent is undone."""
    fautes, client = [], monde.clients[form.role]
    leve, client.raise_request_exception = client.raise_request_exception, False
    for quoi, donnees in envois(form, alea, fois):
        reponse, duree = _envoyer(client, form.cible, donnees)
        if duree > LENTE:
            duree = min(duree, _envoyer(client, form.cible, donnees)[1])
        if reponse.status_code >= 500 and reponse.status_code != 503:
            fautes.append(f"{form}, {quoi} : {reponse.status_code}")
        if duree > LENTE:
            fautes.append(f"{form}, {quoi} : {duree:.1f} s")
    client.raise_request_exception = leve
    return fautes
