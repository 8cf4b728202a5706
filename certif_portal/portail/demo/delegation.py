"""What an OF does by delegation of the centre, and what it taught the portal of its workbooks."""

from datetime import time

from candidats.choix import EtatInscription
from candidats.models import CorrespondanceColonne, Inscription
from certif_portal.portail.demo.parcours import Recit
from evaluations.models import Evaluateur
from evaluations.services.delegation import deleguer_organisation, proposer_commission

TITRES = (("nom du stagiaire", "nom_naissance"), ("ne le", "date_naissance"), ("n de convention", ""))


def charger(recit: Recit) -> None:
    """Delegated for a year, a sitting proposed yesterday; two titles of its own, and one to ignore."""
    cast, calendrier = recit.cast, recit.calendrier
    organisme = cast.organismes[0]
    evaluateurs = list(Evaluateur.objects.order_by("pk")[:3])
    deleguer_organisation(
        organisme=organisme,
        du=calendrier.le(-60),
        au=calendrier.le(300),
        motif="Deux sessions par an se tiennent sur son plateau ; le centre approuve chaque date.",
        evaluateurs=evaluateurs,
        par=cast.responsable,
        a=calendrier.a(-61, 15),
    )
    proposer_commission(
        organisme=organisme,
        date=calendrier.le(40),
        heure=time(9),
        lieu="Saint-Nazaire, plateau technique",
        adresse="3 rue des Forges, 44600 Saint-Nazaire",
        evaluateurs=evaluateurs[:2],
        inscriptions=Inscription.objects.filter(organisme=organisme, etat=EtatInscription.ACCEPTEE).order_by("pk")[:2],
        par=organisme.membres.select_related("utilisateur").get().utilisateur,
        a=calendrier.a(-1, 16),
    )
    CorrespondanceColonne.objects.bulk_create(
        CorrespondanceColonne(organisme=organisme, titre=titre, cle=cle) for titre, cle in TITRES
    )
