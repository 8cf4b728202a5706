"""Whom a figure counts: one definition for the figures made at night and for the list that each of them opens."""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from candidats.choix import DECIDEES, EtatInscription, Portee

INSCRIPTIONS, PRESENTES, ADMIS = "inscriptions", "presentes", "admis"
LIBELLES = {
    INSCRIPTIONS: "inscriptions déposées",
    PRESENTES: "certifications complètes décidées",
    ADMIS: "certifications complètes obtenues",
}
ECRITE = re.compile(rf"({'|'.join(LIBELLES)})-(20\d\d)(?:-T([1-4]))?", re.ASCII)


@dataclass(frozen=True)
class Population:
    """Some registrations of a year, or of one of its quarters (0: the whole year)."""

    quoi: str
    annee: int
    trimestre: int = 0

    @classmethod
    def lue(cls, texte: str) -> "Population | None":
        """« admis-2026-T1 », as an address writes it; None when it says nothing of the kind."""
        lu = ECRITE.fullmatch(texte)
        return cls(lu[1], int(lu[2]), int(lu[3] or 0)) if lu else None

    def __str__(self) -> str:
        return f"{self.quoi}-{self.annee}" + (f"-T{self.trimestre}" if self.trimestre else "")

    @property
    def libelle(self) -> str:
        quand = f"au {self.trimestre}{'er' if self.trimestre == 1 else 'ᵉ'} trimestre " if self.trimestre else "en "
        return f"{LIBELLES[self.quoi]} {quand}{self.annee}"

    @property
    def jours(self) -> tuple[date, date]:
        premier = 3 * self.trimestre - 2 if self.trimestre else 1
        dernier = premier + 2 if self.trimestre else 12
        return date(self.annee, premier, 1), date(self.annee, dernier, 30 if dernier in (6, 9) else 31)

    @property
    def condition(self) -> Q:
        """A result that the centre has not told yet is nobody's figure (decision 0255)."""
        if self.quoi == INSCRIPTIONS:
            return Q(deposee_le__range=self.jours)
        etats = DECIDEES if self.quoi == PRESENTES else {EtatInscription.ADMISE}
        return Q(portee=Portee.COMPLETE, resultat_retenu=False, etat__in=sorted(etats), decidee_le__range=self.jours)
