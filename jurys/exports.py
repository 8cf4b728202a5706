"""Workbooks that leave the juries."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from certif_portal.commun.tableur import Valeur, ecrire_tableau
from jurys.models import Certificat

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
    ("Certificat délivré", 20),
)


def ecrire_dossiers_concernes(inscriptions: Iterable[Any], certificats: Iterable[Certificat]) -> bytes:
    """Those of `dossiers_concernes`, then those of `certificats_sans_capacite`, in their order."""
    lignes = chain(map(_concerne, inscriptions), map(_delivre, certificats))
    return ecrire_tableau("Dossiers concernés", CONCERNES, lignes, figer="C2")


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
        "",
    )


def _delivre(certificat: Certificat) -> tuple[Valeur, ...]:
    """As it is printed; the file may be gone."""
    presentation = certificat.presentation
    inscription = presentation.inscription if presentation else None
    return (
        inscription.reference if inscription else "",
        certificat.nom,
        certificat.prenoms,
        certificat.intitule,
        certificat.code_certification,
        inscription.get_portee_display() if inscription else "",
        inscription.organisme.nom if inscription and inscription.organisme else "",
        presentation.jury.numero if presentation else "",
        certificat.date_jury,
        certificat.numero,
    )
