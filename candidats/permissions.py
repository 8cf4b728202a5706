"""Who may do what on a registration they can already see (`visibles_par`)."""

from candidats.choix import (
    A_EXAMINER,
    LIVRETS_AU_CENTRE,
    MODIFIABLE_PAR_ORGANISME,
    OUVERTES,
    PROJET_DECIDE,
    PROJET_MODIFIABLE,
    DecisionRecevabilite,
    EtatInscription,
    EtatLivret,
    EtatProjet,
    Origine,
)
from candidats.models import Inscription, Projet
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import Personne, a_role, est_du_centre


def porte_le_dossier(personne: Personne, inscription: Inscription) -> bool:
    """The OF of the registration; the staff when it came from a company or from the candidate."""
    if inscription.organisme_id is None:
        return est_du_centre(personne)
    return a_role(personne, Role.ORGANISME)


def peut_creer(personne: Personne) -> bool:
    return a_role(personne, Role.ORGANISME) or est_du_centre(personne)


def peut_modifier(personne: Personne, inscription: Inscription) -> bool:
    return porte_le_dossier(personne, inscription) and inscription.etat in MODIFIABLE_PAR_ORGANISME


def peut_examiner(personne: Personne, inscription: Inscription) -> bool:
    """Check the identity, decide the dérogation, accept or send back."""
    return est_du_centre(personne) and inscription.etat in A_EXAMINER


def peut_abandonner(personne: Personne, inscription: Inscription) -> bool:
    return inscription.etat in OUVERTES and (est_du_centre(personne) or porte_le_dossier(personne, inscription))


def peut_retirer_depot(personne: Personne, inscription: Inscription) -> bool:
    """Its OF, while it is deposited; that nobody has taken it up is the service's to say."""
    return inscription.etat == EtatInscription.DEPOSEE and a_role(personne, Role.ORGANISME)


def peut_supprimer_brouillon(personne: Personne, inscription: Inscription) -> bool:
    return inscription.etat == EtatInscription.BROUILLON and porte_le_dossier(personne, inscription)


def peut_completer_entreprise(personne: Personne, inscription: Inscription) -> bool:
    ouverte = inscription.est_au_centre
    agit = est_du_centre(personne) or porte_le_dossier(personne, inscription)
    return ouverte and agit and inscription.origine == Origine.DE


def peut_decider_amenagements(personne: Personne, inscription: Inscription) -> bool:
    return est_du_centre(personne) and inscription.est_au_centre


def peut_deposer_livret(personne: Personne, inscription: Inscription) -> bool:
    livret = getattr(inscription, "livret", None)
    attendu = livret is None or livret.etat == EtatLivret.A_CORRIGER
    return attendu and inscription.est_suivie and porte_le_dossier(personne, inscription)


def peut_decider_livret(personne: Personne, inscription: Inscription) -> bool:
    """Validate or return a livret."""
    livret = getattr(inscription, "livret", None)
    ouvert = livret is not None and livret.etat in LIVRETS_AU_CENTRE
    return ouvert and inscription.est_suivie and est_du_centre(personne)


def peut_decider_recevabilite(personne: Personne, inscription: Inscription) -> bool:
    return est_du_centre(personne) and inscription.est_suivie and inscription.en_vae


def peut_reprendre_acquis(personne: Personne, inscription: Inscription) -> bool:
    """Before any sitting is planned: the staff alone see what other organisations presented."""
    ouverte = inscription.est_au_centre
    return ouverte and inscription.date_commission is None and est_du_centre(personne)


def peut_reporter(personne: Personne, inscription: Inscription) -> bool:
    agit = est_du_centre(personne) or porte_le_dossier(personne, inscription)
    return agit and inscription.est_suivie and inscription.date_commission is None


def peut_deposer_rapport(personne: Personne, inscription: Inscription) -> bool:
    agit = est_du_centre(personne) or porte_le_dossier(personne, inscription)
    return agit and inscription.est_suivie


def peut_instruire_vae(personne: Personne, inscription: Inscription) -> bool:
    ouverte = inscription.est_au_centre
    return ouverte and inscription.en_vae and est_du_centre(personne)


def peut_deposer_livret2(personne: Personne, inscription: Inscription) -> bool:
    recevabilite = getattr(inscription, "recevabilite", None)
    recevable = recevabilite is not None and recevabilite.decision == DecisionRecevabilite.RECEVABLE
    return recevable and peut_deposer_rapport(personne, inscription)


def peut_modifier_projet(personne: Personne, projet: Projet) -> bool:
    """Its OF; the staff when the centre wrote it."""
    porte = a_role(personne, Role.ORGANISME) or (est_du_centre(personne) and projet.saisi_par_centre)
    return porte and projet.etat in PROJET_MODIFIABLE


def peut_supprimer_projet(personne: Personne, projet: Projet) -> bool:
    return peut_modifier_projet(personne, projet) and projet.etat == EtatProjet.BROUILLON


def peut_decider_projet(personne: Personne, projet: Projet) -> bool:
    """Decide, or look at a decision again."""
    return est_du_centre(personne) and projet.etat in PROJET_DECIDE | {EtatProjet.DEPOSE}


def peut_rattacher(personne: Personne, inscription: Inscription) -> bool:
    """Attach a registration to a projet once it is out of the OF's hands."""
    hors = {EtatInscription.BROUILLON, EtatInscription.A_CORRIGER, EtatInscription.ABANDONNEE}
    return est_du_centre(personne) and inscription.etat not in hors
