"""Every line of a workbook placed: refused, the same as a registration, changed, perhaps somebody's double, or new.

A line is read (`ligne`), held against the rules (`exigences`), then against those already known (`rapprochement`).
"""

from collections.abc import Callable, Iterable
from dataclasses import MISSING, fields, replace
from typing import Any

from candidats.donnees import DonneesInscription
from candidats.imports.cellules import en_chiffres
from candidats.imports.colonnes import COLONNES
from candidats.imports.contexte import ContexteImport
from candidats.imports.exigences import a_savoir, colonne_de, constats_de, manques_de
from candidats.imports.lecture import ClasseurLu, LigneBrute
from candidats.imports.ligne import Lecteur, LigneLue
from candidats.imports.rapport import Anomalie, Decision, Ecart, LigneControlee, Rapport, Sort
from candidats.imports.rapprochement import Connues, Existante, ecarts, ecarts_avec, identite_changee, sans_la_casse
from candidats.regles.constat import Constat, FaitsReferentiel
from candidats.regles.inscription import INSCRIPTION_UNIQUE
from certif_portal.commun.typographie import date_longue

RANG = {colonne.cle: rang for rang, colonne in enumerate(COLONNES)}
VIDES: dict[str, Any] = {
    champ.name: champ.default for champ in fields(DonneesInscription) if champ.default is not MISSING
}
PAS_SUR = 1000


class Controle:
    """One pass over the lines of a workbook, with those already met."""

    def __init__(self, contexte: ContexteImport, classeur: ClasseurLu) -> None:
        self.contexte = contexte
        self.lecteur = Lecteur(contexte, classeur.depuis_1904, classeur.lignes)
        self.connues = Connues.depuis(contexte.existantes)
        self.blocs = {bloc.version_id: bloc.numero for faits in contexte.referentiels for bloc in faits.blocs}

    def ligne(self, brute: LigneBrute) -> LigneControlee:
        lue = self.lecteur.lire(brute)
        if lue.faits is None or lue.refus:
            return self._refusee(lue)
        placee = self._deja_dans_le_classeur(lue, lue.faits) or self._deja_inscrite(lue, lue.faits)
        return placee or self._nouvelle(lue, lue.faits)

    # --- a line that cannot be recorded as it is

    def _refusee(self, lue: LigneLue) -> LigneControlee:
        """Everything wrong is told at once; what a refused cell already explains is not said twice."""
        constats = self._bloquants(lue, lue.donnees, lue.faits) if lue.faits else []
        return self._placer(lue, Sort.A_CORRIGER, [*lue.refus, *constats, *lue.avis], savoir=True)

    # --- the same person higher in the workbook

    def _deja_dans_le_classeur(self, lue: LigneLue, faits: FaitsReferentiel) -> LigneControlee | None:
        vue = self.connues.plus_haut(lue.numero, lue.donnees, self.contexte.certifications[faits.pk])
        if vue is None or (vue.nee_ailleurs and self._inscrite(lue, faits)):
            return None
        trouves = ecarts(lue.lues, lue.valeurs, vue.donnees, self.blocs)
        if vue.nee_ailleurs:
            quoi = f"La ligne {vue.numero} nomme quelqu’un du même nom, né le même jour dans un autre lieu"
            return self._homonyme(
                lue, quoi, replace(self._base(lue, Sort.A_CORRIGER), jumelle=vue.numero, ecarts=trouves)
            )
        if not trouves:
            return self._inchangee(lue, f"Ligne identique à la ligne {vue.numero} : ignorée.")
        attendu = (
            f"La ligne {vue.numero} nomme la même personne pour la même certification, avec d’autres valeurs "
            f"({_noms(trouves)}) : gardez une seule ligne."
        )
        return self._placer(lue, Sort.A_CORRIGER, [_unicite(lue, attendu, bloquante=True)])

    def _homonyme(self, lue: LigneLue, quoi: str, base: LigneControlee) -> LigneControlee | None:
        """Same name, same day, elsewhere: two people, once somebody has said so."""
        decision = self._decision(lue)
        if decision == Decision.CREER:
            return None
        if decision == Decision.GARDER:
            return self._inchangee(lue, f"{quoi} : ligne ignorée, comme vous l’avez demandé.")
        attendu = f"{quoi} : dites si c’est une autre personne."
        return replace(base, anomalies=_trier([_unicite(lue, attendu, bloquante=True), *lue.avis]))

    # --- the same person already registered

    def _deja_inscrite(self, lue: LigneLue, faits: FaitsReferentiel) -> LigneControlee | None:
        certification = self.contexte.certifications[faits.pk]
        if existante := self._inscrite(lue, faits):
            return self._comparer(lue, faits, existante)
        if homonyme := self.connues.homonyme(lue.donnees, certification):
            ailleurs = homonyme.donnees.commune_naissance
            quoi = f"Quelqu’un du même nom, né le même jour à {ailleurs}, est déjà inscrit par votre organisme"
            trouves = ecarts_avec(homonyme, lue.lues, lue.valeurs, self.blocs)
            if self._decision(lue) == Decision.REMPLACER:
                return replace(self._modifiee(lue, faits, homonyme, trouves), double=True)
            base = replace(self._base(lue, Sort.A_CORRIGER), existante=homonyme.pk, double=True, ecarts=trouves)
            return self._homonyme(lue, quoi, base)
        return None

    def _inscrite(self, lue: LigneLue, faits: FaitsReferentiel) -> Existante | None:
        return self.connues.existante(lue.donnees, self.contexte.certifications[faits.pk])

    def _comparer(self, lue: LigneLue, faits: FaitsReferentiel, existante: Existante) -> LigneControlee:
        trouves = ecarts_avec(existante, lue.lues, lue.valeurs, self.blocs)
        depuis = f"inscrit depuis le {date_longue(existante.creee_le)}"
        if not trouves:
            attendu = f"Déjà {depuis}, avec les mêmes données : ligne ignorée."
            return replace(self._inchangee(lue, attendu), existante=existante.pk)
        if not existante.modifiable:
            attendu = (
                f"Déjà {depuis} ({existante.etat}) : un classeur ne change pas une inscription déposée. "
                f"Demandez au centre de corriger : {_noms(trouves)}."
            )
            return replace(self._inchangee(lue, attendu), existante=existante.pk)
        return self._modifiee(lue, faits, existante, trouves)

    def _modifiee(
        self, lue: LigneLue, faits: FaitsReferentiel, existante: Existante, trouves: tuple[Ecart, ...]
    ) -> LigneControlee:
        fusion = replace(existante.donnees, **sans_la_casse(lue.valeurs, existante.donnees))
        bloquants = self._bloquants(lue, fusion, faits, existante)
        verifiees = list(identite_changee(trouves)) if existante.identite_verifiee else []
        if verifiees:
            attendu = f"L’état civil a été vérifié ({', '.join(verifiees)}) : sa correction se demande au centre."
            bloquants.append(lue.dire("nom_naissance", attendu, bloquante=True))
        manques = self._manques(lue, fusion, faits, bloquants, existante)
        placee = self._placer(lue, Sort.A_CORRIGER if bloquants else Sort.MODIFIEE, [*bloquants, *manques, *lue.avis])
        return replace(placee, existante=existante.pk, ecarts=trouves, decision=self._decision(lue), donnees=fusion)

    # --- somebody new, or perhaps the double of somebody

    def _nouvelle(self, lue: LigneLue, faits: FaitsReferentiel) -> LigneControlee:
        bloquants = self._bloquants(lue, lue.donnees, faits)
        placee = self._placer(
            lue, Sort.A_CORRIGER if bloquants else Sort.NOUVELLE, [*bloquants, *lue.avis], savoir=True
        )
        probable = None if bloquants else self.connues.probable(lue.donnees, self.contexte.certifications[faits.pk])
        return self._rapprocher(lue, faits, placee, probable) if probable else placee

    def _rapprocher(
        self, lue: LigneLue, faits: FaitsReferentiel, placee: LigneControlee, probable: Existante
    ) -> LigneControlee:
        """Probably the same person: proposed, never merged alone."""
        trouves, decision = ecarts_avec(probable, lue.lues, lue.valeurs, self.blocs), self._decision(lue)
        double = replace(placee, existante=probable.pk, double=True, ecarts=trouves, decision=decision)
        if decision == Decision.GARDER or (decision == Decision.REMPLACER and not probable.modifiable):
            attendu = "La même personne est déjà inscrite : ligne ignorée, comme vous l’avez demandé."
            return replace(double, sort=Sort.INCHANGEE, anomalies=(lue.dire("nom_naissance", attendu),))
        if decision == Decision.REMPLACER:
            return replace(self._modifiee(lue, faits, probable, trouves), double=True)
        if decision:
            return double
        nom = f"{probable.donnees.nom_naissance.upper()} {probable.donnees.prenom}"
        attendu = (
            f"Doublon probable : {nom}, né(e) le même jour, déjà inscrit par votre organisme. Comparez avant "
            "d’enregistrer."
        )
        return replace(double, anomalies=_trier([_unicite(lue, attendu), *placee.anomalies]))

    # --- what all of them share

    def _decision(self, lue: LigneLue) -> str:
        return (self.contexte.decisions or {}).get(lue.numero, "")

    def _bloquants(
        self, lue: LigneLue, donnees: DonneesInscription, faits: FaitsReferentiel, existante: Existante | None = None
    ) -> list[Anomalie]:
        projet = self.lecteur.projets.get(donnees.projet_id) if donnees.projet_id else None
        constats = constats_de(donnees, faits, self.contexte, projet, existante)
        return _dire_une_fois(lue, constats, deja=lue.refus, bloquante=True)

    def _manques(
        self,
        lue: LigneLue,
        donnees: DonneesInscription,
        faits: FaitsReferentiel,
        dites: Iterable[Anomalie],
        existante: Existante | None = None,
    ) -> list[Anomalie]:
        """What the deposit will ask of columns where nothing has been said yet."""
        connue = self.contexte.entreprises.get(donnees.entreprise_siret, {})
        manques = _dire_une_fois(lue, manques_de(donnees, faits, self.contexte, existante), deja=dites, au_depot=True)
        return [replace(manque, connue=connue.get(manque.cle, "")) for manque in manques]

    def _base(self, lue: LigneLue, sort: Sort) -> LigneControlee:
        donnees = lue.donnees
        return LigneControlee(
            lue.numero,
            sort,
            f"{(donnees.nom_usage or donnees.nom_naissance).upper()} {donnees.prenom}".strip(),
            str(donnees.naissance or ""),
            lue.faits.intitule if lue.faits else "",
            _formation(donnees),
            lieu=lieu_en_clair(donnees),
            donnees=donnees,
        )

    def _placer(self, lue: LigneLue, sort: Sort, anomalies: list[Anomalie], *, savoir: bool = False) -> LigneControlee:
        """`savoir`: with what is worth knowing, but on columns already told. A value that a rule refuses is asked: none
        is kept for it."""
        dites = [anomalie for anomalie in anomalies if anomalie.bloquante]
        if savoir and lue.faits:
            manques = self._manques(lue, lue.donnees, lue.faits, anomalies)
            savoirs = _dire_une_fois(lue, a_savoir(lue.donnees, self.contexte), deja=[*dites, *manques])
            anomalies = [*anomalies, *manques, *savoirs]
        demandes = {anomalie.cle for anomalie in dites if anomalie.regle != INSCRIPTION_UNIQUE}
        return replace(
            self._base(lue, sort), anomalies=_trier(anomalies), donnees=sans_les_champs(lue.donnees, demandes)
        )

    def _inchangee(self, lue: LigneLue, attendu: str) -> LigneControlee:
        return replace(self._base(lue, Sort.INCHANGEE), anomalies=(_unicite(lue, attendu),))


def controler_classeur(
    classeur: ClasseurLu, contexte: ContexteImport, avancer: Callable[[int], None] = lambda faites: None
) -> Rapport:
    """Check every line; `avancer` is told how many are done, every thousand."""
    controle = Controle(contexte, classeur)
    lignes = []
    for faites, brute in enumerate(classeur.lignes, start=1):
        lignes.append(controle.ligne(brute))
        if faites % PAS_SUR == 0:
            avancer(faites)
    ecartees = tuple(liste.ecartee for liste in classeur.autres)
    return Rapport(classeur.feuille, classeur.version, classeur.ignorees, tuple(lignes), classeur.totaux, ecartees)


def _unicite(lue: LigneLue, attendu: str, *, bloquante: bool = False) -> Anomalie:
    return lue.dire("nom_naissance", attendu, bloquante=bloquante, regle=INSCRIPTION_UNIQUE)


def _dire_une_fois(
    lue: LigneLue,
    constats: Iterable[Constat],
    *,
    deja: Iterable[Anomalie],
    bloquante: bool = False,
    au_depot: bool = False,
) -> list[Anomalie]:
    """One sentence a column."""
    dites = {anomalie.cle for anomalie in deja}
    anomalies = []
    for constat in constats:
        cle = colonne_de(constat)
        if cle not in dites:
            dites.add(cle)
            dite = lue.dire(cle, constat.message, bloquante=bloquante, regle=constat.regle, au_depot=au_depot)
            anomalies.append(dite)
    return anomalies


def sans_les_champs(donnees: DonneesInscription, cles: set[str]) -> DonneesInscription:
    """The same, these fields being empty: what is asked has no value until it is answered."""
    vides = {cle: VIDES[cle] for cle in cles if cle in VIDES}
    if "date_naissance" in vides:
        vides["naissance_precision"] = VIDES["naissance_precision"]
    return replace(donnees, **vides) if vides else donnees


def lieu_en_clair(donnees: DonneesInscription) -> str:
    """« Nantes (44) », « Oran (Algérie) »."""
    precision = donnees.departement_naissance or donnees.pays_naissance
    return f"{donnees.commune_naissance} ({precision})" if donnees.commune_naissance else ""


def _trier(anomalies: Iterable[Anomalie]) -> tuple[Anomalie, ...]:
    return tuple(sorted(anomalies, key=lambda anomalie: RANG.get(anomalie.cle, -1)))


def _noms(trouves: Iterable[Ecart]) -> str:
    return ", ".join(ecart.colonne for ecart in trouves)


def _formation(donnees: DonneesInscription) -> str:
    if donnees.entree_formation is None or donnees.fin_formation is None:
        return "VAE" if donnees.en_vae else ""
    return f"{en_chiffres(donnees.entree_formation)} → {en_chiffres(donnees.fin_formation)}"
