"""What is due on registrations: the livret de suivi, by the stricter of the centre's two rules."""

from datetime import date

from django.db.models import Q

from candidats.choix import EtatInscription, EtatLivret, Voie
from candidats.models import Inscription
from candidats.regles import limites_livret
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.typographie import date_longue


def echeances(le: date, centre: ParametresCentre | None = None) -> list[Echeance]:
    """One deadline per accepted registration whose livret is not deposited, or was sent back: 1 query, and the
    centre's settings when they are not given."""
    centre = centre or parametres()
    attendues = (
        Inscription.objects.filter(etat=EtatInscription.ACCEPTEE, voie=Voie.FORMATION)
        .filter(Q(livret__isnull=True) | Q(livret__etat=EtatLivret.A_CORRIGER))
        .select_related("candidat", "organisme", "referentiel", "livret")
        .order_by("pk")
    )
    trouvees = (_echeance(inscription, centre) for inscription in attendues)
    return [echeance for echeance in trouvees if echeance is not None]


def _echeance(inscription: Inscription, centre: ParametresCentre) -> Echeance | None:
    limites = limites_livret(
        entree=inscription.entree_formation,
        fin=inscription.fin_formation,
        evaluation=inscription.date_evaluation,
        mois=centre.livret_mois,
        tiers=centre.livret_premier_tiers,
    )
    if not limites:
        return None
    limite, regle, raison = limites[0]
    organisme = inscription.organisme
    adresse = organisme.courriel if organisme else centre.courriel
    acte = "à corriger" if hasattr(inscription, "livret") else "à déposer"
    return Echeance(
        regle=regle,
        date_limite=limite,
        libelle=f"Livret de suivi {acte}",
        pour=f"{inscription.candidat}, {organisme or centre.nom}",
        explication=f"{raison[0].upper()}{raison[1:]}, au plus tard le {date_longue(limite)}.",
        dossier_type=Inscription._meta.label_lower,
        dossier_id=inscription.pk,
        cle=f"{regle.code}:{inscription.pk}:{limite.isoformat()}",
        destinataires=(adresse,) if adresse else (),
    )
