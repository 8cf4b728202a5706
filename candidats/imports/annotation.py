"""The workbook given back with each cell in fault coloured and commented, in its place."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from candidats.imports.colonnes import COLONNES, PAR_CLE
from candidats.imports.lecture import ClasseurLu, Grille, LigneBrute
from candidats.imports.rapport import Anomalie, Rapport
from certif_portal.commun.a_part import executer
from certif_portal.commun.annotation import Touche

ROUGE, AMBRE, VERT, AJOUTEE = "F9D6D0", "FCE9C4", "D8EBD8", "DCE6F0"
LIMITES = {"memoire": 1000, "secondes": 60, "disque": 200}
"""To write again a workbook that was already read within the limits of an upload, sheet by sheet through the disk."""


def annoter(
    octets: bytes,
    grille: Grille,
    lu: ClasseurLu,
    rapport: Rapport,
    corrections: dict[int, dict[str, str]],
    completes: Iterable[LigneBrute] = (),
) -> bytes:
    """An .xlsx: the same one, or a copy of what was read when it was written in another format. What was corrected or
    said for every line on screen takes its place in green; a column that the workbook lacks is added at its right.

    `completes`: its lines with what was said for all of them.
    """
    dites = _dites_pour_toutes(lu, completes)
    touches, places = _colonnes_ajoutees(grille, lu, rapport, {*_cles(corrections), *_cles(dites)})
    touches += [
        Touche(ligne, places[cle] + 1, VERT, "Dit à l’écran pour toutes les lignes.", 40, en_mots(cle, valeur))
        for ligne, valeurs in dites.items()
        for cle, valeur in valeurs.items()
        if cle not in corrections.get(ligne, {})
    ]
    touches += [
        Touche(ligne, places[cle] + 1, VERT, "Corrigé à l’écran. Lu : « {ancien} ».", 70, en_mots(cle, valeur))
        for ligne, valeurs in corrections.items()
        for cle, valeur in valeurs.items()
        if cle in places
    ]
    par_place: dict[tuple[int, int], list[Anomalie]] = defaultdict(list)
    for controlee in rapport.lignes:
        for anomalie in controlee.anomalies:
            par_place[anomalie.ligne, places.get(anomalie.cle, places["nom_naissance"]) + 1].append(anomalie)
    touches += [_touche(ligne, colonne, anomalies) for (ligne, colonne), anomalies in par_place.items()]
    fonction = "recopier_et_annoter"
    source: tuple[Any, ...] = (grille.feuille.nom, grille.feuille.lignes)
    if octets.startswith(b"PK\x03\x04") and b"opendocument.spreadsheet" not in octets[:120]:
        fonction, source = "annoter_ici", (octets, grille.feuille.nom)
    rendu: bytes = executer(f"certif_portal.commun.annotation:{fonction}", *source, touches, **LIMITES)
    return rendu


def _dites_pour_toutes(lu: ClasseurLu, completes: Iterable[LigneBrute]) -> dict[int, dict[str, str]]:
    """Line -> what it gained."""
    return {
        complete.numero: {cle: str(valeur) for cle, valeur in complete.cellules.items() if cle not in brute.cellules}
        for brute, complete in zip(lu.lignes, completes, strict=False)
    }


def en_mots(cle: str, valeur: str) -> str:
    """« formation » was chosen on screen: « Parcours de formation » is what a reader knows."""
    choix = dict(PAR_CLE[cle].choix)
    return choix[valeur] if valeur in choix and not valeur.isupper() else valeur


def _cles(lignes: dict[int, dict[str, str]]) -> set[str]:
    return {cle for valeurs in lignes.values() for cle in valeurs}


def _colonnes_ajoutees(
    grille: Grille, lu: ClasseurLu, rapport: Rapport, dites: set[str]
) -> tuple[list[Touche], dict[str, int]]:
    """The headers of the columns where something is said and that the workbook lacks, and the place of every column."""
    voulues = dites | {anomalie.cle for ligne in rapport.lignes for anomalie in ligne.anomalies}
    manquantes = [colonne for colonne in COLONNES if colonne.cle in voulues and colonne.cle not in lu.places]
    largeur = max(map(len, grille.feuille.lignes), default=0)
    places = lu.places | {colonne.cle: largeur + rang for rang, colonne in enumerate(manquantes)}
    titres = grille.entete.derniere_ligne
    return [
        Touche(titres, places[colonne.cle] + 1, AJOUTEE, "Colonne ajoutée par le portail.", 40, colonne.titre)
        for colonne in manquantes
    ], places


def _touche(ligne: int, colonne: int, anomalies: list[Anomalie]) -> Touche:
    bloquante = any(anomalie.bloquante for anomalie in anomalies)
    texte = "\n".join(f"{anomalie.colonne} : {anomalie.attendu}" for anomalie in anomalies)
    return Touche(ligne, colonne, ROUGE if bloquante else AMBRE, texte, 40 + 30 * len(anomalies))
