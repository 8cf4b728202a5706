"""The emergency file of a tablet that could not send: its operations come in under their author, by the same door."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certif_portal.commun.actes import acte
from certif_portal.commun.enveloppe import ouvrir
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.journal import journaliser
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import StatutOperation
from evaluations.models import Grille, OperationRecue
from evaluations.queries.paquet import cles_de
from evaluations.regles.saisie import appareil_lisible, cle_operation, empreinte_operation, numero_lu, sceau_juste
from evaluations.services.saisie import recevoir_operations

PAS_UN_FICHIER = "Ce fichier n’est pas celui d’une tablette : un fichier « .saisies » est attendu."
PAS_LE_SIEN = "Ce fichier n’a pas été écrit par la tablette de son auteur, ou a été modifié : rien n’en est repris."


@dataclass(frozen=True)
class FichierSecours:
    auteur: Utilisateur
    appareil: str
    operations: list[Any]


@dataclass(frozen=True)
class BilanSecours:
    """How many of each: applied, in conflict, set aside, received before."""

    auteur: Utilisateur
    statuts: Counter[str]


def lire_fichier_secours(octets: bytes) -> FichierSecours:
    """Open it, and make sure of whose it is: the key of their package sealed it. Raises FichierRefuse."""
    dit = _objet(ouvrir(_objet(octets)))
    contenu: dict[str, Any] = {nom: dit.get(nom) for nom in ("appareil", "utilisateur", "operations")}
    auteur = Utilisateur.objects.filter(pk=numero_lu(contenu, "utilisateur")).first()
    if auteur is None or not any(sceau_juste(cle, contenu, dit.get("sceau")) for cle in cles_de(auteur)):
        raise FichierRefuse(PAS_LE_SIEN)
    if not appareil_lisible(contenu["appareil"]) or not isinstance(contenu["operations"], list):
        raise FichierRefuse(PAS_UN_FICHIER)
    return FichierSecours(auteur, contenu["appareil"], contenu["operations"])


def _objet(octets: bytes) -> dict[str, Any]:
    try:
        lu = json.loads(octets)
    except (ValueError, RecursionError) as erreur:
        raise FichierRefuse(PAS_UN_FICHIER) from erreur
    if not isinstance(lu, dict):
        raise FichierRefuse(PAS_UN_FICHIER)
    return lu


@acte
def entrer_fichier_secours(*, octets: bytes, par: Utilisateur, a: datetime) -> BilanSecours:
    """Each operation once, whether the tablet sends it one day or not; each file of a candidate says it."""
    fichier = lire_fichier_secours(octets)
    cles = [cle_operation(brut) for brut in fichier.operations]
    connues = set(OperationRecue.objects.filter(cle__in=cles).values_list("cle", "sha256"))
    resultats = recevoir_operations(
        utilisateur=fichier.auteur, appareil=fichier.appareil, operations=fichier.operations, a=a
    )
    nouvelles: dict[int, set[str]] = defaultdict(set)
    for cle, brut, resultat in zip(cles, fichier.operations, resultats, strict=True):
        if (cle, empreinte_operation(brut)) not in connues:
            nouvelles[numero_lu(brut, "grille")].add(resultat["statut"])
    for grille in Grille.objects.filter(pk__in=nouvelles).select_related("inscription"):
        phrase = _phrase(fichier.auteur, nouvelles[grille.pk])
        journaliser(grille.inscription, "saisies_secours", phrase, par=par, a=a)
    return BilanSecours(fichier.auteur, Counter(str(resultat["statut"]) for resultat in resultats))


def _phrase(auteur: Utilisateur, statuts: set[str]) -> str:
    """What became of them: nothing that was set aside is in the grid."""
    if statuts <= {StatutOperation.QUARANTAINE}:
        return f"Saisies de {auteur} mises en quarantaine, depuis le fichier de secours de sa tablette."
    autres = ", d’autres mises en quarantaine" if StatutOperation.QUARANTAINE in statuts else ""
    return f"Saisies de {auteur} entrées depuis le fichier de secours de sa tablette{autres}."
