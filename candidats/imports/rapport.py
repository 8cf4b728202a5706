"""What the check of a workbook found, line by line; kept with the workbook until it is recorded."""

import json
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import repeat
from typing import Any

import candidats.regles
import referentiels.regles
from candidats.donnees import DonneesInscription
from candidats.imports.colonnes import CONFIRMATION, DU_BROUILLON, NOM_CONFIRME, PAR_CLE, Genre
from candidats.imports.valeurs import ecrire_valeurs, en_clair, lire_valeurs
from candidats.regles.dates import NAISSANCE_AGE
from candidats.regles.noms import NOM_RARE
from candidats.regles.vocabulaire import OUI_NON
from certif_portal.commun.regles import Regle, regles_ecrites

REGLES = {
    regle.code: regle for module in (candidats.regles, referentiels.regles) for _, _, regle in regles_ecrites(module)
}
AU_CHOIX = frozenset({"courriel", "commune_naissance", "departement_naissance", "pays_naissance"})
"""Columns of a warning that is answered by typing a value."""


class Sort(StrEnum):
    """What becomes of a line."""

    NOUVELLE = "nouvelle"
    MODIFIEE = "modifiee"
    INCHANGEE = "inchangee"
    A_CORRIGER = "a_corriger"


ENREGISTRABLES = (Sort.NOUVELLE, Sort.MODIFIEE)


class Decision(StrEnum):
    """What the reader chose for a line that meets somebody already registered."""

    REMPLACER = "remplacer"
    GARDER = "garder"
    CREER = "creer"


@dataclass(frozen=True)
class Anomalie:
    """One thing to mend or to know: where, what was read, what was expected, the rule behind it."""

    ligne: int
    cle: str
    lu: str
    attendu: str
    bloquante: bool = True
    regle: Regle | None = None
    au_depot: bool = False
    """The draft is kept without it; the deposit will ask for it."""
    de_qui: str = ""
    """The company or the tutor whose value it is: the same for all their candidates."""
    inconnu: bool = False
    """The very word is not understood, whatever the line: once explained, it is for every line."""

    connue: str = ""
    """What this organisation already wrote of that company: proposed as the answer, never written by itself."""

    @property
    def colonne(self) -> str:
        return PAR_CLE[self.cle].titre if self.cle in PAR_CLE else ""

    @property
    def nom(self) -> str:
        """Of the field that corrects this very cell."""
        return f"c-{self.ligne}-{self.cle}"

    @property
    def corrigeable(self) -> bool:
        """A value typed in its place is an answer."""
        return self.cle in PAR_CLE and (self.bloquante or self.au_depot or self.cle in AU_CHOIX)

    @property
    def facultatif(self) -> bool:
        """The draft can be kept without it: leaving it out is an answer."""
        return self.bloquante and self.corrigeable and self.cle not in DU_BROUILLON

    @property
    def confirmable(self) -> bool:
        """The value may be right: saying so is an answer."""
        return self.bloquante and self.regle in (NAISSANCE_AGE, NOM_RARE)

    @property
    def reponse(self) -> str:
        """The name of that answer: the value it is of goes with it."""
        return NOM_CONFIRME.get(self.cle, CONFIRMATION)

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """The choices, where one of them is the whole answer."""
        colonne = PAR_CLE.get(self.cle)
        if colonne is None or colonne.genre not in (Genre.CHOIX, Genre.OUI_NON):
            return ()
        return colonne.choix or OUI_NON

    @property
    def propose(self) -> bool:
        """Typed with a list to pick from."""
        return self.cle in PAR_CLE and PAR_CLE[self.cle].genre in (
            Genre.LISTE,
            Genre.DEPARTEMENT,
            Genre.CERTIFICATION,
            Genre.PROJET,
        )


@dataclass(frozen=True)
class Ecart:
    """One value that differs from what is already registered."""

    cle: str
    avant: str
    apres: str

    @property
    def colonne(self) -> str:
        return PAR_CLE[self.cle].titre if self.cle in PAR_CLE else self.cle


@dataclass(frozen=True)
class LigneControlee:
    """One line: what becomes of it, who it names, and the registration it meets, if any."""

    numero: int
    sort: Sort
    candidat: str
    naissance: str = ""
    certification: str = ""
    formation: str = ""
    anomalies: tuple[Anomalie, ...] = ()
    ecarts: tuple[Ecart, ...] = ()
    existante: int | None = None
    double: bool = False
    """The registration it meets is only probably the same person's."""
    decision: str = ""
    lieu: str = ""
    """Where the candidate was born: « Nantes (44) »."""
    jumelle: int | None = None
    """The line above that bears the same name and day of birth, from another place."""
    donnees: DonneesInscription | None = field(default=None, compare=False)

    @property
    def a_enregistrer(self) -> bool:
        return self.sort == Sort.NOUVELLE or (self.sort == Sort.MODIFIEE and self.decision == Decision.REMPLACER)


@dataclass(frozen=True)
class Rapport:
    """The whole workbook, checked."""

    feuille: str
    version: str
    ignorees: tuple[str, ...]
    lignes: tuple[LigneControlee, ...]
    totaux: tuple[int, ...] = ()
    ecartees: tuple[str, ...] = ()
    """What is said of each list of the workbook that is not this one."""

    def de(self, sort: str) -> list[LigneControlee]:
        return [ligne for ligne in self.lignes if ligne.sort == sort]

    @property
    def a_enregistrer(self) -> list[LigneControlee]:
        return [ligne for ligne in self.lignes if ligne.a_enregistrer]

    @property
    def a_decider(self) -> list[LigneControlee]:
        return [ligne for ligne in self.lignes if (ligne.existante or ligne.jumelle) and ligne.ecarts]

    def anomalies(self, *, bloquantes: bool, au_depot: bool = False) -> list[tuple[LigneControlee, Anomalie]]:
        """Each with its line, which says whose it is."""
        voulues = (bloquantes, au_depot)
        return [(ligne, a) for ligne in self.lignes for a in ligne.anomalies if (a.bloquante, a.au_depot) == voulues]

    @property
    def manques(self) -> list[Anomalie]:
        """What the deposits of these lines will ask."""
        return [anomalie for _, anomalie in self.anomalies(bloquantes=False, au_depot=True)]

    @property
    def erreurs(self) -> list[Anomalie]:
        return [anomalie for _, anomalie in self.anomalies(bloquantes=True)]

    @property
    def avertissements(self) -> list[Anomalie]:
        return [anomalie for _, anomalie in self.anomalies(bloquantes=False)]

    @property
    def bilan(self) -> dict[str, int]:
        """Counts by what becomes of the lines."""
        nombres = Counter(str(ligne.sort) for ligne in self.lignes)
        return {"lignes": len(self.lignes), **{str(sort): nombres[sort] for sort in Sort}}

    @property
    def a_completer(self) -> int:
        """Lines whose deposit will ask for something."""
        return len({anomalie.ligne for anomalie in self.manques})

    def messages(self) -> list[dict[str, Any]]:
        """Every anomaly, as the command prints it; the lists and the totals left aside first."""
        ecartees = [(0, ecartee) for ecartee in self.ecartees]
        ecartees += [(numero, "Ligne de total : elle n’est pas lue.") for numero in self.totaux]
        return [
            {
                "feuille": self.feuille,
                "ligne": numero,
                "colonne": "",
                "valeur": "",
                "attendu": ecartee,
                "bloquant": False,
            }
            for numero, ecartee in ecartees
        ] + [
            {
                "feuille": self.feuille,
                "ligne": anomalie.ligne,
                "colonne": anomalie.colonne,
                "valeur": anomalie.lu,
                "attendu": anomalie.attendu,
                "bloquant": anomalie.bloquante,
            }
            for ligne in self.lignes
            for anomalie in ligne.anomalies
        ]

    def lignes_lues(self) -> list[dict[str, Any]]:
        """Every line with its values as they would be recorded, ready for JSON; what is asked is empty."""
        return [
            {"ligne": ligne.numero, "etat": str(ligne.sort)} | en_clair(ligne.donnees)
            for ligne in self.lignes
            if ligne.donnees
        ]

    def valeurs(self) -> bytes:
        """The values of the lines that may be recorded."""
        return ecrire_valeurs(ligne.donnees for ligne in self.lignes if ligne.donnees and ligne.sort in ENREGISTRABLES)

    def en_octets(self) -> bytes:
        """Everything but the values themselves."""
        lignes = [
            [
                ligne.numero,
                ligne.sort,
                ligne.candidat,
                ligne.naissance,
                ligne.certification,
                ligne.formation,
                [_ecrite(a) for a in ligne.anomalies],
                [[e.cle, e.avant, e.apres] for e in ligne.ecarts],
                ligne.existante,
                ligne.double,
                ligne.decision,
                ligne.lieu,
                ligne.jumelle,
            ]
            for ligne in self.lignes
        ]
        contenu = [self.feuille, self.version, self.ignorees, self.totaux, self.ecartees, lignes]
        return zlib.compress(json.dumps(contenu, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def _ecrite(a: Anomalie) -> list[Any]:
    code = a.regle.code if a.regle else ""
    return [a.cle, a.lu, a.attendu, a.bloquante, code, a.au_depot, a.de_qui, a.inconnu, a.connue]


def rapport_depuis(octets: bytes, valeurs: bytes = b"") -> Rapport:
    """A report as it was kept; with the values of its lines when they are given too."""
    donnees = lire_valeurs(valeurs) if valeurs else repeat(None)
    feuille, version, ignorees, totaux, ecartees, lignes = json.loads(zlib.decompress(octets))
    controlees = tuple(_ligne_depuis(ligne, donnees) for ligne in lignes)
    return Rapport(feuille, version, tuple(ignorees), controlees, tuple(totaux), tuple(ecartees))


def _ligne_depuis(valeurs: list[Any], donnees: Iterator[DonneesInscription | None]) -> LigneControlee:
    numero, sort, candidat, naissance, certification, formation, anomalies, ecarts, *suite = valeurs
    existante, double, decision, lieu, jumelle = suite
    return LigneControlee(
        numero,
        Sort(sort),
        candidat,
        naissance,
        certification,
        formation,
        tuple(
            Anomalie(numero, cle, lu, attendu, bloquante, REGLES.get(code), *suite)
            for cle, lu, attendu, bloquante, code, *suite in anomalies
        ),
        tuple(Ecart(*ecart) for ecart in ecarts),
        existante,
        double,
        decision,
        lieu,
        jumelle,
        next(donnees) if sort in ENREGISTRABLES else None,
    )
