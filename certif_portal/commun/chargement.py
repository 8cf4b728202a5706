"""A file that somebody asks to load: kept, read by a task, applied once, forgotten. Its page: `page_chargement`.

What is loaded, and how, belongs to the app whose row keeps the request (`EN_COURS`, `FAIT`, `REFUSE`).
"""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from django.db.models import Model

from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser

EN_COURS = "en_cours"
Lu = TypeVar("Lu", bound=Model)


def exiger_aucun(modele: type[Model], deja: str) -> None:
    """One at a time."""
    if modele._default_manager.filter(etat=EN_COURS).exists():
        raise ErreurMetier(deja)


def a_terminer(modele: type[Lu], pk: int) -> Lu | None:
    """Its row, held; None once it is done: a task may come twice, two workers may have read the same file."""
    lignes = modele._default_manager.select_for_update(of=("self",), no_key=True)
    return lignes.filter(pk=pk, etat=EN_COURS).first()


def terminer(
    chargement: Any, transitions: Mapping[Any, set[Any]], vers: Enum, *, acte: str, quoi: str, a: datetime
) -> None:
    """What became of it (`chargement.resultat`), in its row and in the journal; the file is forgotten. To be called by
    the act that applied it, which holds its row."""
    verifier_transition(transitions, chargement, vers)
    fichier = chargement.fichier
    chargement.etat, chargement.fichier, chargement.fini_le = vers, None, a
    chargement.save()
    if fichier:
        fichier.delete()
    journaliser(
        chargement, acte, f"{quoi}, « {chargement.nom} » : {chargement.resultat}", par=chargement.demande_par, a=a
    )
