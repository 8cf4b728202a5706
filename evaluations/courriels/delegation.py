"""Mails between the centre and an OF to which it delegated the organisation of evaluations."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from candidats.models import Inscription
from certif_portal.centre.models import parametres
from certif_portal.commun.courriels import deposer_courriel
from certif_portal.commun.models import Courriel
from evaluations.models import AvisEntreprise, FeuilleRecue, GrillePapier, PropositionCommission
from evaluations.queries.delegation import est_de_l_organisme


def dire_feuille_renvoyee(feuille: FeuilleRecue, a: datetime) -> Courriel | None:
    """To the OF that deposited it; nothing where the centre scanned it itself."""
    if feuille.organisme is None:
        return None
    return deposer_courriel(
        destinataire=feuille.organisme.courriel,
        acte="feuille_renvoyee",
        contexte={
            "feuille": feuille,
            "adresse": settings.ADRESSE_PUBLIQUE + reverse("numerisation_liste"),
            "centre": parametres(),
        },
        a=a,
        dossier=feuille.dossier,
    )


def dire_grille_renvoyee(papier: GrillePapier, saisie_par: int | None, a: datetime) -> Courriel | None:
    page = reverse("grille_papier_saisir", args=[papier.pk])
    return dire_saisie_renvoyee(papier.grille.inscription, saisie_par, "Grille", papier.motif, page, a)


def dire_avis_renvoye(avis: AvisEntreprise, saisi_par: int | None, a: datetime) -> Courriel | None:
    page = reverse("avis_saisir", args=[avis.inscription_id])
    return dire_saisie_renvoyee(avis.inscription, saisi_par, "Avis de l’entreprise", avis.motif_renvoi, page, a)


def dire_saisie_renvoyee(
    inscription: Inscription, saisie_par: int | None, quoi: str, motif: str, page: str, a: datetime
) -> Courriel | None:
    """To the OF that typed it, and types it again; nothing where the centre typed, though the scan was the OF's."""
    organisme = inscription.organisme
    if organisme is None or not est_de_l_organisme(organisme, saisie_par):
        return None
    return deposer_courriel(
        destinataire=organisme.courriel,
        acte="saisie_renvoyee",
        contexte={
            "quoi": quoi,
            "candidat": str(inscription.candidat),
            "motif": motif,
            "adresse": settings.ADRESSE_PUBLIQUE + page,
            "centre": parametres(),
        },
        a=a,
        dossier=inscription,
    )


def dire_proposition_decidee(proposition: PropositionCommission, a: datetime) -> Courriel:
    return deposer_courriel(
        destinataire=proposition.organisme.courriel,
        acte="proposition_decidee",
        contexte={
            "proposition": proposition,
            "adresse": settings.ADRESSE_PUBLIQUE + proposition.get_absolute_url(),
            "centre": parametres(),
        },
        a=a,
        dossier=proposition.organisme,
    )
