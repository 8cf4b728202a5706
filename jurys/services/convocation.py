"""The convocation: the day the members were really convened, by which way, and the copy to the unions that mandated."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.durees import compte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, refuser_si
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import Depot, conserver
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from jurys.choix import TRANSITIONS_JURY, CanalConvocation, EtatJury
from jurys.models import Jury
from jurys.queries.ecrans import DemandeLue, controle_complet, demandes_de, membres_de
from jurys.regles.composition import Constat
from jurys.regles.convocation import CONVOCATION_PROUVEE, CONVOCATION_TARDIVE, est_tardive
from jurys.regles.delai import JURY_CONVOCATION, JURY_DESIGNATION, date_limite_convocation, date_limite_designation
from jurys.services.composition import verrouiller_jury
from jurys.services.envoi import envoyer_convocations, imprimer_convocations, refus_de_l_envoi


@dataclass(frozen=True)
class Convocation:
    """How the members are convened. `motif`: a responsable's, when late."""

    canal: str = CanalConvocation.PORTAIL
    preuve: Depot | None = None
    motif: str = ""


def verifier_convocable(jury: Jury, *, demandes: list[DemandeLue], constats: list[Constat]) -> None:
    """Raise with every reason that forbids convening, whatever the day; the screen asks the same function."""
    refuser_si(_obstacles(jury, demandes, constats))


def _obstacles(jury: Jury, demandes: list[DemandeLue], constats: list[Constat]) -> Iterator[RegleNonRespectee]:
    oubliees = [demande.sigle for demande in demandes if demande.demande_id is None]
    if oubliees:
        yield RegleNonRespectee(JURY_DESIGNATION, f"À solliciter d’abord : {', '.join(oubliees)}.")
    derniere = date_limite_designation(jury.date)
    tardives = [demande.sigle for demande in demandes if demande.demandee_le and demande.demandee_le > derniere]
    if tardives:  # the date of the jury was brought forward
        yield RegleNonRespectee(JURY_DESIGNATION, f"Sollicitées trop tard : {', '.join(tardives)}.")
    for constat in constats:
        if constat.bloquant:
            yield RegleNonRespectee(constat.regle, constat.detail)


def _refus_de_la_date(
    jury: Jury, le: date, quoi: Convocation, par: Utilisateur, ce_jour: date
) -> Iterator[ErreurMetier]:
    yield from refus_de_l_envoi(CONVOCATION_PROUVEE, canal=quoi.canal, le=le, ce_jour=ce_jour, preuve=quoi.preuve)
    if not est_tardive(jury.date, le):
        return
    limite = date_longue(date_limite_convocation(jury.date))
    if not par.tient(Role.RESPONSABLE, ce_jour):
        yield RegleNonRespectee(JURY_CONVOCATION, f"Il fallait convoquer au plus tard le {limite}.")
    elif not quoi.motif.strip():
        yield RegleNonRespectee(CONVOCATION_TARDIVE, f"Après le {limite}, dites pourquoi.")


@acte
def convoquer_jury(
    *, jury: Jury, le: date, convocation: Convocation | None = None, par: Utilisateur, a: datetime
) -> Jury:
    """Convene the members and copy the unions that mandated them; `le`: the day it was really done."""
    jury, quoi = verrouiller_jury(jury), convocation or Convocation()
    verifier_transition(TRANSITIONS_JURY, jury, EtatJury.CONVOQUE)
    refuser_si(_refus_de_la_date(jury, le, quoi, par, jour_de(a)))
    membres, demandes = membres_de(jury), demandes_de(jury)
    verifier_convocable(jury, demandes=demandes, constats=controle_complet(jury, membres, demandes))
    jury.etat, jury.convoque_le, jury.convocation_canal = EtatJury.CONVOQUE, le, quoi.canal
    if quoi.preuve:
        jury.convocation_preuve = conserver(quoi.preuve, par=par, a=a)
    if est_tardive(jury.date, le):
        jury.convocation_retard_motif, jury.convocation_retard_par = quoi.motif.strip(), par
    jury.full_clean()
    jury.save()
    phrase = f"Jury convoqué le {date_longue(le)} ({jury.get_convocation_canal_display().lower()})"
    if quoi.canal == CanalConvocation.PORTAIL:
        phrase += f" : {envoyer_convocations(jury, membres, par, a).phrase}"
    elif quoi.canal == CanalConvocation.COURRIER and le == jour_de(a):
        phrase += f" : {imprimer_convocations(jury, membres, par, a)}"
    else:
        phrase += f" : {compte(len(membres), 'personne')}"
    journaliser(jury, "convocation", f"{phrase}.", par=par, a=a)
    if jury.convocation_retard_motif:
        dit = f"Convocation après la limite, admise par {par} : {jury.convocation_retard_motif}"
        journaliser(jury, "convocation_tardive", dit, par=par, a=a)
    return jury
