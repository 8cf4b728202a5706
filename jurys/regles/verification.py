"""The short code printed on a certificate: computed from the facts that it prints, for 42 years.

What is below never changes: the papers already handed over bear what it gives. Another way would be another version,
tried after this one.
"""

import hashlib
import hmac
import json
import re
import unicodedata
from dataclasses import dataclass, fields
from operator import attrgetter

from certif_portal.commun.regles import Origine, Regle, decision

CERTIFICAT_VERIFICATION = Regle(
    code="CERTIFICAT-VERIFICATION",
    enonce="Qui tient un certificat peut en vérifier les mentions, par son numéro et le code qu’il porte ; rien "
    "d’autre ne les donne.",
    source=decision(230, "Vérification publique d’un certificat"),
    origine=Origine.LECTURE,
)
SIGNES = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O, U: what is read on paper is typed without doubt."""
LONGUEUR = 10
"""50 bits."""
CONFONDUS = str.maketrans({"O": "0", "I": "1", "L": "1"})
SEPARATEURS = re.compile(r"[\W_]+")
VERSION = "1"


@dataclass(frozen=True)
class FaitsImprimes:
    """What the code is computed from, as it is printed. Dates are ISO; that of birth as far as it is known."""

    numero: str
    type: str
    code: str
    intitule: str
    nom: str
    nom_usage: str
    prenoms: str
    naissance: str
    lieu_naissance: str
    date_jury: str


_valeurs = attrgetter(*(champ.name for champ in fields(FaitsImprimes)))


def code_de(cle: str, faits: FaitsImprimes) -> str:
    """The code, without its hyphen: one letter of any fact changed gives another."""
    texte = unicodedata.normalize("NFC", json.dumps([VERSION, *_valeurs(faits)], ensure_ascii=False))
    empreinte = hmac.digest(cle.encode(), texte.encode(), hashlib.sha256)
    valeur = int.from_bytes(empreinte[:8])
    return "".join(SIGNES[valeur >> (64 - 5 * rang) & 31] for rang in range(1, LONGUEUR + 1))


def code_imprime(code: str) -> str:
    """« 7K3MQ-9TX2A »."""
    return f"{code[: LONGUEUR // 2]}-{code[LONGUEUR // 2 :]}"


def code_lu(saisi: str) -> str:
    """As it is typed from the paper: spaces, hyphens, small letters, O for 0, I or L for 1."""
    return SEPARATEURS.sub("", saisi).upper().translate(CONFONDUS)


def numero_lu(saisi: str) -> str:
    """« mc 000123 » is « MC000123 »: a number is told by its letters and figures."""
    return SEPARATEURS.sub("", saisi).upper()


def codes_egaux(attendu: str, saisi: str) -> bool:
    """In a time that tells nothing."""
    return hmac.compare_digest(attendu.encode(), code_lu(saisi).encode())
