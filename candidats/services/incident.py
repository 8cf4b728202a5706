"""What interrupts a registration, and the way back while nothing followed."""

from datetime import date, datetime

from candidats import courriels
from candidats.choix import SORTIES, TRANSITIONS_INSCRIPTION, TRANSITIONS_RETOUR, EtatInscription, NatureIncident
from candidats.models import Incident, Inscription
from candidats.regles.incident import INCIDENT_DATE, INCIDENT_RETOUR, date_incoherente
from candidats.regles.inscription import INSCRIPTION_UNIQUE
from candidats.services.depot import annoncer_evaluation
from candidats.services.identite import supprimer_pieces
from candidats.services.verrou import exiger_motif, exiger_suivie, verrouiller
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur

MOTS = {
    NatureIncident.ABANDON: "abandonnée",
    NatureIncident.DESISTEMENT: "close par désistement",
    NatureIncident.ARRET: "arrêtée, l’organisme n’étant plus habilité,",
}


@acte
def abandonner_inscription(
    *,
    inscription: Inscription,
    motif: str,
    par: Utilisateur,
    a: datetime,
    nature: NatureIncident = NatureIncident.ABANDON,
    le: date | None = None,
) -> Inscription:
    """End a registration, with its date and its reason: reminders stop, identity papers are deleted."""
    inscription, le = verrouiller(inscription), le or jour_de(a)
    if nature not in SORTIES:
        raise ErreurMetier("Un parcours prend fin par un abandon, un désistement ou un arrêt.")
    _dater(inscription, le, a)
    motif, etat_avant = exiger_motif(motif), inscription.etat
    clore(inscription, motif, le=le, a=a)
    _noter(inscription, nature, le, motif, etat_avant, par=par, a=a)
    journaliser(inscription, "abandon", f"Inscription {MOTS[nature]} le {date_longue(le)} : {motif}", par=par, a=a)
    return inscription


def clore(inscription: Inscription, motif: str, *, le: date, a: datetime) -> Inscription:
    """Close a locked registration, in the caller's transaction."""
    verifier_transition(TRANSITIONS_INSCRIPTION, inscription, EtatInscription.ABANDONNEE)
    inscription.etat, inscription.abandonnee_le = EtatInscription.ABANDONNEE, le
    inscription.motif_abandon = motif
    inscription.full_clean()
    inscription.save(update_fields=["etat", "abandonnee_le", "motif_abandon"])
    supprimer_pieces(inscription, a=a)
    return inscription


@acte
def annuler_incident(*, incident: Incident, motif: str, par: Utilisateur, a: datetime) -> Inscription:
    """Undo an incident noted by mistake. A registration that had ended goes on where it was."""
    inscription = verrouiller(incident.inscription)
    incident = Incident.objects.select_for_update(of=("self",), no_key=True).get(pk=incident.pk)
    if incident.annule_le is not None:
        raise ErreurMetier("Cet incident est déjà annulé.")
    if incident.nature in SORTIES:
        _revenir(inscription, incident)
    else:
        exiger_suivie(inscription)
        if inscription.date_commission is not None:
            raise RegleNonRespectee(INCIDENT_RETOUR, "Une autre séance est planifiée depuis.")
    incident.annule_le, incident.annule_par, incident.motif_annulation = a, par, exiger_motif(motif)
    incident.full_clean()
    incident.save(update_fields=["annule_le", "annule_par", "motif_annulation"])
    nature = incident.get_nature_display()
    phrase = f"{nature} du {date_longue(incident.le)} annulé : {incident.motif_annulation}"
    journaliser(inscription, "incident-annule", phrase, par=par, a=a)
    return inscription


def _revenir(inscription: Inscription, incident: Incident) -> None:
    verifier_transition(TRANSITIONS_RETOUR, inscription, EtatInscription(incident.etat_avant))
    memes = Inscription.objects.filter(
        candidat=inscription.candidat,
        organisme=inscription.organisme,
        referentiel__certification=inscription.referentiel.certification_id,
        creee_le__gt=inscription.creee_le,
    ).exclude(etat__in=[EtatInscription.ABANDONNEE, EtatInscription.ADMISE, EtatInscription.NON_ADMISE])
    if memes.exists():
        raise RegleNonRespectee(INSCRIPTION_UNIQUE, "Une inscription plus récente existe : c’est elle qui continue.")
    inscription.etat, inscription.abandonnee_le, inscription.motif_abandon = incident.etat_avant, None, ""
    inscription.full_clean()
    inscription.save(update_fields=["etat", "abandonnee_le", "motif_abandon"])


@acte
def reporter_evaluation(
    *, inscription: Inscription, nouvelle_date: date, motif: str, par: Utilisateur, a: datetime
) -> Incident:
    """Put the evaluation off before any sitting is planned: deadlines follow the new date."""
    inscription = verrouiller(inscription)
    exiger_suivie(inscription)
    if inscription.date_commission is not None:
        raise ErreurMetier(
            f"Une séance est planifiée le {date_longue(inscription.date_commission)} : notez le report depuis "
            "cette séance."
        )
    return interrompre(
        inscription, NatureIncident.REPORT, le=jour_de(a), motif=motif, nouvelle_date=nouvelle_date, par=par, a=a
    )


@acte
def interrompre(
    inscription: Inscription,
    nature: NatureIncident,
    *,
    le: date,
    motif: str,
    nouvelle_date: date | None,
    precision: str = "",
    par: Utilisateur,
    a: datetime,
) -> Incident:
    """An absence or a postponement of a locked registration: it stays alive, its planned date moves, its OF is told."""
    exiger_suivie(inscription)
    if nouvelle_date is not None and nouvelle_date <= max(le, jour_de(a)):
        raise RegleNonRespectee(INCIDENT_DATE, "La nouvelle date est à venir.")
    incident = _noter(
        inscription,
        nature,
        le,
        exiger_motif(motif),
        inscription.etat,
        par=par,
        a=a,
        nouvelle_date=nouvelle_date,
        precision=precision,
    )
    annoncer_evaluation(inscription, nouvelle_date, jour_de(a))
    inscription.save(update_fields=["date_evaluation_prevue", "evaluation_annoncee_le"])
    ou = f", {precision}" if precision else ""
    suite = f" Nouvelle date prévue : {date_longue(nouvelle_date)}." if nouvelle_date else " Nouvelle date à fixer."
    journaliser(inscription, "incident", f"{nature.label}{ou} : {incident.motif.rstrip('.')}.{suite}", par=par, a=a)
    courriels.prevenir_organisme(inscription, "evaluation_reportee", a=a, incident=incident)
    return incident


def _noter(
    inscription: Inscription,
    nature: NatureIncident,
    le: date,
    motif: str,
    etat_avant: str,
    *,
    par: Utilisateur,
    a: datetime,
    nouvelle_date: date | None = None,
    precision: str = "",
) -> Incident:
    incident = Incident(
        inscription=inscription,
        nature=nature,
        le=le,
        motif=motif,
        etat_avant=etat_avant,
        nouvelle_date=nouvelle_date,
        precision=precision,
        saisi_le=a,
        saisi_par=par,
    )
    incident.full_clean()
    incident.save()
    return incident


def _dater(inscription: Inscription, le: date, a: datetime) -> None:
    """The event is not to come, and not before the registration itself."""
    detail = date_incoherente(le, depuis=jour_de(inscription.creee_le), aujourdhui=jour_de(a))
    if detail:
        raise RegleNonRespectee(INCIDENT_DATE, detail)
