"""Who is mailed about a registration, and what the message is told."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from candidats.choix import VOIES_VAE
from candidats.models import EnqueteInsertion, Inscription, LienRapport, Projet
from candidats.regles.livret import limites_livret, livret_requis
from certif_portal.centre.models import parametres
from certif_portal.commun.courriels import Commun, deposer_courriel


def prevenir_organisme(inscription: Inscription, acte: str, *, a: datetime, **contexte: Any) -> None:
    """Mail the OF of a registration; nobody when it came from a company or from the candidate. Done in number,
    acceptances are told in one mail, and so are validated livrets."""
    if inscription.organisme is None:
        return
    communs = {"inscription_acceptee": "inscriptions_acceptees", "livret_valide": "livrets_valides"}
    en_nombre = communs.get(acte)
    deposer_courriel(
        destinataire=inscription.organisme.courriel,
        acte=acte,
        contexte={
            "inscription": inscription,
            "lien": settings.ADRESSE_PUBLIQUE + reverse("inscription_detail", args=[inscription.pk]),
            "centre": parametres(),
            **contexte,
        },
        a=a,
        dossier=inscription,
        en_nombre=Commun(en_nombre, inscription.organisme) if en_nombre else None,
    )


def annoncer_au_candidat(inscription: Inscription, *, a: datetime) -> str:
    """Tell the candidate what begins: the steps, the dates known, what becomes of their data. Returns what was done,
    for the file. Nobody else is written to: a company never learns of its employee's own initiative here."""
    centre = parametres()
    limites = limites_livret(
        entree=inscription.entree_formation,
        fin=inscription.fin_formation,
        evaluation=inscription.date_evaluation,
        mois=centre.livret_mois,
        tiers=centre.livret_premier_tiers,
    )
    informer_candidat(
        inscription,
        "candidat_accueil",
        a=a,
        limite_livret=limites[0][0] if limites and livret_requis(inscription.voie) else None,
        en_vae=inscription.voie in VOIES_VAE,
    )
    if not inscription.candidat.courriel:
        return "Aucune adresse électronique connue : la lettre d’accueil du candidat est à imprimer."
    return f"Courriel d’accueil envoyé au candidat ({inscription.candidat.courriel})."


def informer_candidat(inscription: Inscription, acte: str, *, a: datetime, **contexte: Any) -> None:
    """Mail the candidate; without an address, a letter waits to be printed."""
    deposer_courriel(
        destinataire=inscription.candidat.courriel,
        acte=acte,
        contexte={"inscription": inscription, "centre": parametres(), **contexte},
        a=a,
        dossier=inscription,
    )


def demander_rapport(lien: LienRapport, jeton: str, a: datetime) -> None:
    """The candidate's one-time link: erased from the outbox once sent."""
    inscription = lien.rapport.inscription
    deposer_courriel(
        destinataire=lien.destinataire,
        acte="rapport_demande",
        contexte={
            "inscription": inscription,
            "lien": settings.ADRESSE_PUBLIQUE + reverse("rapport_par_lien", args=[jeton]),
            "expire_le": lien.expire_le,
            "centre": parametres(),
        },
        a=a,
        dossier=inscription,
        confidentiel=True,
    )


def prevenir_porteur(projet: Projet, *, a: datetime) -> None:
    """Mail the OF the centre's answer to its projet; a company hears it from the agent who wrote for it."""
    if projet.organisme is None:
        return
    deposer_courriel(
        destinataire=projet.organisme.courriel,
        acte="projet_decide",
        contexte={
            "projet": projet,
            "lien": settings.ADRESSE_PUBLIQUE + reverse("projet_detail", args=[projet.pk]),
            "centre": parametres(),
        },
        a=a,
        dossier=projet,
    )


def demander_enquete(enquete: EnqueteInsertion, jeton: str, a: datetime) -> None:
    """The personal link of a survey: erased from the outbox once sent."""
    deposer_courriel(
        destinataire=enquete.inscription.candidat.courriel,
        acte="enquete_insertion",
        contexte={
            "enquete": enquete,
            "inscription": enquete.inscription,
            "lien": settings.ADRESSE_PUBLIQUE + reverse("enquete_repondre", args=[jeton]),
            "centre": parametres(),
        },
        a=a,
        dossier=enquete.inscription,
        confidentiel=True,
    )
