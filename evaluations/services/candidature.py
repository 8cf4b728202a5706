"""Professionals who offer to evaluate: received, their address confirmed, then invited or refused by the staff."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import salted_hmac

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.liens import empreinte_jeton, nouveau_jeton
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import TRANSITIONS_CANDIDATURE, EtatCandidature
from evaluations.courriels.candidature import demander_confirmation, refuser_par_courriel
from evaluations.models import CandidatureEvaluateur, Evaluateur
from evaluations.regles.candidature import (
    CANDIDATURE_CONFIRMATION,
    CANDIDATURES_PAR_JOUR,
    CANDIDATURES_PAR_JOUR_EN_TOUT,
)
from evaluations.services.evaluateur import Situation, inviter_evaluateur

COMMUNS = (
    *("entreprise_nom", "entreprise_siret", "service", "fonction", "telephone"),
    *("metier", "region", "disponibilite", "contact", "origine"),
)
"""What a profile and the pool say under the same name."""


class TropDeCandidatures(ErreurMetier):
    """Too many from one place or for one address in a day."""


@acte
def recevoir_candidature(*, donnees: Mapping[str, Any], origine: str, a: datetime) -> CandidatureEvaluateur:
    """Keep a profile and mail the link that confirms its address. `origine`: the caller's network address, kept hashed.

    The answer is the same for somebody of the pool: the form says of nobody whether they evaluate.
    """
    siennes = CandidatureEvaluateur.objects
    siennes.filter(etat=EtatCandidature.A_CONFIRMER, expire_le__lte=a - timedelta(days=1)).delete()
    empreinte = salted_hmac("candidature-evaluateur", origine).hexdigest()
    hier = siennes.filter(recue_le__gt=a - timedelta(days=1))
    memes = hier.filter(Q(origine_sha256=empreinte) | Q(courriel__iexact=donnees["courriel"]))
    if memes.count() >= CANDIDATURES_PAR_JOUR or hier.count() >= CANDIDATURES_PAR_JOUR_EN_TOUT:
        raise TropDeCandidatures("Trop d’envois aujourd’hui : réessayez demain, ou écrivez au centre.")
    jeton = nouveau_jeton()
    simples = {nom: dit for nom, dit in donnees.items() if nom != "certifications"}
    candidature = CandidatureEvaluateur(
        **simples,
        charte_le=a,
        origine_sha256=empreinte,
        jeton_sha256=empreinte_jeton(jeton),
        recue_le=a,
        expire_le=a + timedelta(days=CANDIDATURE_CONFIRMATION.jours),
    )
    candidature.full_clean()
    candidature.save()
    candidature.certifications.set(donnees["certifications"])
    demander_confirmation(candidature, settings.ADRESSE_PUBLIQUE + reverse("candidature_confirmer", args=[jeton]), a)
    return candidature


def candidature_confirmable(candidature: CandidatureEvaluateur, a: datetime) -> bool:
    return candidature.etat == EtatCandidature.A_CONFIRMER and a < candidature.expire_le


@acte
def confirmer_candidature(*, candidature: CandidatureEvaluateur, a: datetime) -> CandidatureEvaluateur:
    candidature = _verrouiller(candidature)
    if not candidature_confirmable(candidature, a):
        raise ErreurMetier("Ce lien ne peut plus servir.")
    candidature.etat, candidature.confirmee_le = EtatCandidature.A_TRAITER, a
    candidature.save(update_fields=["etat", "confirmee_le"])
    journaliser(candidature, "candidature", "Adresse confirmée.", par=None, par_nom=str(candidature), a=a)
    return candidature


@acte
def retenir_candidature(*, candidature: CandidatureEvaluateur, par: Utilisateur, a: datetime) -> Evaluateur:
    """Invited into the pool with everything they wrote; whoever is there already is not entered twice, and their file
    is the staff's to change."""
    candidature = _verrouiller(candidature)
    verifier_transition(TRANSITIONS_CANDIDATURE, candidature.etat, EtatCandidature.RETENUE)
    deja = deja_au_vivier(candidature)
    if deja:
        raise ErreurMetier(f"{deja} est déjà dans la liste des évaluateurs : complétez sa fiche, puis refusez l’envoi.")
    dites = {champ: getattr(candidature, champ) for champ in COMMUNS}
    evaluateur = inviter_evaluateur(
        courriel=candidature.courriel,
        prenom=candidature.prenom,
        nom=candidature.nom,
        situation=Situation(**dites, certifications=tuple(candidature.certifications.all())),
        par=par,
        a=a,
    )
    candidature.evaluateur = evaluateur
    _clore(candidature, EtatCandidature.RETENUE, par, a)
    journaliser(candidature, "candidature", f"Invitation à évaluer envoyée à {evaluateur}.", par=par, a=a)
    return evaluateur


@acte
def refuser_candidature(
    *, candidature: CandidatureEvaluateur, motif: str, par: Utilisateur, a: datetime
) -> CandidatureEvaluateur:
    candidature = _verrouiller(candidature)
    verifier_transition(TRANSITIONS_CANDIDATURE, candidature.etat, EtatCandidature.REFUSEE)
    if not motif.strip():
        raise ErreurMetier("Le motif du refus est attendu.")
    candidature.motif_refus = motif.strip()
    _clore(candidature, EtatCandidature.REFUSEE, par, a)
    journaliser(candidature, "candidature", f"Candidature refusée : {candidature.motif_refus}", par=par, a=a)
    refuser_par_courriel(candidature, a)
    return candidature


def deja_au_vivier(candidature: CandidatureEvaluateur) -> Evaluateur | None:
    """The evaluator of the same address."""
    pareils = Evaluateur.objects.filter(utilisateur__email__iexact=candidature.courriel)
    return pareils.select_related("utilisateur").first()


def _verrouiller(candidature: CandidatureEvaluateur) -> CandidatureEvaluateur:
    return CandidatureEvaluateur.objects.select_for_update(of=("self",), no_key=True).get(pk=candidature.pk)


def _clore(candidature: CandidatureEvaluateur, etat: EtatCandidature, par: Utilisateur, a: datetime) -> None:
    candidature.etat, candidature.traitee_le, candidature.traitee_par = etat, a, par
    candidature.full_clean()
    candidature.save(update_fields=["etat", "traitee_le", "traitee_par", "motif_refus", "evaluateur"])
