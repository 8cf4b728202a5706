"""The evaluation tables: conditions, criteria by family and results, put back under each competence.

Competences are matched by their words: their numbers restart in each bloc in one table and run on in the
others. A blank competence cell continues the competence above, also over a table cut by a page.
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import SequenceMatcher

from referentiels.imports.blocs import BlocEnCours, CompetenceEnCours, ajouter, separer_numero
from referentiels.imports.carnet import FAMILLE, NON_RANGE, REPETE, Carnet
from referentiels.imports.modele import (
    FAMILLES,
    BlocLu,
    CompetenceLue,
    CriteresLus,
    Element,
)
from referentiels.imports.ressemblance import lire_famille_abimee
from referentiels.imports.rubriques import separer_familles
from referentiels.imports.structure import Fragment, Rangee, est_une_fin_de_phrase, texte_seul
from referentiels.imports.texte import cle, extrait

RESSEMBLANCE = 0.9
_SUITE = re.compile(r"\s*\(suite\)\s*$", re.IGNORECASE)
NOMS_FAMILLES = {
    "methodes": "méthodes utilisées",
    "moyens": "moyens utilisés",
    "liens": "liens professionnels et relationnels",
    "contraintes": "contraintes liées au milieu et environnement de travail",
}


class LecteurEvaluations:
    """Reads the rows in order; the current competence and family carry over blank cells.

    `sans_familles`: nowhere in the document are criteria sorted by family, as in the oldest forms.
    """

    def __init__(self, blocs: list[BlocEnCours], carnet: Carnet, *, sans_familles: bool = False) -> None:
        self.carnet = carnet
        self.sans_familles = sans_familles
        self.competences = [competence for bloc in blocs for competence in bloc.competences]
        self.competence: CompetenceEnCours | None = None
        self.famille: str | None = None
        self.titre = ""  # its heading as printed, which a page may cut

    def lire_rangee(self, rangee: Rangee, roles: list[str], ou: str, *, coupe: bool = False) -> None:
        """One row; `coupe`: it may go on from the table of the page before."""
        cellules = dict(zip(roles, rangee.cellules, strict=True))
        place = f"{ou}, {self.carnet.lieu(rangee.numero)}"
        if cellules["competence"]:
            coupe = self._ouvrir(texte_seul(cellules["competence"]), place) and coupe
        if self.competence is None:
            self.carnet.refuser(
                ou=place,
                lu=f"une rangée sans compétence : {extrait(' '.join(texte_seul(c) for c in rangee.cellules if c))}",
                attendu="une compétence dans la première cellule",
            )
            for role in ("conditions", "criteres", "resultats"):
                for fragment in cellules.get(role, ()):
                    self.carnet.ecarter(place, fragment.texte, NON_RANGE)
            return
        ajouter(self.competence.conditions, cellules.get("conditions", ()), place, self.carnet, coupe=coupe)
        self._lire_criteres(self.competence, cellules["criteres"], place, coupe=coupe)
        self._lire_resultats(self.competence, cellules.get("resultats", ()), place, coupe=coupe)

    def _ouvrir(self, texte: str, place: str) -> bool:
        """Make a competence the current one; True when it already was (printed again at the top of a page)."""
        self.carnet.ecarter(place, texte, REPETE)
        numero, intitule = separer_numero(_SUITE.sub("", texte))
        competence = self._reconnaitre(numero, intitule, place)
        if competence is None or competence is self.competence:
            self.famille = self.famille if competence else None
            self.competence = competence
            return competence is not None
        if competence.evaluee:
            self.carnet.refuser(
                ou=place,
                lu=f"la compétence {extrait(intitule)} une deuxième fois",
                attendu="une évaluation par compétence",
            )
        competence.evaluee = True
        self.competence, self.famille = competence, None
        rang = next(i for i, connue in enumerate(self.competences, start=1) if connue is competence)
        if numero not in {None, rang, competence.numero}:
            self.carnet.douter(place, f"compétence numérotée {numero}, elle est la {rang}e du référentiel")
        return False

    def _reconnaitre(self, numero: int | None, intitule: str, place: str) -> CompetenceEnCours | None:
        propre = cle(intitule)
        egales = [c for c in self.competences if cle(c.intitule) == propre]
        if egales:
            return next((c for c in egales if c is self.competence or not c.evaluee), egales[-1])
        proches = [
            c for c in self.competences if SequenceMatcher(None, cle(c.intitule), propre).ratio() >= RESSEMBLANCE
        ]
        if len(proches) == 1:
            self.carnet.douter(place, f"« {intitule} » rapproché de « {proches[0].intitule} » malgré une différence")
            return proches[0]
        coupee = self._reconnaitre_coupee(numero, propre)
        if coupee is not None:
            self.carnet.changer(place, f"« {intitule} », coupé par une page, rapproché de « {coupee.intitule} »")
            return coupee
        connues = " ; ".join(competence.intitule for competence in self.competences)
        self.carnet.refuser(
            ou=place,
            lu=f"la compétence {extrait(intitule)}",
            attendu=f"une compétence du référentiel de compétences ({extrait(connues, 400)})",
        )
        return None

    def _reconnaitre_coupee(self, numero: int | None, propre: str) -> CompetenceEnCours | None:
        """The beginning of one title only, at the bottom of a page, or the end of the current one, at the next top."""
        if self.competence is not None and cle(self.competence.intitule).endswith(f" {propre}"):
            return self.competence
        debuts = [c for c in self.competences if cle(c.intitule).startswith(f"{propre} ") and not c.evaluee]
        return debuts[0] if len(debuts) == 1 and len(propre.split()) >= (2 if numero else 3) else None

    def _lire_criteres(
        self, competence: CompetenceEnCours, cellule: tuple[Fragment, ...], place: str, *, coupe: bool
    ) -> None:
        if coupe and cellule:
            premier = self._recoller_titre(competence, self._finir_titre(competence, cellule[0], place), place)
            cellule = (premier, *cellule[1:])
        for rang, fragment in enumerate(cellule):
            for famille, titre, reste in self._familles(fragment, place):
                if famille in FAMILLES:
                    self.famille, self.titre = famille, titre
                    self.carnet.ecarter(place, titre, FAMILLE)
                elif famille is not None:
                    self.carnet.refuser(ou=place, lu=extrait(titre), attendu="une des quatre familles de critères")
                    self.carnet.ecarter(place, titre, NON_RANGE)
                if reste:
                    suite = Fragment(reste, fragment.puce)
                    self._ajouter_critere(competence, suite, place, coupe=coupe and rang == 0 and famille is None)

    def _finir_titre(self, competence: CompetenceEnCours, fragment: Fragment, place: str) -> Fragment:
        """The last words of a family heading whose first words, at the bottom of the page before, already say which."""
        if self.famille is None or competence.criteres.get(self.famille) or self.titre.rstrip().endswith(":"):
            return fragment
        famille, titre, reste = separer_familles(f"{self.titre} {fragment.texte}")[0]
        fin = titre[len(self.titre) :].strip()
        if famille != self.famille or not fin:
            return fragment
        self.carnet.changer(place, f"titre de famille coupé par une page, recollé : « {titre} »")
        self.carnet.ecarter(place, fin, FAMILLE)
        self.titre = titre
        return replace(fragment, texte=reste)

    def _recoller_titre(self, competence: CompetenceEnCours, fragment: Fragment, place: str) -> Fragment:
        """A family heading whose first words stand at the bottom of the page before."""
        lus = competence.criteres.get(self.famille or "", [])
        entier = f"{lus[-1].texte} {fragment.texte}" if lus and est_une_fin_de_phrase(lus[-1], fragment) else ""
        titres = {famille for famille, _, _ in separer_familles(entier)}
        if not titres & set(FAMILLES) and lire_famille_abimee(entier) is None:
            return fragment
        self.carnet.changer(place, f"titre de famille coupé par une page, recollé : « {entier} »")
        lus.pop()
        return replace(fragment, texte=entier)

    def _familles(self, fragment: Fragment, place: str) -> list[tuple[str | None, str, str]]:
        """The text cut at its family headings; an underlined text that is none of them is pointed at."""
        morceaux = separer_familles(fragment.texte)
        if any(famille for famille, _, _ in morceaux):
            return morceaux
        abimee = lire_famille_abimee(fragment.texte)
        if abimee is not None:
            famille, titre, reste, modele = abimee
            self.carnet.douter(place, f"« {titre} » lu « {modele} » malgré une différence")
            return [(famille, titre, reste)]
        if fragment.souligne:
            self.carnet.douter(
                place, f"« {fragment.texte} » est souligné comme un titre de famille et n’en est pas un connu"
            )
        return morceaux

    def _ajouter_critere(self, competence: CompetenceEnCours, fragment: Fragment, place: str, *, coupe: bool) -> None:
        if self.famille is not None:
            ajouter(competence.criteres.setdefault(self.famille, []), (fragment,), place, self.carnet, coupe=coupe)
            return
        if not self.sans_familles:
            self.carnet.refuser(
                ou=place,
                lu=f"le critère {extrait(fragment.texte)} avant toute famille",
                attendu="le titre d’une famille, comme « En matière de méthodes utilisées : »",
            )
        else:
            self.carnet.changer(place, f"critère sans famille, écarté : « {fragment.texte} »")
        self.carnet.ecarter(place, fragment.texte, NON_RANGE)

    def _lire_resultats(
        self, competence: CompetenceEnCours, cellule: tuple[Fragment, ...], place: str, *, coupe: bool
    ) -> None:
        for rang, fragment in enumerate(cellule):
            for famille, titre, reste in separer_familles(fragment.texte):
                if famille not in {None, "resultats"}:
                    self.carnet.refuser(ou=place, lu=extrait(titre), attendu="des résultats dans la dernière colonne")
                self.carnet.ecarter(place, titre, FAMILLE)
                if reste:
                    suite = Fragment(reste, fragment.puce)
                    ajouter(competence.resultats, (suite,), place, self.carnet, coupe=coupe and rang == 0)


def achever_blocs(
    blocs: list[BlocEnCours], *, avec_conditions: bool, exigees: bool, ou: str, carnet: Carnet
) -> tuple[BlocLu, ...]:
    """Freeze what was read; a competence without evaluation refuses the whole document.

    `exigees`: the document has a chapter of evaluations; the oldest forms may have none.
    """
    absentes = [c.intitule for bloc in blocs for c in bloc.competences if not c.evaluee]
    if absentes and exigees:
        carnet.refuser(
            ou=ou, lu=f"aucune évaluation pour : {' ; '.join(absentes)}", attendu="un tableau par compétence"
        )
    elif absentes:
        carnet.douter(
            ou, f"le document n’a pas de référentiel d’évaluations : {len(absentes)} compétences sans critère"
        )
    return tuple(
        BlocLu(
            numero=bloc.numero,
            intitule=bloc.intitule,
            connaissances=_elements(bloc.connaissances),
            competences=tuple(_achever(c, avec_conditions=avec_conditions, carnet=carnet) for c in bloc.competences),
        )
        for bloc in blocs
    )


def _achever(competence: CompetenceEnCours, *, avec_conditions: bool, carnet: Carnet) -> CompetenceLue:
    ou = f"Compétence « {competence.intitule} »"
    if not competence.evaluee:
        return CompetenceLue(numero=competence.numero, intitule=competence.intitule)
    for famille in FAMILLES:
        if not competence.criteres.get(famille):
            carnet.douter(ou, f"aucun critère en matière de {NOMS_FAMILLES[famille]}")
    if avec_conditions and not competence.conditions:
        carnet.douter(ou, "aucune condition de réalisation")
    if not competence.resultats:
        carnet.douter(ou, "aucun résultat attendu")
    return CompetenceLue(
        numero=competence.numero,
        intitule=competence.intitule,
        conditions=_elements(competence.conditions),
        criteres=CriteresLus(**{famille: _elements(competence.criteres.get(famille, [])) for famille in FAMILLES}),
        resultats=_elements(competence.resultats),
    )


def _elements(fragments: list[Fragment]) -> tuple[Element, ...]:
    """A bullet hangs under the paragraph that announces it; a list of bullets alone is a plain list."""
    elements: list[Element] = []
    annonce = False
    for fragment in fragments:
        annonce = annonce or not fragment.puce
        elements.append(Element(fragment.texte, sous=fragment.puce and annonce))
    return tuple(elements)
