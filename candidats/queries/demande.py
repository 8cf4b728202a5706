"""Requests of the public form: those to deal with, and what each already says of a registration, never typed twice."""

from django.db.models import QuerySet

from candidats.choix import Demandeur, EtatDemande, Origine
from candidats.donnees import DonneesInscription
from candidats.models import DemandeInscription


def donnees_de_demande(demande: DemandeInscription) -> DonneesInscription:
    """A company's address is not the candidate's: it is left to the staff."""
    lui_meme = demande.demandeur == Demandeur.CANDIDAT
    return DonneesInscription(
        nom_naissance=demande.nom_naissance,
        prenom=demande.prenom,
        date_naissance=demande.date_naissance,
        naissance_precision=demande.naissance_precision,
        courriel=demande.courriel if lui_meme else "",
        telephone=demande.telephone if lui_meme else "",
        referentiel_id=demande.referentiel_id,
        voie=demande.voie,
        origine=Origine.SL if demande.raison_sociale or demande.siret or demande.sans_accord else "",
        initiative_sans_accord=demande.sans_accord,
        entreprise_raison_sociale=demande.raison_sociale,
        entreprise_siret=demande.siret,
    )


def demandes_de_la_liste(*, toutes: bool) -> QuerySet[DemandeInscription]:
    """What waits first, or everything that was confirmed."""
    lignes = DemandeInscription.objects.select_related("referentiel__certification").order_by("confirmee_le", "pk")
    if toutes:
        return lignes.exclude(etat=EtatDemande.A_CONFIRMER)
    return lignes.filter(etat=EtatDemande.A_TRAITER)
