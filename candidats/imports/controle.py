"""Every line of a workbook held against the rules of the form; everything wrong is told at once, cell by cell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from candidats.choix import Origine, Portee
from candidats.donnees import FRANCE, DonneesInscription
from candidats.imports.cellules import SANS_VALEUR, CelluleRefusee, convertir, en_chiffres, montrer
from candidats.imports.certifications import version_engagee, versions_nommees
from candidats.imports.colonnes import COLONNES, PAR_CLE
from candidats.imports.contexte import ContexteImport, ProjetConnu
from candidats.imports.lecture import Cellule, ClasseurLu, LigneBrute
from candidats.imports.projet import projet_nomme
from candidats.imports.rapport import Anomalie, Decision, Ecart, LigneControlee, Rapport, Sort
from candidats.imports.rapprochement import Connues, Existante, ecarts, ecarts_avec, identite_changee
from candidats.regles.constat import Constat, FaitsReferentiel
from candidats.regles.depot import manques_au_depot
from candidats.regles.inscription import (
    ENTREPRISE_DE,
    INSCRIPTION_DELAI,
    INSCRIPTION_UNIQUE,
    date_limite_inscription,
    est_tardive,
    incoherences,
    peut_encore_s_inscrire,
)
from candidats.regles.lieu import Completion, completer_naissance
from candidats.regles.projet import PROJET_INSCRIPTION, ecarts_au_projet, manques_de_projet
from certif_portal.commun.regles import Regle
from certif_portal.commun.typographie import date_longue

REQUISES = tuple(colonne for colonne in COLONNES if colonne.requise)
RANG = {colonne.cle: rang for rang, colonne in enumerate(COLONNES)}
CHAMP_DE_COLONNE = {"referentiel": "referentiel_id", "portee": "blocs"}
PAS_SUR = 1000


@dataclass
class Controle:
    """One pass over the lines, with what it remembers from one to the next."""

    contexte: ContexteImport
    depuis_1904: bool
    connues: Connues
    blocs: dict[int, str]
    lus: dict[str, dict[Cellule, Any]]
    """Column -> cell -> its value: most cells repeat from line to line, and are read once."""
    versions: dict[str, list[FaitsReferentiel]]
    projets: dict[int, ProjetConnu]

    def ligne(self, brute: LigneBrute) -> LigneControlee:
        brute = self._corriger(brute)
        lues, anomalies = self._lire(brute)
        faits = self._certification(brute, lues, anomalies)
        completion = self._naissance(lues)
        valeurs = lues | completion.valeurs
        donnees = DonneesInscription(**valeurs)
        base = LigneControlee(
            brute.numero,
            Sort.A_CORRIGER,
            f"{(donnees.nom_usage or donnees.nom_naissance).upper()} {donnees.prenom}".strip(),
            en_chiffres(donnees.date_naissance) if donnees.date_naissance else "",
            faits.intitule if faits else "",
            _formation(donnees),
            donnees=donnees,
        )
        avis = [*self._avis(brute, completion), *self._signes(brute)]
        if faits is None or any(anomalie.bloquante for anomalie in anomalies):
            if faits is not None:
                anomalies += self._regles(brute, donnees, faits, anomalies)
            avis += self._avertir(brute, donnees, anomalies)
            return replace(base, anomalies=_trier([*anomalies, *avis]))
        return self._placer(brute, base, donnees, faits, lues, valeurs, avis)

    def _placer(
        self,
        brute: LigneBrute,
        base: LigneControlee,
        donnees: DonneesInscription,
        faits: FaitsReferentiel,
        lues: dict[str, Any],
        valeurs: dict[str, Any],
        avis: list[Anomalie],
    ) -> LigneControlee:
        """A readable line: the same as a registration of this organisation, changed, doubled in the workbook, or
        new."""
        certification = self.contexte.certifications[faits.pk]
        plus_haut = self.connues.plus_haut(brute.numero, donnees, certification)
        if plus_haut:
            return self._doubler(brute, base, lues, valeurs, *plus_haut)
        existante = self.connues.existante(donnees, certification)
        if existante:
            return self._comparer(brute, base, faits, lues, valeurs, existante, avis)
        anomalies = self._regles(brute, donnees, faits, [])
        sort = Sort.A_CORRIGER if any(anomalie.bloquante for anomalie in anomalies) else Sort.NOUVELLE
        anomalies = [*anomalies, *avis, *self._avertir(brute, donnees, anomalies)]
        probable = self.connues.probable(donnees, certification) if sort == Sort.NOUVELLE else None
        if probable:
            return self._rapprocher(brute, base, faits, lues, valeurs, probable, anomalies)
        return replace(base, sort=sort, anomalies=_trier(anomalies))

    def _doubler(
        self,
        brute: LigneBrute,
        base: LigneControlee,
        lues: dict[str, Any],
        valeurs: dict[str, Any],
        numero: int,
        vue: DonneesInscription,
    ) -> LigneControlee:
        trouves = ecarts(lues, valeurs, vue, self.blocs)
        if not trouves:
            attendu = f"Ligne identique à la ligne {numero} : ignorée."
            anomalie = self._dire(brute, "nom_naissance", attendu, regle=INSCRIPTION_UNIQUE)
            return replace(base, sort=Sort.INCHANGEE, anomalies=(anomalie,))
        attendu = (
            f"La ligne {numero} nomme la même personne pour la même certification, avec d’autres valeurs "
            f"({_noms(trouves)}) : gardez une seule ligne."
        )
        anomalie = self._dire(brute, "nom_naissance", attendu, True, INSCRIPTION_UNIQUE)
        return replace(base, anomalies=(anomalie,))

    def _comparer(
        self,
        brute: LigneBrute,
        base: LigneControlee,
        faits: FaitsReferentiel,
        lues: dict[str, Any],
        valeurs: dict[str, Any],
        existante: Existante,
        avis: list[Anomalie],
    ) -> LigneControlee:
        trouves = ecarts_avec(existante, lues, valeurs, self.blocs)
        base = replace(base, existante=existante.pk)
        depuis = f"inscrit depuis le {date_longue(existante.creee_le)}"
        if not trouves:
            anomalie = self._dire(
                brute,
                "nom_naissance",
                f"Déjà {depuis}, avec les mêmes données : ligne ignorée.",
                regle=INSCRIPTION_UNIQUE,
            )
            return replace(base, sort=Sort.INCHANGEE, anomalies=(anomalie,))
        if not existante.modifiable:
            attendu = (
                f"Déjà {depuis} ({existante.etat}) : un classeur ne change pas une inscription déposée. Demandez au "
                f"centre de corriger : {_noms(trouves)}."
            )
            anomalie = self._dire(brute, "nom_naissance", attendu, regle=INSCRIPTION_UNIQUE)
            return replace(base, sort=Sort.INCHANGEE, anomalies=(anomalie,))
        return self._modifier(brute, base, faits, valeurs, existante, trouves, avis)

    def _modifier(
        self,
        brute: LigneBrute,
        base: LigneControlee,
        faits: FaitsReferentiel,
        valeurs: dict[str, Any],
        existante: Existante,
        trouves: tuple[Ecart, ...],
        avis: list[Anomalie],
    ) -> LigneControlee:
        fusion = replace(existante.donnees, **valeurs)
        anomalies = self._regles(brute, fusion, faits, [], existante)
        verifiees = list(identite_changee(trouves)) if existante.identite_verifiee else []
        if verifiees:
            attendu = f"L’état civil a été vérifié ({', '.join(verifiees)}) : sa correction se demande au centre."
            anomalies.append(self._dire(brute, "nom_naissance", attendu, True))
        bloque = any(anomalie.bloquante for anomalie in anomalies)
        decision = (self.contexte.decisions or {}).get(brute.numero, "")
        return replace(
            base,
            sort=Sort.A_CORRIGER if bloque else Sort.MODIFIEE,
            anomalies=_trier([*anomalies, *avis]),
            ecarts=trouves,
            decision=decision,
            donnees=fusion,
        )

    def _rapprocher(
        self,
        brute: LigneBrute,
        base: LigneControlee,
        faits: FaitsReferentiel,
        lues: dict[str, Any],
        valeurs: dict[str, Any],
        probable: Existante,
        anomalies: list[Anomalie],
    ) -> LigneControlee:
        """Probably the same person: proposed, never merged alone."""
        trouves = ecarts_avec(probable, lues, valeurs, self.blocs)
        decision = (self.contexte.decisions or {}).get(brute.numero, "")
        base = replace(base, existante=probable.pk, double=True, ecarts=trouves, decision=decision)
        if decision == Decision.GARDER or (decision == Decision.REMPLACER and not probable.modifiable):
            attendu = "La même personne est déjà inscrite : ligne ignorée, comme vous l’avez demandé."
            return replace(base, sort=Sort.INCHANGEE, anomalies=(self._dire(brute, "nom_naissance", attendu),))
        if decision == Decision.REMPLACER:
            return replace(self._modifier(brute, base, faits, valeurs, probable, trouves, []), double=True)
        nom = f"{probable.donnees.nom_naissance.upper()} {probable.donnees.prenom}"
        attendu = (
            f"Doublon probable : {nom}, né(e) le même jour, déjà inscrit par votre organisme. Comparez avant "
            "d’enregistrer."
        )
        doute = self._dire(brute, "nom_naissance", attendu, regle=INSCRIPTION_UNIQUE)
        anomalies = anomalies if decision else [doute, *anomalies]
        return replace(base, sort=Sort.NOUVELLE, anomalies=_trier(anomalies))

    def _corriger(self, brute: LigneBrute) -> LigneBrute:
        """What was typed on screen takes the place of what the cell held."""
        corrections = (self.contexte.corrections or {}).get(brute.numero)
        if not corrections:
            return brute
        cellules = {cle: valeur for cle, valeur in (brute.cellules | corrections).items() if str(valeur).strip()}
        return replace(brute, cellules=cellules, sans_valeur=brute.sans_valeur - corrections.keys())

    def _lire(self, brute: LigneBrute) -> tuple[dict[str, Any], list[Anomalie]]:
        """Every cell that could be read, and those that could not."""
        valeurs: dict[str, Any] = {}
        anomalies = [Anomalie(brute.numero, cle, "", SANS_VALEUR) for cle in brute.sans_valeur]
        for cle, cellule in brute.cellules.items():
            lus = self.lus[cle]
            repere = cellule if cellule.__class__ is not bool else str(cellule)  # True equals 1
            if repere in lus:
                valeurs[cle] = lus[repere]
                continue
            try:
                if cle == "projet_id":
                    valeurs[cle] = lus[repere] = projet_nomme(montrer(cellule).strip(), self.projets.values()).pk
                elif cle != "referentiel_id":
                    valeurs[cle] = lus[repere] = convertir(PAR_CLE[cle], cellule, self.depuis_1904)
            except CelluleRefusee as refus:
                anomalies.append(Anomalie(brute.numero, cle, montrer(cellule), str(refus)))
        for colonne in REQUISES:
            if colonne.cle not in brute.cellules and colonne.cle not in brute.sans_valeur:
                attendu = f"{colonne.titre} : une valeur est attendue."
                anomalies.append(Anomalie(brute.numero, colonne.cle, "", attendu))
        return valeurs, anomalies

    def _certification(
        self, brute: LigneBrute, valeurs: dict[str, Any], anomalies: list[Anomalie]
    ) -> FaitsReferentiel | None:
        """The référentiel the line names, and its blocs turned into their ids."""
        lu = montrer(brute.cellules.get("referentiel_id", "")).strip()
        numeros_blocs = valeurs.pop("blocs", ())
        if not lu:
            return None
        if lu not in self.versions:
            self.versions[lu] = versions_nommees(lu, self.contexte.referentiels)
        versions = self.versions[lu]
        if not versions:
            attendu = "Une certification en vigueur de la liste, ou son numéro à quatre chiffres."
            anomalies.append(Anomalie(brute.numero, "referentiel_id", lu, attendu))
            return None
        faits = versions[0] if len(versions) == 1 else version_engagee(versions, valeurs, self.contexte.le)
        valeurs["referentiel_id"] = faits.pk
        if numeros_blocs:
            connus = {bloc.numero: bloc.version_id for bloc in faits.blocs}
            inconnus = [numero for numero in numeros_blocs if numero not in connus]
            if inconnus:
                attendu = f"Des blocs de cette certification : {', '.join(connus) or 'elle n’en a pas'}."
                anomalies.append(Anomalie(brute.numero, "blocs", " ; ".join(inconnus), attendu))
            valeurs["portee"] = Portee.BLOCS
            valeurs["blocs"] = tuple(connus[numero] for numero in numeros_blocs if numero in connus)
        return faits

    def _naissance(self, lues: dict[str, Any]) -> Completion:
        return completer_naissance(
            self.contexte.lieux,
            commune=lues.get("commune_naissance", ""),
            code=lues.get("code_commune_naissance", ""),
            departement=lues.get("departement_naissance", ""),
            pays=lues.get("pays_naissance", FRANCE),
            naissance=lues.get("date_naissance"),
        )

    def _avis(self, brute: LigneBrute, completion: Completion) -> list[Anomalie]:
        return [self._dire(brute, cle, attendu) for cle, attendu in completion.avis]

    def _signes(self, brute: LigneBrute) -> list[Anomalie]:
        if not brute.masquee:
            return []
        return [
            self._dire(brute, "nom_naissance", "Cette ligne est masquée dans le classeur ; elle est lue quand même.")
        ]

    def _regles(
        self,
        brute: LigneBrute,
        donnees: DonneesInscription,
        faits: FaitsReferentiel,
        deja: Iterable[Anomalie],
        existante: Existante | None = None,
    ) -> list[Anomalie]:
        """The rules of the form and of the deposit; what a refused cell already explains is not said twice."""
        le, premier_depot = self.contexte.le, existante.deposee_le if existante else None
        constats = [
            *incoherences(donnees, faits, le, premier_depot),
            *manques_au_depot(donnees, faits, piece_deposee=True, le=le, premier_depot=premier_depot),
            *self._projet(donnees, faits, existante),
        ]
        refuses = {anomalie.cle for anomalie in deja}
        anomalies = []
        for constat in constats:
            cle = _cle(constat)
            if cle not in refuses:
                refuses.add(cle)
                anomalies.append(self._dire(brute, cle, constat.message, True, constat.regle))
        return anomalies

    def _projet(
        self, donnees: DonneesInscription, faits: FaitsReferentiel, existante: Existante | None
    ) -> list[Constat]:
        """The same rules as the form: what is missing is refused only where the centre's setting says so."""
        manques = manques_de_projet(donnees) if self.contexte.projet_exige else []
        projet = self.projets.get(donnees.projet_id) if donnees.projet_id else None
        if projet is None:
            return manques
        if not projet.ouvert and (existante is None or existante.donnees.projet_id != projet.pk):
            return [*manques, Constat("projet_id", "Ce projet est terminé.", PROJET_INSCRIPTION)]
        return manques + ecarts_au_projet(
            donnees,
            projet.faits,
            faits,
            certification_id=self.contexte.certifications[faits.pk],
            organisme_id=self.contexte.organisme_id,
        )

    def _avertir(self, brute: LigneBrute, donnees: DonneesInscription, deja: Iterable[Anomalie]) -> list[Anomalie]:
        """What is worth knowing on a line that may be recorded; nothing on a column already refused."""
        refuses, le = {anomalie.cle for anomalie in deja}, self.contexte.le
        trouves: list[tuple[str, str, Regle | None]] = []
        if not donnees.courriel:
            trouves.append(("courriel", "Aucun courriel : le candidat ne recevra pas ses résultats.", None))
        entree, jours = donnees.entree_formation, self.contexte.jours_inscription
        if entree and peut_encore_s_inscrire(donnees.fin_formation, le) and est_tardive(entree, le, jours):
            limite = date_longue(date_limite_inscription(entree, jours))
            attendu = (
                f"L’inscription était attendue au plus tard le {limite} : une dérogation se demandera avec le dépôt."
            )
            trouves.append(("entree_formation", attendu, INSCRIPTION_DELAI))
        if donnees.origine == Origine.DE and donnees.entreprise_citee:
            attendu = "L’entreprise d’un demandeur d’emploi est conservée ; elle ne figurera pas au procès-verbal."
            trouves.append(("entreprise_raison_sociale", attendu, ENTREPRISE_DE))
        return [self._dire(brute, cle, attendu, regle=regle) for cle, attendu, regle in trouves if cle not in refuses]

    def _dire(
        self, brute: LigneBrute, cle: str, attendu: str, bloquante: bool = False, regle: Regle | None = None
    ) -> Anomalie:
        lu = montrer(brute.cellules.get(cle, ""))
        return Anomalie(brute.numero, cle, lu, attendu, bloquante, regle)


def controler_classeur(
    classeur: ClasseurLu, contexte: ContexteImport, avancer: Callable[[int], None] = lambda faites: None
) -> Rapport:
    """Check every line; `avancer` is told how many are done, every thousand."""
    controle = Controle(
        contexte,
        classeur.depuis_1904,
        Connues.depuis(contexte.existantes),
        {bloc.version_id: bloc.numero for faits in contexte.referentiels for bloc in faits.blocs},
        {colonne.cle: {} for colonne in COLONNES},
        {},
        {projet.pk: projet for projet in contexte.projets},
    )
    lignes = []
    for faites, brute in enumerate(classeur.lignes, start=1):
        lignes.append(controle.ligne(brute))
        if faites % PAS_SUR == 0:
            avancer(faites)
    return Rapport(classeur.feuille, classeur.version, classeur.ignorees, tuple(lignes), classeur.totaux)


def _trier(anomalies: Iterable[Anomalie]) -> tuple[Anomalie, ...]:
    return tuple(sorted(anomalies, key=lambda anomalie: RANG.get(anomalie.cle, -1)))


def _noms(trouves: Iterable[Ecart]) -> str:
    return ", ".join(ecart.colonne for ecart in trouves)


def _cle(constat: Constat) -> str:
    return CHAMP_DE_COLONNE.get(constat.champ, constat.champ)


def _formation(donnees: DonneesInscription) -> str:
    if donnees.entree_formation is None or donnees.fin_formation is None:
        return "VAE" if donnees.en_vae else ""
    return f"{en_chiffres(donnees.entree_formation)} → {en_chiffres(donnees.fin_formation)}"
