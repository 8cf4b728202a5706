"""What an OF takes back by itself: a deposit that nobody has taken up, a draft that was never deposited."""

from datetime import datetime

from candidats.choix import EtatInscription
from candidats.models import Candidat, Inscription
from candidats.services.identite import supprimer_pieces
from candidats.services.verrou import verrouiller
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser, lignes_de
from certif_portal.commun.models import EntreeJournal
from certif_portal.commun.typographie import date_entiere, heure
from certif_portal.comptes.models import Utilisateur

# The way back of a deposit that nobody has taken up (decision 0173); nothing else goes by it.
TRANSITIONS_DEPOT_RETIRE: dict[EtatInscription, set[EtatInscription]] = {
    etat: {EtatInscription.BROUILLON} if etat == EtatInscription.DEPOSEE else set() for etat in EtatInscription
}


def prise_en_charge(inscription: Inscription) -> EntreeJournal | None:
    """The first line that somebody other than the OF wrote in the file's journal, a reading of its papers included."""
    membres = Utilisateur.objects.filter(appartenances__organisme=inscription.organisme_id)
    lignes = lignes_de(inscription).filter(par__isnull=False).exclude(par__in=membres)
    return lignes.order_by("le", "pk").first()


@acte
def retirer_depot(*, inscription: Inscription, par: Utilisateur, a: datetime) -> Inscription:
    """The deposit becomes a draft again, its date with it: what is deposited later is dated from that day."""
    inscription = verrouiller(inscription)
    verifier_transition(TRANSITIONS_DEPOT_RETIRE, inscription, EtatInscription.BROUILLON)
    prise = prise_en_charge(inscription)
    if prise is not None:
        raise TransitionInterdite(
            f"Le centre s’occupe déjà de cette inscription ({prise.par_nom}, le {date_entiere(prise.le)} à "
            f"{heure(prise.le)}) : demandez-lui de vous la renvoyer."
        )
    inscription.etat, inscription.deposee_le = EtatInscription.BROUILLON, None
    inscription.full_clean()
    inscription.save(update_fields=["etat", "deposee_le"])
    phrase = "Dépôt retiré par l’organisme : l’inscription redevient un brouillon."
    journaliser(inscription, "depot-retire", phrase, par=par, a=a)
    return inscription


@acte
def supprimer_brouillon(*, inscription: Inscription, par: Utilisateur, a: datetime) -> None:
    """Give up a draft; the journal alone keeps its trace. The person goes with it when no other file names them."""
    inscription = verrouiller(inscription)
    if inscription.etat != EtatInscription.BROUILLON:
        raise TransitionInterdite(
            f"Cette inscription est « {inscription.get_etat_display().lower()} » : seul un brouillon se supprime."
        )
    if prise_en_charge(inscription) is not None:
        raise ErreurMetier("Le centre a déjà agi sur cette inscription : mettez-y fin par un abandon.")
    candidat = inscription.candidat
    journaliser(inscription, "suppression", f"Brouillon {inscription.reference} supprimé.", par=par, a=a)
    supprimer_pieces(inscription, a=a)
    inscription.delete()
    _supprimer_sans_dossier(candidat)


def _supprimer_sans_dossier(candidat: Candidat) -> None:
    liees = (candidat.inscriptions, candidat.acquis, candidat.fusions, candidat.absorptions)
    if candidat.identite_verifiee_le is None and not any(liees_a.exists() for liees_a in liees):
        candidat.delete()
