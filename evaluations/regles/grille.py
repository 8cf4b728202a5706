"""What a grid must say, from when, and what is signed."""

import hashlib
import json
from datetime import date
from typing import Any

from certif_portal.commun.regles import Origine, Regle, Source, decision, dispositif

COMMENTAIRE_NON_MAITRISE = Regle(
    code="COMMENTAIRE-NON-MAITRISE",
    enonce="Une compétence qui n’est pas maîtrisée en toute autonomie appelle un commentaire en lien avec les "
    "critères.",
    source=Source("UIMM Loire-Atlantique, « Devenez membre de commission d’évaluation »", "la démarche d’évaluation"),
    origine=Origine.CENTRE,
)


GRILLE_SEANCE = Regle(
    code="GRILLE-SEANCE",
    enonce="La grille se remplit à partir du jour de la séance.",
    source=decision(32, "Grille d’évaluation : remplir, signer, sceller"),
    origine=Origine.LECTURE,
)


GRILLE_COMPLETE = Regle(
    code="GRILLE-COMPLETE",
    enonce="Chacune des compétences visées est évaluée avant la signature.",
    source=dispositif(partie=2, chapitre=2, paragraphe="1.B, conditions d’admission"),
)


GRILLE_SIGNATURE = Regle(
    code="GRILLE-SIGNATURE",
    enonce="Chaque évaluateur signe, sous son propre compte, exactement ce que montre son écran.",
    source=decision(32, "Grille d’évaluation : remplir, signer, sceller"),
    origine=Origine.LECTURE,
)


def commentaire_suffisant(maitrisee: bool, commentaire: str) -> bool:
    """COMMENTAIRE-NON-MAITRISE"""
    return maitrisee or bool(commentaire.strip())


def saisie_ouverte(date_seance: date, le: date) -> bool:
    """GRILLE-SEANCE: from the very day of the sitting."""
    return le >= date_seance


def empreinte(contenu: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of what is shown and signed."""
    canonique = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonique.encode()).hexdigest()
