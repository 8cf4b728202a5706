"""Every personal link that is open, revoked at once: mailed links live in the database, and no change of key closes
them (decision 0374). Each is sent again from the page that it belongs to."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from candidats.choix import EtatConfirmation, EtatDemande
from candidats.models import ConfirmationEtatCivil, DemandeInscription, EnqueteInsertion, LienRapport
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.envoi import EFFACE, TOUJOURS_ESSAYES
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.models import Courriel
from certif_portal.comptes.choix import EtatInvitation
from certif_portal.comptes.models import Invitation
from certif_portal.portail.models import AbonnementAgenda
from evaluations.choix import EtatCandidature
from evaluations.models import CandidatureEvaluateur, InvitationCommission, LienAvis

REVOQUE = "Le lien de ce courriel a été révoqué avant qu’il parte : envoyez-en un autre."


@dataclass(frozen=True)
class Sorte:
    """One kind of link: which are open, what closes them, and how another is sent."""

    nom: str
    titre: str
    ouverts: Callable[[datetime], QuerySet[Any]]
    fermer: Callable[[datetime], dict[str, Any]]
    renvoyer: str


def _uniques(modele: Any) -> Callable[[datetime], QuerySet[Any]]:
    """Links of `LienUnique`."""
    return lambda a: modele.objects.filter(utilise_le__isnull=True, revoque_le__isnull=True, expire_le__gt=a)


def _a_terme(modele: Any, etat: str) -> Callable[[datetime], QuerySet[Any]]:
    """Rows that a link confirms while they are in this state."""
    return lambda a: modele.objects.filter(etat=etat, expire_le__gt=a)


SORTES = (
    Sorte(
        "avis",
        "avis de l’entreprise",
        _uniques(LienAvis),
        lambda a: {"revoque_le": a},
        "« Renvoyer le lien d’avis », depuis le dossier ou en nombre depuis la liste",
    ),
    Sorte(
        "rapport",
        "rapports d’activités",
        _uniques(LienRapport),
        lambda a: {"revoque_le": a},
        "« Renvoyer le lien », depuis le rapport",
    ),
    Sorte(
        "commission",
        "invitations à une commission",
        _uniques(InvitationCommission),
        lambda a: {"revoque_le": a},
        "invitez de nouveau l’évaluateur, depuis la commission",
    ),
    Sorte(
        "acces",
        "invitations à ouvrir un accès",
        _a_terme(Invitation, EtatInvitation.ENVOYEE),
        lambda a: {"etat": EtatInvitation.REVOQUEE, "revoquee_le": a},
        "invitez de nouveau la personne, depuis « Équipe » ou son organisme",
    ),
    Sorte(
        "etat-civil",
        "confirmations d’état civil",
        _a_terme(ConfirmationEtatCivil, EtatConfirmation.ENVOYEE),
        lambda a: {"expire_le": a},
        "demandez-la de nouveau, depuis le dossier",
    ),
    Sorte(
        "demande",
        "demandes d’inscription à confirmer",
        _a_terme(DemandeInscription, EtatDemande.A_CONFIRMER),
        lambda a: {"expire_le": a},
        "la personne refait sa demande",
    ),
    Sorte(
        "candidature",
        "candidatures d’évaluateurs à confirmer",
        _a_terme(CandidatureEvaluateur, EtatCandidature.A_CONFIRMER),
        lambda a: {"expire_le": a},
        "la personne refait sa candidature",
    ),
    Sorte(
        "enquete",
        "enquêtes d’insertion",
        lambda _: EnqueteInsertion.objects.filter(repondue_le__isnull=True, refusee_le__isnull=True).exclude(
            jeton_sha256=""
        ),
        lambda _: {"jeton_sha256": ""},
        "le rappel de l’enquête porte un nouveau lien",
    ),
    Sorte(
        "agenda",
        "calendriers abonnés",
        lambda _: AbonnementAgenda.objects.all(),
        lambda _: {},
        "chacun prend une nouvelle adresse, depuis son agenda",
    ),
)


def liens_ouverts(sortes: Collection[str], a: datetime) -> list[tuple[Sorte, int]]:
    """What would be revoked, of these kinds or of all: none is written."""
    return [(sorte, sorte.ouverts(a).count()) for sorte in SORTES if not sortes or sorte.nom in sortes]


@acte
def revoquer_tous_les_liens(*, raison: str, sortes: Collection[str], a: datetime) -> list[tuple[Sorte, int]]:
    """Raises ErreurMetier without a reason, which the journal keeps. When every kind is closed, mails that still hold a
    link do not leave; the row of a person's calendar goes, and with it its address."""
    if not raison.strip():
        raise ErreurMetier("Dites pourquoi : le journal le garde.")
    centre, revoques = ParametresCentre.objects.select_for_update(no_key=True).get(pk=parametres().pk), []
    for sorte in SORTES:
        if not sortes or sorte.nom in sortes:
            champs = sorte.fermer(a)
            ouverts = sorte.ouverts(a)
            revoques.append((sorte, ouverts.update(**champs) if champs else ouverts.delete()[0]))
    if not sortes:
        Courriel.objects.filter(etat=EtatCourriel.A_ENVOYER, confidentiel=True).exclude(
            acte__in=TOUJOURS_ESSAYES
        ).update(etat=EtatCourriel.ECHEC, texte=EFFACE, erreur=REVOQUE, prochain_essai_le=None)
    dits = ", ".join(f"{sorte.titre} : {nombre}" for sorte, nombre in revoques if nombre) or "aucun n’était ouvert"
    journaliser(
        centre, "liens_revoques", f"Liens révoqués ({dits}). {raison.strip()}", par=None, par_nom="Portail", a=a
    )
    return revoques
