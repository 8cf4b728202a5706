"""A line held against what the organisation already registered: the same, changed, or probably the same person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from candidats.donnees import CHAMPS_IDENTITE, DonneesInscription
from candidats.imports.colonnes import PAR_CLE
from candidats.imports.rapport import Ecart
from candidats.regles.identite import cles_homonymes
from certif_portal.commun.textes import cle_recherche

Personne = tuple[str, date | None]
LISTES = ("blocs", "financements", "amenagements", "formateurs")
SANS_COLONNE = ("referentiel_id", "portee")


@dataclass(frozen=True)
class Existante:
    """A running registration of the organisation. `modifiable`: a draft, or one sent back."""

    pk: int
    certification_id: int
    modifiable: bool
    identite_verifiee: bool
    etat: str
    creee_le: date
    deposee_le: date | None
    donnees: DonneesInscription


@dataclass
class Connues:
    """Those already registered, and the lines met higher in the workbook, by person."""

    par_personne: dict[Personne, list[Existante]] = field(default_factory=lambda: defaultdict(list))
    par_ressemblance: dict[Personne, list[Existante]] = field(default_factory=lambda: defaultdict(list))
    vues: dict[Personne, list[tuple[int, int, DonneesInscription]]] = field(default_factory=lambda: defaultdict(list))
    """Number of the line, certification, values."""

    @classmethod
    def depuis(cls, existantes: Iterable[Existante]) -> "Connues":
        connues = cls()
        for existante in existantes:
            donnees = existante.donnees
            connues.par_personne[personne(donnees)].append(existante)
            for cle in _ressemblances(donnees):
                connues.par_ressemblance[cle].append(existante)
        return connues

    def existante(self, donnees: DonneesInscription, certification: int) -> Existante | None:
        """The same person, for the same certification or some of the same blocs."""
        if not self.par_personne:
            return None
        return next(
            (
                existante
                for existante in self.par_personne.get(personne(donnees), ())
                if existante.certification_id == certification and _se_recouvrent(donnees, existante.donnees)
            ),
            None,
        )

    def probable(self, donnees: DonneesInscription, certification: int) -> Existante | None:
        """Born the same day, with names inverted, glued, or the used name given for the birth name."""
        if not self.par_ressemblance:
            return None
        for cle in _ressemblances(donnees):
            for existante in self.par_ressemblance.get(cle, ()):
                if existante.certification_id == certification and _se_recouvrent(donnees, existante.donnees):
                    return existante
        return None

    def plus_haut(
        self, numero: int, donnees: DonneesInscription, certification: int
    ) -> tuple[int, DonneesInscription] | None:
        """A line above that names the same person for the same thing; else this one is remembered."""
        vues = self.vues[personne(donnees)]
        for autre_numero, autre, vue in vues:
            if autre == certification and _se_recouvrent(donnees, vue):
                return autre_numero, vue
        vues.append((numero, certification, donnees))
        return None


def personne(donnees: DonneesInscription) -> Personne:
    return cle_recherche(donnees.nom_naissance, donnees.prenom), donnees.date_naissance


def _ressemblances(donnees: DonneesInscription) -> set[Personne]:
    cles = cles_homonymes(donnees.nom_naissance, donnees.nom_usage, donnees.prenom)
    return {(cle, donnees.date_naissance) for cle in cles}


def _se_recouvrent(une: DonneesInscription, autre: DonneesInscription) -> bool:
    """Two registrations for different blocs are two things."""
    return not une.blocs or not autre.blocs or bool(set(une.blocs) & set(autre.blocs))


def ecarts(
    lues: dict[str, Any], completees: dict[str, Any], avant: DonneesInscription, blocs: dict[int, str]
) -> tuple[Ecart, ...]:
    """What a line would change. An empty cell changes nothing, nor does a capital letter, nor what was only
    completed."""

    def ecrire(cle: str, valeur: Any) -> str:
        return " ; ".join(blocs.get(pk, "?") for pk in valeur) if cle == "blocs" else en_texte(valeur)

    return tuple(
        Ecart(cle, ecrire(cle, valeur_avant), ecrire(cle, lue))
        for cle, lue in lues.items()
        if cle not in SANS_COLONNE
        and not _pareilles(cle, lue, valeur_avant := getattr(avant, cle))
        and not _pareilles(cle, completees.get(cle, lue), valeur_avant)
    )


def ecarts_avec(
    existante: Existante, lues: dict[str, Any], completees: dict[str, Any], blocs: dict[int, str]
) -> tuple[Ecart, ...]:
    """The same, against a registration. Once deposited, its arrangements are the candidate's and the staff's business:
    a workbook neither changes them nor learns of them (decision 0084)."""
    if existante.deposee_le:
        lues = {cle: lue for cle, lue in lues.items() if cle != "amenagements"}
    return ecarts(lues, completees, existante.donnees, blocs)


def _pareilles(cle: str, une: Any, autre: Any) -> bool:
    if isinstance(une, str) and isinstance(autre, str):
        return une.casefold() == autre.casefold()
    if cle in LISTES:
        return set(une) == set(autre)
    return bool(une == autre)


def en_texte(valeur: Any) -> str:
    """« 2 octobre » is written 02/10/2026; a list, separated by « ; »."""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, tuple):
        return " ; ".join(str(element) for element in valeur)
    return str(valeur) if valeur else ""


def identite_changee(trouves: Iterable[Ecart]) -> Iterator[str]:
    return (PAR_CLE[ecart.cle].titre for ecart in trouves if ecart.cle in CHAMPS_IDENTITE)
