"""Workbooks going out, against openpyxl; the floor is the same values as CSV. What is written is read again and must
be the same (B3)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from benchmarks import naif
from benchmarks.chrono import occuper, occuper_et_rendre
from benchmarks.essai import essayer
from benchmarks.table import Mesure
from benchmarks.taille import taille
from candidats.exports import COLONNES, _valeurs, ecrire_inscriptions
from candidats.models import Inscription
from candidats.queries.liste import en_lignes, lire_lignes
from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.tableur import ecrire_tableau

LIGNES = 10_000
LARGEUR = 30
TITRES = [(f"Colonne {rang}", 14) for rang in range(LARGEUR)]


def mesurer(tours: int, seulement: str = "") -> Iterator[Mesure]:
    if seulement in "feuille":
        yield from _feuille(tours)
    if seulement in "inscriptions":
        yield from _inscriptions(tours)


def valeurs(nombre: int) -> Iterator[list[Any]]:
    """Lines such as those of the list: texts, days, numbers, empty cells."""
    for rang in range(nombre):
        une = [f"Le Goff-{rang}", "Zoé", "Ateliers & fils", date(2026, 1 + rang % 12, 5), rang, ""]
        yield une * (LARGEUR // len(une))


def _feuille(tours: int) -> Iterator[Mesure]:
    """The writer alone, of 10,000 lines of 30 columns; then what it holds at ten times as many."""
    lignes = taille(LIGNES)
    comparer(ecrire_tableau("Liste", TITRES, valeurs(200)), naif.ecrire_tableau("Liste", TITRES, valeurs(200)))
    notres, leurs, nus = [], [], []
    for _ in range(min(tours, 3)):
        notres.append(occuper(lambda: ecrire_tableau("Liste", TITRES, valeurs(lignes))))
        leurs.append(occuper(lambda: naif.ecrire_tableau("Liste", TITRES, valeurs(lignes))))
        nus.append(occuper(lambda: _en_csv(valeurs(lignes))))
    bas, haut = (essayer(lambda n=n: _vers_rien(valeurs(n)), 600).memoire for n in (lignes, lignes * 10))
    yield Mesure(
        "export",
        f"feuille de {lignes} x {LARGEUR}",
        lignes,
        notres,
        naif=[la_bas / nous for la_bas, nous in zip(leurs, notres, strict=True)],
        plancher=[nous / nu for nous, nu in zip(notres, nus, strict=True)],
        memoire=bas,
        buts=["B3"],
    )
    peu = [occuper(lambda: ecrire_tableau("Liste", TITRES, valeurs(lignes // 10))) * 10 for _ in range(3)]
    yield Mesure(
        "export",
        f"feuille, une ligne de {lignes} pour une de {lignes // 10}",
        lignes,
        rapport=[nous / un for nous, un in zip(notres, peu, strict=False)],
        buts=["croissance"],
    )
    yield Mesure(
        "export",
        f"feuille, pic de {lignes * 10} lignes pour {lignes}",
        lignes * 10,
        rapport=[max(haut, 1) / max(bas, 1)],
        memoire=haut,
        remarque="le fichier lui-même compris",
    )


def _vers_rien(lignes: Iterable[Sequence[Any]]) -> None:
    ecrire_tableau("Liste", TITRES, lignes)


def _inscriptions(tours: int) -> Iterator[Mesure]:
    """The list of registrations, read and written, as the staff asks for it."""
    le, centre = horloge.aujourdhui(), parametres()
    cles = list(Inscription.objects.order_by("pk").values_list("pk", flat=True)[: taille(LIGNES)])
    toutes = Inscription.objects.filter(pk__in=cles).order_by("pk")

    def ici() -> bytes:
        return ecrire_inscriptions(lire_lignes(toutes.pour_listes(), le=le, centre=centre))

    def simplement() -> bytes:
        lues = en_lignes(list(toutes.pour_listes()), le=le, centre=centre)
        return naif.ecrire_tableau("Inscriptions", COLONNES, map(_valeurs, lues))

    notres, leurs = [], []
    for tour in range(min(tours, 3)):
        nous, octets = occuper_et_rendre(ici)
        eux, autres = occuper_et_rendre(simplement)
        notres.append(nous)
        leurs.append(eux)
        if not tour:
            comparer(octets, autres)
    bas, haut = (essayer(lambda n=n: ecrire_inscriptions(_repetees(toutes, n, le, centre)), 600) for n in (1, 10))
    yield Mesure(
        "export",
        "inscriptions, lues et écrites",
        len(cles),
        notres,
        naif=[la_bas / nous for la_bas, nous in zip(leurs, notres, strict=True)],
        memoire=bas.memoire,
        requetes=bas.requetes,
        buts=[],
    )
    yield Mesure(
        "export",
        f"inscriptions, pic de {len(cles) * 10} lignes pour {len(cles)}",
        len(cles) * 10,
        rapport=[max(haut.memoire, 1) / max(bas.memoire, 1)],
        memoire=haut.memoire,
        buts=["B3 mémoire"],
        remarque=haut.empechement,
    )


def _repetees(toutes: Any, fois: int, le: date, centre: Any) -> Iterator[Any]:
    for _ in range(fois):
        yield from lire_lignes(toutes.pour_listes(), le=le, centre=centre)


def _en_csv(lignes: Iterable[Sequence[Any]]) -> str:
    sortie = io.StringIO()
    csv.writer(sortie).writerows(lignes)
    return sortie.getvalue()


def comparer(ici: bytes, la_bas: bytes) -> None:
    """The same cells in both workbooks."""
    if naif.lire_classeur(ici) != naif.lire_classeur(la_bas):
        raise RuntimeError("les deux classeurs diffèrent")
