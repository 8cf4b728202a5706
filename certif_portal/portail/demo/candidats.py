"""What happens to persons in the demonstration: arrangements, a correction, a probable double, public requests."""

from datetime import date, timedelta

from candidats.choix import Demandeur, EtatAmenagement, PreuveCorrection, Voie
from candidats.models import Amenagement, DemandeInscription, Inscription
from candidats.services.amenagement import decider_amenagement
from candidats.services.correction import corriger_identite
from candidats.services.demande import confirmer_demande, recevoir_demande
from certif_portal.commun.typographie import jour_de
from certif_portal.portail.demo.parcours import Recit
from certif_portal.portail.demo.personnes import ENTREPRISES, siret_fictif


def evenements(recit: Recit) -> None:
    _amenagements(recit)
    _double(recit)
    _correction(recit)
    _demandes(recit)


def _amenagements(recit: Recit) -> None:
    """Granted the day the file was accepted."""
    demandes = Amenagement.objects.filter(etat=EtatAmenagement.DEMANDE, inscription__acceptee_le__isnull=False)
    for amenagement in demandes.select_related("inscription"):
        a = amenagement.inscription.acceptee_le or recit.calendrier.maintenant
        decider_amenagement(amenagement=amenagement, accorde=True, le=jour_de(a), par=recit.cast.agent, a=a)


def _double(recit: Recit) -> None:
    """The same person, written otherwise by another organisation, for another certification."""
    entree = recit.calendrier.ouvre(-10)
    inscription = recit.brouillon(
        "celik",
        recit.cast.organismes[1],
        entree=entree,
        fin=entree + timedelta(days=200),
        evaluation=entree + timedelta(days=180),
        a_jour=recit.calendrier.ouvre(-6),
        referentiel=recit.cast.ccpm,
    )
    candidat = inscription.candidat
    candidat.nom_naissance = candidat.nom_naissance.upper().replace("Ç", "C").replace("-", " ")
    candidat.save(update_fields=["nom_naissance"])
    recit.deposer(inscription, recit.calendrier.ouvre(-5))


def _correction(recit: Recit) -> None:
    """A first name of an admitted candidate mended after the jury: the certificate is listed as stale."""
    inscription = Inscription.objects.filter(etat="admise", candidat__nom_naissance="O’Brien-Nguyễn").first()
    inscription = inscription or Inscription.objects.filter(etat="admise").order_by("pk")[0]
    corriger_identite(
        candidat=inscription.candidat,
        identite={"autres_prenoms": "Marie", "nom_usage": "Kermadec"},
        motif="Mariage, signalé par la candidate à la remise du certificat.",
        preuve=PreuveCorrection.LIVRET,
        par=recit.cast.agent,
        a=recit.calendrier.a(-4, 11),
    )


def _demandes(recit: Recit) -> None:
    """One from a candidate without her employer, one from a company, one still unconfirmed."""
    cqpm, ccpm = recit.cast.cqpm, recit.cast.ccpm
    commun = {"telephone": "06 99 00 00 00", "message": "Dix ans de métier ; disponible le vendredi."}
    lignes: tuple[tuple[int, dict[str, object]], ...] = (
        (
            -3,
            {
                "demandeur": Demandeur.CANDIDAT,
                "courriel": "ines.moreau@candidats.example",
                "nom_naissance": "Moreau",
                "prenom": "Inès",
                "date_naissance": date(1988, 4, 17),
                "referentiel": cqpm,
                "voie": Voie.VAE,
                "sans_accord": True,
                "raison_sociale": ENTREPRISES[1].raison_sociale,
                "siret": siret_fictif(1),
            },
        ),
        (
            -1,
            {
                "demandeur": Demandeur.ENTREPRISE,
                "courriel": "rh@fonderie.example",
                "nom_naissance": "Guéguen",
                "prenom": "Loïc",
                "date_naissance": date(1979, 9, 2),
                "referentiel": ccpm,
                "voie": Voie.VAE_BRANCHE,
                "raison_sociale": ENTREPRISES[2].raison_sociale,
                "siret": siret_fictif(2),
            },
        ),
        (
            0,
            {
                "demandeur": Demandeur.CANDIDAT,
                "courriel": "paul.riou@candidats.example",
                "nom_naissance": "Riou",
                "prenom": "Paul",
                "date_naissance": date(1992, 1, 30),
                "referentiel": cqpm,
                "voie": Voie.VAE,
            },
        ),
    )
    for rang, (depuis, donnees) in enumerate(lignes):
        a = recit.calendrier.a(depuis, 8, 20)
        demande: DemandeInscription = recevoir_demande(donnees=commun | donnees, origine=f"198.51.100.{rang}", a=a)
        if depuis:
            confirmer_demande(demande=demande, a=a + timedelta(minutes=6))
