"""From the bytes of a workbook to its lines of typed cells, as Excel numbers them, whatever wrote it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from candidats.imports.colonnes import COLONNES, FEUILLE, FEUILLE_AIDE
from candidats.imports.entetes import Entete, Titre, chercher_entete
from candidats.imports.synonymes import noms_connus
from candidats.imports.textes import lire_lignes
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.feuilles import Cellule, Feuille, Ligne, est_un_classeur, lire_feuilles
from certif_portal.commun.textes import cle_recherche

LIGNES_MAXIMUM = 10_000
"""Lines of one workbook recorded in one go."""
TOTAUX = re.compile(r"(?:sous )?totaux|(?:sous )?total\b|somme\b|nombre de\b|effectifs?\b")
TITRES_REPETES = 3
"""From so many titles on, a line below the headers is no person: another list begins there."""


@dataclass(frozen=True)
class Liste:
    """A sheet that holds a list of persons, and how many."""

    feuille: str
    nombre: int
    masquee: bool = False

    @property
    def compte(self) -> str:
        """« 2 candidats », « 1 candidat »."""
        return f"{self.nombre} candidat{'s' if self.nombre > 1 else ''}"

    @property
    def ecartee(self) -> str:
        """What is said of it when it is not the one that is read."""
        masquee = ", feuille masquée," if self.masquee else ""
        lus = "ne sont pas lus" if self.nombre > 1 else "n’est pas lu"
        return f"{self.compte} de « {self.feuille} »{masquee} {lus}."


@dataclass(frozen=True)
class Grille:
    """The sheet to import, with the headers found in it."""

    feuille: Feuille
    entete: Entete
    version: str
    depuis_1904: bool
    listes: tuple[Liste, ...] = ()
    """Every list of persons of the workbook, this one included."""
    choisie: bool = False
    """Somebody said that this sheet is the one to read."""

    @property
    def feuille_sure(self) -> bool:
        """The only visible list, or the one that was chosen: nobody has to be asked which."""
        visibles = [liste.feuille for liste in self.listes if not liste.masquee]
        return self.choisie or (visibles == [self.feuille.nom] if self.listes else not self.feuille.masquee)

    @property
    def autres(self) -> tuple[Liste, ...]:
        return tuple(liste for liste in self.listes if liste.feuille != self.feuille.nom)

    @property
    def titres(self) -> tuple[Titre, ...]:
        return self.entete.titres

    @property
    def sure(self) -> bool:
        """Every expected column was recognised, and no header is doubtful: nobody has to be asked."""
        return not self.manquantes and not self.doutes

    @property
    def manquantes(self) -> list[str]:
        """Titles of the expected columns that no header names for sure."""
        connues = {titre.cle for titre in self.titres if titre.sur}
        return [colonne.titre for colonne in COLONNES if colonne.requise and colonne.cle not in connues]

    @property
    def doutes(self) -> list[str]:
        """What is to be asked of the columns, each with its title."""
        return list(
            dict.fromkeys(
                titre.doute if f"« {titre.texte} »" in titre.doute else f"« {titre.texte} » : {titre.doute}"
                for titre in self.titres
                if titre.doute
            )
        )

    @property
    def choix(self) -> dict[int, str]:
        """What is proposed: rank of the column -> column of the portal."""
        return {titre.rang: titre.cle for titre in self.titres}


@dataclass(frozen=True)
class LigneBrute:
    """One filled line: its number as Excel shows it, and its cells by column."""

    numero: int
    cellules: dict[str, Cellule]
    masquee: bool = False
    sans_valeur: frozenset[str] = frozenset()
    sans_jour: frozenset[str] = frozenset()
    """Columns whose date is shown without its day."""
    barrees: frozenset[str] = frozenset()
    """Columns whose value is struck through."""
    de_trop: int = 0
    """Cells of a line of text beyond its titles: somewhere on it a separator was typed in a cell, and what follows
    stands one column too far."""


@dataclass(frozen=True)
class ClasseurLu:
    """What was read of a workbook, before any check of its lines."""

    feuille: str
    version: str
    lignes: tuple[LigneBrute, ...]
    ignorees: tuple[str, ...]
    totaux: tuple[int, ...] = ()
    depuis_1904: bool = False
    places: dict[str, int] = field(default_factory=dict)
    """Column of the portal -> its rank in the workbook, from 0."""
    autres: tuple[Liste, ...] = ()
    """The lists of the same workbook that are left aside."""


def ouvrir_classeur(octets: bytes, memoire: dict[str, str] | None = None, feuille: str = "") -> Grille:
    """The sheet of that name, or the visible one that looks most like registrations; raises FichierRefuse when there is
    nothing to read."""
    depuis_1904, feuilles = _feuilles(octets)
    version = next((_version(feuille) for feuille in feuilles if feuille.nom == FEUILLE_AIDE), "")
    trouvees = [(une, chercher_entete(une.lignes, memoire or {}, une.dessous.colonnes_masquees)) for une in feuilles]
    lisibles = {une.nom: (une, entete) for une, entete in trouvees if entete}
    if not lisibles:
        raise FichierRefuse("Ce classeur ne contient aucune ligne de titres : une ligne par candidat est attendue.")
    comptees = {nom: _compter(une, entete) for nom, (une, entete) in lisibles.items() if entete.nomme_quelqu_un}
    listes = tuple(Liste(nom, nombre, lisibles[nom][0].masquee) for nom, nombre in comptees.items() if nombre)
    if feuille and feuille not in lisibles:
        raise FichierRefuse(f"Ce classeur n’a plus de feuille « {feuille} » : déposez-le de nouveau.")
    lue, entete = lisibles[feuille] if feuille else max(lisibles.values(), key=_preference)
    return Grille(lue, entete, version, depuis_1904, listes, choisie=bool(feuille))


def _preference(lisible: tuple[Feuille, Entete]) -> tuple[bool, bool, int]:
    """A hidden sheet is the last that would be read."""
    feuille, entete = lisible
    return not feuille.masquee, feuille.nom == FEUILLE, entete.reconnus


def _compter(feuille: Feuille, entete: Entete) -> int:
    rangs = [titre.rang for titre in entete.titres]
    return sum(
        any(rang < len(ligne) and str(ligne[rang]).strip() for rang in rangs) and not _est_un_total(ligne)
        for ligne in feuille.lignes[entete.derniere_ligne :]
    )


def _feuilles(octets: bytes) -> tuple[bool, list[Feuille]]:
    return lire_feuilles(octets) if est_un_classeur(octets) else (False, [Feuille("", _lire_texte(octets))])


def _lire_texte(octets: bytes) -> list[Ligne]:
    return [list(ligne) for ligne in lire_lignes(octets)]


def _version(aide: Feuille) -> str:
    """The version of the template, read on the instructions sheet; empty when that sheet was removed."""
    for ligne in aide.lignes:
        if len(ligne) > 1 and cle_recherche(str(ligne[0])) == "modele":
            return str(ligne[1]).strip()
    return ""


def ranger(grille: Grille, choix: dict[int, str] | None = None) -> ClasseurLu:
    """The filled lines under the headers, by column of the portal; raises FichierRefuse when there are none or too
    many."""
    choix = grille.choix if choix is None else choix
    places = {cle: rang for rang, cle in choix.items() if cle}
    lignes, totaux = [], []
    debut = grille.entete.derniere_ligne
    de_trop = _cellules_de_trop(grille)
    dessous = grille.feuille.dessous
    vides = _par_ligne(dessous.sans_valeur, places) if dessous.sans_valeur else {}
    sans_jour = _par_ligne(dessous.sans_jour, places) if dessous.sans_jour else {}
    barrees = _par_ligne(dessous.barrees, places) if dessous.barrees else {}
    utiles, largeur = list(places.items()), max(places.values(), default=-1) + 1
    for numero, ligne in enumerate(grille.feuille.lignes[debut:], start=debut + 1):
        pleine = ligne if len(ligne) >= largeur else [*ligne, *[""] * (largeur - len(ligne))]
        cellules = {
            cle: cellule
            for cle, rang in utiles
            if (cellule := pleine[rang]) != "" and not (cellule.__class__ is str and cellule.isspace())
        }
        if not cellules and numero not in vides:
            continue
        if _est_un_total(ligne):
            totaux.append(numero)
        elif _redit_des_titres(cellules):
            _refuser_une_autre_liste(numero, ligne, choix)
        else:
            vide, jours, barree = (par.get(numero, frozenset()) for par in (vides, sans_jour, barrees))
            masquee = numero in dessous.masquees
            lignes.append(LigneBrute(numero, cellules, masquee, vide, jours, barree, de_trop(ligne)))
    if not lignes:
        raise FichierRefuse(f"{_nommer(grille.feuille)} ne contient aucune ligne sous ses titres.")
    if len(lignes) > LIGNES_MAXIMUM:
        raise FichierRefuse(f"Ce classeur compte {len(lignes)} lignes : {LIGNES_MAXIMUM} au plus, découpez-le.")
    ignorees = tuple(titre.texte for titre in grille.titres if not choix.get(titre.rang))
    return ClasseurLu(
        grille.feuille.nom,
        grille.version,
        tuple(lignes),
        ignorees,
        tuple(totaux),
        grille.depuis_1904,
        places,
        grille.autres,
    )


def _cellules_de_trop(grille: Grille) -> Callable[[Ligne], int]:
    """How many cells stand beyond the titles on a line of a text file. Excel leaves out the last separators of a line,
    or writes the same ones on every line: neither shifts anything. In a sheet, no cell can shift the others."""
    if grille.feuille.nom:
        return lambda ligne: 0
    titres, *lignes = map(len, grille.feuille.lignes[grille.entete.derniere_ligne - 1 :])
    partout = max(titres, min((largeur for largeur in lignes if largeur > 1), default=0))

    def compter(ligne: Ligne) -> int:
        if len(ligne) <= titres:
            return 0
        pleines = next((rang for rang in range(len(ligne), titres, -1) if str(ligne[rang - 1]).strip()), titres)
        return max(pleines - titres, len(ligne) - partout)

    return compter


def _redit_des_titres(cellules: dict[str, Cellule]) -> bool:
    """Whether a line below the headers is one of titles again; a person may be called « Ville »."""
    if not any(_est_un_titre(cellules.get(cle, "")) for cle in ("prenom", "nom_naissance")):
        return False
    return sum(map(_est_un_titre, cellules.values())) >= TITRES_REPETES


def _est_un_titre(cellule: Cellule) -> bool:
    return isinstance(cellule, str) and cle_recherche(cellule) in noms_connus()


def _refuser_une_autre_liste(numero: int, ligne: Ligne, choix: dict[int, str]) -> None:
    """The same titles said again are skipped; in another order, what stands below would be read in the wrong
    columns."""
    for rang, cellule in enumerate(ligne):
        dit = noms_connus().get(cle_recherche(cellule)) if isinstance(cellule, str) else None
        if dit and dit != choix.get(rang, ""):
            raise FichierRefuse(
                f"Ligne {numero} : une autre ligne de titres commence ici, où « {cellule} » n’est pas à la même place. "
                "Mettez chaque liste sur sa feuille, ou dans son fichier, puis déposez-les l’une après l’autre."
            )


def _par_ligne(cellules: Iterable[tuple[int, int]], places: dict[str, int]) -> dict[int, frozenset[str]]:
    """Row -> the columns of these cells."""
    cles = {rang + 1: cle for cle, rang in places.items()}
    trouvees: dict[int, set[str]] = {}
    for numero, rang_excel in cellules:
        if rang_excel in cles:
            trouvees.setdefault(numero, set()).add(cles[rang_excel])
    return {numero: frozenset(trouves) for numero, trouves in trouvees.items()}


def _est_un_total(ligne: Ligne) -> bool:
    """« Total : 12 candidats » at the foot of a list is no candidate: few cells, the first says so."""
    premiere = next((cellule for cellule in ligne if cellule != ""), "")
    if not isinstance(premiere, str) or not _dit_total(premiere[:30]):
        return False
    return sum(1 for cellule in ligne if isinstance(cellule, str) and cellule.strip()) <= 3


@lru_cache(maxsize=512)  # most lines begin with the name of one certification
def _dit_total(debut: str) -> bool:
    return TOTAUX.match(cle_recherche(debut)) is not None


def _nommer(feuille: Feuille) -> str:
    return f"La feuille « {feuille.nom} »" if feuille.nom else "Ce fichier"
