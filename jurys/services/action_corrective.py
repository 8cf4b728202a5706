"""What the GTP asks to put right, followed to its end."""

from datetime import date, datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import Depot, conserver
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from jurys.choix_gtp import TRANSITIONS_ACTION, EtatAction
from jurys.models import ActionCorrective, DossierGTP
from jurys.queries.gtp import attend_des_actions
from jurys.regles.gtp import GTP_ACTIONS
from jurys.services.gtp import verrouiller_dossier_gtp


@acte
def ajouter_action(
    *, dossier: DossierGTP, quoi: str, qui: str, pour_le: date, par: Utilisateur, a: datetime
) -> ActionCorrective:
    """One action that the observations of the GTP call for."""
    dossier = verrouiller_dossier_gtp(dossier)
    if not attend_des_actions(dossier):
        raise RegleNonRespectee(GTP_ACTIONS, "Enregistrez d’abord les observations du GTP.")
    if dossier.reponse_le and pour_le < dossier.reponse_le:
        raise ErreurMetier(f"Le GTP a écrit le {date_longue(dossier.reponse_le)} : l’échéance vient après.")
    action = ActionCorrective(
        dossier=dossier, quoi=quoi.strip(), qui=qui.strip(), pour_le=pour_le, creee_le=a, creee_par=par
    )
    action.full_clean()
    action.save()
    _raconter(action, f"{action.quoi} ({action.qui}, pour le {date_longue(pour_le)})", par, a)
    return action


@acte
def mener_action(
    *, action: ActionCorrective, le: date, compte_rendu: str, preuve: Depot, par: Utilisateur, a: datetime
) -> ActionCorrective:
    """Done: what was done, when, and what proves it."""
    action = _verrouiller(action)
    _passer(action, EtatAction.MENEE)
    _exiger_venue(le, a)
    action.menee_le, action.compte_rendu, action.menee_preuve = (
        le,
        compte_rendu.strip(),
        conserver(preuve, par=par, a=a),
    )
    return _enregistrer(action, f"menée le {date_longue(le)} : {action.compte_rendu}", par, a)


@acte
def transmettre_action(
    *, action: ActionCorrective, le: date, preuve: Depot, par: Utilisateur, a: datetime
) -> ActionCorrective:
    """The GTP is told, and it is proved."""
    action = _verrouiller(action)
    _passer(action, EtatAction.TRANSMISE)
    _exiger_venue(le, a)
    if action.menee_le and le < action.menee_le:
        raise ErreurMetier(f"L’action est menée depuis le {date_longue(action.menee_le)} : elle est transmise après.")
    action.transmise_le, action.transmise_preuve = le, conserver(preuve, par=par, a=a)
    return _enregistrer(action, f"transmise au GTP le {date_longue(le)}", par, a)


@acte
def annuler_action(*, action: ActionCorrective, motif: str, par: Utilisateur, a: datetime) -> ActionCorrective:
    """An action that is not to be carried out: it stays, with the reason."""
    action = _verrouiller(action)
    _passer(action, EtatAction.ANNULEE)
    action.annulation_motif = motif.strip()
    return _enregistrer(action, f"annulée : {motif.strip()}", par, a)


def _verrouiller(action: ActionCorrective) -> ActionCorrective:
    verrouillees = ActionCorrective.objects.select_for_update(of=("self",), no_key=True)
    return verrouillees.select_related("dossier__jury").get(pk=action.pk)


def _passer(action: ActionCorrective, vers: EtatAction) -> None:
    verifier_transition(TRANSITIONS_ACTION, action, vers)
    action.etat = vers


def _exiger_venue(le: date, a: datetime) -> None:
    if le > jour_de(a):
        raise ErreurMetier("Cette date n’est pas encore venue.")


def _enregistrer(action: ActionCorrective, dit: str, par: Utilisateur, a: datetime) -> ActionCorrective:
    action.full_clean()
    action.save()
    _raconter(action, f"« {action.quoi} » {dit}", par, a)
    return action


def _raconter(action: ActionCorrective, dit: str, par: Utilisateur, a: datetime) -> None:
    journaliser(
        action.dossier.jury,
        "gtp_action",
        f"Action corrective, dossier GTP {action.dossier.numero} : {dit}.",
        par=par,
        a=a,
    )
