"""The competences and their evaluations: the rows of three tables, or lines where the source printed no table.

Compétences          « Blocs | Compétences | Connaissances » (CQPM), « Compétences | Connaissances » (older forms),
                     or lines « Compétence 1 : … » (CCPM)
Évaluations          « Compétences | Conditions | Critères | Résultats », once the list above is complete
"""

from __future__ import annotations

from referentiels.imports.blocs import (
    NUMERO_BLOC,
    BlocEnCours,
    lire_competence_listee,
    lire_rangee_bloc,
    lire_rangee_liste,
    ouvrir_bloc,
    verifier_blocs,
)
from referentiels.imports.carnet import COLONNE, Carnet
from referentiels.imports.evaluations import LecteurEvaluations, achever_blocs
from referentiels.imports.modele import BlocLu
from referentiels.imports.nature import porte_des_familles
from referentiels.imports.ressemblance import lire_colonnes_abimees
from referentiels.imports.rubriques import (
    COLONNES_BLOCS,
    COLONNES_EVALUATION,
    COLONNES_LISTE,
    TOUTES_COLONNES_EVALUATION,
    Rubrique,
    lire_colonnes,
)
from referentiels.imports.structure import Document, Ligne, Rangee, Tableau, texte_seul
from referentiels.imports.texte import cle, extrait

_OU = Rubrique.COMPETENCES.value


class LecteurCompetences:
    def __init__(self, document: Document, carnet: Carnet) -> None:
        self.document = document
        self.carnet = carnet
        self.blocs: list[BlocEnCours] = []
        self.evaluations: LecteurEvaluations | None = None  # opened by the first row of evaluations
        self.roles: list[str] | None = None  # of the columns of the last table: a page cut does not repeat them
        self.coupe = False  # the next row may go on from the page before

    def changer_de_rubrique(self) -> None:
        """A heading ends the table above it."""
        self.roles = None

    def achever(self, *, avec_conditions: bool, exigees: bool) -> tuple[BlocLu, ...]:
        """The blocs as they were read; `exigees`: the document has a chapter of evaluations."""
        if self.evaluations is None:
            verifier_blocs(self.blocs, _OU, self.carnet)
        return achever_blocs(
            self.blocs,
            avec_conditions=avec_conditions,
            exigees=exigees,
            ou=Rubrique.EVALUATIONS.value,
            carnet=self.carnet,
        )

    # -- lines

    def lire_ligne(self, ligne: Ligne) -> bool:
        """A listed competence, the rest of it, or a bloc printed over the whole width of a table; else False."""
        competence = lire_competence_listee(ligne.texte, _OU, self.carnet)
        if competence is not None:
            self._bloc_sans_nom().competences.append(competence)
        elif self.roles is not None and NUMERO_BLOC.match(ligne.texte):
            ouvrir_bloc(self.blocs, ligne, _OU, self.carnet)
        elif self.blocs and self.blocs[-1].numero is None and ligne.continue_la_precedente:
            self.blocs[-1].competences[-1].intitule += f" {ligne.texte}"
        else:
            return False
        return True

    def _bloc_sans_nom(self) -> BlocEnCours:
        """The last bloc; where none is printed, the one that holds the whole list."""
        if not self.blocs:
            self.blocs.append(BlocEnCours(None, None))
        return self.blocs[-1]

    def est_un_bloc(self, texte: str) -> bool:
        """The title of a known bloc, with or without its number, printed again above its evaluations."""
        entiers = {cle(f"{bloc.numero or ''} {bloc.intitule or ''}") for bloc in self.blocs}
        intitules = {cle(bloc.intitule or "") for bloc in self.blocs} - {""}
        return cle(texte) in entiers | intitules

    # -- tables

    def lire_tableau(self, tableau: Tableau, rubrique: Rubrique) -> None:
        ou = f"{rubrique.value}, tableau de la {self.document.lieu(tableau.numero)}"
        self._garder_les_colonnes(tableau)
        for rangee in tableau.rangees:
            roles = self._lire_entete(rangee, ou)
            if roles is not None:
                self.roles = roles
            else:
                self._lire_rangee(rangee, ou)
                self.coupe = False

    def _garder_les_colonnes(self, tableau: Tableau) -> None:
        """A table as wide as the one before goes on from it, until a header row says otherwise."""
        self.coupe = self.roles is not None
        if tableau.roles:
            self.roles = list(tableau.roles)
        elif self.roles is not None and len(self.roles) != tableau.largeur:
            self.roles = None

    def _lire_entete(self, rangee: Rangee, ou: str) -> list[str] | None:
        """What each column holds, when the row is a header row."""
        textes = [texte_seul(cellule) for cellule in rangee.cellules]
        roles = lire_colonnes(textes)
        if roles is None:
            roles = lire_colonnes_abimees(textes)
            if roles is None:
                return None
            self.carnet.douter(ou, f"en-tête lu malgré une différence : {extrait(' | '.join(textes))}")
        for texte in textes:
            self.carnet.ecarter(ou, texte, COLONNE)
        return roles

    def _lire_rangee(self, rangee: Rangee, ou: str) -> None:
        if rangee.completee:
            self.carnet.douter(ou, f"{self.document.lieu(rangee.numero)} : cellules manquantes, lues vides")
        roles = self.roles or []
        colonnes = frozenset(roles)
        coupe = self.coupe or self.document.format == "pdf"  # where ruled lines may cross a cell too
        if colonnes == COLONNES_BLOCS and self.evaluations is None:
            lire_rangee_bloc(self.blocs, rangee, roles, ou, self.carnet, coupe=coupe)
        elif colonnes and colonnes <= COLONNES_LISTE and self.evaluations is None:
            lire_rangee_liste(self.blocs, rangee, roles, self.carnet)
        elif COLONNES_EVALUATION <= colonnes <= TOUTES_COLONNES_EVALUATION:
            self._lecteur_evaluations().lire_rangee(rangee, roles, ou, coupe=coupe)
        else:
            self._refuser_la_rangee(rangee, ou)

    def _lecteur_evaluations(self) -> LecteurEvaluations:
        if self.evaluations is None:
            verifier_blocs(self.blocs, _OU, self.carnet)
            sans_familles = not porte_des_familles(self.document.elements)
            self.evaluations = LecteurEvaluations(self.blocs, self.carnet, sans_familles=sans_familles)
        return self.evaluations

    def _refuser_la_rangee(self, rangee: Rangee, ou: str) -> None:
        lue = extrait(" | ".join(texte_seul(cellule) for cellule in rangee.cellules))
        self.carnet.refuser(
            ou=ou,
            lu=f"un tableau dont l’en-tête n’est pas reconnu, {lue}",
            attendu="« Blocs de compétences, Compétences professionnelles, Connaissances associées » ou "
            "« Compétences professionnelles, Conditions de réalisation, Critères mesurables et observables, "
            "Résultats attendus »",
        )
        self.carnet.ecarter_rangee(ou, rangee)
