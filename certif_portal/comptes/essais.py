"""Tries of a password, of a mailed code, of a second factor: counted in the database, by account (decision 0413).

A try is counted before it is judged, under a lock: a hundred at once are a hundred. A browser where this account has
already come in has a count of its own, so that strangers who guess do not shut its owner out.
"""

import hashlib
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

from certif_portal.comptes import regles
from certif_portal.comptes.models import CodeServi, EssaisConnexion

MOT_DE_PASSE, CODE, FACTEUR = "mot de passe", "code", "facteur"
COOKIE, SEL = "connu", "certif_portal.connu"
DUREE_CONNU = timedelta(days=180)
COMPTES_CONNUS = 10  # on one browser: a tablet of the centre


def _marque(adresse: str) -> str:
    return salted_hmac(SEL, adresse.strip().lower(), algorithm="sha256").hexdigest()[:20]


def _connus(request: HttpRequest) -> dict[str, str]:
    try:
        lus = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SEL, max_age=DUREE_CONNU)
    except signing.BadSignature:
        return {}
    return lus if isinstance(lus, dict) else {}


def cle(request: HttpRequest, genre: str, adresse: str) -> str:
    """Whose tries: the account's, as strangers make them, or as this browser that it knows does."""
    connu = _connus(request).get(_marque(adresse), "")
    return hashlib.sha256(f"{genre}:{adresse.strip().lower()}:{connu}".encode()).hexdigest()


def reconnaitre(request: HttpRequest, reponse: HttpResponse, adresse: str, *, securise: bool) -> None:
    """Somebody has just come in: their browser is told from those of strangers."""
    connus = {m: n for m, n in _connus(request).items() if m != _marque(adresse)}
    garde = dict(list(connus.items())[1 - COMPTES_CONNUS :]) | {_marque(adresse): get_random_string(22)}
    reponse.set_cookie(
        COOKIE,
        signing.dumps(garde, salt=SEL),
        max_age=int(DUREE_CONNU.total_seconds()),
        secure=securise,
        httponly=True,
        samesite="Lax",
    )


@transaction.atomic
def reserver(empreinte: str, a: datetime) -> timedelta:
    """Count a try: nothing to wait for, it may be judged. Else how long before the next, and it is not counted."""
    # Read under its lock, or made: the right person may be coming in meanwhile, which deletes it.
    lignes = EssaisConnexion.objects.select_for_update(of=("self",), no_key=True)
    ligne, _ = lignes.get_or_create(cle=empreinte, defaults={"dernier_le": a})
    instants = [datetime.fromisoformat(instant) for instant in ligne.instants]
    attente = regles.attente(instants, a)
    if attente > timedelta():
        return attente
    ligne.instants = [i.isoformat() for i in [*instants, a] if i > a - regles.FENETRE]
    ligne.dernier_le = a
    ligne.save(update_fields=["instants", "dernier_le"])
    return timedelta()


@transaction.atomic
def servir(code: str, duree: timedelta, a: datetime) -> bool:
    """Whether this code may serve: it was not given within `duree`. It is then, under a lock, and no longer may."""
    empreinte = salted_hmac("certif_portal.code", code, algorithm="sha256").hexdigest()
    lignes = CodeServi.objects.select_for_update(of=("self",), no_key=True)
    ligne, neuf = lignes.get_or_create(cle=empreinte, defaults={"servi_le": a})
    if not neuf and ligne.servi_le > a - duree:
        return False
    ligne.servi_le = a
    ligne.save(update_fields=["servi_le"])
    return True


def effacer(empreinte: str) -> None:
    """The right person came in."""
    EssaisConnexion.objects.filter(cle=empreinte).delete()


def purger(a: datetime) -> int:
    codes, _ = CodeServi.objects.filter(servi_le__lt=a - regles.FENETRE).delete()
    return EssaisConnexion.objects.filter(dernier_le__lt=a - regles.FENETRE).delete()[0] + codes
