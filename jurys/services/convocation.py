"""The convocation: refused past 15 calendar days, copied to the unions that mandated."""

from collections.abc import Iterator
from datetime import date, datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import RegleNonRespectee, refuser_si
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.models import Utilisateur
from jurys import courriels
from jurys.choix import TRANSITIONS_JURY, EtatJury
from jurys.models import Jury
from jurys.queries.ecrans import DemandeLue, controle_complet, demandes_de, membres_de
from jurys.regles.composition import Constat
from jurys.regles.delai import JURY_CONVOCATION, JURY_DESIGNATION, date_limite_convocation, date_limite_designation
from jurys.services.composition import verrouiller_jury


def verifier_convocable(jury: Jury, le: date, *, demandes: list[DemandeLue], constats: list[Constat]) -> None:
    """Raise with every reason that forbids convening; the screen asks the same function."""
    refuser_si(_obstacles(jury, le, demandes, constats))


def _obstacles(
    jury: Jury, le: date, demandes: list[DemandeLue], constats: list[Constat]
) -> Iterator[RegleNonRespectee]:
    limite = date_limite_convocation(jury.date)
    if le > limite:
        yield RegleNonRespectee(JURY_CONVOCATION, f"Il fallait convoquer avant le {date_longue(limite)} inclus.")
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


@acte
def convoquer_jury(*, jury: Jury, le: date, par: Utilisateur, a: datetime) -> Jury:
    """Convene the members and copy the unions that mandated them."""
    jury = verrouiller_jury(jury)
    verifier_transition(TRANSITIONS_JURY, jury, EtatJury.CONVOQUE)
    membres, demandes = membres_de(jury), demandes_de(jury)
    verifier_convocable(jury, le, demandes=demandes, constats=controle_complet(jury, membres, demandes))
    jury.etat, jury.convoque_le = EtatJury.CONVOQUE, le
    jury.full_clean()
    jury.save(update_fields=["etat", "convoque_le"])
    sans_adresse = courriels.deposer_convocations(jury, membres, a)
    phrase = f"Jury convoqué : {len(membres)} personnes, copie aux organisations qui les ont mandatées."
    if sans_adresse:
        phrase += f" À convoquer par courrier : {', '.join(str(membre) for membre in sans_adresse)}."
    journaliser(jury, "convocation", phrase, par=par, a=a)
    return jury
