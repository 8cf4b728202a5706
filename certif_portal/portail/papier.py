"""What is written to somebody without an address, on the centre's paper: the words of its mail, as they were kept."""

from datetime import datetime

from candidats.models import Candidat, Inscription
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.models import Courriel
from certif_portal.commun.typographie import date_longue
from evaluations.documents.convocation import adresse_postale
from jurys.documents.commun import etablissement, paragraphes
from jurys.documents.lettre import ContexteLettre


def contexte_papier(courriel: Courriel, centre: ParametresCentre, a: datetime) -> ContexteLettre:
    """Dated the day it was written."""
    return ContexteLettre(
        centre=centre.nom,
        adresse_centre=centre.adresse_complete(),
        destinataire=destinataire(courriel),
        lieu=centre.ville,
        date=date_longue(courriel.cree_le),
        objet=courriel.objet,
        paragraphes=paragraphes(courriel.texte),
        qualite="",
        signataire=centre.nom,
        etabli_le=etablissement(a),
    )


def destinataire(courriel: Courriel) -> list[str]:
    """The candidate of the file it is about, with their postal address; nobody else is written to without one."""
    if courriel.dossier_type != Inscription._meta.label_lower:
        return []
    candidat = Candidat.objects.filter(inscriptions=courriel.dossier_id).first()
    return [str(candidat), *adresse_postale(candidat)] if candidat else []
