"""Every line of a workbook held against the rules of the form; everything wrong is told at once, cell by cell."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from candidats.choix import VOIES_VAE, Origine, Portee
from candidats.donnees import DonneesInscription
from candidats.imports.cellules import CelluleRefusee, convertir, montrer
from candidats.imports.colonnes import COLONNES, PAR_CLE, Genre
from candidats.imports.lecture import ClasseurLu, LigneBrute
from candidats.regles import (
    ENTREPRISE_DE,
    INSCRIPTION_DELAI,
    INSCRIPTION_UNIQUE,
    Constat,
    FaitsReferentiel,
    date_engagement,
    date_limite_inscription,
    est_tardive,
    incoherences,
    manques_au_depot,
    peut_encore_s_inscrire,
)
from certif_portal.commun.regles import Regle
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import date_longue
from referentiels.regles import est_applicable

Empreinte = tuple[str, date | None, int]
"""Who, born when, for which certification."""


class Sort(StrEnum):
    """What becomes of a line."""

    BONNE = "bonne"
    DEJA = "deja"
    A_CORRIGER = "a_corriger"


@dataclass(frozen=True)
class Anomalie:
    """One thing to mend or to know: where, what was read, what was expected."""

    ligne: int
    colonne: str
    lu: str
    attendu: str
    bloquante: bool = True
    regle: Regle | None = None


@dataclass(frozen=True)
class ContexteImport:
    """What the check needs to know, read once before the lines."""

    le: date
    jours_inscription: int
    referentiels: tuple[FaitsReferentiel, ...]
    certifications: dict[int, int]
    """Référentiel -> its certification."""
    deja: dict[Empreinte, list[frozenset[int]]] = field(default_factory=dict)
    """Running registrations of the OF: the blocs aimed at, or an empty set for the whole certification."""


@dataclass(frozen=True)
class LigneControlee:
    numero: int
    sort: Sort
    candidat: str
    certification: str
    donnees: DonneesInscription
    anomalies: tuple[Anomalie, ...]


@dataclass(frozen=True)
class Rapport:
    """The whole workbook, checked."""

    version: str
    ignorees: tuple[str, ...]
    lignes: tuple[LigneControlee, ...]

    def _de(self, sort: Sort) -> list[LigneControlee]:
        return [ligne for ligne in self.lignes if ligne.sort == sort]

    @property
    def bonnes(self) -> list[LigneControlee]:
        return self._de(Sort.BONNE)

    @property
    def deja(self) -> list[LigneControlee]:
        return self._de(Sort.DEJA)

    @property
    def a_corriger(self) -> list[LigneControlee]:
        return self._de(Sort.A_CORRIGER)

    @property
    def erreurs(self) -> list[Anomalie]:
        return [anomalie for ligne in self.lignes for anomalie in ligne.anomalies if anomalie.bloquante]

    @property
    def avertissements(self) -> list[Anomalie]:
        return [anomalie for ligne in self.lignes for anomalie in ligne.anomalies if not anomalie.bloquante]


def controler_classeur(classeur: ClasseurLu, contexte: ContexteImport) -> Rapport:
    """Check every line; a person met twice in the workbook is kept once."""
    deja = {empreinte: list(portees) for empreinte, portees in contexte.deja.items()}
    lignes = tuple(_controler(ligne, contexte, deja) for ligne in classeur.lignes)
    return Rapport(classeur.version, classeur.ignorees, lignes)


def _controler(
    brute: LigneBrute, contexte: ContexteImport, deja: dict[Empreinte, list[frozenset[int]]]
) -> LigneControlee:
    valeurs, anomalies = _lire(brute)
    faits = _certification(brute, valeurs, contexte, anomalies)
    donnees = DonneesInscription(**valeurs)
    if faits is not None:
        refuses = {anomalie.colonne for anomalie in anomalies}
        anomalies += _regles(brute, donnees, faits, contexte, refuses)
    sort = Sort.A_CORRIGER if any(anomalie.bloquante for anomalie in anomalies) else Sort.BONNE
    if sort == Sort.BONNE and faits is not None:
        double = _doublon(brute, donnees, contexte, deja)
        if double:
            sort, anomalies = Sort.DEJA, [double]
    nom = f"{(donnees.nom_usage or donnees.nom_naissance).upper()} {donnees.prenom}".strip()
    return LigneControlee(
        brute.numero, sort, nom, faits.intitule if faits else "", donnees, tuple(sorted(anomalies, key=_rang))
    )


def _rang(anomalie: Anomalie) -> int:
    return next((rang for rang, colonne in enumerate(COLONNES) if colonne.titre == anomalie.colonne), -1)


def _lire(brute: LigneBrute) -> tuple[dict[str, Any], list[Anomalie]]:
    """Every cell that could be read, and those that could not."""
    valeurs: dict[str, Any] = {}
    anomalies = []
    for colonne in COLONNES:
        cellule = brute.cellules.get(colonne.cle, "")
        if isinstance(cellule, str) and not cellule.strip():
            if colonne.requise:
                anomalies.append(
                    Anomalie(brute.numero, colonne.titre, "", f"{colonne.titre} : une valeur est attendue.")
                )
            continue
        try:
            if colonne.genre != Genre.CERTIFICATION:
                valeurs[colonne.cle] = convertir(colonne, cellule)
        except CelluleRefusee as refus:
            anomalies.append(Anomalie(brute.numero, colonne.titre, montrer(cellule), str(refus)))
    return valeurs, anomalies


def _certification(
    brute: LigneBrute, valeurs: dict[str, Any], contexte: ContexteImport, anomalies: list[Anomalie]
) -> FaitsReferentiel | None:
    """The référentiel the line names, and its blocs turned into their ids."""
    lu = montrer(brute.cellules.get("referentiel_id", "")).strip()
    numeros_blocs = valeurs.pop("blocs", ())
    if not lu:
        return None
    versions = _versions(lu, contexte.referentiels)
    if not versions:
        attendu = "Une certification en vigueur de la liste, ou son numéro à quatre chiffres."
        anomalies.append(Anomalie(brute.numero, PAR_CLE["referentiel_id"].titre, lu, attendu))
        return None
    faits = _version_engagee(versions, valeurs, contexte.le)
    valeurs["referentiel_id"] = faits.pk
    if numeros_blocs:
        connus = {bloc.numero: bloc.version_id for bloc in faits.blocs}
        inconnus = [numero for numero in numeros_blocs if numero not in connus]
        if inconnus:
            attendu = f"Des blocs de cette certification : {', '.join(connus) or 'elle n’en a pas'}."
            anomalies.append(Anomalie(brute.numero, PAR_CLE["blocs"].titre, " ; ".join(inconnus), attendu))
        valeurs["portee"] = Portee.BLOCS
        valeurs["blocs"] = tuple(connus[numero] for numero in numeros_blocs if numero in connus)
    return faits


def _versions(lu: str, referentiels: Iterable[FaitsReferentiel]) -> list[FaitsReferentiel]:
    """The open versions of one certification, by the words of the list, by its title, or by its stable number when
    only one certification bears it."""
    referentiels, cherche = list(referentiels), cle_recherche(lu)
    trouvees = [f for f in referentiels if cherche in map(cle_recherche, (str(f), f.intitule, f.code))]
    if not trouvees:
        numero = re.fullmatch(r"(?:[A-Za-z]+ )?([0-9]{1,4})", lu)
        trouvees = [f for f in referentiels if numero and f.numero == numero[1].zfill(4)]
    return trouvees if len({(f.type, f.numero) for f in trouvees}) == 1 else []


def _version_engagee(versions: list[FaitsReferentiel], valeurs: dict[str, Any], le: date) -> FaitsReferentiel:
    """The version in force the day of engagement; the latest when none was, and the rules say why not."""
    engagement = date_engagement(
        en_vae=valeurs.get("voie") in VOIES_VAE,
        entree_formation=valeurs.get("entree_formation"),
        recevabilite_recue_le=valeurs.get("recevabilite_recue_le"),
        depot=le,
    )
    recentes = sorted(versions, key=lambda f: f.date_gtp or date.min, reverse=True)
    return next((f for f in recentes if est_applicable(f.date_gtp, engagement)), recentes[0])


def _regles(
    brute: LigneBrute, donnees: DonneesInscription, faits: FaitsReferentiel, contexte: ContexteImport, refuses: set[str]
) -> list[Anomalie]:
    """The rules of the form and of the deposit; what a refused cell already explains is not said twice."""
    constats = [
        *incoherences(donnees, faits, contexte.le),
        *manques_au_depot(donnees, faits, piece_deposee=True, le=contexte.le),
    ]
    anomalies = []
    for constat in constats:
        titre = _titre(constat)
        if titre not in refuses:
            refuses.add(titre)
            lu = montrer(brute.cellules.get(constat.champ, ""))
            anomalies.append(Anomalie(brute.numero, titre, lu, constat.message, regle=constat.regle))
    return anomalies + _avertissements(brute, donnees, contexte, refuses)


def _titre(constat: Constat) -> str:
    champ = {"referentiel": "referentiel_id", "portee": "blocs"}.get(constat.champ, constat.champ)
    return PAR_CLE[champ].titre if champ in PAR_CLE else constat.champ


def _avertissements(
    brute: LigneBrute, donnees: DonneesInscription, contexte: ContexteImport, refuses: set[str]
) -> list[Anomalie]:
    """What is worth knowing on a line that may be recorded; nothing on a column already refused."""
    trouves: list[tuple[str, str, Regle | None]] = []
    if not donnees.courriel:
        trouves.append(("courriel", "Aucun courriel : le candidat ne recevra pas ses résultats.", None))
    entree = donnees.entree_formation
    finie = not peut_encore_s_inscrire(donnees.fin_formation, contexte.le)
    if entree and not finie and est_tardive(entree, contexte.le, contexte.jours_inscription):
        limite = date_longue(date_limite_inscription(entree, contexte.jours_inscription))
        attendu = f"L’inscription était attendue au plus tard le {limite} : une dérogation se demandera avec le dépôt."
        trouves.append(("entree_formation", attendu, INSCRIPTION_DELAI))
    if donnees.origine == Origine.DE and donnees.entreprise_citee:
        attendu = "L’entreprise d’un demandeur d’emploi est conservée ; elle ne figurera pas au procès-verbal."
        trouves.append(("entreprise_raison_sociale", attendu, ENTREPRISE_DE))
    return [
        Anomalie(brute.numero, PAR_CLE[cle].titre, montrer(brute.cellules.get(cle, "")), attendu, False, regle)
        for cle, attendu, regle in trouves
        if PAR_CLE[cle].titre not in refuses
    ]


def _doublon(
    brute: LigneBrute,
    donnees: DonneesInscription,
    contexte: ContexteImport,
    deja: dict[Empreinte, list[frozenset[int]]],
) -> Anomalie | None:
    """The same person for the same certification, already registered or met higher in the workbook."""
    empreinte = (
        cle_recherche(donnees.nom_naissance, donnees.prenom),
        donnees.date_naissance,
        contexte.certifications[donnees.referentiel_id],
    )
    blocs = frozenset(donnees.blocs)
    connues = deja.setdefault(empreinte, [])
    if any(not blocs or not autres or blocs & autres for autres in connues):
        nom = f"{donnees.nom_naissance.upper()} {donnees.prenom}"
        attendu = (
            "Déjà inscrit à cette certification par votre organisme, ou plus haut dans ce classeur : ligne ignorée."
        )
        titre = PAR_CLE["nom_naissance"].titre
        return Anomalie(brute.numero, titre, nom, attendu, bloquante=False, regle=INSCRIPTION_UNIQUE)
    connues.append(blocs)
    return None
