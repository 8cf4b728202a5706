"""Mails of a sitting: to whom, with what. The services decide when."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from certif_portal.centre.models import parametres
from certif_portal.commun.agenda import RendezVous
from certif_portal.commun.courriels import deposer_courriel
from certif_portal.commun.invitations import joindre
from certif_portal.commun.models import Courriel
from evaluations.documents.convocation import Convocation, certification_de, lieu_de
from evaluations.models import (
    Commission,
    Evaluateur,
    InvitationCommission,
    Passage,
)


def convoquer_evaluateur(commission: Commission, evaluateur: Evaluateur, a: datetime) -> Courriel:
    return deposer_courriel(
        destinataire=evaluateur.utilisateur.email,
        acte="commission_evaluateur",
        contexte={
            "commission": commission,
            "evaluateur": evaluateur,
            "adresse": settings.ADRESSE_PUBLIQUE + reverse("mes_commissions"),
        },
        a=a,
        dossier=commission,
        fichier=joindre(seance_de(commission, evaluateur), a),
    )


def seance_de(commission: Commission, evaluateur: Evaluateur, *, accepte: bool = True) -> RendezVous:
    """The same meeting from the invitation to the end: the place accepted replaces what was to be confirmed."""
    return RendezVous(
        f"membre-{commission.pk}-{evaluateur.pk}",
        commission.get_nature_display() if accepte else f"À confirmer : {commission.get_nature_display()}",
        commission.date,
        commission.heure,
        lieu_de(commission),
        "Vous siégez." if accepte else "Le centre attend votre réponse à son courriel.",
    )


def convoquer_candidat(commission: Commission, passage: Passage, convocation: Convocation, a: datetime) -> Courriel:
    return _au_candidat("candidat_convocation", commission, passage, a, convocation=convocation)


def decommander_candidat(commission: Commission, passage: Passage, a: datetime) -> Courriel:
    return _au_candidat("candidat_decommande", commission, passage, a)


def _au_candidat(
    acte: str, commission: Commission, passage: Passage, a: datetime, convocation: Convocation | None = None
) -> Courriel:
    """With its calendar file, which a convocation lays and a cancellation takes away."""
    inscription, centre = passage.inscription, parametres()
    rendez_vous = RendezVous(
        f"passage-{commission.pk}-{inscription.pk}",
        f"Évaluation, {inscription.referentiel.intitule}",
        commission.date,
        passage.heure or commission.heure,
        lieu_de(commission),
        f"Apportez {', '.join(convocation.a_apporter)}." if convocation else "",
    )
    return deposer_courriel(
        destinataire=inscription.candidat.courriel,
        acte=acte,
        contexte={
            "commission": commission,
            "inscription": inscription,
            "centre": centre,
            "convocation": convocation,
        },
        a=a,
        dossier=inscription,
        fichier=joindre(rendez_vous, a, annule=convocation is None),
    )


def envoyer_copies(
    commission: Commission,
    passages: Iterable[Passage],
    a: datetime,
    *,
    retires: bool = False,
    aux_organismes: bool = True,
) -> None:
    """To the OF and to the tutor, one mail for all of theirs: who is awaited (`retires`: who no longer is), when and
    where. No arrangement in it; nothing to the company of whoever came without its agreement."""
    groupes: dict[tuple[str, str], list[Passage]] = {}
    for passage in passages:
        for cle in _tiers(passage, aux_organismes):
            groupes.setdefault(cle, []).append(passage)
    for (adresse, _), siens in sorted(groupes.items(), key=lambda groupe: groupe[0]):
        lignes: list[dict[str, Any]] = [
            {
                "candidat": passage.inscription.candidat,
                "certification": certification_de(passage),
                "heure": passage.heure,
            }
            for passage in siens
        ]
        deposer_courriel(
            destinataire=adresse,
            acte="convocation_copie",
            contexte={
                "commission": commission,
                "lieu": lieu_de(commission),
                "lignes": lignes,
                "retires": retires,
                "centre": parametres(),
            },
            a=a,
            dossier=commission,
        )


def _tiers(passage: Passage, aux_organismes: bool) -> Iterable[tuple[str, str]]:
    """(address, whose): two OF of one address each have their own mail."""
    inscription = passage.inscription
    organisme = inscription.organisme
    if aux_organismes and organisme and organisme.courriel:
        yield organisme.courriel.casefold(), f"organisme {organisme.pk}"
    tuteur = inscription.tuteur_courriel.casefold()
    if (
        tuteur
        and not inscription.initiative_sans_accord
        and not (organisme and organisme.courriel.casefold() == tuteur)
    ):
        yield tuteur, "tuteur"


def annoncer_annulation(commission: Commission, invites: Iterable[InvitationCommission], a: datetime) -> None:
    """Each member, and each evaluator who had not answered, whose calendar forgets it; each OF whose candidates were
    awaited."""
    attendus = {invitation.destinataire: invitation.evaluateur for invitation in invites} | {
        membre.evaluateur.utilisateur.email: membre.evaluateur
        for membre in commission.membres.select_related("evaluateur__utilisateur")
    }
    passages = commission.passages.select_related("inscription__organisme")
    organismes = {passage.inscription.organisme.courriel for passage in passages if passage.inscription.organisme}
    for adresse in sorted({*attendus, *organismes}):
        siege = attendus.get(adresse)
        deposer_courriel(
            destinataire=adresse,
            acte="commission_annulee",
            contexte={"commission": commission},
            a=a,
            dossier=commission,
            fichier=joindre(seance_de(commission, siege), a, annule=True) if siege else None,
        )
