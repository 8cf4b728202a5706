"""The centre's directory, asked who somebody is: OpenID Connect, a code exchanged under PKCE (decision 0415).

The portal believes a signed identity token alone: its signature, issuer, audience, times and the nonce of the browser
that asked. Nothing is written here; who may come in is judged by the services.
"""

import base64
import hashlib
import json
import logging
import queue
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
import requests
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from certif_portal.commun.erreurs import ErreurMetier

journal_technique = logging.getLogger(__name__)
DEPARTS, ENTREE, TYPE = "departs_annuaire", "entre_par_annuaire", "annuaire"
"""In the session: the sign-ins that it has begun, whether one of them opened it, the second factor that it showed."""
DEPARTS_GARDES, DUREE_D_UN_DEPART = 5, timedelta(minutes=10)
ATTENTE, TEMPS, SORTIE, TAILLE = 5, 8, 2, 1 << 20
"""Seconds for one answer to begin; for all that one page of the portal asks, and for all that is asked as one leaves;
bytes of an answer."""
FRAICHEUR = 600
"""Seconds during which what the directory says of itself, and its keys, are not asked again."""
ECART = 60
"""Seconds by which two clocks may differ."""
ALGORITHMES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures of a key of which the portal holds the public half alone."""
EXIGES = ["iss", "sub", "aud", "exp", "iat", "nonce"]
CHEMIN = "/.well-known/openid-configuration"
ADRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")

RECOMMENCER = (
    "Cette connexion n’a pas commencé sur ce poste, a déjà servi ou attend depuis trop longtemps : recommencez."
)
RENONCE = "L’annuaire du centre n’a pas confirmé la connexion : vous y avez renoncé, ou il vous l’a refusée."
ABSENT = (
    "L’annuaire du centre ne répond pas. Réessayez dans quelques minutes, ou entrez par votre mot de passe ou par un "
    "code reçu par courriel."
)
FAUX = "La réponse de l’annuaire du centre n’a pas pu être vérifiée : rien n’est ouvert. Prévenez votre centre."
HEURE = "L’heure de l’annuaire et celle du portail ne s’accordent pas : rien n’est ouvert. Prévenez votre centre."


class AnnuaireRefuse(ErreurMetier):
    """Nobody comes in: a sentence for whoever tries, a word for the log."""

    statut = 403

    def __init__(self, phrase: str, detail: str) -> None:
        super().__init__(phrase)
        journal_technique.warning("Annuaire : %s", detail)


class AnnuaireAbsent(AnnuaireRefuse):
    statut = 503

    def __init__(self, detail: str) -> None:
        super().__init__(ABSENT, detail)


class TropDeDeparts(AnnuaireRefuse):
    statut = 429

    def __init__(self) -> None:
        super().__init__("Trop de connexions viennent de votre réseau : réessayez dans une minute.", "trop de départs")


@dataclass(frozen=True)
class Identite:
    """Who the directory says that this is. `courriel` is empty when it has not verified it."""

    emetteur: str
    sujet: str
    courriel: str
    preuves: frozenset[str]
    suite: str
    compte: int | None  # who was logged in when it began, and links their account


def partir(session: SessionBase, *, retour: str, suite: str, ici: int | None, a: datetime) -> str:
    """Begin: what is kept in this browser's session, and the address of the directory where it goes. `ici`: who is
    logged in."""
    with _en_tout(TEMPS):
        adresse = _dit_de_lui()["authorization_endpoint"]
    etat, nonce, secret = (secrets.token_urlsafe(32) for _ in range(3))
    departs = list(session.get(DEPARTS, {}).items())[1 - DEPARTS_GARDES :]
    session[DEPARTS] = dict(departs) | {etat: [nonce, secret, suite, ici, a.isoformat()]}
    empreinte = base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()).rstrip(b"=").decode()
    demande = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT,
        "redirect_uri": retour,
        "scope": "openid email profile",
        "state": etat,
        "nonce": nonce,
        "code_challenge": empreinte,
        "code_challenge_method": "S256",
    }
    return _avec(adresse, demande)


def revenir(session: SessionBase, recu: Mapping[str, str], *, retour: str, ici: int | None, a: datetime) -> Identite:
    """What the directory sent the browser back with, exchanged for a signed identity. A departure serves once, and for
    whoever was logged in then."""
    departs = dict(session.get(DEPARTS, {}))
    depart = departs.pop(recu.get("state", ""), None)
    if depart is not None:
        session[DEPARTS] = departs
        session.save()  # now: an answer that says that the directory is away is one after which no session is kept
    if depart is None or a - datetime.fromisoformat(depart[4]) > DUREE_D_UN_DEPART:
        raise AnnuaireRefuse(RECOMMENCER, "départ inconnu, déjà servi ou trop ancien")
    nonce, secret, suite, compte, _ = depart
    if compte != ici:
        raise AnnuaireRefuse(RECOMMENCER, "une autre personne est connectée")
    if recu.get("iss", settings.OIDC_EMETTEUR) != settings.OIDC_EMETTEUR:
        raise AnnuaireRefuse(FAUX, "réponse d’un autre émetteur")
    if "error" in recu or not recu.get("code"):
        raise AnnuaireRefuse(RENONCE, f"erreur {recu.get('error', 'sans code')[:40]!r}")
    with _en_tout(TEMPS):
        jetons = _echanger(recu["code"], retour, secret)
        dit = _verifier(str(jetons.get("id_token", "")), nonce)
        if "email" not in dit and (adresse := _dit_de_lui().get("userinfo_endpoint")):
            dit = _completer(dit, adresse, str(jetons.get("access_token", "")))
    return Identite(
        emetteur=settings.OIDC_EMETTEUR,
        sujet=str(dit["sub"]),
        courriel=str(dit.get("email", "")) if dit.get("email_verified") is True else "",
        preuves=_preuves(dit),
        suite=suite,
        compte=compte,
    )


def adresse_de_sortie(retour: str) -> str:
    """Where one leaves the directory too; empty when it has no such page, or is away: one leaves the portal anyway."""
    try:
        with _en_tout(SORTIE):
            adresse = _dit_de_lui().get("end_session_endpoint", "")
    except AnnuaireRefuse:
        return ""
    if not adresse:
        return ""
    return _avec(adresse, {"client_id": settings.OIDC_CLIENT, "post_logout_redirect_uri": retour})


def _avec(adresse: str, question: Mapping[str, str]) -> str:
    """An address of the directory may have a question of its own already."""
    return adresse + ("&" if urlsplit(adresse).query else "?") + urlencode(question)


def _preuves(dit: Mapping[str, Any]) -> frozenset[str]:
    methodes = dit.get("amr", [])
    return frozenset(str(m) for m in [*(methodes if isinstance(methodes, list) else []), dit.get("acr", "")] if m)


# --- What the directory says of itself ---------------------------------------------------------
_lus: dict[str, tuple[float, dict[str, Any]]] = {}


def oublier() -> None:
    """What was read of the directory is asked again."""
    _lus.clear()


def _garde(adresse: str, *, neuf: bool = False) -> dict[str, Any]:
    lu = _lus.get(adresse)
    if neuf or lu is None or time.monotonic() - lu[0] > FRAICHEUR:
        lu = _lus[adresse] = (time.monotonic(), _demander("GET", adresse))
    return lu[1]


def _dit_de_lui() -> dict[str, Any]:
    dit = _garde(settings.OIDC_EMETTEUR.rstrip("/") + CHEMIN)
    if dit.get("issuer") != settings.OIDC_EMETTEUR:
        oublier()
        raise AnnuaireRefuse(FAUX, f"l’annuaire se dit {str(dit.get('issuer'))[:100]!r}")
    schemas = ("https", "http") if settings.LOCAL else ("https",)
    for nom in (*ADRESSES, *({"userinfo_endpoint", "end_session_endpoint"} & dit.keys())):
        if urlsplit(str(dit.get(nom, ""))).scheme not in schemas:
            oublier()
            raise AnnuaireRefuse(FAUX, f"{nom} n’est pas une adresse sûre")
    return dit


_limite: ContextVar[float] = ContextVar("limite de l’annuaire")


@contextmanager
def _en_tout(secondes: float) -> Iterator[None]:
    """Whatever is asked of the directory here, one answer after another, has that long in all."""
    marque = _limite.set(time.monotonic() + secondes)
    try:
        yield
    finally:
        _limite.reset(marque)


_places = threading.BoundedSemaphore(16)
"""Questions under way in a process: a directory that whispers keeps their threads after their pages."""


def _demander(methode: str, adresse: str, **options: Any) -> dict[str, Any]:
    """One answer, waited for beside: the delays of a connection say how long it may be silent, not how long it may
    whisper, and a page is not held by a directory that does."""
    reste = _limite.get() - time.monotonic()
    if reste <= 0:
        raise AnnuaireAbsent(f"{adresse} : plus le temps de demander")
    if not _places.acquire(blocking=False):
        raise AnnuaireAbsent(f"{adresse} : trop de questions attendent encore leur réponse")
    recu: queue.Queue[dict[str, Any] | Exception] = queue.Queue()

    def demander() -> None:
        try:
            recu.put(_lire(methode, adresse, reste, **options))
        except Exception as erreur:  # raised again where it is waited for
            recu.put(erreur)
        finally:
            _places.release()

    threading.Thread(target=demander, daemon=True, name="annuaire").start()
    try:
        lu = recu.get(timeout=reste)
    except queue.Empty:
        raise AnnuaireAbsent(f"{adresse} : réponse trop longue à venir") from None
    if isinstance(lu, Exception):
        raise lu
    return lu


def _lire(methode: str, adresse: str, reste: float, **options: Any) -> dict[str, Any]:
    """One answer in JSON: no redirection, bounded in time and size."""
    corps, fin = b"", time.monotonic() + reste
    try:
        reponse = requests.request(
            methode, adresse, timeout=min(ATTENTE, reste), allow_redirects=False, stream=True, **options
        )
        with reponse:
            for morceau in reponse.iter_content(1 << 14):
                corps += morceau
                if len(corps) > TAILLE or time.monotonic() > fin:
                    raise AnnuaireAbsent(f"{adresse} : réponse trop longue")
            if 400 <= reponse.status_code < 500 and methode == "POST":
                raise AnnuaireRefuse(RENONCE, f"{adresse} refuse le code : {reponse.status_code}")
            if reponse.status_code != 200:
                raise AnnuaireAbsent(f"{adresse} répond {reponse.status_code}")
        lu = json.loads(corps)
    except (requests.RequestException, ValueError) as erreur:
        raise AnnuaireAbsent(f"{adresse} : {type(erreur).__name__}") from erreur
    if not isinstance(lu, dict):
        raise AnnuaireAbsent(f"{adresse} : réponse inattendue")
    return lu


def _echanger(code: str, retour: str, secret: str) -> dict[str, Any]:
    dit = _dit_de_lui()
    donnees = {"grant_type": "authorization_code", "code": code, "redirect_uri": retour, "code_verifier": secret}
    qui = (settings.OIDC_CLIENT, settings.OIDC_SECRET)
    if "client_secret_post" in dit.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
        donnees |= {"client_id": qui[0], "client_secret": qui[1]}
        return _demander("POST", dit["token_endpoint"], data=donnees)
    return _demander("POST", dit["token_endpoint"], data=donnees, auth=qui)


def _completer(dit: dict[str, Any], adresse: str, jeton: str) -> dict[str, Any]:
    """The address, where the identity token does not bear it: of the same person, or of nobody."""
    complement = _demander("GET", adresse, headers={"Authorization": f"Bearer {jeton}"})
    if complement.get("sub") != dit["sub"]:
        raise AnnuaireRefuse(FAUX, "userinfo parle d’une autre personne")
    return dit | {nom: complement[nom] for nom in ("email", "email_verified") if nom in complement}


# --- The identity token ------------------------------------------------------------------------
def _cle(jeton: str) -> jwt.PyJWK:
    """The key that the token names; the keys are read again when it is not among those known."""
    entete = jwt.get_unverified_header(jeton)
    for neuf in (False, True):
        cles = [c for c in _cles(neuf=neuf) if c.public_key_use in (None, "sig")]
        nommees = [c for c in cles if c.key_id == entete["kid"]] if "kid" in entete else cles
        if len(nommees) == 1:
            return nommees[0]
    raise jwt.InvalidKeyError("aucune clé de l’annuaire n’a signé ce jeton")


def _cles(*, neuf: bool) -> list[jwt.PyJWK]:
    return jwt.PyJWKSet.from_dict(_garde(_dit_de_lui()["jwks_uri"], neuf=neuf)).keys


def _verifier(jeton: str, nonce: str) -> dict[str, Any]:
    """What a token says, once it was proved to be ours, now, and of this browser's own demand."""
    try:
        dit: dict[str, Any] = jwt.decode(
            jeton,
            _cle(jeton),
            algorithms=list(ALGORITHMES),
            audience=settings.OIDC_CLIENT,
            issuer=settings.OIDC_EMETTEUR,
            leeway=ECART,
            options={"require": EXIGES},
        )
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as erreur:
        raise AnnuaireRefuse(HEURE, f"jeton : {erreur}") from erreur
    except jwt.PyJWTError as erreur:
        raise AnnuaireRefuse(FAUX, f"jeton : {type(erreur).__name__}, {erreur}") from erreur
    pour = dit["aud"] if isinstance(dit["aud"], list) else [dit["aud"]]
    if dit.get("azp", settings.OIDC_CLIENT if len(pour) == 1 else "") != settings.OIDC_CLIENT:
        raise AnnuaireRefuse(FAUX, "jeton donné à un autre site")
    if not secrets.compare_digest(str(dit["nonce"]).encode(), nonce.encode()):
        raise AnnuaireRefuse(FAUX, "jeton d’une autre demande")
    return dit
