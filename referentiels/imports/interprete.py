"""Lines and tables to a référentiel: one pass guided by the words of the headings, whatever the file was."""

from __future__ import annotations

import re

from referentiels.imports.blocs import (
    NUMERO_BLOC,
    BlocEnCours,
    lire_competence_listee,
    lire_rangee_bloc,
    lire_rangee_liste,
    ouvrir_bloc,
    verifier_blocs,
)
from referentiels.imports.carnet import COLONNE, FORMULE, PAGE, REPETE, TITRE, Carnet
from referentiels.imports.entete import LecteurEntete
from referentiels.imports.evaluations import LecteurEvaluations, achever_blocs
from referentiels.imports.missions import assembler, lire_activites
from referentiels.imports.modalites import LecteurModalites
from referentiels.imports.modele import ActiviteLue, ReferentielLu
from referentiels.imports.nature import porte_des_familles, verifier_nature
from referentiels.imports.ressemblance import lire_colonnes_abimees, lire_titre_abime
from referentiels.imports.rubriques import (
    COLONNES_BLOCS,
    COLONNES_EVALUATION,
    COLONNES_LISTE,
    TOUTES_COLONNES_EVALUATION,
    Rubrique,
    est_un_bruit_de_page,
    est_un_entete_de_colonnes,
    est_une_formule,
    lire_colonnes,
    lire_titre,
    ouvre_les_activites,
    ouvre_les_competences,
)
from referentiels.imports.structure import Document, Ligne, Rangee, Tableau, lignes_de, texte_seul
from referentiels.imports.texte import cle, extrait

_RUBRIQUES_ENTETE = {Rubrique.EN_TETE, Rubrique.TITRE}
_SANS_BLOCS = {"CCPM", "CCPI"}
_RUBRIQUES_DE_TEXTE = (
    Rubrique.ENVIRONNEMENT,
    Rubrique.INTERACTIONS,
    Rubrique.EVOLUTIONS,
    Rubrique.ADMISSION,
)
_AVANT_LES_COMPETENCES = {Rubrique.MISSION, Rubrique.ACTIVITES, *_RUBRIQUES_DE_TEXTE}
_EN_TABLEAUX = {Rubrique.COMPETENCES, Rubrique.EVALUATIONS}
_MISSION_CCPM = re.compile(r"le la titulaire de la certification a pour mission.*")


def interpreter(document: Document, empreinte: str) -> ReferentielLu:
    """DocumentRefuse where a table cannot be understood, unless the document is a proposal to review."""
    verifier_nature(document)
    return _Lecteur(document).lire(empreinte)


class _Lecteur:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.carnet = Carnet(
            tolerant=document.proposition, lieu=document.lieu, doutes=document.doutes, ecartes=document.ecartes
        )
        self.rubrique = Rubrique.EN_TETE
        self.rencontrees: set[Rubrique] = set()
        self.lignes: dict[Rubrique, list[Ligne]] = {}
        self.debut_activites: int | None = None
        self.blocs: list[BlocEnCours] = []
        self.roles: list[str] | None = None  # columns of the table being read, kept over a page cut
        self.coupe = False  # the next row may go on from the page before
        self.entete = LecteurEntete(self.carnet)
        self.modalites = LecteurModalites(self.carnet, Rubrique.MODALITES.value)
        self.evaluations: LecteurEvaluations | None = None

    def lire(self, empreinte: str) -> ReferentielLu:
        for element in self.document.elements:
            if isinstance(element, Tableau):
                self._lire_tableau(element)
            else:
                self._lire_ligne(element)
        return self._achever(empreinte)

    # -- lines

    def _lire_ligne(self, ligne: Ligne) -> None:
        if est_un_bruit_de_page(ligne.texte):
            self.carnet.ecarter(self.rubrique.value, ligne.texte, PAGE)
            return
        titre = lire_titre(ligne.texte) or self._titre_abime(ligne.texte)
        if titre is not None:
            self._ouvrir_rubrique(titre, ligne.texte)
        elif self.rubrique in _AVANT_LES_COMPETENCES and ouvre_les_competences(ligne.texte):
            self.carnet.ecarter(self.rubrique.value, ligne.texte, FORMULE)
            self._passer_a(Rubrique.COMPETENCES)
        elif self.rubrique in _RUBRIQUES_ENTETE:
            self.entete.lire_ligne(ligne)
        elif self.rubrique is Rubrique.MODALITES:
            self.modalites.lire_ligne(ligne)
        else:
            self._lire_texte(ligne)

    def _lire_texte(self, ligne: Ligne) -> None:
        """A line inside a rubric: text of its own, a set phrase, or one of the model's printed words."""
        if self.rubrique in _EN_TABLEAUX and est_un_entete_de_colonnes(ligne.texte):
            self.carnet.ecarter(self.rubrique.value, ligne.texte, COLONNE)
        elif est_une_formule(ligne.texte):
            self._ecarter_formule(ligne.texte)
        elif self.rubrique is Rubrique.MISSION or self.rubrique in _RUBRIQUES_DE_TEXTE:
            self.lignes.setdefault(self.rubrique, []).append(ligne)
        elif self.rubrique is Rubrique.COMPETENCES:
            self._lire_liste(ligne)
        elif self.rubrique is Rubrique.EVALUATIONS and self._est_un_bloc(ligne.texte):
            self.carnet.ecarter(self.rubrique.value, ligne.texte, REPETE)
        else:
            self.carnet.ne_pas_ranger(self.rubrique.value, ligne.numero, ligne.texte)

    def _ouvrir_rubrique(self, titre: Rubrique, texte: str) -> None:
        self.carnet.ecarter(titre.value, texte, TITRE)
        if titre is Rubrique.TITRE:
            self.entete.lire_type(texte)
        self._passer_a(titre)

    def _passer_a(self, rubrique: Rubrique) -> None:
        self.rubrique = rubrique
        self.rencontrees.add(rubrique)
        self.roles = None

    def _titre_abime(self, texte: str) -> Rubrique | None:
        abime = lire_titre_abime(texte)
        if abime is None:
            return None
        self.carnet.douter(abime[0].value, f"titre « {texte} » lu « {abime[1]} » malgré une différence")
        return abime[0]

    def _ecarter_formule(self, texte: str) -> None:
        self.carnet.ecarter(self.rubrique.value, texte, FORMULE)
        if self.rubrique is Rubrique.MISSION and ouvre_les_activites(texte):
            self.debut_activites = len(self.lignes.get(Rubrique.MISSION, []))

    def _est_un_bloc(self, texte: str) -> bool:
        """The title of a bloc printed above the tables of its competences."""
        titres = {cle(f"{bloc.numero or ''} {bloc.intitule or ''}") for bloc in self.blocs}
        return cle(texte) in titres | {cle(bloc.intitule or "") for bloc in self.blocs} - {""}

    def _lire_liste(self, ligne: Ligne) -> None:
        """Competences without table: the mission sentence and « Compétence n : … » of a CCPM."""
        competence = lire_competence_listee(ligne.texte, self.rubrique.value, self.carnet)
        if competence is not None:
            if not self.blocs:
                self.blocs.append(BlocEnCours(None, None))
            self.blocs[-1].competences.append(competence)
        elif self.roles is not None and NUMERO_BLOC.match(ligne.texte):
            ouvrir_bloc(self.blocs, ligne, self.rubrique.value, self.carnet)
        elif self._est_la_mission(ligne):
            self.lignes.setdefault(Rubrique.MISSION, []).append(ligne)
        elif self.blocs and self.blocs[-1].numero is None and ligne.continue_la_precedente:
            self.blocs[-1].competences[-1].intitule += f" {ligne.texte}"
        else:
            self.carnet.ne_pas_ranger(self.rubrique.value, ligne.numero, ligne.texte)

    def _est_la_mission(self, ligne: Ligne) -> bool:
        """A CCPM has no heading for its mission: it is what stands before its first competence."""
        if Rubrique.MISSION in self.rencontrees or self.blocs:
            return False
        return _MISSION_CCPM.fullmatch(cle(ligne.texte)) is not None or self.entete.type in _SANS_BLOCS

    # -- tables

    def _lire_tableau(self, tableau: Tableau) -> None:
        if self.rubrique in _RUBRIQUES_ENTETE:
            self._lire_mise_en_page(tableau)
        elif self.rubrique is Rubrique.MODALITES:
            self.modalites.lire_tableau(tableau)
        else:
            self._lire_tableau_du_modele(tableau)

    def _lire_mise_en_page(self, tableau: Tableau) -> None:
        """A table that only places the lines of the header on the page."""
        for rangee in tableau.rangees:
            for cellule in rangee.cellules:
                for ligne in lignes_de(cellule, rangee.numero):
                    self._lire_ligne(ligne)

    def _lire_tableau_du_modele(self, tableau: Tableau) -> None:
        ou = f"{self.rubrique.value}, tableau de la {self.document.lieu(tableau.numero)}"
        self.coupe = self.roles is not None
        if tableau.roles:
            self.roles = list(tableau.roles)
        elif self.roles is not None and len(self.roles) != tableau.largeur:
            self.roles = None
        for rangee in tableau.rangees:
            roles = self._roles(rangee, ou)
            if roles is not None:
                for cellule in rangee.cellules:
                    self.carnet.ecarter(ou, texte_seul(cellule), COLONNE)
                self.roles = roles
            else:
                self._lire_rangee(rangee, ou)
                self.coupe = False

    def _roles(self, rangee: Rangee, ou: str) -> list[str] | None:
        textes = [texte_seul(cellule) for cellule in rangee.cellules]
        roles = lire_colonnes(textes)
        if roles is None:
            roles = lire_colonnes_abimees(textes)
            if roles is not None:
                self.carnet.douter(ou, f"en-tête lu malgré une différence : {extrait(' | '.join(textes))}")
        return roles

    def _lire_rangee(self, rangee: Rangee, ou: str) -> None:
        colonnes = frozenset(self.roles or ())
        if rangee.completee:
            self.carnet.douter(ou, f"{self.document.lieu(rangee.numero)} : cellules manquantes, lues vides")
        if colonnes == COLONNES_BLOCS and self.evaluations is None:
            lire_rangee_bloc(self.blocs, rangee, self.roles or [], ou, self.carnet, coupe=self.coupe)
        elif colonnes and colonnes <= COLONNES_LISTE and self.evaluations is None:
            lire_rangee_liste(self.blocs, rangee, self.roles or [], self.carnet)
        elif COLONNES_EVALUATION <= colonnes <= TOUTES_COLONNES_EVALUATION:
            self._ouvrir_evaluations().lire_rangee(rangee, self.roles or [], ou, coupe=self.coupe)
        else:
            self.carnet.refuser(
                ou=ou,
                lu="un tableau dont l’en-tête n’est pas reconnu, "
                + extrait(" | ".join(texte_seul(cellule) for cellule in rangee.cellules)),
                attendu="« Blocs de compétences, Compétences professionnelles, Connaissances associées » ou "
                "« Compétences professionnelles, Conditions de réalisation, Critères mesurables et observables, "
                "Résultats attendus »",
            )
            self.carnet.ecarter_rangee(ou, rangee)

    def _ouvrir_evaluations(self) -> LecteurEvaluations:
        if self.evaluations is None:
            verifier_blocs(self.blocs, Rubrique.COMPETENCES.value, self.carnet)
            self.evaluations = LecteurEvaluations(
                self.blocs, self.carnet, sans_familles=not porte_des_familles(self.document.elements)
            )
        return self.evaluations

    # -- result

    def _achever(self, empreinte: str) -> ReferentielLu:
        type_lu, intitule = self.entete.identite()
        if self.evaluations is None:
            verifier_blocs(self.blocs, Rubrique.COMPETENCES.value, self.carnet)
        blocs = achever_blocs(
            self.blocs,
            avec_conditions=type_lu not in _SANS_BLOCS,
            exigees=Rubrique.EVALUATIONS in self.rencontrees,
            ou=Rubrique.EVALUATIONS.value,
            carnet=self.carnet,
        )
        mission, activites = lire_activites(
            self.lignes.get(Rubrique.MISSION, []), self.debut_activites, Rubrique.MISSION.value, self.carnet
        )
        mise_en_oeuvre, avis, modalites = self.modalites.achever()
        textes = {rubrique: self._texte(rubrique, type_lu) for rubrique in _RUBRIQUES_DE_TEXTE}
        numero = self.entete.numero
        self._signaler_absents(type_lu, mission, activites)
        return ReferentielLu(
            type=type_lu,
            intitule=intitule,
            prefixe=numero.prefixe if numero else None,
            annee=numero.annee if numero else None,
            mois=numero.mois if numero else None,
            departements=numero.departements if numero else (),
            numero=numero.numero if numero else None,
            suffixe=numero.suffixe if numero else None,
            numero_imprime=numero.imprime if numero else None,
            niveau=self.entete.niveau,
            categorie=self.entete.categorie,
            date_gtp=self.entete.date_gtp,
            mission=mission,
            activites=activites,
            environnement=textes[Rubrique.ENVIRONNEMENT],
            interactions=textes[Rubrique.INTERACTIONS],
            evolutions=textes[Rubrique.EVOLUTIONS],
            blocs=blocs,
            mise_en_oeuvre=mise_en_oeuvre,
            avis_entreprise=avis,
            modalites=modalites,
            conditions_admission=textes[Rubrique.ADMISSION],
            doutes=tuple(self.carnet.doutes),
            ecartes=tuple(self.carnet.ecartes),
            empreinte=empreinte,
            format=self.document.format,
            proposition=self.document.proposition,
        )

    def _texte(self, rubrique: Rubrique, type_lu: str) -> str | None:
        texte = assembler(self.lignes.get(rubrique, []))
        attendue = rubrique is Rubrique.ADMISSION or (
            type_lu not in _SANS_BLOCS and rubrique is not Rubrique.EVOLUTIONS
        )
        if not texte and attendue:
            self.carnet.douter(rubrique.value, "rubrique absente ou vide")
        return texte or None

    def _signaler_absents(self, type_lu: str, mission: str | None, activites: tuple[ActiviteLue, ...]) -> None:
        if self.entete.numero is None:
            self.carnet.douter("En-tête", "le document ne porte pas de numéro de certification")
        if self.entete.niveau is None and type_lu not in _SANS_BLOCS:
            self.carnet.douter("En-tête", "le document ne porte pas de niveau")
        if self.entete.date_gtp is None:
            self.carnet.douter("En-tête", "le document ne porte pas la date de la décision du GTP")
        if mission is None:
            self.carnet.douter(Rubrique.MISSION.value, "aucune mission lue")
        if type_lu not in _SANS_BLOCS and not activites:
            self.carnet.douter(Rubrique.MISSION.value, "aucune activité lue")
