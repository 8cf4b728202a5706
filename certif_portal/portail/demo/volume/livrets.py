"""The rows of the livret de suivi, and what its validation opens: activity report, company's opinion asked."""

from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from candidats.choix import Accord, EtatLivret
from candidats.models import LigneLivret, Livret, RapportActivites
from certif_portal.commun.envoi import EFFACE
from certif_portal.commun.typographie import date_longue
from certif_portal.portail.demo.volume.inscriptions import Dossier, Ecrivain
from certif_portal.portail.demo.volume.plan import Etape

ETATS_LIVRET = {Etape.LIVRET_RENVOYE: EtatLivret.A_CORRIGER, Etape.LIVRET_DEPOSE: EtatLivret.DEPOSE}
SITUATION = "Fabrication d’une pièce de la commande en cours, de la lecture du dossier au contrôle."


def livret(ecrivain: Ecrivain, dossier: Dossier) -> None:
    """Deposited within the first third; one line per competence."""
    promotion, cadre = dossier.promotion, ecrivain.cadre
    maison = promotion.maison
    if maison is None or promotion.etape < Etape.LIVRET_RENVOYE:
        return
    depot = min(promotion.entree + timedelta(days=cadre.alea.randrange(30, 70)), cadre.jour)
    valide = promotion.etape >= Etape.LIVRET_VALIDE
    a, etat = cadre.a(depot, 15, 30), ETATS_LIVRET.get(promotion.etape, EtatLivret.VALIDE)
    validation = cadre.a(depot + timedelta(days=5), 10, 45)
    renvoye = etat == EtatLivret.A_CORRIGER
    livret = ecrivain.tables.ajouter(
        Livret,
        inscription_id=dossier.pk,
        etat=etat.value,
        accord=(Accord.ENTREPRISE if dossier.tuteur else Accord.CANDIDAT).value,
        accord_nom=dossier.tuteur or dossier.fiche.nom_affiche,
        accord_qualite="Tuteur, pour l’entreprise" if dossier.tuteur else "",
        accord_le=depot - timedelta(days=2),
        depose_le=a,
        premier_depot_le=depot,
        depose_par_id=maison.membre,
        nature_retour="incorrect" if renvoye else "",
        motif_retour="La compétence 3 se prête à l’observation en situation de travail." if renvoye else "",
        valide_le=validation if valide else None,
        valide_par_id=cadre.agent if valide else None,
    )
    _lignes(ecrivain, dossier, livret)
    par = (maison.membre, maison.membre_nom)
    ecrivain.dire(
        dossier.pk,
        "livret-depot",
        f"Livret de suivi déposé ; évaluation prévue le {date_longue(promotion.seance)}.",
        a,
        par,
    )
    if valide:
        ecrivain.dire(dossier.pk, "livret-validation", "Livret de suivi validé.", validation)
        _apres_validation(ecrivain, dossier, validation)


def _lignes(ecrivain: Ecrivain, dossier: Dossier, livret: int) -> None:
    promotion = dossier.promotion
    nature = "projet" if promotion.rapport else "observation"
    modalite = promotion.cursus.modalites.get(nature) or next(iter(promotion.cursus.modalites.values()))
    liens = [
        {
            "lignelivret_id": ecrivain.tables.ajouter(
                LigneLivret,
                livret_id=livret,
                competence_id=competence,
                situation=SITUATION,
                lieu="Atelier",
                tuteur=dossier.tuteur[:120],
            ),
            "modalite_id": modalite,
        }
        for competence, _ in promotion.competences
    ]
    ecrivain.tables.joindre(LigneLivret.modalites.through, liens)


def _apres_validation(ecrivain: Ecrivain, dossier: Dossier, a: datetime) -> None:
    promotion, pk = dossier.promotion, dossier.pk
    if promotion.rapport and promotion.maison:
        depose = promotion.etape >= Etape.PLANIFIEE
        ecrivain.tables.ajouter(
            RapportActivites,
            inscription_id=pk,
            demande_le=a,
            fichier_id=ecrivain.fichiers.specimen("rapport-d-activites.pdf", a, promotion.maison.membre)
            if depose
            else None,
            depose_le=a + relativedelta(hours=5) if depose else None,
            depose_par_id=promotion.maison.membre if depose else None,
        )
    if dossier.avis_attendu:
        ecrivain.dire(pk, "avis_demande", "Avis de l’entreprise demandé à tuteur@entreprises.example.", a)
        objet = "Votre avis d’entreprise est attendu pour une certification"
        ecrivain.ecrire(pk, "avis_demande", "tuteur@entreprises.example", objet, EFFACE, a)
