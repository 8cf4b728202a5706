"""What identifies a certification, looked for in a document that is refused: read or not read, field by field.

The reading stops where it does not understand; whoever sent the document still wants to know which one it was. Every
line before the texts is tried, whatever surrounds it: the banner of a site, a cover, a table of contents, a manual of
an earlier generation. Of two values the first is kept, and the other is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from referentiels.imports.carnet import Carnet
from referentiels.imports.entete import TYPES, LecteurEntete, separer_titre_numerote
from referentiels.imports.modele import Identite
from referentiels.imports.nature import titre_de
from referentiels.imports.rubriques import Rubrique, debuts_de_libelles, lire_titre
from referentiels.imports.structure import Document, ElementLu, Ligne, lignes_de
from referentiels.imports.texte import nettoyer

_SOMMAIRE = re.compile(r"(?:\.\s?){4,}\s*\d*$|…{2,}\s*\d*$")  # « 1. Préambule .......... 3 »
_SIGLE = re.compile(rf"\b(?:{'|'.join(TYPES)})\b", re.IGNORECASE)
_ANNONCE = re.compile(rf"\b(?:d[ue]s?|au)\s+(?:{'|'.join(TYPES)})\s*:?\s*$", re.IGNORECASE)  # « Manuel … du CQPM : »
_ENTRE_GUILLEMETS = re.compile(r"^«\s*([^»]+?)\s*»$")
_BALISE = re.compile(r"<[^<>]*>")
_LIGNES = 400  # the identity is printed at the beginning: the rest of a long manual is not searched
_LIGNES_DE_COUVERTURE = 12
_LONGUEUR_TITRE = 255  # as a certification keeps it: beyond, what was gathered is the text of some other document
_CORPS = frozenset(Rubrique) - {Rubrique.EN_TETE, Rubrique.TITRE, Rubrique.ACTIVITES}


def relever(document: Document) -> Identite:
    """The identity printed in an opened document."""
    return _relever(_lignes(document.elements))


def relever_texte(source: str) -> Identite:
    """The same in the bare lines of a text whose tables cannot be opened."""
    lignes = (nettoyer(_BALISE.sub(" ", ligne)) for ligne in source.split("\n"))
    return _relever(Ligne(numero, texte) for numero, texte in enumerate(lignes, start=1) if texte)


def _lignes(elements: Iterable[ElementLu]) -> Iterator[Ligne]:
    for element in elements:
        if isinstance(element, Ligne):
            yield element
            continue
        for rangee in element.rangees:
            for cellule in rangee.cellules:
                yield from lignes_de(cellule, rangee.numero)


def _relever(lignes: Iterable[Ligne]) -> Identite:
    releve = _Releve()
    for rang, ligne in enumerate(lignes):
        if rang >= _LIGNES or (releve.est_entame and titre_de(ligne.texte) in _CORPS):
            break
        if not _SOMMAIRE.search(ligne.texte):
            releve.lire(ligne, couverture=rang < _LIGNES_DE_COUVERTURE)
    return releve.achever()


class _Releve:
    """The labels of the model and the running titles are read by `LecteurEntete`; the rest is what a cover says."""

    def __init__(self) -> None:
        self.entete = LecteurEntete(Carnet(tolerant=True))
        self.titre = ""  # between quotes, under « Manuel du candidat au CQPM : »
        self.annonce = False
        self.guillemets: list[str] = []
        self.sigles: set[str] = set()

    @property
    def est_entame(self) -> bool:
        return self.entete.numero is not None or bool(self.entete.titres)

    def lire(self, ligne: Ligne, *, couverture: bool) -> None:
        if couverture:
            self.sigles.update(sigle.upper() for sigle in _SIGLE.findall(ligne.texte))
        if lire_titre(ligne.texte) is Rubrique.TITRE:
            self.entete.lire_type(ligne.texte)
        elif titre_de(ligne.texte) is not None:
            self.entete.titre_ouvert = False
        elif debuts_de_libelles(ligne.texte) or self.entete.attente or (self.entete.titre_ouvert and ligne.suite):
            self.entete.lire_ligne(ligne)
        elif separer_titre_numerote(ligne.texte)[1]:
            self.entete.lire_titre_numerote(ligne.texte)
        else:
            self._lire_guillemets(ligne.texte)
            self.annonce = _ANNONCE.search(ligne.texte) is not None

    def _lire_guillemets(self, texte: str) -> None:
        """« TECHNICIEN D’USINAGE SUR MACHINE / OUTILS… », under the announcement, over one or several lines."""
        if self.guillemets or (self.annonce and texte.startswith("«")):
            self.guillemets.append(texte)
        entier = _ENTRE_GUILLEMETS.match(" ".join(self.guillemets))
        if entier is not None or len(self.guillemets) > 4:
            self.guillemets = []
        if entier is not None:
            self.titre = self.titre or entier[1]

    def achever(self) -> Identite:
        entete = self.entete
        numero = entete.numero
        prefixe = numero.prefixe if numero is not None else None
        seul = next(iter(self.sigles)) if len(self.sigles) == 1 else None
        intitule = entete.lire_intitule() or self.titre or None  # first: it adds its doubts
        tus = ["pas de place connue"]
        if intitule and len(intitule) > _LONGUEUR_TITRE:
            intitule = None
            tus.append("titre lu sur plusieurs paragraphes")
        return Identite(
            type=entete.type or (prefixe if prefixe in TYPES else None) or seul,
            numero=numero if numero is not None and numero.numero else None,
            intitule=intitule,
            niveau=entete.niveau,
            categorie=entete.categorie,
            date_gtp=entete.date_gtp,
            doutes=tuple(d for d in entete.carnet.doutes if not any(tu in d.quoi for tu in tus)),
        )
