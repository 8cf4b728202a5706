"""The mark that makes a true copy of a certificate out of the kept document."""

from dataclasses import dataclass
from datetime import datetime

from certif_portal.centre.models import DelegationSignature, ParametresCentre
from certif_portal.commun.typographie import date_longue, jour_de
from jurys.documents.certificat import Verification, verification
from jurys.documents.commun import etablissement
from jurys.models import Certificat

MODELE_DUPLICATA, VERSION_DUPLICATA = "duplicata", "4"
SANS_CODE = ("1", "2")
"""Versions of the certificate that printed no code."""


@dataclass(frozen=True)
class ContexteDuplicata:
    centre: str
    numero: str
    lieu: str
    date: str
    qualite: str
    signataire: str
    etabli_le: str
    verification: Verification
    """Those delivered before the portal printed codes have theirs on the copy."""


def contexte_duplicata(
    certificat: Certificat, centre: ParametresCentre, delegation: DelegationSignature | None, a: datetime
) -> ContexteDuplicata:
    """Signed by whoever signs for the centre on the day of the copy."""
    return ContexteDuplicata(
        centre=centre.nom,
        numero=certificat.numero,
        lieu=centre.ville,
        date=date_longue(jour_de(a)),
        qualite=delegation.qualite if delegation else centre.president_qualite,
        signataire=delegation.nom if delegation else centre.president_nom,
        etabli_le=etablissement(a),
        verification=_code_a_ajouter(certificat, centre),
    )


def _code_a_ajouter(certificat: Certificat, centre: ParametresCentre) -> Verification:
    """Empty where the original prints it already."""
    sans = certificat.document is not None and certificat.document.version_modele in SANS_CODE
    return verification(certificat, centre.cle_verification) if sans else Verification()
