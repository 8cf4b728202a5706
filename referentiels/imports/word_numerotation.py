"""Bullets and numbers that Word computes: they are printed, and are not in the text of the paragraphs."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn

_ROMAINS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
PUCE = "•"


class Numerotation:
    """Counters of the lists of one document, moved on by each paragraph in reading order."""

    def __init__(self, racine: Any | None, styles: Any | None) -> None:
        self.niveaux: dict[str, dict[int, tuple[str, str, int]]] = {}  # list -> level -> (format, text, start)
        self.compteurs: dict[tuple[str, int], int] = {}
        self.listes: dict[str, str] = {}  # numId -> the abstract list it counts with
        self.par_style: dict[str, tuple[str, int]] = {}
        if racine is not None:
            self._lire_listes(racine)
        if styles is not None:
            self._lire_styles(styles)

    def marque(self, paragraphe: Any) -> str:
        """« • », « 1. », « 1.2. », or "" for a paragraph that belongs to no list."""
        liste, niveau = self._liste(paragraphe)
        if liste is None or liste not in self.niveaux:
            return ""
        definition = self.niveaux[liste].get(niveau)
        if definition is None or definition[0] in {"bullet", "none"}:
            return PUCE if definition is not None and definition[0] == "bullet" else ""
        self._avancer(liste, niveau)
        texte = definition[1]
        for rang in range(niveau + 1):
            forme, _, debut = self.niveaux[liste].get(rang, ("decimal", "", 1))
            texte = texte.replace(f"%{rang + 1}", _ecrire(self.compteurs.get((liste, rang), debut), forme))
        return texte.strip()

    def _avancer(self, liste: str, niveau: int) -> None:
        debut = self.niveaux[liste][niveau][2]
        self.compteurs[liste, niveau] = self.compteurs.get((liste, niveau), debut - 1) + 1
        for cle in [cle for cle in self.compteurs if cle[0] == liste and cle[1] > niveau]:
            del self.compteurs[cle]

    def _liste(self, paragraphe: Any) -> tuple[str | None, int]:
        """The list and level of a paragraph: its own, else those of its style."""
        proprietes = paragraphe.find(qn("w:pPr"))
        if proprietes is None:
            return None, 0
        style = proprietes.find(qn("w:pStyle"))
        du_style = self.par_style.get(style.get(qn("w:val")), (None, 0)) if style is not None else (None, 0)
        propre = proprietes.find(qn("w:numPr"))
        if propre is None:
            return du_style
        numero, niveau = _num_pr(propre)
        if numero == "0":  # the paragraph takes itself out of the list of its style
            return None, 0
        return (self.listes.get(numero) if numero else du_style[0]), niveau if niveau is not None else du_style[1]

    def _lire_listes(self, racine: Any) -> None:
        abstraites: dict[str, dict[int, tuple[str, str, int]]] = {}
        for abstraite in racine.iter(qn("w:abstractNum")):
            abstraites[abstraite.get(qn("w:abstractNumId"))] = dict(
                _niveau(niveau) for niveau in abstraite.iter(qn("w:lvl"))
            )
        for numero in racine.iter(qn("w:num")):
            identifiant, reference = numero.get(qn("w:numId")), numero.find(qn("w:abstractNumId"))
            if reference is None:
                continue
            abstraite = reference.get(qn("w:val"))
            reprises = list(numero.iter(qn("w:startOverride")))
            # A list restarted by its own definition counts for itself.
            liste = f"{abstraite}/{identifiant}" if reprises else abstraite
            self.listes[identifiant] = liste
            self.niveaux[liste] = abstraites.get(abstraite, {})

    def _lire_styles(self, styles: Any) -> None:
        parents: dict[str, str] = {}
        for style in styles.iter(qn("w:style")):
            identifiant = style.get(qn("w:styleId"))
            parent = style.find(qn("w:basedOn"))
            if parent is not None:
                parents[identifiant] = parent.get(qn("w:val"))
            propre = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if propre is not None:
                numero, niveau = _num_pr(propre)
                if numero in self.listes:
                    self.par_style[identifiant] = (self.listes[numero], niveau or 0)
        for identifiant in parents:
            ancetre, vus = identifiant, set()
            while ancetre not in self.par_style and ancetre in parents and ancetre not in vus:
                vus.add(ancetre)
                ancetre = parents[ancetre]
            if ancetre in self.par_style:
                self.par_style.setdefault(identifiant, self.par_style[ancetre])


def _num_pr(propriete: Any) -> tuple[str, int | None]:
    numero, niveau = propriete.find(qn("w:numId")), propriete.find(qn("w:ilvl"))
    return (
        numero.get(qn("w:val")) if numero is not None else "",
        int(niveau.get(qn("w:val"))) if niveau is not None else None,
    )


def _niveau(niveau: Any) -> tuple[int, tuple[str, str, int]]:
    def valeur(balise: str, defaut: str) -> str:
        noeud = niveau.find(qn(balise))
        return noeud.get(qn("w:val"), defaut) if noeud is not None else defaut

    rang = int(niveau.get(qn("w:ilvl")))
    return rang, (valeur("w:numFmt", "decimal"), valeur("w:lvlText", f"%{rang + 1}."), int(valeur("w:start", "1")))


def _ecrire(nombre: int, forme: str) -> str:
    if forme in {"lowerLetter", "upperLetter"} and 0 < nombre <= 26:
        lettre = chr(ord("a") + nombre - 1)
        return lettre.upper() if forme == "upperLetter" else lettre
    if forme in {"lowerRoman", "upperRoman"} and 0 < nombre < 40:
        romain, reste = "", nombre
        for valeur, signes in _ROMAINS:
            while reste >= valeur:
                romain, reste = romain + signes, reste - valeur
        return romain if forme == "upperRoman" else romain.lower()
    return str(nombre)
