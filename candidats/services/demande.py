"""Requests of companies and candidates: received, their address confirmed, then taken up or refused by the staff."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import salted_hmac

from candidats.choix import TRANSITIONS_DEMANDE, EtatDemande
from candidats.donnees import DonneesInscription
from candidats.models import DemandeInscription, Inscription
from candidats.regles.demande import DEMANDE_CONFIRMATION, DEMANDES_PAR_JOUR, DEMANDES_PAR_JOUR_EN_TOUT
from candidats.services.inscription import Piece, creer_inscription
from candidats.services.verrou import exiger_motif
from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.courriels import deposer_courriel
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.liens import empreinte_jeton, nouveau_jeton
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur


class TropDeDemandes(ErreurMetier):
    """Too many requests from one place or for one address in a day."""


@acte
def recevoir_demande(*, donnees: Mapping[str, Any], origine: str, a: datetime) -> DemandeInscription:
    """Keep a request and mail the link that confirms its address. `origine`: the caller's network address, kept hashed.

    Requests nobody confirmed in time are forgotten here: they belong to nobody we know.
    """
    DemandeInscription.objects.filter(etat=EtatDemande.A_CONFIRMER, expire_le__lte=a - timedelta(days=1)).delete()
    empreinte = salted_hmac("demande-inscription", origine).hexdigest()
    hier = DemandeInscription.objects.filter(recue_le__gt=a - timedelta(days=1))
    memes = hier.filter(Q(origine_sha256=empreinte) | Q(courriel__iexact=donnees["courriel"]))
    if memes.count() >= DEMANDES_PAR_JOUR or hier.count() >= DEMANDES_PAR_JOUR_EN_TOUT:
        raise TropDeDemandes("Trop de demandes aujourd’hui : réessayez demain, ou écrivez au centre.")
    jeton = nouveau_jeton()
    demande = DemandeInscription(
        **donnees,
        origine_sha256=empreinte,
        jeton_sha256=empreinte_jeton(jeton),
        recue_le=a,
        expire_le=a + timedelta(days=DEMANDE_CONFIRMATION.jours),
    )
    demande.full_clean()
    demande.save()
    lien = settings.ADRESSE_PUBLIQUE + reverse("demande_confirmer", args=[jeton])
    _ecrire(demande, "demande_a_confirmer", a=a, confidentiel=True, lien=lien)
    return demande


def demande_confirmable(demande: DemandeInscription, a: datetime) -> bool:
    return demande.etat == EtatDemande.A_CONFIRMER and a < demande.expire_le


@acte
def confirmer_demande(*, demande: DemandeInscription, a: datetime) -> DemandeInscription:
    """The address answers: the request enters the staff's queue."""
    demande = _verrouiller(demande)
    if not demande_confirmable(demande, a):
        raise ErreurMetier("Ce lien ne peut plus servir.")
    verifier_transition(TRANSITIONS_DEMANDE, demande, EtatDemande.A_TRAITER)
    demande.etat, demande.confirmee_le = EtatDemande.A_TRAITER, a
    demande.save(update_fields=["etat", "confirmee_le"])
    journaliser(demande, "demande", "Demande confirmée par son auteur.", par=None, par_nom=str(demande), a=a)
    return demande


@acte
def reprendre_demande(
    *,
    demande: DemandeInscription,
    donnees: DonneesInscription,
    piece: Piece | None,
    par: Utilisateur,
    a: datetime,
    autre_personne: bool = False,
) -> Inscription:
    """Turn a request into a registration without OF, and tell its author."""
    demande = _verrouiller(demande)
    verifier_transition(TRANSITIONS_DEMANDE, demande, EtatDemande.REPRISE)
    inscription = creer_inscription(donnees=donnees, piece=piece, par=par, a=a, autre_personne=autre_personne)
    demande.inscription = inscription
    _clore(demande, EtatDemande.REPRISE, par, a)
    journaliser(
        inscription,
        "demande",
        f"Inscription reprise de la demande du {jour_de(demande.recue_le):%d/%m/%Y}.",
        par=par,
        a=a,
    )
    _ecrire(demande, "demande_reprise", a=a)
    return inscription


@acte
def refuser_demande(*, demande: DemandeInscription, motif: str, par: Utilisateur, a: datetime) -> DemandeInscription:
    demande = _verrouiller(demande)
    verifier_transition(TRANSITIONS_DEMANDE, demande, EtatDemande.REFUSEE)
    demande.motif_refus = exiger_motif(motif)
    _clore(demande, EtatDemande.REFUSEE, par, a)
    journaliser(demande, "demande", f"Demande refusée : {demande.motif_refus}", par=par, a=a)
    _ecrire(demande, "demande_refusee", a=a)
    return demande


def _verrouiller(demande: DemandeInscription) -> DemandeInscription:
    lignes = DemandeInscription.objects.select_for_update(of=("self",), no_key=True).select_related(
        "referentiel__certification"
    )
    return lignes.get(pk=demande.pk)


def _clore(demande: DemandeInscription, etat: EtatDemande, par: Utilisateur, a: datetime) -> None:
    demande.etat, demande.traitee_le, demande.traitee_par = etat, a, par
    demande.full_clean()
    demande.save(update_fields=["etat", "traitee_le", "traitee_par", "motif_refus", "inscription"])


def _ecrire(
    demande: DemandeInscription, acte: str, *, a: datetime, confidentiel: bool = False, **contexte: Any
) -> None:
    deposer_courriel(
        destinataire=demande.courriel,
        acte=acte,
        contexte={"demande": demande, "centre": parametres(), **contexte},
        a=a,
        dossier=demande,
        confidentiel=confidentiel,
    )


@acte
def renvoyer_demande(*, demande: DemandeInscription, courriel: str, par: Utilisateur, a: datetime) -> None:
    """A new link to confirm a request whose mail did not arrive; the one before no longer opens anything."""
    demande = _verrouiller(demande)
    if demande.etat != EtatDemande.A_CONFIRMER:
        raise ErreurMetier("Cette demande est déjà confirmée.")
    jeton = nouveau_jeton()
    demande.courriel, demande.jeton_sha256 = courriel, empreinte_jeton(jeton)
    demande.expire_le = a + timedelta(days=DEMANDE_CONFIRMATION.jours)
    demande.full_clean()
    demande.save(update_fields=["courriel", "jeton_sha256", "expire_le"])
    journaliser(demande, "demande", "Lien de confirmation envoyé de nouveau.", par=par, a=a)
    lien = settings.ADRESSE_PUBLIQUE + reverse("demande_confirmer", args=[jeton])
    _ecrire(demande, "demande_a_confirmer", a=a, confidentiel=True, lien=lien)
