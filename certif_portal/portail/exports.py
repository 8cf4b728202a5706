"""Workbooks too long to be made while somebody waits: what each nature of them holds (decision 0125)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.core.exceptions import PermissionDenied
from django.http import QueryDict

from candidats.exports import ecrire_en_cours, ecrire_inscriptions, ecrire_insertion
from candidats.forms.liste import liste_filtree
from candidats.models import Inscription
from candidats.queries.inscription import inscriptions_en_cours_de, organisme_nomme
from candidats.queries.insertion import promotions_demandees
from candidats.queries.liste import Ligne, lire_lignes
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.tableur import PLAFOND, Valeur, ecrire_tableau
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.documents import classeur_chiffres, classeur_indicateurs, classeur_releve
from certif_portal.portail.indicateurs import periode_demandee
from certif_portal.portail.queries.bord import bords, nombre_de_bords
from certif_portal.portail.queries.chiffre import chiffres_a_ecrire, nommes
from certif_portal.portail.queries.cible import PAR_CODE
from certif_portal.portail.queries.forfait import Periode, concernees, de_ce_payeur, releves
from habilitations.models import OrganismeFormation
from jurys.models import Purge

Avancer = Callable[[int], None]
PAR_PAS = 500
"""Lines between two words on the progress."""
PLAFOND_SANS_COURTIER = 10_000
"""Rows written at most where there is no broker: the task then runs inside the request."""


@dataclass(frozen=True)
class Nature:
    """One kind of workbook: its list, its name, how many lines an address asks for, and the bytes."""

    liste: str
    titre: str
    compter: Callable[[Utilisateur, QueryDict, ParametresCentre, date], int]
    ecrire: Callable[[Utilisateur, QueryDict, ParametresCentre, date, Avancer], bytes]


def trop_long(nombre: int) -> bool:
    return nombre > PLAFOND


def _inscriptions(personne: Utilisateur, adresse: QueryDict, centre: ParametresCentre, le: date) -> int:
    visibles = Inscription.objects.visibles_par(personne)
    return liste_filtree(visibles, adresse.urlencode(), personne, centre, le).count()


def _ecrire_inscriptions(
    personne: Utilisateur, adresse: QueryDict, centre: ParametresCentre, le: date, avancer: Avancer
) -> bytes:
    visibles = Inscription.objects.visibles_par(personne).pour_listes()
    lignes = lire_lignes(liste_filtree(visibles, adresse.urlencode(), personne, centre, le), le=le, centre=centre)
    return ecrire_inscriptions(suivre(lignes, avancer))


def _forfaits(personne: Utilisateur, adresse: QueryDict, centre: ParametresCentre, le: date) -> int:
    periode = Periode.lue(adresse, le)
    siennes = de_ce_payeur(Inscription.objects.visibles_par(personne), adresse.get("payeur", ""))
    return concernees(siennes, periode.du, periode.au).count()


def _ecrire_forfaits(
    personne: Utilisateur, adresse: QueryDict, centre: ParametresCentre, le: date, avancer: Avancer
) -> bytes:
    periode, payeur = Periode.lue(adresse, le), adresse.get("payeur", "")
    siennes = de_ce_payeur(Inscription.objects.visibles_par(personne), payeur)
    tous = releves(siennes, periode.du, periode.au)
    return classeur_releve([releve for releve in tous if payeur in ("", releve.payeur.cle)])


def _insertion(personne: Utilisateur, adresse: QueryDict, centre: ParametresCentre, le: date) -> int:
    return len(promotions_demandees(personne, adresse)[2])


def _ecrire_insertion(
    personne: Utilisateur, adresse: QueryDict, centre: ParametresCentre, le: date, avancer: Avancer
) -> bytes:
    return ecrire_insertion(promotions_demandees(personne, adresse)[2])


def _organisme(personne: Utilisateur, adresse: QueryDict) -> OrganismeFormation:
    """The one an address names; the view said already that there is one."""
    organisme = organisme_nomme(personne, adresse)
    if organisme is None:
        raise PermissionDenied
    return organisme


def _en_cours(personne: Utilisateur, adresse: QueryDict, centre: ParametresCentre, le: date) -> int:
    return inscriptions_en_cours_de(_organisme(personne, adresse)).count()


def _ecrire_en_cours(
    personne: Utilisateur, adresse: QueryDict, centre: ParametresCentre, le: date, avancer: Avancer
) -> bytes:
    return ecrire_en_cours(_organisme(personne, adresse), le)


def _indicateurs(personne: Utilisateur, adresse: QueryDict, centre: ParametresCentre, le: date) -> int:
    return nombre_de_bords(personne)


def _ecrire_indicateurs(
    personne: Utilisateur, adresse: QueryDict, centre: ParametresCentre, le: date, avancer: Avancer
) -> bytes:
    periode = periode_demandee(adresse.get("periode", ""), le, "acte")
    return classeur_indicateurs(bords(personne, periode, le=le, centre=centre))


def _chiffres(personne: Utilisateur, adresse: QueryDict, centre: ParametresCentre, le: date) -> int:
    return chiffres_a_ecrire(personne, adresse).count()


def _ecrire_chiffres(
    personne: Utilisateur, adresse: QueryDict, centre: ParametresCentre, le: date, avancer: Avancer
) -> bytes:
    return classeur_chiffres(nommes(chiffres_a_ecrire(personne, adresse)))


def suivre(lignes: Iterator[Ligne], avancer: Avancer) -> Iterator[Ligne]:
    """The same lines, their number told now and then."""
    for rang, ligne in enumerate(lignes, start=1):
        if rang % PAR_PAS == 0:
            avancer(rang)
        yield ligne


NATURES: dict[str, Nature] = {
    "inscriptions": Nature("inscription_liste", "Inscriptions", _inscriptions, _ecrire_inscriptions),
    "forfaits": Nature("forfait_liste", "Forfaits", _forfaits, _ecrire_forfaits),
    "insertion": Nature("insertion_liste", "Insertion", _insertion, _ecrire_insertion),
    "en-cours": Nature("classeur_importer", "Inscriptions en cours", _en_cours, _ecrire_en_cours),
    "chiffres": Nature("chiffre_liste", "Chiffres", _chiffres, _ecrire_chiffres),
    "indicateurs": Nature("indicateur_liste", "Indicateurs", _indicateurs, _ecrire_indicateurs),
}


CLES_DE_PURGE = (("Règle", 22), ("Ce qui part", 40), ("Table", 26), ("Clé", 14), ("À compter du", 16))


def ecrire_purge(purge: Purge) -> bytes:
    """The keys that a purge would take now, rule by rule, as many as a workbook of a page holds."""
    return ecrire_tableau("À effacer", CLES_DE_PURGE, islice(_cles_de_purge(purge), PLAFOND))


def _cles_de_purge(purge: Purge) -> Iterator[tuple[Valeur, ...]]:
    for ligne in purge.lignes.all():
        cible = PAR_CODE[ligne.cible]
        for cle, depart in cible.dues(purge.le).order_by("pk").values_list("pk", "depart").iterator(PAR_PAS):
            yield (ligne.regle, cible.quoi, str(cible.modele._meta.verbose_name), str(cle), depart)
