"""The evaluators' list: who they are, where they work, their access."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.journal import journaliser
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.services import inviter
from evaluations.choix import Contact
from evaluations.models import Evaluateur
from referentiels.models import Certification

PORTEE = "les commissions où vous siégez et les grilles de leurs candidats"


@dataclass(frozen=True)
class Situation:
    """What the independence rules need to know of an evaluator."""

    entreprise_nom: str
    entreprise_siret: str = ""
    service: str = ""
    fonction: str = ""
    telephone: str = ""
    metier: str = ""
    region: str = ""
    disponibilite: str = ""
    contact: str = Contact.INDIFFERENT
    origine: str = ""
    formations: str = ""
    certifications: tuple[Certification, ...] = ()
    represente_centre: bool = False


@acte
def inviter_evaluateur(
    *,
    courriel: str,
    prenom: str,
    nom: str,
    situation: Situation,
    fin_acces: date | None = None,
    par: Utilisateur | None,
    a: datetime,
) -> Evaluateur:
    """Open an access by mail; somebody already known is invited again and their situation updated."""
    invitation = inviter(
        courriel=courriel,
        prenom=prenom,
        nom=nom,
        role=Role.EVALUATEUR,
        portee=PORTEE,
        fin_acces=fin_acces,
        par=par,
        a=a,
    )
    evaluateur = Evaluateur.objects.filter(utilisateur=invitation.utilisateur).first()
    evaluateur = evaluateur or Evaluateur(utilisateur=invitation.utilisateur)
    return _decrire(evaluateur, situation)


@acte
def modifier_evaluateur(
    *, evaluateur: Evaluateur, situation: Situation, actif: bool, par: Utilisateur, a: datetime
) -> Evaluateur:
    """Change where they work; out of service they are proposed no more."""
    evaluateur = Evaluateur.objects.select_for_update(of=("self",), no_key=True).get(pk=evaluateur.pk)
    evaluateur.actif = actif
    _decrire(evaluateur, situation)
    journaliser(evaluateur, "modification", f"Fiche de {evaluateur} modifiée.", par=par, a=a)
    return evaluateur


def _decrire(evaluateur: Evaluateur, situation: Situation) -> Evaluateur:
    for champ in fields(situation):
        if champ.name != "certifications":
            setattr(evaluateur, champ.name, getattr(situation, champ.name))
    evaluateur.full_clean()
    evaluateur.save()
    evaluateur.certifications.set(situation.certifications)
    return evaluateur
