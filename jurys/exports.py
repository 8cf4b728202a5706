"""Workbooks that leave the juries."""

from collections.abc import Iterable
from typing import Any

from certif_portal.commun.tableur import Valeur, ecrire_tableau

CONCERNES = (
    ("Référence", 14),
    ("Nom de naissance", 24),
    ("Prénom", 18),
    ("Certification", 44),
    ("Numéro", 20),
    ("Portée", 22),
    ("Organisme", 30),
    ("Jury", 12),
    ("Date du jury", 14),
)


def ecrire_dossiers_concernes(inscriptions: Iterable[Any]) -> bytes:
    """Those of `dossiers_concernes`, in their order."""
    return ecrire_tableau("Dossiers concernés", CONCERNES, map(_concerne, inscriptions), figer="C2")


def _concerne(inscription: Any) -> tuple[Valeur, ...]:
    return (
        inscription.reference,
        inscription.candidat.nom_naissance.upper(),
        inscription.candidat.prenom,
        inscription.referentiel.intitule,
        inscription.referentiel.certification.code,
        inscription.get_portee_display(),
        inscription.organisme.nom if inscription.organisme else "",
        inscription.jury_numero or "",
        inscription.jury_date,
    )
