"""A reading cut into the parts a human goes through, and where each doubt belongs. No database here."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from referentiels.imports.modele import Doute, ReferentielLu

IDENTITE, MISSION, MODALITES = "identite", "mission", "modalites"
_LIGNE = re.compile(r"ligne (\d+)")
_LIEUX_MISSION = (
    "Référentiel d’activités",
    "Mission",
    "Activité",
    "Environnement",
    "Interactions",
    "Évolutions",
    "Analyse et",
)
_LIEUX_MODALITES = ("Modalité", "Mise en œuvre", "Avis de l’entreprise", "Conditions d’admissibilité")
_LIEUX_IDENTITE = ("En-tête", "Titre", "Données d’import", "Document", "PDF")


@dataclass(frozen=True)
class Part:
    cle: str
    titre: str


@dataclass(frozen=True)
class DouteSitue:
    """`cle`: its tick; `partie`: where it is corrected, or empty; `ligne`: where it is in the source, or 0."""

    cle: str
    doute: Doute
    partie: str
    ligne: int


@dataclass(frozen=True)
class LigneSource:
    numero: int
    texte: str
    page: int  # 0 unless it is the first line of a page
    doute: bool
    ecart: str  # why the line is not taken over, or empty


def parties(lu: ReferentielLu) -> tuple[Part, ...]:
    """Identity, mission, each bloc, modalities: the order of the screen."""
    blocs = [
        Part(f"bloc{rang}", " ".join(p for p in (bloc.numero, bloc.intitule) if p) or "Compétences")
        for rang, bloc in enumerate(lu.blocs)
    ]
    return (
        Part(IDENTITE, "Identité"),
        Part(MISSION, "Mission et activités"),
        *blocs,
        Part(MODALITES, "Modalités et conditions d’admissibilité"),
    )


def situer_doutes(lu: ReferentielLu) -> tuple[DouteSitue, ...]:
    return tuple(
        DouteSitue(f"doute{rang}", doute, _partie(doute, lu), _ligne(doute)) for rang, doute in enumerate(lu.doutes)
    )


def lignes_source(texte: str, pages: list[int], lu: ReferentielLu) -> Iterator[LigneSource]:
    """The source's own text, line by line, the doubtful lines and those put aside marked."""
    douteuses = {situe.ligne for situe in situer_doutes(lu)}
    ecartees = {" ".join(ecarte.texte.split()): ecarte.motif for ecarte in lu.ecartes}
    derniere = 0
    for numero, ligne in enumerate(texte.split("\n"), start=1):
        page = pages[numero - 1] if numero <= len(pages) else 0
        ecart = ecartees.get(" ".join(ligne.lstrip("#*-• ").split()), "")
        yield LigneSource(numero, ligne, page if page != derniere else 0, numero in douteuses, ecart)
        derniere = page


def empreinte_relecture(relecture: dict[str, Any]) -> str:
    """Tells that a page was filled on another state of the review."""
    return hashlib.sha256(json.dumps(relecture, sort_keys=True).encode()).hexdigest()[:16]


def _ligne(doute: Doute) -> int:
    trouve = _LIGNE.search(f"{doute.quoi} {doute.ou}")
    return int(trouve[1]) if trouve else 0


def _partie(doute: Doute, lu: ReferentielLu) -> str:
    lieu = f"{doute.ou} {doute.quoi}"
    for rang, bloc in enumerate(lu.blocs):
        noms = [bloc.numero, bloc.intitule, *(f"« {c.intitule} »" for c in bloc.competences)]
        if any(nom and nom in lieu for nom in noms):
            return f"bloc{rang}"
    for cle, lieux in ((MISSION, _LIEUX_MISSION), (MODALITES, _LIEUX_MODALITES), (IDENTITE, _LIEUX_IDENTITE)):
        if doute.ou.startswith(lieux):
            return cle
    return ""
