"""Accepted registrations leave for the national system once; its numbers come back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from candidats.choix_gac import ChampGAC
from candidats.imports.gac import LigneRetour, lire_retour
from candidats.models import ColonneGAC, Inscription, LigneGAC, LotGAC
from candidats.models.inscription import PREFIXE_REFERENCE
from candidats.queries.gac import colonnes_gac, exportables, lignes_gac
from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import XLSX, enregistrer_fichier
from certif_portal.commun.journal import journaliser, journaliser_tous
from certif_portal.commun.tableur import PLAFOND, ecrire_tableau
from certif_portal.comptes.models import Utilisateur

LONGUEUR_NUMERO = 40
COLONNES_GAC = "colonnes-gac"
"""The act of the journal of the settings."""


class RetourRefuse(ErreurMetier):
    """Numbers given back with rows that are wrong: nothing was written."""

    def __init__(self, messages: list[str]) -> None:
        self.messages = messages
        super().__init__(" ".join(messages))


@acte
def exporter_gac(*, ids: Iterable[int], deja: bool, par: Utilisateur, a: datetime) -> LotGAC:
    """Write these registrations into one workbook, kept with its lot. One already exported goes again only with `deja`.

    Raises ErreurMetier when none of them is left to export, or beyond what is written while somebody waits.
    """
    cles = set(ids)
    if len(cles) > PLAFOND:
        raise ErreurMetier(
            f"{len(cles):_} inscriptions sont cochées. Un lot en porte {PLAFOND:_} au plus : "
            "exportez-les en plusieurs lots.".replace("_", "\u202f")
        )
    verrouillees = Inscription.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=cles)
    inscriptions = list(exportables(verrouillees, deja=deja).prefetch_related("financements", "blocs__bloc"))
    if not inscriptions:
        raise ErreurMetier(
            "Aucune inscription à exporter parmi celles-ci : elles ont peut-être été exportées entre-temps."
        )
    colonnes = colonnes_gac()
    entetes = [(colonne.titre, max(14, len(colonne.titre) + 2)) for colonne in colonnes]
    octets = ecrire_tableau("Import GAC", entetes, lignes_gac(inscriptions, colonnes))
    fichier = enregistrer_fichier(
        nom=f"import-gac-{timezone.localtime(a):%Y-%m-%d-%H%M}.xlsx", octets=octets, type_mime=XLSX, par=par, a=a
    )
    lot = LotGAC.objects.create(cree_le=a, cree_par=par, fichier=fichier)
    LigneGAC.objects.bulk_create(LigneGAC(lot=lot, inscription=inscription) for inscription in inscriptions)
    dits = ((i, "export-gac", f"{_nature_de_l_envoi(i)} vers le système national ({lot}).") for i in inscriptions)
    journaliser_tous(dits, par=par, a=a)
    return lot


def _nature_de_l_envoi(inscription: Any) -> str:
    if not inscription.exportee_le:
        return "Exportée"
    return "Correction d’état civil exportée" if inscription.corrigee_le else "Exportée de nouveau"


@acte
def dire_non_envoyees(*, ids: Iterable[int], par: Utilisateur, a: datetime) -> int:
    """The last sending of these registrations did not reach the national system: they are to be sent again."""
    inscriptions = Inscription.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=list(ids))
    exportees = list(exportables(inscriptions, deja=True))
    if not exportees:
        raise ErreurMetier("Aucune de celles-ci n’a été exportée : cochez-en au moins une.")
    recues = [inscription.reference for inscription in exportees if inscription.numero_national]
    if recues:
        raise ErreurMetier(f"Le système national a déjà donné un numéro : {', '.join(recues)} lui est bien parvenu.")
    envois = LigneGAC.objects.filter(inscription__in=exportees, non_envoyee_le__isnull=True)
    for ligne in envois.select_related("lot", "inscription").order_by("inscription", "-lot__cree_le"):
        phrase = f"Dite non envoyée au système national ({ligne.lot}) : elle est de nouveau à exporter."
        journaliser(ligne.inscription, "export-gac", phrase, par=par, a=a)
    envois.update(non_envoyee_le=a, non_envoyee_par=par)
    return len(exportees)


@acte
def lire_numeros_gac(*, nom: str, octets: bytes, par: Utilisateur, a: datetime) -> int:
    """Write the national numbers given back under our references; how many were new. Reading again changes nothing.

    Raises FichierRefuse for the file itself, RetourRefuse with one message per wrong row: then nothing is written.
    """
    titres = {colonne.champ: colonne.titre for colonne in colonnes_gac()}
    lignes = lire_retour(
        nom,
        octets,
        titre_reference=titres.get(ChampGAC.REFERENCE, ChampGAC.REFERENCE.label),
        titre_numero=titres.get(ChampGAC.NUMERO_NATIONAL, ChampGAC.NUMERO_NATIONAL.label),
    )
    ecrites = _controler([ligne for ligne in lignes if ligne.numero])
    for inscription, numero in ecrites:
        inscription.numero_national = numero
        inscription.save(update_fields=["numero_national"])
        journaliser(inscription, "numero-national", f"Numéro national reçu : {numero}.", par=par, a=a)
    return len(ecrites)


def _identifiant(reference: str) -> int | None:
    """« IN-000042 » gives 42."""
    chiffres = reference.upper().removeprefix(PREFIXE_REFERENCE)
    if not reference.upper().startswith(PREFIXE_REFERENCE) or not (chiffres.isascii() and chiffres.isdigit()):
        return None
    return int(chiffres) if len(chiffres) < 12 else None


def _controler(lignes: Sequence[LigneRetour]) -> list[tuple[Inscription, str]]:
    """What is to be written, or everything that is wrong."""
    par_ligne = {ligne.ligne: _identifiant(ligne.reference) for ligne in lignes}
    verrouillees = Inscription.objects.select_for_update(of=("self",), no_key=True).filter(lignes_gac__isnull=False)
    connues = {i.pk: i for i in verrouillees.filter(pk__in=[pk for pk in par_ligne.values() if pk])}
    numeros = [ligne.numero for ligne in lignes]
    pris = dict(Inscription.objects.filter(numero_national__in=numeros).values_list("numero_national", "pk"))
    messages, ecrites = [], []
    for ligne in lignes:
        inscription = connues.get(par_ligne[ligne.ligne] or 0)
        message = _erreur(ligne, inscription, pris)
        if message:
            messages.append(f"Ligne {ligne.ligne} : {message}")
        elif inscription and not inscription.numero_national:
            ecrites.append((inscription, ligne.numero))
        if inscription:
            pris[ligne.numero] = inscription.pk
            inscription.numero_national = inscription.numero_national or ligne.numero
    if messages:
        raise RetourRefuse(messages)
    return ecrites


def _erreur(ligne: LigneRetour, inscription: Inscription | None, pris: dict[str, int]) -> str:
    if inscription is None:
        return (
            f"« {ligne.reference} » n’est pas la référence d’une inscription exportée ({PREFIXE_REFERENCE}000042 "
            "attendu)."
        )
    if ligne.defaut:
        return ligne.defaut
    if len(ligne.numero) > LONGUEUR_NUMERO:
        return f"le numéro « {ligne.numero[:60]} » dépasse {LONGUEUR_NUMERO} caractères."
    if inscription.numero_national and inscription.numero_national != ligne.numero:
        return f"{ligne.reference} a déjà le numéro « {inscription.numero_national} » ; « {ligne.numero} » est lu."
    if pris.get(ligne.numero, inscription.pk) != inscription.pk:
        return f"le numéro « {ligne.numero} » est déjà celui d’une autre inscription."
    return ""


@acte
def enregistrer_colonnes_gac(*, colonnes: Sequence[dict[str, Any]], par: Utilisateur, a: datetime) -> list[ColonneGAC]:
    """Replace the column table; the lots that already left keep theirs in their file."""
    champs = [colonne["champ"] for colonne in colonnes]
    titres = [colonne["titre"] for colonne in colonnes]
    if ChampGAC.REFERENCE not in champs:
        raise ErreurMetier("La colonne « Notre référence » est attendue : c’est elle qui ramène les numéros.")
    if len(set(titres)) != len(titres):
        raise ErreurMetier("Deux colonnes portent le même en-tête.")
    ColonneGAC.objects.all().delete()
    nouvelles = [ColonneGAC(**colonne) for colonne in colonnes]
    for nouvelle in nouvelles:
        nouvelle.full_clean()
        nouvelle.save()
    journaliser(parametres(), COLONNES_GAC, f"Colonnes de l’export GAC : {', '.join(titres)}.", par=par, a=a)
    return nouvelles
