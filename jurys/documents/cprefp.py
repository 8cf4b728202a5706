"""The letter to the secretariat of the CPREFP, kept as it left."""

from dataclasses import dataclass
from datetime import date, datetime

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.typographie import date_longue
from jurys.documents.commun import etablissement, paragraphes
from jurys.models import InformationCPREFP

MODELE_CPREFP, VERSION_CPREFP = "information_cprefp", "1"


@dataclass(frozen=True)
class ContexteCPREFP:
    centre: str
    adresse_centre: str
    courriel_centre: str
    destinataire: list[str]
    objet: str
    paragraphes: list[str]
    fait_le: str
    etabli_le: str


def contexte_cprefp(
    information: InformationCPREFP, *, centre: ParametresCentre, le: date, a: datetime
) -> ContexteCPREFP:
    return ContexteCPREFP(
        centre=centre.nom,
        adresse_centre=centre.adresse_complete(),
        courriel_centre=centre.courriel,
        destinataire=[ligne for ligne in information.adresse.splitlines() if ligne.strip()],
        objet=information.objet,
        paragraphes=paragraphes(information.corps),
        fait_le=date_longue(le),
        etabli_le=etablissement(a),
    )
