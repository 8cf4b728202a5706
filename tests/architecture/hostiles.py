"""Hostile values sent to every form of the portal, and to every field of one that takes a file."""

import os
import random
from collections.abc import Iterator

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tests.architecture.droits import Monde
from tests.architecture.saisies import Formulaire
from tests.hostiles import TEXTES, fichiers

LENTE = 2.0
"""Seconds of processor, of this process and of those that it starts to read a file."""


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


def _processeur() -> float:
    """Seconds of this process and of those that it waited for: what else the machine does is not counted."""
    return sum(os.times()[:4])


def eprouver(monde: Monde, form: Formulaire, alea: random.Random, fois: int) -> list[str]:
    """What answered 500 or took too long; everything sent is undone."""
    fautes, client = [], monde.clients[form.role]
    leve, client.raise_request_exception = client.raise_request_exception, False
    for quoi, donnees in envois(form, alea, fois):
        debut = _processeur()
        with transaction.atomic():
            reponse = client.post(form.cible, donnees)
            transaction.set_rollback(True)
        if reponse.status_code >= 500 and reponse.status_code != 503:
            fautes.append(f"{form}, {quoi} : {reponse.status_code}")
        if (duree := _processeur() - debut) > LENTE:
            fautes.append(f"{form}, {quoi} : {duree:.1f} s")
    client.raise_request_exception = leve
    return fautes
