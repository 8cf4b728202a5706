"""What a grid must say, from when, and what is signed."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from certif_portal.commun.regles import Origine, Regle, Source, decision, dispositif
from certif_portal.commun.textes import SANS_DECOMPOSITION, cle_recherche
from certif_portal.commun.typographie import typographier

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


GRILLE_COHERENCE = Regle(
    code="GRILLE-COHERENCE",
    enonce="Une décision « maîtrisée » que contredisent le commentaire ou les critères cochés se confirme.",
    source=decision(306, "Commentaire et critères d’une compétence"),
    origine=Origine.LECTURE,
)


GRILLE_DESACCORD = Regle(
    code="GRILLE-DESACCORD",
    enonce="Un désaccord entre évaluateurs est tranché par une personne qui a vu les deux avis, avant la signature.",
    source=decision(305, "Ce qu’écrivent les évaluateurs d’une même grille"),
    origine=Origine.LECTURE,
)


MOTS_MINIMUM, SIGNES_MINIMUM = 2, 8
RACINE = 5
"""First letters that tell two forms of a word alike: « justifié », « justification »."""
NEGATIONS = frozenset(
    [
        "ne",
        "n",
        "non",
        "pas",
        "aucun",
        "aucune",
        "jamais",
        "manque",
        "manquent",
        "absence",
        "absent",
        "absente",
        "insuffisant",
        "insuffisante",
        "incomplet",
        "incomplete",
        "oublie",
        "oubliee",
        "echec",
        "faux",
        "fausse",
    ]
)
PHRASES = {
    "decision": "Choisissez : maîtrisée, ou pas maîtrisée en toute autonomie.",
    "commentaire": "Dites en commentaire quel critère n’est pas atteint, en quelques mots.",
    "lien": "Ce commentaire ne parle d’aucun des critères non cochés : reprenez les mots de celui qui n’est pas "
    "atteint.",
    "non_coches": "Maîtrisée, sans que soit coché : {criteres}.",
    "contraire": "Maîtrisée, avec un commentaire qui semble dire le contraire : « {commentaire} ».",
    "tous_coches": "Pas maîtrisée, alors que tous les critères sont cochés.",
    "confirmer": "Confirmez, ou corrigez.",
}
"""What is asked of a line, by the form and by the tablet alike."""


def regles_de_ligne() -> dict[str, Any]:
    """What the tablet judges a line by when the network is cut: these very numbers, words and sentences
    (static/js/tablette/regles.js)."""
    return {
        "mots": MOTS_MINIMUM,
        "signes": SIGNES_MINIMUM,
        "racine": RACINE,
        "negations": sorted(NEGATIONS),
        "lettres": {chr(signe): lettres for signe, lettres in SANS_DECOMPOSITION.items()},
        "phrases": {nom: typographier(phrase) for nom, phrase in PHRASES.items()},
    }


def commentaire_suffisant(maitrisee: bool, commentaire: str) -> bool:
    """COMMENTAIRE-NON-MAITRISE: « x » says nothing of a criterion."""
    return maitrisee or (len(commentaire.split()) >= MOTS_MINIMUM and len(commentaire.strip()) >= SIGNES_MINIMUM)


def commentaire_lie(commentaire: str, non_coches: Iterable[str]) -> bool:
    """COMMENTAIRE-NON-MAITRISE: the comment bears a word of a criterion that is not met. Where the référentiel gives no
    criterion, any comment will do."""
    criteres = list(non_coches)
    return not criteres or any(_racines(commentaire) & _racines(critere) for critere in criteres)


def refus_de_ligne(maitrisee: bool | None, commentaire: str, non_coches: Sequence[str]) -> str:
    """COMMENTAIRE-NON-MAITRISE: what no confirmation replaces, in a sentence; nothing when the line says enough."""
    if maitrisee is None:
        return PHRASES["decision"]
    if not commentaire_suffisant(maitrisee, commentaire):
        return PHRASES["commentaire"]
    return "" if maitrisee or commentaire_lie(commentaire, non_coches) else PHRASES["lien"]


def reserve(maitrisee: bool | None, commentaire: str, coches: Sequence[str], non_coches: Sequence[str]) -> str:
    """GRILLE-COHERENCE: what does not hold together in a line, said in a sentence; nothing when all does.

    Ticks guide: where none is ticked, they say nothing against the decision (decision 306).
    """
    if maitrisee and coches and non_coches:
        return PHRASES["non_coches"].format(criteres=" ; ".join(critere.rstrip(".") for critere in non_coches))
    if maitrisee and NEGATIONS.intersection(cle_recherche(commentaire).split()):
        return PHRASES["contraire"].format(commentaire=commentaire)
    if maitrisee is False and coches and not non_coches:
        return PHRASES["tous_coches"]
    return ""


def _racines(texte: str) -> frozenset[str]:
    return frozenset(mot[:RACINE] for mot in cle_recherche(texte).split() if len(mot) >= RACINE)


def saisie_ouverte(date_seance: date, le: date) -> bool:
    """GRILLE-SEANCE: from the very day of the sitting."""
    return le >= date_seance


def empreinte(contenu: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of what is shown and signed."""
    canonique = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonique.encode()).hexdigest()
