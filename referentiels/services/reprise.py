"""The dates of our fiches taken from the open data of France compétences, by an upload: read in the process with
limits, applied by a task."""

from collections.abc import Collection
from datetime import datetime

from certif_portal.commun.a_part import executer
from certif_portal.commun.actes import acte
from certif_portal.commun.durees import accorder, compte
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import Depot, conserver, octets_de
from certif_portal.commun.journal import journaliser
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
    if RepriseRepertoire.objects.filter(etat=EtatReprise.EN_COURS).exists():
        raise ErreurMetier("Une reprise est déjà en cours : attendez qu’elle soit finie.")
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


@acte
def executer_reprise(reprise_id: int, *, a: datetime) -> None:
    """Read, then apply; a second run finds nothing left to do. Refused, nothing of the catalogue changes."""
    reprise = RepriseRepertoire.objects.select_for_update(of=("self",), no_key=True).get(pk=reprise_id)
    fichier = reprise.fichier
    if reprise.etat != EtatReprise.EN_COURS or fichier is None:
        return
    try:
        octets = octets_de(fichier)
        lues, fiches = _lire(octets, codes_connus())
        nouveaux = suites_a_lire(fiches)
        lignes = actualiser_repertoire(
            fiches=fiches,
            suites=_lire(octets, nouveaux)[1] if nouveaux else [],
            renouveler=reprise.renouveler,
            par=reprise.demande_par,
            a=a,
        )
        vers, reprise.resultat, reprise.detail = EtatReprise.FAIT, _raconter(lues, lignes), _detailler(lignes)
    except FichierRefuse as refus:
        vers, reprise.resultat = EtatReprise.REFUSE, f"{refus} Rien n’est changé."
    verifier_transition(TRANSITIONS_REPRISE, reprise, vers)
    reprise.etat, reprise.fichier, reprise.fini_le = vers, None, a
    reprise.save(update_fields=["etat", "resultat", "detail", "fichier", "fini_le"])
    fichier.delete()
    phrase = f"Reprise de France compétences, « {reprise.nom} » : {reprise.resultat}"
    journaliser(reprise, "repertoire", phrase, par=reprise.demande_par, a=a)


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
