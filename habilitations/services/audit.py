"""Instruction of an audit: findings, questions, visit, notification; then the contradictory exchange and the
decision."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.agenda import RendezVous
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, refuser_si
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.models import DocumentRendu
from certif_portal.commun.pdf import rendre_et_conserver
from certif_portal.commun.textes import nettoyer_texte
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from habilitations import regles
from habilitations.choix import (
    TRANSITIONS_AUDIT,
    TRANSITIONS_DOSSIER,
    EtatAudit,
    EtatDossier,
    EtatNonConformite,
    NatureAudit,
    Verdict,
)
from habilitations.courriels import prevenir_centre, prevenir_organisme
from habilitations.criteres import CODES
from habilitations.documents.acte import contexte_attestation, contexte_decision
from habilitations.documents.dossier import VERSION, contexte_rapport
from habilitations.models import (
    Annexe,
    Audit,
    CampagneAudit,
    Constat,
    Echange,
    Habilitation,
    NonConformite,
    OrganismeFormation,
)
from habilitations.queries.audit import audit_complet, non_conformites_ouvertes
from habilitations.queries.organisme import acte_ouvert_le
from habilitations.services.dossier import FichierLu, conserver
from habilitations.services.organisme import retirer_habilitation, saisir_habilitation


def verrouiller_audit(audit: Audit) -> Audit:
    lignes = Audit.objects.select_for_update(of=("self",), no_key=True)
    return lignes.select_related("organisme", "dossier", "habilitation", "agent").get(pk=audit.pk)


def _exiger(audit: Audit, *etats: EtatAudit) -> None:
    if audit.etat not in etats:
        raise ErreurMetier(f"Cet audit est à l’étape « {audit.get_etat_display()} » : cet acte n’y est plus possible.")


def enregistrer_audit(audit: Audit, *champs: str) -> None:
    audit.full_clean(exclude=["agent"])
    audit.save(update_fields=champs)


@acte
def declencher_audit(
    *,
    organisme: OrganismeFormation,
    declencheur: str,
    demandeur: str,
    motif: str,
    agent: Utilisateur,
    campagne: CampagneAudit | None = None,
    par: Utilisateur,
    a: datetime,
) -> Audit:
    """AUDIT-INTERMEDIAIRE: on the act open that day, suspended or not."""
    habilitation = acte_ouvert_le(organisme, jour_de(a))
    if habilitation is None:
        raise RegleNonRespectee(regles.AUDIT_INTERMEDIAIRE, "Cet organisme n’est pas habilité aujourd’hui.")
    if organisme.audits.filter(nature=NatureAudit.INTERMEDIAIRE).exclude(etat=EtatAudit.CLOS).exists():
        raise ErreurMetier("Un audit intermédiaire de cet organisme est déjà ouvert.")
    audit = Audit(
        organisme=organisme,
        nature=NatureAudit.INTERMEDIAIRE,
        habilitation=habilitation,
        campagne=campagne,
        declencheur=declencheur,
        demandeur=nettoyer_texte(demandeur),
        motif=nettoyer_texte(motif),
        agent=agent,
        ouvert_le=a,
    )
    audit.full_clean()
    audit.save()
    qui = f"{audit.get_declencheur_display()}{f' ({audit.demandeur})' if audit.demandeur else ''}"
    journaliser(audit, "ouverture", f"Audit intermédiaire déclenché : {qui}. {audit.motif}", par=par, a=a)
    journaliser(organisme, "audit", f"Audit intermédiaire déclenché : {qui}.", par=par, a=a)
    prevenir_organisme("habilitation_audit_ouvert", organisme=organisme, dossier=audit, a=a, audit=audit)
    return audit


@acte
def affecter_audit(*, audit: Audit, agent: Utilisateur, par: Utilisateur, a: datetime) -> Audit:
    audit = verrouiller_audit(audit)
    verifier_non_clos(audit)
    audit.agent = agent
    enregistrer_audit(audit, "agent")
    journaliser(audit, "affectation", f"Audit confié à {agent}.", par=par, a=a)
    return audit


def verifier_non_clos(audit: Audit) -> None:
    if audit.etat == EtatAudit.CLOS:
        raise ErreurMetier("Cet audit est clos : il ne change plus.")


@acte
def apprecier_indicateur(
    *,
    audit: Audit,
    code: str,
    verdict: str,
    annexe: Annexe | None,
    preuve: str,
    motif: str,
    par: Utilisateur,
    a: datetime,
) -> Constat:
    """CONSTAT-MOTIVE: one finding per indicator, rewritten at will until it is notified."""
    audit = verrouiller_audit(audit)
    _exiger(audit, EtatAudit.INSTRUCTION)
    if code not in CODES:
        raise ErreurMetier(f"L’indicateur « {code} » n’existe pas.")
    preuve, motif = nettoyer_texte(preuve), nettoyer_texte(motif)
    faute = regles.verdict_possible(verdict, motif, avec_preuve=bool(annexe or preuve))
    if faute:
        raise RegleNonRespectee(regles.CONSTAT_MOTIVE, faute)
    constat = audit.constats.filter(code=code).first() or Constat(audit=audit, code=code)
    constat.verdict, constat.annexe, constat.preuve, constat.motif = verdict, annexe, preuve, motif
    constat.par, constat.le = par, a
    constat.full_clean()
    constat.save()
    libelle = Verdict(verdict).label.lower()
    journaliser(audit, "constat", f"Indicateur {code} : {libelle}, au vu de : {constat.element}.", par=par, a=a)
    return constat


@acte
def questionner(*, audit: Audit, question: str, par: Utilisateur, a: datetime) -> Echange:
    audit = verrouiller_audit(audit)
    verifier_non_clos(audit)
    echange = Echange(audit=audit, question=nettoyer_texte(question), posee_par=par, posee_le=a)
    echange.full_clean()
    echange.save()
    journaliser(audit, "question", f"Question posée à l’organisme : {echange.question}", par=par, a=a)
    prevenir_organisme(
        "habilitation_question",
        organisme=audit.organisme,
        question=echange.question,
        dossier=audit,
        a=a,
    )
    return echange


@acte
def repondre_question(
    *, echange: Echange, reponse: str, fichier: FichierLu | None, par: Utilisateur, a: datetime
) -> Echange:
    echange = (
        Echange.objects.select_for_update(of=("self",), no_key=True).select_related("audit__agent").get(pk=echange.pk)
    )
    verifier_non_clos(echange.audit)
    if echange.repondue_le:
        raise ErreurMetier(f"Cette question a reçu sa réponse le {date_longue(echange.repondue_le)}.")
    echange.reponse, echange.repondue_par, echange.repondue_le = nettoyer_texte(reponse), par, a
    if fichier:
        echange.fichier = conserver(fichier, par, a)
    echange.full_clean(exclude=["posee_par"])
    echange.save(update_fields=["reponse", "repondue_par", "repondue_le", "fichier"])
    journaliser(echange.audit, "reponse", f"Réponse de l’organisme : {echange.reponse}", par=par, a=a)
    _prevenir_agent("habilitation_reponse", echange.audit, a, reponse=echange.reponse)
    return echange


@acte
def consigner_visite(*, audit: Audit, le: date, lieu: str, compte_rendu: str, par: Utilisateur, a: datetime) -> Audit:
    """A visit planned (no report yet) or made; written again, it replaces the former one. The OF is told of one that is
    planned."""
    audit = verrouiller_audit(audit)
    _exiger(audit, EtatAudit.INSTRUCTION)
    if compte_rendu and le > jour_de(a):
        raise ErreurMetier(f"La visite du {date_longue(le)} est à venir : son compte rendu s’écrit après.")
    audit.visite_le, audit.visite_lieu = le, nettoyer_texte(lieu)
    audit.visite_compte_rendu = nettoyer_texte(compte_rendu)
    enregistrer_audit(audit, "visite_le", "visite_lieu", "visite_compte_rendu")
    faite = "Visite du site faite" if compte_rendu else "Visite du site prévue"
    phrase = f"{faite} le {date_longue(le)}, {audit.visite_lieu}."
    journaliser(audit, "visite", phrase, par=par, a=a)
    if not compte_rendu:
        titre = f"Visite de site, {audit.organisme}"
        prevenir_organisme(
            "habilitation_visite",
            organisme=audit.organisme,
            audit=audit,
            dossier=audit,
            a=a,
            rendez_vous=RendezVous(f"visite-{audit.pk}", titre, le, None, audit.visite_lieu),  # its key in the agenda
        )
    return audit


@acte
def notifier_constats(*, audit: Audit, par: Utilisateur, a: datetime) -> Audit:
    """The report is rendered, non-conformities open, the 6 months start; without any, the decision is next.

    Raises RegleNonRespectee when an indicator expected is not appreciated: all of them on a file, one at least
    otherwise.
    """
    audit = verrouiller_audit(audit)
    constats = list(audit.constats.all())
    attendus = () if audit.nature == NatureAudit.INTERMEDIAIRE else CODES
    restants = regles.indicateurs_restants(attendus, {constat.code for constat in constats})
    if restants or not constats:
        detail = f"Indicateurs à apprécier : {', '.join(restants)}." if restants else "Aucun indicateur n’est apprécié."
        raise RegleNonRespectee(regles.CRITERES_SATISFAITS, detail)
    ecarts = [constat for constat in constats if constat.verdict != Verdict.CONFORME]
    vers = EtatAudit.CORRECTIONS if ecarts else EtatAudit.DECISION
    verifier_transition(TRANSITIONS_AUDIT, audit, vers)
    audit.etat, audit.notifie_le = vers, jour_de(a)
    limite = regles.ACTIONS_CORRECTIVES.apres(audit.notifie_le)
    for constat in ecarts:
        NonConformite.objects.create(audit=audit, constat=constat, echeance=limite)
    audit.rapport = _rendre(
        audit, "rapport_audit", contexte_rapport(audit_complet(audit), a), "Rapport d’audit", par, a
    )
    enregistrer_audit(audit, "etat", "notifie_le", "rapport")
    suite = (
        f"{len(ecarts)} non-conformité{'s' if len(ecarts) > 1 else ''} à corriger jusqu’au {date_longue(limite)}"
        if ecarts
        else "aucune non-conformité"
    )
    journaliser(audit, "notification", f"Constats notifiés : {suite}.", par=par, a=a)
    prevenir_organisme(
        "habilitation_constats",
        organisme=audit.organisme,
        nombre=len(ecarts),
        limite=limite,
        dossier=audit,
        a=a,
    )
    return audit


def _obstacles_de_correction(audit: Audit, le: date) -> Iterator[RegleNonRespectee]:
    """ACTIONS-CORRECTIVES: nobody is refused while a proof waits to be examined, nor before a due date has passed."""
    ouvertes = audit.non_conformites.filter(etat=EtatNonConformite.OUVERTE)
    a_lire = ouvertes.filter(preuves__refusee_motif="").values_list("constat__code", flat=True).distinct()
    if a_lire:
        detail = f"Une preuve déposée à temps est d’abord à examiner, indicateur {', '.join(a_lire)}."
        yield RegleNonRespectee(regles.ACTIONS_CORRECTIVES, detail)
    premiere = min((nc.echeance for nc in ouvertes), default=None)
    if premiere is None or premiere >= le:
        detail = f"L’organisme a jusqu’au {date_longue(premiere)} pour corriger." if premiere else ""
        yield RegleNonRespectee(regles.ACTIONS_CORRECTIVES, detail)


@acte
def engager_contradictoire(*, audit: Audit, motif: str, par: Utilisateur, a: datetime) -> Audit:
    """Before a refusal or a withdrawal: the OF is told why, and given the centre's delay to answer."""
    audit = verrouiller_audit(audit)
    verifier_transition(TRANSITIONS_AUDIT, audit, EtatAudit.CONTRADICTOIRE)
    le, motif = jour_de(a), nettoyer_texte(motif)
    obstacles: list[ErreurMetier] = list(_obstacles_de_correction(audit, le))
    if not motif:
        obstacles.append(ErreurMetier("Le motif envisagé est attendu : l’organisme y répond."))
    refuser_si(obstacles)
    audit.etat, audit.contradictoire_le, audit.contradictoire_motif = EtatAudit.CONTRADICTOIRE, le, motif
    audit.observations_limite = regles.OBSERVATIONS.apres(le, jours=parametres().observations_jours)
    enregistrer_audit(audit, "etat", "contradictoire_le", "contradictoire_motif", "observations_limite")
    intention = "retirer l’habilitation" if audit.nature == NatureAudit.INTERMEDIAIRE else "refuser l’habilitation"
    limite = date_longue(audit.observations_limite)
    phrase = f"Le centre envisage de {intention} : {motif} Observations attendues jusqu’au {limite}."
    journaliser(audit, "contradictoire", phrase, par=par, a=a)
    prevenir_organisme(
        "habilitation_observations",
        organisme=audit.organisme,
        dossier=audit,
        a=a,
        retrait=audit.nature == NatureAudit.INTERMEDIAIRE,
        motif=motif,
        limite=audit.observations_limite,
    )
    return audit


@acte
def presenter_observations(*, audit: Audit, observations: str, par: Utilisateur, a: datetime) -> Audit:
    """Taken in until the decision, late ones too: nothing is gained by not reading them."""
    audit = verrouiller_audit(audit)
    _exiger(audit, EtatAudit.CONTRADICTOIRE)
    audit.observations, audit.observations_le = nettoyer_texte(observations), a
    enregistrer_audit(audit, "observations", "observations_le")
    journaliser(audit, "observations", f"Observations de l’organisme : {audit.observations}", par=par, a=a)
    _prevenir_agent("habilitation_observations_recues", audit, a, observations=audit.observations)
    return audit


@acte
def decider_audit(*, audit: Audit, favorable: bool, motif: str, par: Utilisateur, a: datetime) -> Audit:
    """Grant or maintain, refuse or withdraw: the act itself, the letter, the attestation, in one transaction."""
    audit, le = verrouiller_audit(audit), jour_de(a)
    verifier_transition(TRANSITIONS_AUDIT, audit, EtatAudit.CLOS)
    refuser_si(_obstacles_a_la_decision(audit, favorable, nettoyer_texte(motif), le))
    audit.etat, audit.favorable, audit.decide_le, audit.decide_par = EtatAudit.CLOS, favorable, le, par
    audit.decision_motif = nettoyer_texte(motif)
    habilitation = _appliquer(audit, le, par, a)
    audit.lettre = _rendre(
        audit, "decision_habilitation", contexte_decision(audit, habilitation, a), "Décision d’habilitation", par, a
    )
    if favorable and habilitation:
        audit.attestation = _rendre(
            audit,
            "attestation_habilitation",
            contexte_attestation(habilitation, a),
            "Attestation d’habilitation",
            par,
            a,
        )
    enregistrer_audit(audit, "etat", "favorable", "decide_le", "decide_par", "decision_motif", "lettre", "attestation")
    objet = contexte_decision(audit, habilitation, a).objet
    journaliser(
        audit, "decision", f"{objet}.{f' {audit.decision_motif}' if audit.decision_motif else ''}", par=par, a=a
    )
    if habilitation is None or habilitation.retiree_le is None:  # a withdrawal tells the OF by itself
        prevenir_organisme("habilitation_decision", organisme=audit.organisme, dossier=audit, a=a, objet=objet)
    return audit


def _obstacles_a_la_decision(audit: Audit, favorable: bool, motif: str, le: date) -> Iterator[ErreurMetier]:
    """CRITERES-SATISFAITS for a favourable one; HABILITATION-OBSERVATIONS for the other."""
    ouvertes = non_conformites_ouvertes(audit)
    if favorable and ouvertes:
        yield RegleNonRespectee(regles.CRITERES_SATISFAITS, f"Non-conformités ouvertes : {' ; '.join(ouvertes)}.")
    if favorable:
        return
    if not motif:
        yield ErreurMetier("Un refus ou un retrait est motivé.")
    if audit.etat != EtatAudit.CONTRADICTOIRE or audit.observations_limite is None:
        yield RegleNonRespectee(regles.OBSERVATIONS, "L’organisme n’a pas été invité à présenter ses observations.")
        return
    if audit.observations_le is None and le <= audit.observations_limite:
        detail = f"L’organisme a jusqu’au {date_longue(audit.observations_limite)} pour présenter ses observations."
        yield RegleNonRespectee(regles.OBSERVATIONS, detail)
    yield from _obstacles_de_correction(audit, le)


def _appliquer(audit: Audit, le: date, par: Utilisateur, a: datetime) -> Habilitation | None:
    """The act made, or the act ended; None when a refusal leaves nothing behind."""
    dossier, habilitation = audit.dossier, audit.habilitation
    if dossier is None:
        if habilitation and not audit.favorable and habilitation.couvre(le):
            return retirer_habilitation(
                habilitation=habilitation, le=le, motif=audit.decision_motif, audit=audit, par=par, a=a
            )
        return None
    vers = EtatDossier.HABILITE if audit.favorable else EtatDossier.REFUSE
    verifier_transition(TRANSITIONS_DOSSIER, dossier, vers)
    dossier.etat = vers
    if audit.favorable:
        dossier.habilitation = saisir_habilitation(
            organisme=audit.organisme, date_effet=date_effet(audit, le), par=par, a=a
        )
    dossier.save(update_fields=["etat", "habilitation"])
    journaliser(dossier, "decision", f"{vers.label} le {date_longue(le)}.", par=par, a=a)
    return dossier.habilitation


def date_effet(audit: Audit, le: date) -> date:
    """The day of the decision; on a renewal decided early, the day after the act in force ends (decision 0021)."""
    ouvert = acte_ouvert_le(audit.organisme, le)
    return ouvert.date_fin + timedelta(days=1) if ouvert else le


def _prevenir_agent(acte: str, audit: Audit, a: datetime, **dit: str) -> None:
    adresse = audit.agent.email if audit.agent else ""
    prevenir_centre(acte=acte, adresse=adresse, organisme=audit.organisme, dossier=audit, a=a, **dit)


def _rendre(audit: Audit, modele: str, contexte: object, titre: str, par: Utilisateur, a: datetime) -> DocumentRendu:
    return rendre_et_conserver(
        modele,
        contexte,
        titre=f"{titre} {audit.organisme.nom}",
        version_modele=VERSION,
        identifiant=f"{modele}-{audit.pk}",
        par=par,
        a=a,
    )
