"""A line held against what the organisation already registered: the same, changed, or probably the same person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from candidats.donnees import CHAMPS_IDENTITE, DonneesInscription, Naissance
from candidats.imports.colonnes import CONFIRMATION, PAR_CLE
from candidats.imports.rapport import Ecart
from candidats.regles.identite import cle_personne, cles_homonymes
from candidats.regles.lieu import lieu_de, nes_ailleurs

Personne = tuple[str, date | None]
LISTES = ("blocs", "financements", "amenagements", "formateurs")
SANS_COLONNE = ("referentiel_id", "portee", "naissance_precision", CONFIRMATION)


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


@dataclass(frozen=True)
class Vue:
    """A line met higher in the workbook that names the same person, or their homonym born elsewhere."""

    numero: int
    certification_id: int
    donnees: DonneesInscription
    nee_ailleurs: bool = False


@dataclass
class Connues:
    """Those already registered, and the lines met higher in the workbook, by person."""

    par_personne: dict[Personne, list[Existante]] = field(default_factory=lambda: defaultdict(list))
    par_ressemblance: dict[Personne, list[Existante]] = field(default_factory=lambda: defaultdict(list))
    vues: dict[Personne, list[Vue]] = field(default_factory=lambda: defaultdict(list))

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
        memes = self._du_meme_nom(donnees, certification)
        return next((meme for meme in memes if not nes_ailleurs(lieu_de(donnees), lieu_de(meme.donnees))), None)

    def homonyme(self, donnees: DonneesInscription, certification: int) -> Existante | None:
        """Somebody of the same name born the same day in another place."""
        memes = self._du_meme_nom(donnees, certification)
        return next((meme for meme in memes if nes_ailleurs(lieu_de(donnees), lieu_de(meme.donnees))), None)

    def _du_meme_nom(self, donnees: DonneesInscription, certification: int) -> Iterator[Existante]:
        if not self.par_personne:
            return
        for existante in self.par_personne.get(personne(donnees), ()):
            if existante.certification_id == certification and _se_recouvrent(donnees, existante.donnees):
                yield existante

    def probable(self, donnees: DonneesInscription, certification: int) -> Existante | None:
        """Born the same day, with names inverted, glued, or the used name given for the birth name."""
        if not self.par_ressemblance:
            return None
        for cle in _ressemblances(donnees):
            for existante in self.par_ressemblance.get(cle, ()):
                if existante.certification_id != certification or not _se_recouvrent(donnees, existante.donnees):
                    continue
                if personne(existante.donnees) != personne(donnees):  # same name: placed by the place of birth
                    return existante
        return None

    def plus_haut(self, numero: int, donnees: DonneesInscription, certification: int) -> Vue | None:
        """A line above that names the same person for the same thing, else their homonym; this one is remembered unless
        it says the same."""
        vues = self.vues[personne(donnees)]
        memes = [
            replace(vue, nee_ailleurs=nes_ailleurs(lieu_de(donnees), lieu_de(vue.donnees)))
            for vue in vues
            if vue.certification_id == certification and _se_recouvrent(donnees, vue.donnees)
        ]
        trouvee = min(memes, key=lambda vue: (vue.nee_ailleurs, vue.numero), default=None)
        if trouvee is None or trouvee.nee_ailleurs:
            vues.append(Vue(numero, certification, donnees))
        return trouvee


def personne(donnees: DonneesInscription) -> Personne:
    return cle_personne(donnees.nom_naissance, donnees.prenom, donnees.date_naissance)


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

    if lues.get("date_naissance"):
        lues = lues | {"date_naissance": Naissance(lues["date_naissance"], lues["naissance_precision"])}
    return tuple(
        Ecart(cle, ecrire(cle, valeur_avant), ecrire(cle, lue))
        for cle, lue in lues.items()
        if cle not in SANS_COLONNE
        and not _pareilles(cle, lue, valeur_avant := _avant(avant, cle))
        and not _pareilles(cle, completees.get(cle, lue), valeur_avant)
    )


def _avant(avant: DonneesInscription, cle: str) -> Any:
    return avant.naissance if cle == "date_naissance" else getattr(avant, cle)


def ecarts_avec(
    existante: Existante, lues: dict[str, Any], completees: dict[str, Any], blocs: dict[int, str]
) -> tuple[Ecart, ...]:
    """The same, against a registration. Once deposited, its arrangements are the candidate's and the staff's business:
    a workbook neither changes them nor learns of them (decision 0084)."""
    if existante.deposee_le:
        lues = {cle: lue for cle, lue in lues.items() if cle != "amenagements"}
    return ecarts(lues, completees, existante.donnees, blocs)


def sans_la_casse(valeurs: dict[str, Any], avant: DonneesInscription) -> dict[str, Any]:
    """What a line changes of a registration: a capital letter is no change."""
    return {cle: valeur for cle, valeur in valeurs.items() if not _pareilles(cle, valeur, getattr(avant, cle))}


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
