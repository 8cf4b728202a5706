"""A directory that signs: a real HTTP server with discovery, authorization, tokens, keys, userinfo and an exit."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "portail", "secret-du-portail"


def cle_rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


CLE, AUTRE_CLE = cle_rsa(), cle_rsa()


class Annuaire:
    """What it answers may be twisted: `jeton` over the claims, `signe_avec`, `tete`, `panne` (a path -> a status)."""

    def __init__(self, port: int) -> None:
        self.emetteur = f"http://127.0.0.1:{port}"
        self.personne: dict[str, Any] = {"sub": "s-1", "email": "agent@centre.fr", "email_verified": True}
        self.jeton: dict[str, Any] = {}
        self.oter: set[str] = set()
        self.complement: dict[str, Any] = {}
        self.dit: dict[str, Any] = {}
        self.panne: dict[str, int] = {}
        self.signe_avec, self.kid, self.algorithme, self.lenteur, self.chuchote = CLE, "k1", "RS256", 0.0, 0.0
        self.cles = {"k1": CLE}
        self.codes: dict[str, dict[str, str]] = {}
        self.lus: list[str] = []

    def decouverte(self) -> dict[str, Any]:
        ici = self.emetteur
        return {
            "issuer": ici,
            "authorization_endpoint": f"{ici}/autoriser",
            "token_endpoint": f"{ici}/jeton",
            "jwks_uri": f"{ici}/cles",
            "userinfo_endpoint": f"{ici}/qui",
            "end_session_endpoint": f"{ici}/sortir",
        } | self.dit

    def jwks(self) -> dict[str, Any]:
        cles = [
            json.loads(RSAAlgorithm.to_jwk(cle.public_key())) | {"kid": kid, "use": "sig", "alg": "RS256"}
            for kid, cle in self.cles.items()
        ]
        return {"keys": cles}

    def donner_un_code(self, demande: dict[str, str]) -> str:
        code = f"code-{len(self.codes)}"
        self.codes[code] = demande
        return code

    def identite(self, demande: dict[str, str]) -> str:
        a = int(time.time())
        dit = {"iss": self.emetteur, "aud": CLIENT, "iat": a, "exp": a + 300, "nonce": demande["nonce"]}
        dit = {nom: valeur for nom, valeur in (dit | self.personne | self.jeton).items() if nom not in self.oter}
        return jwt.encode(dit, self.signe_avec, algorithm=self.algorithme, headers={"kid": self.kid})

    def echanger(self, recu: dict[str, str], qui: str) -> tuple[int, dict[str, Any]]:
        """RFC 6749 and 7636: a code once, by the client, with the secret of who asked."""
        attendu = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        demande = self.codes.pop(recu.get("code", ""), None)
        empreinte = hashlib.sha256(recu.get("code_verifier", "").encode()).digest()
        bonne = demande and demande["code_challenge"] == base64.urlsafe_b64encode(empreinte).rstrip(b"=").decode()
        if qui != f"Basic {attendu}" or not bonne or recu["redirect_uri"] != demande["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": self.identite(demande)}


class Reponse(BaseHTTPRequestHandler):
    annuaire: Annuaire

    def do_GET(self) -> None:
        adresse = urlsplit(self.path)
        self.annuaire.lus.append(adresse.path)
        if adresse.path in self.annuaire.panne:
            return self._rendre({}, self.annuaire.panne[adresse.path])
        time.sleep(self.annuaire.lenteur)
        if adresse.path == "/autoriser":
            demande = dict(parse_qsl(adresse.query))
            suite = {"code": self.annuaire.donner_un_code(demande), "state": demande["state"]}
            return self._envoyer_vers(f"{demande['redirect_uri']}?{urlencode(suite)}")
        if adresse.path == "/sortir":
            return self._envoyer_vers(dict(parse_qsl(adresse.query))["post_logout_redirect_uri"])
        if adresse.path == "/qui":
            connu = self.headers["Authorization"] == "Bearer a"
            return self._rendre({"sub": "s-1"} | self.annuaire.complement if connu else {}, 200 if connu else 401)
        pages = {"/.well-known/openid-configuration": self.annuaire.decouverte, "/cles": self.annuaire.jwks}
        page = pages.get(adresse.path)
        return self._rendre(page() if page else {}, 200 if page else 404)

    def do_POST(self) -> None:
        recu = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.annuaire.lus.append(self.path)
        if self.path in self.annuaire.panne:
            return self._rendre({}, self.annuaire.panne[self.path])
        time.sleep(self.annuaire.lenteur)
        qui = self.headers.get("Authorization", "")
        if "client_secret" in recu:
            qui = "Basic " + base64.b64encode(f"{recu['client_id']}:{recu['client_secret']}".encode()).decode()
        statut, corps = self.annuaire.echanger(recu, qui)
        return self._rendre(corps, statut)

    def _rendre(self, corps: dict[str, Any], statut: int = 200) -> None:
        octets = json.dumps(corps).encode()
        self.send_response(statut)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        for octet in octets.decode() if self.annuaire.chuchote else ():
            time.sleep(self.annuaire.chuchote)
            if not self._dire(octet.encode()):
                return
        if not self.annuaire.chuchote:
            self.wfile.write(octets)

    def _dire(self, octets: bytes) -> bool:
        try:
            self.wfile.write(octets)
            self.wfile.flush()
        except OSError:  # who listened has gone
            return False
        return True

    def _envoyer_vers(self, adresse: str) -> None:
        self.send_response(302)
        self.send_header("Location", adresse)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: Any) -> None:
        return None


@contextmanager
def servir() -> Iterator[Annuaire]:
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), type("ReponseIci", (Reponse,), {}))
    serveur.RequestHandlerClass.annuaire = annuaire = Annuaire(serveur.server_port)
    fil = threading.Thread(target=serveur.serve_forever, args=(0.02,), daemon=True)
    fil.start()
    try:
        yield annuaire
    finally:
        serveur.shutdown()
        serveur.server_close()
        fil.join()
