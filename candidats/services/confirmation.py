"""The candidate reads their civil status again before the jury; what they correct is decided by the staff."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from candidats.choix import TRANSITIONS_CONFIRMATION, EtatConfirmation, PreuveCorrection
from candidats.donnees import CHAMPS_IDENTITE
from candidats.models import Candidat, ConfirmationEtatCivil, Inscription
from candidats.models.correction import en_texte
from candidats.regles.demande import CONFIRMATION_LIEN
from candidats.services.correction import corriger_identite
from candidats.services.verrou import exiger_suivie, verrouiller
from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.courriels import deposer_courriel
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.liens import empreinte_jeton, nouveau_jeton
from certif_portal.comptes.models import Utilisateur


@acte
def demander_confirmation(*, inscription: Inscription, par: Utilisateur, a: datetime) -> ConfirmationEtatCivil:
    """Mail the one-time link; a link sent before no longer opens anything."""
    inscription = verrouiller(inscription)
    exiger_suivie(inscription)
    centre, destinataire = parametres(), inscription.candidat.courriel
    if not centre.confirmation_etat_civil:
        raise ErreurMetier("Le centre ne demande pas au candidat de confirmer son état civil (paramètres).")
    if not destinataire:
        raise ErreurMetier("Aucune adresse n’est connue pour ce candidat.")
    inscription.confirmations.filter(etat=EtatConfirmation.ENVOYEE).update(expire_le=a)
    jeton = nouveau_jeton()
    confirmation = ConfirmationEtatCivil(
        inscription=inscription,
        destinataire=destinataire,
        jeton_sha256=empreinte_jeton(jeton),
        envoyee_le=a,
        expire_le=a + timedelta(days=CONFIRMATION_LIEN.jours),
    )
    confirmation.full_clean()
    confirmation.save()
    deposer_courriel(
        destinataire=destinataire,
        acte="etat_civil_a_confirmer",
        contexte={
            "inscription": inscription,
            "centre": centre,
            "confirmation": confirmation,
            "lien": settings.ADRESSE_PUBLIQUE + reverse("etat_civil_confirmer", args=[jeton]),
        },
        a=a,
        dossier=inscription,
        confidentiel=True,
    )
    phrase = f"Confirmation de l’état civil demandée au candidat ({destinataire})."
    journaliser(inscription, "confirmation", phrase, par=par, a=a)
    return confirmation


def confirmation_ouverte(confirmation: ConfirmationEtatCivil, a: datetime) -> bool:
    return confirmation.etat == EtatConfirmation.ENVOYEE and a < confirmation.expire_le


@acte
def repondre_confirmation(
    *, confirmation: ConfirmationEtatCivil, identite: Mapping[str, Any], a: datetime
) -> ConfirmationEtatCivil:
    """Use the link up. Nothing changes in the register: differences wait for the staff."""
    confirmation = _verrouiller(confirmation)
    if not confirmation_ouverte(confirmation, a):
        raise ErreurMetier("Ce lien ne peut plus servir.")
    candidat = confirmation.inscription.candidat
    change = [champ for champ in CHAMPS_IDENTITE if champ in identite and identite[champ] != getattr(candidat, champ)]
    vers = EtatConfirmation.A_DECIDER if change else EtatConfirmation.CONFIRMEE
    verifier_transition(TRANSITIONS_CONFIRMATION, confirmation, vers)
    confirmation.etat, confirmation.repondue_le = vers, a
    confirmation.avant = {champ: en_texte(getattr(candidat, champ)) for champ in change}
    confirmation.apres = {champ: en_texte(identite[champ]) for champ in change}
    confirmation.save(update_fields=["etat", "repondue_le", "avant", "apres"])
    phrase = (
        "Le candidat propose une correction de son état civil." if change else "Le candidat confirme son état civil."
    )
    journaliser(confirmation.inscription, "confirmation", phrase, par=None, par_nom=str(candidat), a=a)
    return confirmation


@acte
def decider_confirmation(
    *,
    confirmation: ConfirmationEtatCivil,
    acceptee: bool,
    motif: str,
    preuve: PreuveCorrection | None,
    par: Utilisateur,
    a: datetime,
) -> ConfirmationEtatCivil:
    """Accept what the candidate proposes, as a correction of identity with its proof, or refuse it with a reason."""
    confirmation = _verrouiller(confirmation)
    vers = EtatConfirmation.ACCEPTEE if acceptee else EtatConfirmation.REFUSEE
    verifier_transition(TRANSITIONS_CONFIRMATION, confirmation, vers)
    if not motif.strip():
        raise ErreurMetier("Un motif est attendu.")
    confirmation.etat, confirmation.decidee_le, confirmation.decidee_par = vers, a, par
    confirmation.save(update_fields=["etat", "decidee_le", "decidee_par"])
    if acceptee:
        if preuve is None:
            raise ErreurMetier("Le justificatif présenté est attendu.")
        candidat = confirmation.inscription.candidat
        identite = {champ: _relire(champ, valeur) for champ, valeur in confirmation.apres.items()}
        corriger_identite(
            candidat=candidat,
            identite=identite,
            motif=motif,
            preuve=preuve,
            par=par,
            a=a,
            naissance_confirmee=identite.get("date_naissance"),
        )
    else:
        phrase = f"Correction proposée par le candidat refusée : {motif.strip()}"
        journaliser(confirmation.inscription, "confirmation", phrase, par=par, a=a)
    return confirmation


def _verrouiller(confirmation: ConfirmationEtatCivil) -> ConfirmationEtatCivil:
    lignes = ConfirmationEtatCivil.objects.select_for_update(of=("self",), no_key=True).select_related(
        "inscription__candidat"
    )
    return lignes.get(pk=confirmation.pk)


def _relire(champ: str, valeur: str) -> Any:
    return Candidat._meta.get_field(champ).to_python(valeur)  # type: ignore[union-attr]
