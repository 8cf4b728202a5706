"""From the draft to the accepted registration: deposit, dérogation, check, return."""

from collections.abc import Iterator
from datetime import date, datetime

from candidats import courriels
from candidats.choix import (
    A_EXAMINER,
    MODIFIABLE_PAR_ORGANISME,
    TRANSITIONS_DEROGATION,
    TRANSITIONS_INSCRIPTION,
    EtatDerogation,
    EtatInscription,
    Portee,
)
from candidats.donnees import DonneesInscription
from candidats.models import Derogation, Inscription
from candidats.queries.acceptation import obstacles_acceptation
from candidats.queries.catalogue import faits_referentiels
from candidats.queries.habilitation import est_couverte
from candidats.queries.inscription import Details, details_saisis, donnees_de
from candidats.regles.acceptation import phrase_du_retard
from candidats.regles.constat import Constat
from candidats.regles.depot import manques_au_depot
from candidats.regles.inscription import (
    INSCRIPTION_DELAI,
    INSCRIPTION_PREALABLE,
    SANS_FORMATION,
    est_tardive,
    incoherences,
    peut_encore_s_inscrire,
)
from candidats.services.acquis import proposer_acquis
from candidats.services.projet import obstacles_de_projet
from candidats.services.ressemblance import noter_doubles
from candidats.services.verrou import exiger_etat, exiger_motif, verrouiller
from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, refuser_si
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from habilitations.models import OrganismeFormation
from habilitations.queries.organisme import habilitation_le, perimetre_le
from habilitations.regles import HABILITATION_VALIDE, PERIMETRE, hors_perimetre


class InscriptionIncomplete(ErreurMetier):
    """A deposit refused, with everything that is missing, field by field."""

    def __init__(self, constats: list[Constat]) -> None:
        self.constats = constats
        super().__init__(" ".join(str(constat) for constat in constats))


def constats_du_depot(inscription: Inscription, le: date, details: Details | None = None) -> list[Constat]:
    """Everything that would stop a deposit on that day, the dérogation aside."""
    details = details or details_saisis(inscription)
    donnees = donnees_de(inscription, details)
    faits = faits_referentiels([inscription.referentiel])[inscription.referentiel_id]
    depot = inscription.deposee_le or le
    return [
        *incoherences(donnees, faits, le, inscription.deposee_le),
        *manques_au_depot(
            donnees,
            faits,
            piece_deposee=details.piece_deposee or inscription.organisme_id is None,
            le=le,
            premier_depot=inscription.deposee_le,
        ),
        *_habilitation(inscription, depot),
        *_sans_formation(inscription, donnees),
        *obstacles_de_projet(inscription, donnees),
    ]


def _sans_formation(inscription: Inscription, donnees: DonneesInscription) -> Iterator[Constat]:
    """INSCRIPTION-SANS-FORMATION: a setting of the centre, and never through an OF. Once deposited, it stays so."""
    if not donnees.sans_formation or inscription.deposee_le:
        return
    if inscription.organisme_id is not None:
        detail = "Un organisme de formation inscrit à un parcours de formation ou à une VAE."
        yield Constat("voie", detail, SANS_FORMATION)
    elif not parametres().sans_formation:
        yield Constat("voie", "Ce centre n’admet pas d’inscription sans formation.", SANS_FORMATION)


def _habilitation(inscription: Inscription, depot: date) -> list[Constat]:
    """The OF must be habilité the day of the deposit; a company or a candidate needs no habilitation.

    A correction answers for the day of the first deposit, and for the OF that made it: the file may have changed hands.
    """
    if inscription.organisme is None or (inscription.deposee_le and est_couverte(inscription, depot)):
        return []
    return constats_habilitation(inscription, inscription.organisme, depot)


def constats_habilitation(inscription: Inscription, organisme: OrganismeFormation, le: date) -> list[Constat]:
    """What the act of an OF says of a registration that day: none, or one that does not cover it."""
    acte = habilitation_le(organisme, le)
    if acte is None:
        return [Constat("organisme", f"{organisme} n’est pas habilité le {date_longue(le)}.", HABILITATION_VALIDE)]
    perimetre = perimetre_le(acte, le)
    if perimetre is None:
        return []
    certifications = {certification.pk for certification in perimetre.certifications.all()}
    blocs = {bloc.pk for bloc in perimetre.blocs.all()}
    vises = list(inscription.blocs.values_list("bloc", flat=True)) if inscription.portee == Portee.BLOCS else []
    fini = perimetre.au is not None and perimetre.au < le
    if not fini and not hors_perimetre(inscription.referentiel.certification_id, vises, certifications, blocs):
        return []
    detail = f"{organisme} est habilité pour : {perimetre.texte}."
    return [Constat("organisme", detail, PERIMETRE)]


@acte
def deposer_inscription(*, inscription: Inscription, par: Utilisateur, a: datetime) -> Inscription:
    """Submit a complete registration. The first deposit gives the date that counts; a correction keeps it.

    Raises InscriptionIncomplete with everything that is missing, RegleNonRespectee when it is late without dérogation.
    """
    inscription, le = verrouiller(inscription), jour_de(a)
    verifier_transition(TRANSITIONS_INSCRIPTION, inscription, EtatInscription.DEPOSEE)
    constats = constats_du_depot(inscription, le)
    if constats:
        raise InscriptionIncomplete(constats)
    premier = inscription.deposee_le is None
    depot = inscription.deposee_le or le
    if est_en_retard(inscription, depot) and getattr(inscription, "derogation", None) is None:
        raise RegleNonRespectee(INSCRIPTION_DELAI, detail_du_retard(inscription))
    inscription.etat, inscription.deposee_le, inscription.motif_retour = EtatInscription.DEPOSEE, depot, ""
    annoncer_evaluation(inscription, inscription.date_evaluation_prevue, le)
    inscription.full_clean()
    inscription.save(update_fields=["etat", "deposee_le", "motif_retour", "evaluation_annoncee_le"])
    proposer_acquis(inscription, le)
    noter_doubles(inscription.candidat)
    phrase = (
        "Inscription déposée."
        if premier
        else f"Inscription déposée de nouveau ; le premier dépôt reste au {date_longue(depot)}."
    )
    journaliser(inscription, "depot", phrase, par=par, a=a)
    return inscription


def annoncer_evaluation(inscription: Inscription, prevue: date | None, le: date) -> None:
    """EVALUATION-ANNONCE: the planned date, and the day the centre learned of it; told again, it keeps its first
    day."""
    if prevue != inscription.date_evaluation_prevue or inscription.evaluation_annoncee_le is None:
        inscription.evaluation_annoncee_le = le if prevue else None
    inscription.date_evaluation_prevue = prevue


def est_en_retard(inscription: Inscription, depot: date) -> bool:
    return est_tardive(inscription.entree_formation, depot, parametres().inscription_jours)


def detail_du_retard(inscription: Inscription) -> str:
    entree = inscription.entree_formation
    return phrase_du_retard(entree, parametres().inscription_jours) if entree else ""


@acte
def demander_derogation(*, inscription: Inscription, motif: str, par: Utilisateur, a: datetime) -> Derogation:
    """Ask the centre to accept a late registration; nobody can once the training is over."""
    inscription, le = verrouiller(inscription), jour_de(a)
    exiger_etat(inscription, *MODIFIABLE_PAR_ORGANISME)
    if getattr(inscription, "derogation", None) is not None:
        raise ErreurMetier("Une dérogation a déjà été demandée pour cette inscription.")
    _refuser_apres_formation(inscription, inscription.deposee_le or le)
    if not est_en_retard(inscription, inscription.deposee_le or le):
        raise ErreurMetier("Cette inscription est dans les délais : elle n’a pas besoin de dérogation.")
    derogation = Derogation(inscription=inscription, motif_demande=exiger_motif(motif), demandee_le=a, demandee_par=par)
    derogation.full_clean()
    derogation.save()
    journaliser(inscription, "derogation", f"Dérogation demandée : {derogation.motif_demande}", par=par, a=a)
    return derogation


@acte
def decider_derogation(
    *, derogation: Derogation, accordee: bool, motif: str, par: Utilisateur, a: datetime
) -> Derogation:
    """Grant or refuse, with a reason. Granting is impossible once the training is over (decision 0050)."""
    inscription = verrouiller(derogation.inscription)
    derogation = Derogation.objects.select_for_update(of=("self",), no_key=True).get(pk=derogation.pk)
    exiger_etat(inscription, *A_EXAMINER)
    vers = EtatDerogation.ACCORDEE if accordee else EtatDerogation.REFUSEE
    verifier_transition(TRANSITIONS_DEROGATION, derogation, vers)
    if accordee:
        _refuser_apres_formation(inscription, jour_de(a))
    derogation.etat, derogation.motif_decision = vers, exiger_motif(motif)
    derogation.decidee_le, derogation.decidee_par = a, par
    derogation.full_clean()
    derogation.save(update_fields=["etat", "motif_decision", "decidee_le", "decidee_par"])
    journaliser(
        inscription, "derogation", f"Dérogation {vers.label.lower()} : {derogation.motif_decision}", par=par, a=a
    )
    courriels.prevenir_organisme(inscription, "derogation_decidee", a=a, derogation=derogation)
    return derogation


def _refuser_apres_formation(inscription: Inscription, le: date) -> None:
    if inscription.fin_formation and not peut_encore_s_inscrire(inscription.fin_formation, le):
        detail = f"La formation est finie depuis le {date_longue(inscription.fin_formation)}."
        raise RegleNonRespectee(INSCRIPTION_PREALABLE, detail)


@acte
def renvoyer_inscription(*, inscription: Inscription, motif: str, par: Utilisateur, a: datetime) -> Inscription:
    """Send a registration back to the OF, which sees why; the date of the first deposit is kept."""
    inscription = verrouiller(inscription)
    verifier_transition(TRANSITIONS_INSCRIPTION, inscription, EtatInscription.A_CORRIGER)
    inscription.etat, inscription.motif_retour = EtatInscription.A_CORRIGER, exiger_motif(motif)
    inscription.full_clean()
    inscription.save(update_fields=["etat", "motif_retour"])
    journaliser(inscription, "renvoi", f"Inscription renvoyée : {inscription.motif_retour}", par=par, a=a)
    courriels.prevenir_organisme(inscription, "inscription_renvoyee", a=a)
    return inscription


@acte
def accepter_inscription(*, inscription: Inscription, par: Utilisateur, a: datetime) -> Inscription:
    """Accept a registration that nothing stops: its identity is checked, its dérogation granted if it was late…"""
    inscription = verrouiller(inscription)
    verifier_transition(TRANSITIONS_INSCRIPTION, inscription, EtatInscription.ACCEPTEE)
    refuser_si(obstacles_acceptation(inscription))
    inscription.etat, inscription.acceptee_le, inscription.acceptee_par = EtatInscription.ACCEPTEE, a, par
    inscription.full_clean()
    inscription.save(update_fields=["etat", "acceptee_le", "acceptee_par"])
    journaliser(inscription, "acceptation", "Inscription acceptée.", par=par, a=a)
    courriels.prevenir_organisme(inscription, "inscription_acceptee", a=a)
    journaliser(inscription, "candidat_prevenu", courriels.annoncer_au_candidat(inscription, a=a), par=None, a=a)
    return inscription
