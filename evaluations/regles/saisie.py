"""What is written on one competence, and what becomes of it when somebody else has written meanwhile. No database."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from certif_portal.commun.textes import sans_invisibles
from evaluations.choix import ModaliteUtilisee, SorteSaisie

DECISIONS = {"oui": True, "non": False, "": None}
TEXTE_MAXIMUM = 10_000  # characters of a comment, or of the proofs
CRITERES_MAXIMUM = 500
ENTIER_MAXIMUM = 2**31 - 1
APPAREIL = re.compile(r"[0-9a-fA-F-]{32,36}")


@dataclass(frozen=True)
class Valeur:
    """What an evaluator says of one competence, whole."""

    maitrisee: bool | None = None
    modalites: tuple[str, ...] = ()
    atteints: tuple[int, ...] = ()
    preuves: str = ""
    commentaire: str = ""

    @property
    def vide(self) -> bool:
        return self == Valeur()

    def en_json(self) -> dict[str, Any]:
        """Under the names of the protocol with the tablet."""
        decision = next(mot for mot, sens in DECISIONS.items() if sens is self.maitrisee)
        return {
            "decision": decision,
            "modalite": list(self.modalites),
            "criteres": list(self.atteints),
            "preuves": self.preuves,
            "commentaire": self.commentaire,
        }


@dataclass(frozen=True)
class Operation:
    """One change by one person of one competence of one grid, as a tablet sends it."""

    cle: UUID
    grille: int
    competence: int
    passage: int
    sorte: str
    valeur: Valeur
    version: int
    rang: int


class OperationIllisible(Exception):
    """What was received is not an operation: kept as it is, for the staff."""


class Verdict(Enum):
    IDENTIQUE = "the line says that already"
    DEPASSEE = "the same tablet has written a later one"
    ECRIRE = "nobody else has written since"
    TRANCHER = "written by somebody who saw both"
    CONTESTER = "somebody else has written since: both are kept"


@dataclass(frozen=True)
class EtatLigne:
    """What the verdict reads of a line. `tranchable`: the version from which the screen shows both, 0 when there is
    nothing to settle; `d_autrui`: the last version that its present writer did not write."""

    valeur: Valeur = Valeur()
    version: int = 0
    auteur: int = 0
    appareil: str = ""
    rang: int = 0
    d_autrui: int = 0
    tranchable: int = 0


def verdict(etat: EtatLigne, valeur: Valeur, *, auteur: int, appareil: str, version: int, rang: int) -> Verdict:
    """What to do with a value whose screen was based on `version`.

    A tablet may send several changes of one line that it made without network: the later follows the earlier, though
    both were based on the same version. Nothing else is ever written over what its author had not seen.
    """
    meme_main = bool(appareil) and (auteur, appareil) == (etat.auteur, etat.appareil)
    if meme_main and rang < etat.rang:
        return Verdict.DEPASSEE
    if etat.tranchable and etat.tranchable <= version <= etat.version:
        return Verdict.TRANCHER
    if valeur == etat.valeur:
        return Verdict.IDENTIQUE
    seuil = etat.d_autrui if meme_main else etat.version
    if seuil <= version <= etat.version or etat.valeur.vide:
        return Verdict.ECRIRE
    return Verdict.CONTESTER


def canonique(contenu: Any) -> str:
    """The one JSON of a content, which the tablet writes alike: keys sorted, no space, letters as they are."""
    return json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(contenu: Any) -> str:
    return hashlib.sha256(canonique(contenu).encode(errors="surrogatepass")).hexdigest()


def sceau(cle: str, resultats: Sequence[Mapping[str, Any]]) -> str:
    """What tells our answer from that of a captive portal."""
    return hmac.new(cle.encode(), canonique(resultats).encode(), hashlib.sha256).hexdigest()


def sceau_juste(cle: str, contenu: Any, sceau_lu: Any) -> bool:
    """Whether `contenu` was sealed by who holds this key."""
    attendu = hmac.new(cle.encode(), canonique(contenu).encode(errors="surrogatepass"), hashlib.sha256).hexdigest()
    return isinstance(sceau_lu, str) and hmac.compare_digest(attendu.encode(), sceau_lu.encode(errors="replace"))


def appareil_lisible(brut: Any) -> bool:
    """The name that a tablet drew for itself."""
    return isinstance(brut, str) and APPAREIL.fullmatch(brut) is not None


def cle_operation(brut: Any) -> UUID:
    """The id of what was received; one made of its content when it has none that can be read."""
    try:
        return UUID(brut["id"])
    except (TypeError, KeyError, ValueError, AttributeError):
        return uuid5(NAMESPACE_OID, canonique(brut))


def empreinte_operation(brut: Any) -> str:
    """The hash of all that an operation says, but the hash that it says itself."""
    return sha256({nom: valeur for nom, valeur in brut.items() if nom != "sha256"} if isinstance(brut, dict) else brut)


def lire_operation(brut: Any) -> Operation:
    """Raises OperationIllisible, whose sentence says what was read and what was expected."""
    if not isinstance(brut, dict):
        raise OperationIllisible("Ce qui a été reçu n’est pas une opération.")
    try:
        cle = UUID(brut["id"])
    except (TypeError, KeyError, ValueError, AttributeError):
        raise OperationIllisible("L’identifiant de l’opération n’est pas lisible.") from None
    if brut.get("sha256") != empreinte_operation(brut):
        raise OperationIllisible("L’opération est arrivée altérée : son empreinte n’est pas celle de son contenu.")
    sorte = brut.get("sorte")
    if sorte not in SorteSaisie.values:
        raise OperationIllisible(f"La sorte de saisie « {str(sorte)[:40]} » n’est pas connue.")
    entiers = {nom: _entier(brut, nom) for nom in ("grille", "competence", "passage", "version", "rang")}
    return Operation(cle=cle, sorte=str(sorte), valeur=lire_valeur(brut.get("valeur")), **entiers)


def numero_lu(brut: Any, nom: str) -> int:
    """A number that what was received gives under this name; 0 when it gives none."""
    valeur = brut.get(nom) if isinstance(brut, dict) else None
    return int(valeur) if valeur is not None and _est_un_entier(valeur) else 0


def _est_un_entier(valeur: Any) -> bool:
    return isinstance(valeur, int) and not isinstance(valeur, bool) and 0 <= valeur <= ENTIER_MAXIMUM


def _entier(brut: dict[str, Any], nom: str) -> int:
    if not _est_un_entier(brut.get(nom)):
        raise OperationIllisible(f"« {nom} » devrait être un nombre entier ; lu : « {str(brut.get(nom))[:40]} ».")
    return int(brut[nom])


def lire_valeur(brut: Any) -> Valeur:
    """Raises OperationIllisible."""
    if not isinstance(brut, dict):
        raise OperationIllisible("L’opération ne porte pas de valeur.")
    decision = brut.get("decision", "")
    if not isinstance(decision, str) or decision not in DECISIONS:
        raise OperationIllisible(f"La décision devrait être « oui », « non » ou vide ; lu : « {str(decision)[:40]} ».")
    return Valeur(
        maitrisee=DECISIONS[decision],
        modalites=_modalites(brut.get("modalite", [])),
        atteints=_criteres(brut.get("criteres", [])),
        preuves=_texte(brut.get("preuves", "")),
        commentaire=_texte(brut.get("commentaire", "")),
    )


def _modalites(brut: Any) -> tuple[str, ...]:
    lues = [brut] if isinstance(brut, str) and brut else brut or []
    if not isinstance(lues, list) or any(lue not in ModaliteUtilisee.values for lue in lues):
        raise OperationIllisible(f"La modalité « {str(brut)[:60]} » n’est pas connue.")
    return tuple(modalite for modalite in ModaliteUtilisee.values if modalite in lues)


def _criteres(brut: Any) -> tuple[int, ...]:
    lisibles = isinstance(brut, list) and len(brut) <= CRITERES_MAXIMUM
    if not lisibles or any(isinstance(pk, bool) or not isinstance(pk, int) or pk < 1 for pk in brut):
        raise OperationIllisible("Les critères atteints devraient être une liste de numéros.")
    return tuple(sorted(set(brut)))


def _texte(brut: Any) -> str:
    if not isinstance(brut, str) or len(brut) > TEXTE_MAXIMUM or "\x00" in brut:
        raise OperationIllisible(f"Un texte est illisible, ou de plus de {TEXTE_MAXIMUM} signes.")
    try:
        brut.encode()
    except UnicodeEncodeError:
        raise OperationIllisible("Un texte porte des signes qui ne s’écrivent pas.") from None
    return sans_invisibles(brut).strip()
