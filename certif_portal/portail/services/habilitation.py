"""The accreditation file of an OF, opened with what its scorecard proposes."""

from datetime import datetime

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.propositions import propositions_de
from habilitations.models import DossierHabilitation, OrganismeFormation
from habilitations.services.dossier import creer_dossier, remplacer_propositions


def ouvrir_dossier(
    *, organisme: OrganismeFormation, centre: ParametresCentre, par: Utilisateur, a: datetime
) -> DossierHabilitation:
    """Open the accreditation file of an OF with what its scorecard proposes."""
    propositions = propositions_de(organisme, par=par, le=jour_de(a), centre=centre)
    return creer_dossier(organisme=organisme, propositions=propositions, par=par, a=a)


def proposer_reponses(*, dossier: DossierHabilitation, centre: ParametresCentre, par: Utilisateur, a: datetime) -> None:
    """Make the proposals of a draft again from the facts of that day."""
    propositions = propositions_de(dossier.organisme, par=par, le=jour_de(a), centre=centre)
    remplacer_propositions(dossier=dossier, propositions=propositions)
