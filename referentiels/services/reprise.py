"""The dates of our fiches taken from the open data of France compétences, by an upload: read in the process with
limits, applied by a task."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from certif_portal.commun.a_part import executer
from certif_portal.commun.actes import acte
from certif_portal.commun.chargement import a_terminer, exiger_aucun, terminer
from certif_portal.commun.durees import accorder, compte
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.fichiers import Depot, conserver, octets_de
from certif_portal.comptes.models import Utilisateur
from referentiels.choix import TRANSITIONS_REPRISE, EtatReprise
from referentiels.france_competences import FichePubliee
from referentiels.models import RepriseRepertoire
from referentiels.services.actualisation import LigneActualisation, actualiser_repertoire, codes_connus, suites_a_lire

LIRE = "referentiels.france_competences:lire_octets"
MEMOIRE, SECONDES = 500, 180
"""Megabytes and seconds: the whole XML, 570 MB once inflated, is read as a stream."""


@acte
def demander_reprise(*, fichier: Depot, renouveler: bool, par: Utilisateur, a: datetime) -> RepriseRepertoire:
    """Keep the export until the task reads it."""
    exiger_aucun(RepriseRepertoire, "Une reprise est déjà en cours : attendez qu’elle soit finie.")
    reprise = RepriseRepertoire(
        nom=fichier[0],
        fichier=conserver(fichier, par=par, a=a),
        renouveler=renouveler,
        demande_le=a,
        demande_par=par,
    )
    reprise.full_clean()
    reprise.save()
    return reprise


def executer_reprise(reprise_id: int, *, a: datetime) -> None:
    """Read outside any transaction, for minutes, then apply in one; a second run finds nothing left to do. Refused,
    nothing of the catalogue changes."""
    reprise = RepriseRepertoire.objects.select_related("fichier").get(pk=reprise_id)
    if reprise.etat != EtatReprise.EN_COURS or reprise.fichier is None:
        return
    lecture: Lecture | str
    try:
        lecture = _lire_tout(octets_de(reprise.fichier))
    except FichierRefuse as refus:
        lecture = f"{refus} Rien n’est changé."
    _appliquer(reprise_id, lecture, a=a)


@dataclass(frozen=True)
class Lecture:
    """What the file says of our fiches, and of those that follow them."""

    lues: int
    fiches: list[FichePubliee]
    suites: list[FichePubliee]


def _lire_tout(octets: bytes) -> Lecture:
    lues, fiches = _lire(octets, codes_connus())
    nouveaux = suites_a_lire(fiches)
    return Lecture(lues, fiches, _lire(octets, nouveaux)[1] if nouveaux else [])


@acte
def _appliquer(reprise_id: int, lecture: Lecture | str, *, a: datetime) -> None:
    """What was read, or why it could not be; once, should two tasks have read it."""
    reprise = a_terminer(RepriseRepertoire, reprise_id)
    if reprise is None:
        return
    if isinstance(lecture, str):
        vers, reprise.resultat = EtatReprise.REFUSE, lecture
    else:
        lignes = actualiser_repertoire(
            fiches=lecture.fiches,
            suites=lecture.suites,
            renouveler=reprise.renouveler,
            par=reprise.demande_par,
            a=a,
        )
        vers, reprise.resultat, reprise.detail = EtatReprise.FAIT, _raconter(lecture.lues, lignes), _detailler(lignes)
    terminer(reprise, TRANSITIONS_REPRISE, vers, acte="repertoire", quoi="Reprise de France compétences", a=a)


def _lire(octets: bytes, codes: Collection[str]) -> tuple[int, list[FichePubliee]]:
    lues: tuple[int, list[FichePubliee]] = executer(LIRE, octets, sorted(codes), memoire=MEMOIRE, secondes=SECONDES)
    return lues


def _raconter(lues: int, lignes: list[LigneActualisation]) -> str:
    changees = sum(bool(ligne.changements) for ligne in lignes)
    a_voir = sum(bool(ligne.avertissements) for ligne in lignes)
    return (
        f"{compte(lues, 'fiche')} dans le fichier ; sur {len(lignes)} au catalogue, {changees} "
        f"{accorder(changees, 'changée')} et {a_voir} à regarder."
    )


def _detailler(lignes: list[LigneActualisation]) -> str:
    """A line a fiche that changed, or that a human must look at."""
    return "\n".join(
        f"{ligne.code}, {ligne.intitule} : {' ; '.join([*ligne.changements, *ligne.avertissements])}"
        for ligne in lignes
        if ligne.changements or ligne.avertissements
    )
