"""A non-conformity: the OF's plan and proofs, the centre's answer; the last one closed opens the decision."""

from datetime import date, datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.textes import nettoyer_texte
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from habilitations import regles
from habilitations.choix import TRANSITIONS_AUDIT, TRANSITIONS_NON_CONFORMITE, EtatAudit, EtatNonConformite
from habilitations.courriels import prevenir_centre, prevenir_organisme
from habilitations.models import NonConformite, PreuveCorrective
from habilitations.services.audit import enregistrer_audit, verrouiller_audit
from habilitations.services.dossier import FichierLu, conserver


def _ouverte(nc: NonConformite) -> NonConformite:
    """The audit first, then the row: everybody locks in that order."""
    audit = verrouiller_audit(nc.audit)
    nc = NonConformite.objects.select_for_update(of=("self",), no_key=True).select_related("constat").get(pk=nc.pk)
    nc.audit = audit
    if audit.etat == EtatAudit.CLOS or nc.etat != EtatNonConformite.OUVERTE:
        raise ErreurMetier("Cette non-conformité est levée, ou son audit est clos : elle ne change plus.")
    return nc


def _enregistrer(nc: NonConformite, *champs: str) -> None:
    nc.full_clean()
    nc.save(update_fields=champs)


@acte
def planifier_correction(*, nc: NonConformite, porteur: str, plan: str, par: Utilisateur, a: datetime) -> NonConformite:
    nc = _ouverte(nc)
    nc.porteur, nc.plan = nettoyer_texte(porteur), nettoyer_texte(plan)
    _enregistrer(nc, "porteur", "plan")
    journaliser(nc, "plan", f"Action corrective prévue, confiée à {nc.porteur} : {nc.plan}", par=par, a=a)
    return nc


@acte
def fixer_echeance(*, nc: NonConformite, echeance: date, reaudit: bool, par: Utilisateur, a: datetime) -> NonConformite:
    """Sooner than the 6 months, or back to them; never past them, never in the past."""
    nc = _ouverte(nc)
    limite = nc.audit.limite()
    if limite is None or not jour_de(a) <= echeance <= limite:
        detail = f"Une date entre le {date_longue(a)} et le {date_longue(limite)} est attendue." if limite else ""
        raise RegleNonRespectee(regles.ACTIONS_CORRECTIVES, detail)
    nc.echeance, nc.reaudit = echeance, reaudit
    _enregistrer(nc, "echeance", "reaudit")
    phrase = f"À corriger jusqu’au {date_longue(echeance)}{', avec vérification sur place' if reaudit else ''}."
    journaliser(nc, "echeance", phrase, par=par, a=a)
    prevenir_organisme("habilitation_echeance", organisme=nc.audit.organisme, dossier=nc, a=a, nc=nc)
    return nc


@acte
def deposer_preuve(
    *, nc: NonConformite, fichier: FichierLu, commentaire: str, par: Utilisateur, a: datetime
) -> PreuveCorrective:
    """ACTIONS-CORRECTIVES: until the due date included; the examination may come after."""
    nc = _ouverte(nc)
    if not regles.a_temps(nc.echeance, jour_de(a)):
        raise RegleNonRespectee(regles.ACTIONS_CORRECTIVES, f"Le délai est passé depuis le {date_longue(nc.echeance)}.")
    preuve = PreuveCorrective(
        non_conformite=nc,
        fichier=conserver(fichier, par, a),
        commentaire=nettoyer_texte(commentaire),
        deposee_le=a,
        deposee_par=par,
    )
    preuve.full_clean()
    preuve.save()
    journaliser(nc, "preuve", f"Preuve déposée : {preuve.fichier.nom}.", par=par, a=a)
    prevenir_centre(
        adresse=nc.audit.agent.email if nc.audit.agent else "",
        acte="habilitation_preuve_deposee",
        organisme=nc.audit.organisme,
        nc=nc,
        dossier=nc,
        a=a,
    )
    return preuve


@acte
def lever_non_conformite(
    *, nc: NonConformite, commentaire: str, reaudit_le: date | None, par: Utilisateur, a: datetime
) -> NonConformite:
    """On a proof deposited in time and not refused; the last one closed brings the audit to its decision."""
    nc, le = _ouverte(nc), jour_de(a)
    if not any(not preuve.refusee_motif for preuve in nc.preuves.all()):
        raise ErreurMetier("Aucune preuve n’attend d’être examinée : une non-conformité se lève au vu d’une preuve.")
    if nc.reaudit and reaudit_le is None:
        raise ErreurMetier("Cette non-conformité demande une vérification sur place : sa date est attendue.")
    if reaudit_le and reaudit_le > le:
        raise ErreurMetier(f"La vérification du {date_longue(reaudit_le)} est à venir.")
    verifier_transition(TRANSITIONS_NON_CONFORMITE, nc, EtatNonConformite.LEVEE)
    nc.etat, nc.levee_le, nc.levee_par = EtatNonConformite.LEVEE, le, par
    nc.commentaire, nc.reaudit_le = nettoyer_texte(commentaire), reaudit_le
    _enregistrer(nc, "etat", "levee_le", "levee_par", "commentaire", "reaudit_le")
    journaliser(nc, "levee", f"Non-conformité levée. {nc.commentaire}".strip(), par=par, a=a)
    journaliser(nc.audit, "levee", f"Non-conformité levée, indicateur {nc.constat.code}.", par=par, a=a)
    if not nc.audit.non_conformites.filter(etat=EtatNonConformite.OUVERTE).exists():
        verifier_transition(TRANSITIONS_AUDIT, nc.audit, EtatAudit.DECISION)
        nc.audit.etat = EtatAudit.DECISION
        enregistrer_audit(nc.audit, "etat")
        journaliser(nc.audit, "decision-ouverte", "Toutes les non-conformités sont levées.", par=par, a=a)
    return nc


@acte
def refuser_preuve(*, nc: NonConformite, motif: str, par: Utilisateur, a: datetime) -> NonConformite:
    """The proofs waiting are not enough: the OF is told why, and keeps what is left of its delay."""
    nc, motif = _ouverte(nc), nettoyer_texte(motif)
    en_attente = nc.preuves.filter(refusee_motif="")
    if not motif:
        raise ErreurMetier("Dites à l’organisme ce qui manque à sa preuve.")
    if not en_attente.update(refusee_motif=motif):
        raise ErreurMetier("Aucune preuve n’attend d’être examinée.")
    phrase = f"Preuve insuffisante : {motif}"
    journaliser(nc, "preuve-refusee", phrase, par=par, a=a)
    prevenir_organisme(
        "habilitation_preuve_refusee",
        organisme=nc.audit.organisme,
        motif=motif,
        nc=nc,
        dossier=nc,
        a=a,
    )
    return nc
