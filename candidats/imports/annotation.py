"""The workbook given back with each cell in fault coloured and commented, in its place."""

from collections import defaultdict
from typing import Any

from candidats.imports.lecture import ClasseurLu, Grille
from candidats.imports.rapport import Anomalie, Rapport
from certif_portal.commun.a_part import executer
from certif_portal.commun.annotation import Touche

ROUGE, AMBRE, VERT = "F9D6D0", "FCE9C4", "D8EBD8"
LIMITES = {"memoire": 1000, "secondes": 60, "disque": 200}
"""To write again a workbook that was already read within the limits of an upload, sheet by sheet through the disk."""


def annoter(
    octets: bytes, grille: Grille, lu: ClasseurLu, rapport: Rapport, corrections: dict[int, dict[str, str]]
) -> bytes:
    """An .xlsx: the same one, or a copy of what was read when it was written in another format. What was corrected on
    screen takes its place in green."""
    touches = [
        Touche(ligne, lu.places[cle] + 1, VERT, "Corrigé à l’écran. Lu : « {ancien} ».", 70, valeur)
        for ligne, valeurs in corrections.items()
        for cle, valeur in valeurs.items()
        if cle in lu.places
    ]
    par_place: dict[tuple[int, int], list[Anomalie]] = defaultdict(list)
    for controlee in rapport.lignes:
        for anomalie in controlee.anomalies:
            par_place[anomalie.ligne, lu.places.get(anomalie.cle, 0) + 1].append(anomalie)
    touches += [_touche(ligne, colonne, anomalies) for (ligne, colonne), anomalies in par_place.items()]
    fonction = "recopier_et_annoter"
    source: tuple[Any, ...] = (grille.feuille.nom, grille.feuille.lignes)
    if octets.startswith(b"PK\x03\x04") and b"opendocument.spreadsheet" not in octets[:120]:
        fonction, source = "annoter_ici", (octets, grille.feuille.nom)
    rendu: bytes = executer(f"certif_portal.commun.annotation:{fonction}", *source, touches, **LIMITES)
    return rendu


def _touche(ligne: int, colonne: int, anomalies: list[Anomalie]) -> Touche:
    bloquante = any(anomalie.bloquante for anomalie in anomalies)
    texte = "\n".join(f"{anomalie.colonne} : {anomalie.attendu}" for anomalie in anomalies)
    return Touche(ligne, colonne, ROUGE if bloquante else AMBRE, texte, 40 + 30 * len(anomalies))
