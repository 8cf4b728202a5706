"""The centre's identity, signatories and local usages: settings, never constants."""

from certif_portal.centre.models.avis import ValeurAvis, valeurs_avis
from certif_portal.centre.models.delegation import DelegationSignature
from certif_portal.centre.models.forfait import Tarif, UsageForfait
from certif_portal.centre.models.parametres import (
    ENTETE_BDC,
    ENTETE_CQPM,
    ParametresCentre,
    lire_parametres,
    nouvelle_cle,
    parametres,
)
from certif_portal.centre.models.verso import VersoCertificat

__all__ = [
    "ENTETE_BDC",
    "ENTETE_CQPM",
    "DelegationSignature",
    "ParametresCentre",
    "Tarif",
    "UsageForfait",
    "ValeurAvis",
    "VersoCertificat",
    "lire_parametres",
    "nouvelle_cle",
    "parametres",
    "valeurs_avis",
]
