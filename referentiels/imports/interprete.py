"""Lines and tables to a référentiel, in one pass: each heading opens a rubric, the rubric says who reads.

En-tête, titre             `LecteurEntete`: labels and values (« Niveau : 4 »)
Compétences, évaluations   `LecteurCompetences`: tables, or lists
Modalités d’évaluation     `LecteurModalites`: a list, or a table of two columns
Every other                texts, kept as they are

A line that no reader takes is put aside in the notebook (`Carnet`): no word is lost, none is guessed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from referentiels.imports.carnet import COLONNE, FORMULE, PAGE, REPETE, TITRE, Carnet
from referentiels.imports.competences import LecteurCompetences
from referentiels.imports.entete import LecteurEntete
from referentiels.imports.missions import assembler, lire_activites
from referentiels.imports.modalites import LecteurModalites
from referentiels.imports.modele import ReferentielLu
from referentiels.imports.nature import verifier_nature
from referentiels.imports.ressemblance import lire_titre_abime
from referentiels.imports.rubriques import (
    Rubrique,
    est_un_bruit_de_page,
    est_un_entete_de_colonnes,
    est_une_formule,
    lire_titre,
    ouvre_les_activites,
    ouvre_les_competences,
)
from referentiels.imports.structure import Document, Ligne, Tableau, lignes_de
from referentiels.imports.texte import cle
from referentiels.numeros import NumeroLu

_SANS_BLOCS = {"CCPM", "CCPI"}
_EN_TETE = {Rubrique.EN_TETE, Rubrique.TITRE}
_DE_TEXTE = {
    Rubrique.MISSION,
    Rubrique.ENVIRONNEMENT,
    Rubrique.INTERACTIONS,
    Rubrique.EVOLUTIONS,
    Rubrique.ADMISSION,
}
_EN_TABLEAUX = {Rubrique.COMPETENCES, Rubrique.EVALUATIONS}
_AVANT_LES_COMPETENCES = _DE_TEXTE | {Rubrique.ACTIVITES}
_MISSION_CCPM = re.compile(r"le la titulaire de la certification a pour mission.*")
_PAS_DE_NUMERO = NumeroLu(imprime="")


def interpreter(document: Document, empreinte: str) -> ReferentielLu:
    """DocumentRefuse where a table cannot be understood, unless the document is a proposal to review."""
    verifier_nature(document)
    lecteur = _Lecteur(document)
    for element in document.elements:
        lecteur.lire(element)
    return lecteur.achever(empreinte)


class _Lecteur:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.carnet = Carnet(
            tolerant=document.proposition, lieu=document.lieu, doutes=document.doutes, ecartes=document.ecartes
        )
        self.rubrique = Rubrique.EN_TETE
        self.rencontrees: set[Rubrique] = set()
        self.textes: dict[Rubrique, list[Ligne]] = defaultdict(list)
        self.debut_activites: int | None = None  # rank of the first line of the mission that tells activities
        self.entete = LecteurEntete(self.carnet)
        self.competences = LecteurCompetences(document, self.carnet)
        self.modalites = LecteurModalites(self.carnet, Rubrique.MODALITES.value)

    def lire(self, element: Ligne | Tableau) -> None:
        if isinstance(element, Ligne):
            self._lire_ligne(element)
        elif self.rubrique in _EN_TETE:
            self._lire_mise_en_page(element)
        elif self.rubrique is Rubrique.MODALITES:
            self.modalites.lire_tableau(element)
        else:
            self.competences.lire_tableau(element, self.rubrique)

    def _lire_mise_en_page(self, tableau: Tableau) -> None:
        """A table that only places the lines of the header on the page."""
        for rangee in tableau.rangees:
            for cellule in rangee.cellules:
                for ligne in lignes_de(cellule, rangee.numero):
                    self._lire_ligne(ligne)

    # -- what opens a rubric

    def _lire_ligne(self, ligne: Ligne) -> None:
        if est_un_bruit_de_page(ligne.texte):
            self._ecarter(ligne, PAGE)
            return
        titre = self._titre(ligne.texte)
        if titre is not None:
            self._ouvrir(titre)
            self._ecarter(ligne, TITRE)
            if titre is Rubrique.TITRE:
                self.entete.lire_type(ligne.texte)
        elif self.rubrique in _AVANT_LES_COMPETENCES and ouvre_les_competences(ligne.texte):
            self._ecarter(ligne, FORMULE)
            self._ouvrir(Rubrique.COMPETENCES)
        else:
            self._lire_dans_la_rubrique(ligne)

    def _titre(self, texte: str) -> Rubrique | None:
        """The rubric a line opens; damaged letters are said."""
        titre = lire_titre(texte)
        abime = None if titre else lire_titre_abime(texte)
        if abime is None:
            return titre
        rubrique, modele = abime
        self.carnet.douter(rubrique.value, f"titre « {texte} » lu « {modele} » malgré une différence")
        return rubrique

    def _ouvrir(self, rubrique: Rubrique) -> None:
        self.rubrique = rubrique
        self.rencontrees.add(rubrique)
        self.competences.changer_de_rubrique()

    # -- what stands in a rubric

    def _lire_dans_la_rubrique(self, ligne: Ligne) -> None:
        if self.rubrique in _EN_TETE:
            self.entete.lire_ligne(ligne)
        elif self.rubrique is Rubrique.MODALITES:
            self.modalites.lire_ligne(ligne)
        elif self.rubrique in _EN_TABLEAUX and est_un_entete_de_colonnes(ligne.texte):
            self._ecarter(ligne, COLONNE)
        elif est_une_formule(ligne.texte):
            self._lire_formule(ligne)
        elif self.rubrique in _DE_TEXTE:
            self.textes[self.rubrique].append(ligne)
        elif not self._lire_hors_des_tableaux(ligne):
            self.carnet.ne_pas_ranger(self.rubrique.value, ligne.numero, ligne.texte)

    def _lire_formule(self, ligne: Ligne) -> None:
        self._ecarter(ligne, FORMULE)
        if self.rubrique is Rubrique.MISSION and ouvre_les_activites(ligne.texte):
            self.debut_activites = len(self.textes[Rubrique.MISSION])

    def _lire_hors_des_tableaux(self, ligne: Ligne) -> bool:
        """A line among the tables: a competence, the mission of a CCPM, the title of a bloc; else False."""
        if self.rubrique is Rubrique.COMPETENCES:
            if self.competences.lire_ligne(ligne):
                return True
            if self._est_la_mission(ligne):
                self.textes[Rubrique.MISSION].append(ligne)
                return True
        elif self.rubrique is Rubrique.EVALUATIONS and self.competences.est_un_bloc(ligne.texte):
            self._ecarter(ligne, REPETE)
            return True
        return False

    def _est_la_mission(self, ligne: Ligne) -> bool:
        """A CCPM has no heading for its mission: it is what stands before its first competence."""
        if Rubrique.MISSION in self.rencontrees or self.competences.blocs:
            return False
        return self.entete.type in _SANS_BLOCS or _MISSION_CCPM.fullmatch(cle(ligne.texte)) is not None

    def _ecarter(self, ligne: Ligne, motif: str) -> None:
        self.carnet.ecarter(self.rubrique.value, ligne.texte, motif)

    # -- the result

    def achever(self, empreinte: str) -> ReferentielLu:
        """Everything that was read, then the doubts: each reader adds its own as it ends."""
        type_lu, intitule = self.entete.identite()
        blocs = self.competences.achever(
            avec_conditions=type_lu not in _SANS_BLOCS, exigees=Rubrique.EVALUATIONS in self.rencontrees
        )
        mission, activites = lire_activites(
            self.textes[Rubrique.MISSION], self.debut_activites, Rubrique.MISSION.value, self.carnet
        )
        mise_en_oeuvre, avis_entreprise, modalites = self.modalites.achever()
        numero = self.entete.numero or _PAS_DE_NUMERO
        lu = ReferentielLu(
            type=type_lu,
            intitule=intitule,
            prefixe=numero.prefixe,
            annee=numero.annee,
            mois=numero.mois,
            departements=numero.departements,
            numero=numero.numero,
            suffixe=numero.suffixe,
            numero_imprime=numero.imprime or None,
            niveau=self.entete.niveau,
            categorie=self.entete.categorie,
            date_gtp=self.entete.date_gtp,
            mission=mission,
            activites=activites,
            environnement=self._texte(Rubrique.ENVIRONNEMENT),
            interactions=self._texte(Rubrique.INTERACTIONS),
            evolutions=self._texte(Rubrique.EVOLUTIONS),
            blocs=blocs,
            mise_en_oeuvre=mise_en_oeuvre,
            avis_entreprise=avis_entreprise,
            modalites=modalites,
            conditions_admission=self._texte(Rubrique.ADMISSION),
            doutes=(),
            ecartes=(),
            empreinte=empreinte,
            format=self.document.format,
            proposition=self.document.proposition,
        )
        _signaler_absents(lu, self.carnet)
        return replace(lu, doutes=tuple(self.carnet.doutes), ecartes=tuple(self.carnet.ecartes))

    def _texte(self, rubrique: Rubrique) -> str | None:
        return assembler(self.textes[rubrique]) or None


def _signaler_absents(lu: ReferentielLu, carnet: Carnet) -> None:
    """What the model asks for and was not read; a CCPM has neither level, nor surroundings, nor activities."""
    avec_blocs = lu.type not in _SANS_BLOCS
    absente = "rubrique absente ou vide"
    for attendu, valeur, rubrique, quoi in (
        (avec_blocs, lu.environnement, Rubrique.ENVIRONNEMENT, absente),
        (avec_blocs, lu.interactions, Rubrique.INTERACTIONS, absente),
        (True, lu.conditions_admission, Rubrique.ADMISSION, absente),
        (True, lu.numero_imprime, Rubrique.EN_TETE, "le document ne porte pas de numéro de certification"),
        (avec_blocs, lu.niveau, Rubrique.EN_TETE, "le document ne porte pas de niveau"),
        (True, lu.date_gtp, Rubrique.EN_TETE, "le document ne porte pas la date de la décision du GTP"),
        (True, lu.mission, Rubrique.MISSION, "aucune mission lue"),
        (avec_blocs, lu.activites, Rubrique.MISSION, "aucune activité lue"),
    ):
        if attendu and not valeur:
            carnet.douter(rubrique.value, quoi)
