"""One row at a time: the registration is locked before anything is decided on it."""

from candidats.choix import AU_CENTRE, EtatInscription
from candidats.models import Inscription
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite


def verrouiller(inscription: Inscription) -> Inscription:
    """The registration as it is now, locked until the end of the transaction, with what the rules read of it."""
    return (
        Inscription.objects.select_for_update(of=("self",), no_key=True)
        .select_related(
            "candidat", "entreprise", "organisme", "referentiel__certification", "recevabilite", "derogation"
        )
        .get(pk=inscription.pk)
    )


def exiger_etat(inscription: Inscription, *etats: EtatInscription) -> None:
    """Raise TransitionInterdite unless the registration is in one of these states."""
    if inscription.etat not in etats:
        attendus = " ou ".join(f"« {etat.label} »" for etat in EtatInscription if etat in etats)
        raise TransitionInterdite(
            f"Cette inscription est dans l’état « {EtatInscription(inscription.etat).label} » : il faudrait {attendus}."
        )


def exiger_suivie(inscription: Inscription) -> None:
    """Accepted, and not decided yet."""
    exiger_etat(inscription, EtatInscription.ACCEPTEE)


def exiger_au_centre(inscription: Inscription) -> None:
    """To be verified, or accepted and not decided yet."""
    exiger_etat(inscription, *AU_CENTRE)


def exiger_motif(motif: str) -> str:
    """The reason, cleaned; an act that must say why is refused without one."""
    motif = motif.strip()
    if not motif:
        raise ErreurMetier("Un motif est attendu.")
    return motif
