"""The way of a VAE: the file received and instructed, the decision, the livret 2."""

from datetime import date, datetime

from candidats import courriels
from candidats.choix import TRANSITIONS_RECEVABILITE, DecisionRecevabilite, Voie
from candidats.donnees import FichierRecu
from candidats.models import Inscription, RecevabiliteVAE
from candidats.regles.vae import VAE_ACCUEIL, VAE_EXPERIENCE, VAE_LIVRET2, accueil_dispense, accueil_manque
from candidats.services.incident import clore
from candidats.services.verrou import exiger_au_centre, exiger_motif, exiger_suivie, verrouiller
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.models import Fichier
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur


@acte
def instruire_vae(
    *,
    recevabilite: RecevabiliteVAE,
    accueil_le: date | None,
    accueil_collectif: bool,
    accompagnement: str,
    fichier: FichierRecu | None,
    par: Utilisateur,
    a: datetime,
) -> RecevabiliteVAE:
    """Keep the phases of the instruction: the file received, the accueil, who accompanies (optional)."""
    inscription, recevabilite = _verrouiller(recevabilite)
    exiger_au_centre(inscription)
    if accueil_le and accueil_le > jour_de(a):
        raise RegleNonRespectee(VAE_ACCUEIL, "L’accueil se note une fois qu’il a eu lieu.")
    if accueil_collectif and not accueil_dispense(inscription.voie, accueil_collectif):
        raise RegleNonRespectee(VAE_ACCUEIL, "Seule une VAE de branche collective en entreprise en dispense.")
    recevabilite.accueil_le, recevabilite.accueil_collectif = accueil_le, accueil_collectif
    recevabilite.accompagnement = accompagnement.strip()
    ancien = recevabilite.fichier
    if fichier:
        recevabilite.fichier = _conserver(fichier, par, a)
    recevabilite.full_clean()
    recevabilite.save(update_fields=["accueil_le", "accueil_collectif", "accompagnement", "fichier"])
    if fichier and ancien:
        ancien.delete()
    accueil = (
        f"accueil le {date_longue(accueil_le)}" if accueil_le else "accueil collectif" if accueil_collectif else ""
    )
    aide = f"accompagnement : {recevabilite.accompagnement}" if recevabilite.accompagnement else ""
    faits = ["dossier CERFA déposé" if fichier else "", accueil, aide]
    phrase = ", ".join(fait for fait in faits if fait) or "rien de nouveau"
    journaliser(inscription, "vae-instruction", f"Instruction de la VAE : {phrase}.", par=par, a=a)
    return recevabilite


@acte
def decider_recevabilite(
    *, recevabilite: RecevabiliteVAE, recevable: bool, motif: str, par: Utilisateur, a: datetime
) -> RecevabiliteVAE:
    """Declare a VAE file admissible or not, and tell the candidate. A refusal has a reason and closes the
    registration."""
    inscription, recevabilite = _verrouiller(recevabilite)
    exiger_suivie(inscription)
    if recevable:
        _verifier_recevable(inscription, recevabilite, motif)
    vers = DecisionRecevabilite.RECEVABLE if recevable else DecisionRecevabilite.NON_RECEVABLE
    verifier_transition(TRANSITIONS_RECEVABILITE, recevabilite, vers, "decision")
    recevabilite.decision, recevabilite.decidee_le, recevabilite.decidee_par = vers, jour_de(a), par
    recevabilite.motif = motif.strip() if recevable else exiger_motif(motif)
    recevabilite.full_clean()
    recevabilite.save(update_fields=["decision", "decidee_le", "decidee_par", "motif"])
    suite = f" : {recevabilite.motif}" if recevabilite.motif else ""
    journaliser(inscription, "recevabilite", f"Dossier de VAE {vers.label.lower()}{suite}.", par=par, a=a)
    courriels.informer_candidat(inscription, "recevabilite_decidee", a=a, recevabilite=recevabilite)
    if not recevable:
        close = f"Dossier de VAE non recevable : {recevabilite.motif}"
        clore(inscription, close, le=jour_de(a), a=a)
        journaliser(inscription, "abandon", f"Inscription close. {close}", par=par, a=a)
    return recevabilite


def _verifier_recevable(inscription: Inscription, recevabilite: RecevabiliteVAE, motif: str) -> None:
    """The phases come in order, and a VAE de branche says what experience it rests on."""
    if accueil_manque(inscription.voie, recevabilite.accueil_le, recevabilite.accueil_collectif):
        raise RegleNonRespectee(VAE_ACCUEIL, "Notez d’abord l’accueil du candidat, dans l’instruction.")
    if inscription.voie == Voie.VAE_BRANCHE and not motif.strip():
        raise RegleNonRespectee(VAE_EXPERIENCE, "Dites quelle expérience le candidat justifie.")


@acte
def deposer_livret2(
    *, recevabilite: RecevabiliteVAE, le: date, fichier: FichierRecu, par: Utilisateur, a: datetime
) -> RecevabiliteVAE:
    """Keep the file of proofs, once the VAE is admissible; it replaces the one before."""
    inscription, recevabilite = _verrouiller(recevabilite)
    exiger_suivie(inscription)
    if recevabilite.decision != DecisionRecevabilite.RECEVABLE or recevabilite.decidee_le is None:
        raise RegleNonRespectee(VAE_LIVRET2, "La recevabilité n’est pas déclarée.")
    if not recevabilite.decidee_le <= le <= jour_de(a):
        recevable = date_longue(recevabilite.decidee_le)
        raise ErreurMetier(f"Le livret 2 se date d’un jour entre la recevabilité, le {recevable}, et aujourd’hui.")
    ancien = recevabilite.livret2
    recevabilite.livret2, recevabilite.livret2_le = _conserver(fichier, par, a), le
    recevabilite.full_clean()
    recevabilite.save(update_fields=["livret2", "livret2_le"])
    if ancien:
        ancien.delete()
    journaliser(inscription, "vae-livret2", f"Livret 2 déposé le {date_longue(le)}.", par=par, a=a)
    return recevabilite


def _verrouiller(recevabilite: RecevabiliteVAE) -> tuple[Inscription, RecevabiliteVAE]:
    inscription = verrouiller(recevabilite.inscription)
    lue = RecevabiliteVAE.objects.select_for_update(of=("self",), no_key=True).select_related("fichier", "livret2")
    return inscription, lue.get(pk=recevabilite.pk)


def _conserver(recu: FichierRecu, par: Utilisateur, a: datetime) -> Fichier:
    return enregistrer_fichier(nom=recu.nom, octets=recu.octets, type_mime=recu.type_mime, par=par, a=a)
