"""What was found of a workbook, gathered by kind: the same word in the same column is one question, whatever the number
of its lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from candidats.imports.colonnes import PERSONNELLES, de_mots
from candidats.imports.rapport import Anomalie, LigneControlee, Rapport
from certif_portal.commun.textes import cle_recherche

Dite = tuple[LigneControlee, Anomalie]
NUMEROS_MONTRES = 8
DETAILLEES = 100
"""Lines of a group that may be answered one by one on its page; the others are seen after the next reading."""


@dataclass(frozen=True)
class Groupe:
    """Lines of which the same is said of the same words."""

    dites: tuple[Dite, ...]

    @property
    def anomalie(self) -> Anomalie:
        """The first, which speaks for all."""
        return self.dites[0][1]

    @property
    def ligne(self) -> LigneControlee:
        return self.dites[0][0]

    @property
    def nombre(self) -> int:
        return len(self.dites)

    @property
    def nom(self) -> str:
        """The same as long as the workbook is not read again."""
        return f"g-{self.anomalie.ligne}-{self.anomalie.cle}"

    @property
    def ensemble(self) -> bool:
        """One answer is that of all its lines; what is of one person is answered line by line."""
        anomalie = self.anomalie
        return self.nombre > 1 and anomalie.corrigeable and anomalie.cle not in PERSONNELLES

    @property
    def retenu(self) -> bool:
        """The answer explains a word: it is remembered, and holds for every line that writes it."""
        return self.anomalie.inconnu

    @property
    def numeros(self) -> str:
        """« 6, 7, 9, 10, 12, 13, 14, 15… »"""
        lignes = ", ".join(str(anomalie.ligne) for _, anomalie in islice(self.dites, NUMEROS_MONTRES))
        return f"{lignes}…" if self.nombre > NUMEROS_MONTRES else lignes

    @property
    def detaillees(self) -> tuple[Dite, ...]:
        """Those that may be answered one by one, where there are several."""
        return self.dites[:DETAILLEES] if self.nombre > 1 and self.anomalie.corrigeable else ()


def grouper(dites: Iterable[Dite]) -> list[Groupe]:
    """In the order of the first line of each."""
    groupes: dict[tuple[object, ...], list[Dite]] = {}
    for dite in dites:
        groupes.setdefault(_sorte(dite[1]), []).append(dite)
    return [Groupe(tuple(membres)) for membres in groupes.values()]


def _sorte(anomalie: Anomalie) -> tuple[object, ...]:
    seule = anomalie.cle in PERSONNELLES and (anomalie.bloquante or anomalie.au_depot)
    lu = cle_recherche(anomalie.lu) if de_mots(anomalie.cle) else anomalie.lu
    regle = anomalie.regle.code if anomalie.regle else ""
    qui = anomalie.ligne if seule else anomalie.de_qui
    return anomalie.cle, lu, anomalie.attendu, anomalie.bloquante, anomalie.au_depot, regle, qui


def groupes_de(rapport: Rapport) -> dict[str, Groupe]:
    """Those that one answer may settle, by name."""
    dites = ((ligne, anomalie) for ligne in rapport.lignes for anomalie in ligne.anomalies)
    return {groupe.nom: groupe for groupe in grouper(dites) if groupe.ensemble or groupe.retenu}
