"""Which context each paper of a jury is made of: what the closing froze is read back here."""

from typing import Any

from certif_portal.commun.gel import degeler
from jurys.documents.attestation import MODELE_ATTESTATION, ContexteAttestation
from jurys.documents.certificat import MODELES, ContexteCertificat
from jurys.documents.lettre import MODELE_LETTRE, ContexteLettre
from jurys.documents.pv import ContexteEmargement, ContextePV
from jurys.documents.remise import MODELE_BORDEREAU, ContexteBordereau
from jurys.models import Papier

CONTEXTES: dict[str, type[Any]] = {
    **dict.fromkeys(MODELES.values(), ContexteCertificat),
    "pv_jury": ContextePV,
    "emargement_jury": ContexteEmargement,
    MODELE_BORDEREAU: ContexteBordereau,
    MODELE_ATTESTATION: ContexteAttestation,
    MODELE_LETTRE: ContexteLettre,
}


def contexte_de(papier: Papier) -> Any:
    return degeler(CONTEXTES[papier.modele], papier.contexte)
