"""A certificate as it is delivered: rendered, then sealed where the centre seals."""

from datetime import datetime

from certif_portal.centre.choix import ModeSignature
from certif_portal.commun.cachet import sceller_pdf
from certif_portal.commun.pdf import Atelier, rendre_pdf
from jurys.documents.certificat import ContexteCertificat


def editer_certificat(
    modele: str, contexte: ContexteCertificat, *, identifiant: str, a: datetime, dans: Atelier | None = None
) -> bytes:
    """The same bytes for the same facts, before the seal: that bears its own instant."""
    octets = rendre_pdf(modele, contexte, identifiant=identifiant, dans=dans)
    return sceller_pdf(octets, a=a) if contexte.signature == ModeSignature.SCEAU else octets
