"""The INSEE lists of communes and countries, replaced as a whole."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Count, Q

from candidats.choix import TRANSITIONS_CHARGEMENT, EtatChargement
from candidats.donnees import FichierRecu
from candidats.imports.cog import communes_livrees, compter_livrees, pays_livres
from candidats.models import ChargementLieux, Commune, Pays
from candidats.regles.lieu import FaitsCommune, FaitsPays, cle_commune
from certif_portal.commun.a_part import executer
from certif_portal.commun.actes import acte
from certif_portal.commun.chargement import a_terminer, exiger_aucun, terminer
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.fichiers import enregistrer_fichier, octets_de
from certif_portal.commun.insertion import inserer
from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.models import Utilisateur

Avancer = Callable[[int], None]
LIRE, COMPTER = "candidats.imports.cog:lire_cog", "candidats.imports.cog:compter_cog"
"""Read in the process with limits."""
PAR_LOT = 5_000
COMMUNES_MINIMUM, PAYS_MINIMUM = 30_000, 150
"""Of a whole list: a part of one would leave births without their commune."""
HORS_DU_FICHIER = ("975", "977", "978", "984", "986", "987", "988", "989")
"""Territories that INSEE's file of communes leaves out: what is known of them stays."""
LIVREE = "Liste livrée avec le portail"


def _sans_suite(faites: int) -> None:
    """Nobody follows the progress."""


@acte
def charger_communes(octets: bytes | None = None, avancer: Avancer = _sans_suite) -> tuple[int, int]:
    """Load the lists shipped with the portal, or one INSEE file in place of what it describes; how many communes and
    countries. Raises FichierRefuse, with nothing changed, for another file."""
    communes, pays = executer(LIRE, octets) if octets else (list(communes_livrees()), list(pays_livres()))
    if communes:
        lus = {commune.departement for commune in communes}
        Commune.objects.exclude(departement__in=set(HORS_DU_FICHIER) - lus).delete()
        for debut in range(0, len(communes), PAR_LOT):
            inserer(Commune, map(_commune, communes[debut : debut + PAR_LOT]))
            avancer(debut + PAR_LOT)
    if pays:
        Pays.objects.all().delete()
        inserer(Pays, map(_pays, _usuels(pays)))
    return len(communes), len(pays)


@acte
def demander_chargement(*, fichier: FichierRecu | None, par: Utilisateur, a: datetime) -> ChargementLieux:
    """Keep an INSEE file (none: the lists shipped with the portal) until the task loads it.

    Raises FichierRefuse, with nothing kept, for a file that is not one of these, or only a part of it.
    """
    exiger_aucun(ChargementLieux, "Une liste est déjà en cours de chargement : attendez qu’elle soit finie.")
    communes, pays = executer(COMPTER, fichier.octets) if fichier else (compter_livrees(), 0)
    if 0 < communes < COMMUNES_MINIMUM or 0 < pays < PAYS_MINIMUM or not communes + pays:
        lus = f"{communes} communes sont lues" if communes else f"{pays} pays sont lus"
        raise FichierRefuse(
            f"{lus} : la liste de l’INSEE compte plus de {COMMUNES_MINIMUM} communes, ou de {PAYS_MINIMUM} "
            "pays. Ce fichier est une autre liste, ou il est incomplet."
        )
    conserve = (
        enregistrer_fichier(nom=fichier.nom, octets=fichier.octets, type_mime=fichier.type_mime, par=par, a=a)
        if fichier
        else None
    )
    chargement = ChargementLieux(
        nom=fichier.nom if fichier else LIVREE,
        fichier=conserve,
        lignes=communes + pays,
        demande_le=a,
        demande_par=par,
    )
    chargement.full_clean()
    chargement.save()
    return chargement


@acte
def executer_chargement(chargement_id: int, *, a: datetime, avancer: Avancer = _sans_suite) -> None:
    """Load what was asked; a second run finds nothing left to do. The file is forgotten once it is read."""
    chargement = a_terminer(ChargementLieux, chargement_id)
    if chargement is None:
        return
    try:
        avant = _compte()
        charger_communes(octets_de(chargement.fichier) if chargement.fichier else None, avancer)
        vers, chargement.resultat = EtatChargement.FAIT, _raconter(avant, _compte())
    except FichierRefuse as refus:
        vers, chargement.resultat = EtatChargement.REFUSE, f"{refus} La liste d’avant reste en place."
    terminer(chargement, TRANSITIONS_CHARGEMENT, vers, acte="lieux", quoi="Lieux de naissance", a=a)


def _compte() -> dict[str, int]:
    communes, datees = Commune.objects.all(), Q(debut__isnull=False) | Q(fin__isnull=False)
    return communes.aggregate(
        lignes=Count("pk"), actuelles=Count("pk", filter=Q(actuelle=True)), datees=Count("pk", filter=datees)
    ) | {"pays": Pays.objects.count()}


def _raconter(avant: dict[str, int], apres: dict[str, int]) -> str:
    """« 41 512 lignes de communes, datées, dont 34 968 communes d’aujourd’hui, remplacent … »."""

    def dire(compte: dict[str, int]) -> str:
        dates = "datées" if compte["datees"] else "sans dates"
        return f"{compte['lignes']} lignes de communes, {dates}, dont {compte['actuelles']} d’aujourd’hui"

    if not avant["lignes"] and not avant["pays"]:
        return f"{dire(apres)}, et {apres['pays']} pays sont chargés."
    return f"{dire(apres)}, et {apres['pays']} pays ; avant : {dire(avant)}, et {avant['pays']} pays."


def _commune(commune: FaitsCommune) -> dict[str, object]:
    return {
        "code": commune.code,
        "nom": commune.nom,
        "cle": cle_commune(commune.nom)[:60],
        "departement": commune.departement,
        "debut": commune.debut,
        "fin": commune.fin,
        "actuelle": commune.actuelle,
    }


def _pays(pays: FaitsPays) -> dict[str, object]:
    return {
        "code": pays.code,
        "nom": pays.nom,
        "cle": cle_recherche(pays.nom)[:60],
        "debut": pays.debut,
        "fin": pays.fin,
    }


def _usuels(pays: Iterable[FaitsPays]) -> Iterable[FaitsPays]:
    """A country may come back under the same name: its last period is enough."""
    return {(faits.code, faits.nom): faits for faits in pays}.values()
