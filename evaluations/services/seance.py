"""The day of a sitting: who arrived, what went wrong."""

from datetime import datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import heure, jour_de
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import EtatCommission
from evaluations.models import Commission, IncidentSeance, MembreCommission, Passage
from evaluations.regles.grille import saisie_ouverte


@acte
def pointer_candidat(*, passage: Passage, present: bool, par: Utilisateur, a: datetime) -> Passage:
    """Ticked at arrival; unticked by mistake, it is undone the same way."""
    commission = _ouverte(passage.commission_id, a)
    passage = Passage.objects.select_for_update(of=("self",), no_key=True).get(pk=passage.pk)
    if present == (passage.arrive_le is not None):
        return passage
    passage.arrive_le = a if present else None
    passage.save(update_fields=["arrive_le"])
    _consigner(commission, str(passage.inscription.candidat), present, par, a)
    return passage


@acte
def pointer_membre(*, membre: MembreCommission, present: bool, par: Utilisateur, a: datetime) -> MembreCommission:
    commission = _ouverte(membre.commission_id, a)
    membre = MembreCommission.objects.select_for_update(of=("self",), no_key=True).get(pk=membre.pk)
    if present == (membre.arrive_le is not None):
        return membre
    membre.arrive_le = a if present else None
    membre.save(update_fields=["arrive_le"])
    _consigner(commission, str(membre.evaluateur), present, par, a)
    return membre


def _consigner(commission: Commission, qui: str, present: bool, par: Utilisateur, a: datetime) -> None:
    phrase = f"Arrivée de {qui} à {heure(a)}." if present else f"La présence de {qui} n’est plus notée."
    journaliser(commission, "arrivee", phrase, par=par, a=a)


@acte
def noter_incident(
    *, commission: Commission, nature: str, passage: Passage | None, texte: str, par: Utilisateur, a: datetime
) -> IncidentSeance:
    """Kept on the sitting, and in the file of the candidate it is about."""
    commission = _ouverte(commission.pk, a)
    if not texte.strip():
        raise ErreurMetier("Racontez ce qui s’est passé.")
    inscription = passage.inscription if passage else None
    incident = IncidentSeance(
        commission=commission, inscription=inscription, nature=nature, texte=texte.strip(), note_le=a, note_par=par
    )
    incident.full_clean()
    incident.save()
    libelle = incident.get_nature_display()
    qui = f", {inscription.candidat}" if inscription else ""
    journaliser(commission, "incident", f"{libelle}{qui} : {incident.texte}", par=par, a=a)
    if inscription:
        journaliser(inscription, "incident_seance", f"Séance du jour : {libelle.lower()}.", par=par, a=a)
    return incident


def _ouverte(pk: int, a: datetime) -> Commission:
    """The day has come, and the sitting stands."""
    commission = Commission.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if commission.etat == EtatCommission.ANNULEE:
        raise TransitionInterdite("Cette commission est annulée.")
    if not saisie_ouverte(commission.date, jour_de(a)):
        raise ErreurMetier(f"Cette séance est à venir, le {commission.date:%d/%m/%Y}.")
    return commission
