"""What was found of a workbook, gathered by kind: the same word in the same column is one question, whatever the number
of its lines."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from candidats.imports.colonnes import PERSONNELLES, de_mots
from candidats.imports.rapport import Anomalie, LigneControlee, Rapport
from certif_portal.commun.textes import mot_sur

Dite = tuple[LigneControlee, Anomalie]
NUMEROS_MONTRES = 8
NOM = re.compile(r"[emi]-[0-9]{1,6}-[a-z_]{1,40}")
"""Of a group, for an address or a form."""


@dataclass(frozen=True)
class Groupe:
    """Lines of which the same is said of the same words."""

    dites: tuple[Dite, ...]
    a_part: bool = False
    """One line of a group, answered for itself."""

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
        sorte = "e" if self.anomalie.bloquante else "m" if self.anomalie.au_depot else "i"
        return f"{sorte}-{self.anomalie.ligne}-{self.anomalie.cle}"

    @property
    def ensemble(self) -> bool:
        """One answer is that of all its lines; what is of one person is answered line by line."""
        anomalie = self.anomalie
        return self.nombre > 1 and anomalie.corrigeable and anomalie.cle not in PERSONNELLES

    @property
    def retenu(self) -> bool:
        """The answer explains a word: it is remembered, and holds for every line that writes it. « ? » and « - » are no
        words: explained once, each would be the other."""
        return self.anomalie.inconnu and not self.a_part and bool(mot_sur(self.anomalie.lu))

    @property
    def champ(self) -> str:
        """The name of the field that answers it."""
        return self.nom if self.ensemble or self.retenu else self.anomalie.nom

    @property
    def numeros(self) -> str:
        """« 6, 7, 9, 10, 12, 13, 14, 15… »"""
        lignes = ", ".join(str(anomalie.ligne) for _, anomalie in islice(self.dites, NUMEROS_MONTRES))
        return f"{lignes}…" if self.nombre > NUMEROS_MONTRES else lignes

    @property
    def a_detailler(self) -> bool:
        """Its lines may be answered one by one, on a page of their own."""
        return self.nombre > 1 and self.anomalie.corrigeable

    def un_par_un(self) -> list["Groupe"]:
        return [Groupe((dite,), a_part=True) for dite in self.dites]


def grouper(dites: Iterable[Dite]) -> list[Groupe]:
    """In the order of the first line of each."""
    groupes: dict[tuple[object, ...], list[Dite]] = {}
    for dite in dites:
        groupes.setdefault(_sorte(dite[1]), []).append(dite)
    return [Groupe(tuple(membres)) for membres in groupes.values()]


def _sorte(anomalie: Anomalie) -> tuple[object, ...]:
    seule = anomalie.cle in PERSONNELLES and (anomalie.bloquante or anomalie.au_depot)
    lu = (de_mots(anomalie.cle) and mot_sur(anomalie.lu)) or anomalie.lu
    regle = anomalie.regle.code if anomalie.regle else ""
    qui = anomalie.ligne if seule else anomalie.de_qui
    return anomalie.cle, lu, anomalie.attendu, anomalie.bloquante, anomalie.au_depot, regle, qui, anomalie.connue


def groupes_de(rapport: Rapport) -> dict[str, Groupe]:
    """Those that one answer may settle, by name."""
    dites = ((ligne, anomalie) for ligne in rapport.lignes for anomalie in ligne.anomalies)
    return {groupe.nom: groupe for groupe in grouper(dites) if groupe.ensemble or groupe.retenu}
