"""What the check of a workbook needs to know of the portal, read once before its lines."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date

from candidats.donnees import FaitsProjet
from candidats.imports.rapprochement import Existante
from candidats.regles.constat import FaitsReferentiel
from candidats.regles.lieu import Lieux
from certif_portal.commun.textes import mot_sur


@dataclass(frozen=True)
class ProjetConnu:
    """A projet of the organisation that has its aval. `ouvert`: its training is not over."""

    pk: int
    reference: str
    intitule: str
    ouvert: bool
    faits: FaitsProjet

    def __str__(self) -> str:
        return f"{self.reference} {self.intitule}"


@dataclass(frozen=True)
class ContexteImport:
    le: date
    jours_inscription: int
    referentiels: tuple[FaitsReferentiel, ...]
    certifications: dict[int, int]
    """Référentiel -> its certification."""
    organisme_id: int | None = None
    projets: tuple[ProjetConnu, ...] = ()
    projet_exige: bool = False
    existantes: tuple[Existante, ...] = ()
    lieux: Lieux = field(default_factory=Lieux)
    entreprises: dict[str, dict[str, str]] = field(default_factory=dict)
    """SIRET -> what this organisation already wrote of the company, proposed where a cell is empty."""
    corrections: dict[int, dict[str, str]] | None = None
    """Line -> what its reader typed on screen, by column."""
    decisions: dict[int, str] | None = None
    valeurs: dict[str, str] = field(default_factory=dict)
    """Column that the workbook lacks -> what was said on screen for every line."""
    mots: dict[tuple[str, str], str] = field(default_factory=dict)
    """Column, word without accent nor case -> what this organisation said that it means."""

    def traduire(self, cle: str, texte: str) -> str:
        """The word as its organisation explained it; any other is left as it is."""
        return self.mots.get((cle, mot_sur(texte)), texte)

    @property
    def empreinte(self) -> str:
        """The same as long as a line checked once would be found the same. Places of birth and known companies
        are left out: what they completed or proposed is what its reader was shown."""
        projets = [(p.pk, p.ouvert, sorted(p.faits.blocs), p.faits.portee) for p in self.projets]
        reste = replace(self, lieux=Lieux(), projets=(), entreprises={})
        return hashlib.sha256(repr((projets, reste)).encode()).hexdigest()
