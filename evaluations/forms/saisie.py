"""What a tablet sends, read before anything is done of it: whole, or refused whole."""

import json
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, UnreadablePostError

from certif_portal.commun.champs import ChampFichier
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse
from certif_portal.commun.formulaires import Formulaire
from evaluations.regles.saisie import appareil_lisible

OPERATIONS_MAXIMUM = 50
OCTETS_MAXIMUM = 256 * 1024
ILLISIBLE = "L’envoi n’est pas lisible : il devrait porter une tablette et des opérations."


class EnvoiRefuse(ErreurMetier):
    """Nothing of it is done. `statut`: what the tablet reads, and acts upon."""

    def __init__(self, phrase: str, statut: int = 400) -> None:
        super().__init__(phrase)
        self.statut = statut


@dataclass(frozen=True)
class Envoi:
    appareil: str
    operations: list[Any]


SECOURS_MAXIMUM = 5 * 1024 * 1024  # bytes of an emergency file: some thousands of operations


def _lire_secours(recu: UploadedFile) -> tuple[str, bytes, str]:
    """As it comes: what it holds is known once it is opened."""
    if recu.size is None or recu.size > SECOURS_MAXIMUM:
        raise FichierRefuse("Ce fichier est trop lourd pour être celui d’une tablette.")
    return str(recu.name), recu.read(), "application/json"


class SecoursForm(Formulaire):
    fichier = ChampFichier(
        label="Fichier de secours",
        lire=_lire_secours,
        help_text="Celui que l’évaluateur a emporté de sa tablette (« .saisies »).",
    )


def lire_envoi(request: HttpRequest) -> Envoi:
    """Raises EnvoiRefuse."""
    if request.content_type != "application/json":  # of a form, the body was read by the guard of tokens
        raise EnvoiRefuse(ILLISIBLE)
    corps = _corps(request)
    if len(corps) > OCTETS_MAXIMUM:
        raise EnvoiRefuse("Cet envoi est trop lourd : la tablette doit l’envoyer en plusieurs fois.", 413)
    try:
        envoi = json.loads(corps)
        appareil, operations = envoi["appareil"], envoi["operations"]
    except (ValueError, KeyError, TypeError, RecursionError) as erreur:
        raise EnvoiRefuse(ILLISIBLE) from erreur
    if not appareil_lisible(appareil) or not isinstance(operations, list):
        raise EnvoiRefuse(ILLISIBLE)
    if envoi.get("utilisateur", request.user.pk) != request.user.pk:
        phrase = "Ces saisies sont celles d’une autre personne : elles partiront quand elle se connectera."
        raise EnvoiRefuse(phrase, 403)
    if len(operations) > OPERATIONS_MAXIMUM:
        raise EnvoiRefuse(f"{len(operations)} opérations d’un coup : {OPERATIONS_MAXIMUM} au plus.", 413)
    return Envoi(appareil, operations)


def _corps(request: HttpRequest) -> bytes:
    try:
        return request.body
    except UnreadablePostError as erreur:
        raise EnvoiRefuse("L’envoi s’est interrompu : rien n’est enregistré.") from erreur
