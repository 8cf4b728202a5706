"""The slip that goes with the certificates handed to one training organisation, or straight to their holders."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.typographie import date_longue
from habilitations.models import OrganismeFormation
from jurys.documents.commun import etablissement
from jurys.models import Certificat, Jury

MODELE_BORDEREAU, VERSION_BORDEREAU = "bordereau_remise", "1"


@dataclass(frozen=True)
class LigneBordereau:
    numero: str
    titulaire: str
    code: str
    intitule: str


@dataclass(frozen=True)
class ContexteBordereau:
    centre: str
    adresse_centre: str
    numero_jury: str
    date_jury: str
    lieu_jury: str
    organisme: str
    """Empty for candidates whom no training organisation follows."""
    adresse_organisme: str
    lignes: list[LigneBordereau]
    etabli_le: str


def contexte_bordereau(
    jury: Jury,
    organisme: OrganismeFormation | None,
    certificats: Iterable[Certificat],
    *,
    centre: ParametresCentre,
    a: datetime,
) -> ContexteBordereau:
    """The certificates in the order in which they are printed."""
    adresse = (organisme.adresse, f"{organisme.code_postal} {organisme.ville}".strip()) if organisme else ()
    return ContexteBordereau(
        centre=centre.nom,
        adresse_centre=centre.adresse_complete(),
        numero_jury=jury.numero,
        date_jury=date_longue(jury.date),
        lieu_jury=jury.lieu,
        organisme=organisme.nom if organisme else "",
        adresse_organisme=", ".join(partie for partie in adresse if partie),
        lignes=[
            LigneBordereau(
                numero=certificat.numero,
                titulaire=f"{certificat.nom} {certificat.prenoms}",
                code=certificat.code_certification,
                intitule=certificat.intitule,
            )
            for certificat in certificats
        ],
        etabli_le=etablissement(a),
    )
