"""The organisation of evaluations delegated to an OF: decided and ended by the responsable, its sittings approved."""

from collections.abc import Iterable
from datetime import date, datetime, time

from candidats.models import Inscription
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, refuser_si
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import TRANSITIONS_PROPOSITION, EtatProposition
from evaluations.courriels.delegation import dire_proposition_decidee
from evaluations.models import Commission, DelegationOrganisation, Evaluateur, PropositionCommission
from evaluations.regles.delegation import DELEGATION, obstacle_aux_dates
from evaluations.services.commission import ajouter_passage, planifier_commission
from habilitations.models import OrganismeFormation


@acte
def deleguer_organisation(
    *,
    organisme: OrganismeFormation,
    du: date,
    au: date | None,
    motif: str,
    evaluateurs: Iterable[Evaluateur],
    par: Utilisateur,
    a: datetime,
) -> DelegationOrganisation:
    """The responsable's decision, and the pool opened to this OF; one at a time."""
    organisme = OrganismeFormation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisme.pk)
    if defaut := obstacle_aux_dates(du, au):
        raise RegleNonRespectee(DELEGATION, defaut)
    if not motif.strip():
        raise RegleNonRespectee(DELEGATION, "La décision est attendue : ce qui est délégué, et pourquoi.")
    autre = DelegationOrganisation.objects.filter(organisme=organisme).exclude(au__lt=du).first()
    if autre and (au is None or autre.du <= au):
        raise RegleNonRespectee(DELEGATION, f"Une délégation court déjà depuis le {date_longue(autre.du)}.")
    delegation = DelegationOrganisation(
        organisme=organisme, du=du, au=au, motif=motif.strip(), decidee_le=a, decidee_par=par
    )
    delegation.full_clean()
    delegation.save()
    delegation.evaluateurs.set(evaluateurs)
    fin = f", au {au:%d/%m/%Y}" if au else ""
    phrase = f"Organisation des évaluations déléguée du {du:%d/%m/%Y}{fin} : {delegation.motif}"
    journaliser(organisme, "delegation_organisation", phrase, par=par, a=a)
    return delegation


@acte
def finir_delegation(
    *, delegation: DelegationOrganisation, au: date, motif: str, par: Utilisateur, a: datetime
) -> DelegationOrganisation:
    """Its last day, with the reason; what was approved stays."""
    delegation = (
        DelegationOrganisation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisme")
        .get(pk=delegation.pk)
    )
    if not motif.strip():
        raise RegleNonRespectee(DELEGATION, "Le motif de la fin est attendu.")
    if delegation.au is not None and delegation.au < jour_de(a):
        raise ErreurMetier(f"Cette délégation a fini le {date_longue(delegation.au)}.")
    if defaut := obstacle_aux_dates(delegation.du, au):
        raise RegleNonRespectee(DELEGATION, defaut)
    delegation.au, delegation.motif_fin = au, motif.strip()
    delegation.full_clean()
    delegation.save(update_fields=["au", "motif_fin"])
    phrase = f"Fin de la délégation de l’organisation le {au:%d/%m/%Y} : {delegation.motif_fin}"
    journaliser(delegation.organisme, "delegation_finie", phrase, par=par, a=a)
    return delegation


@acte
def proposer_commission(
    *,
    organisme: OrganismeFormation,
    proposition: PropositionCommission | None = None,
    date: date,
    heure: time | None,
    lieu: str,
    adresse: str,
    evaluateurs: Iterable[Evaluateur],
    inscriptions: Iterable[Inscription],
    par: Utilisateur,
    a: datetime,
) -> PropositionCommission:
    """A sitting of its candidates, by evaluators of the pool opened to it; sent back, it is proposed again."""
    evaluateurs, inscriptions = list(evaluateurs), list(inscriptions)
    delegation = DelegationOrganisation.objects.en_vigueur(jour_de(a)).filter(organisme=organisme).first()
    if delegation is None:
        raise RegleNonRespectee(DELEGATION, "Le centre ne vous délègue pas l’organisation aujourd’hui.")
    refuser_si(_obstacles(delegation, date, evaluateurs, inscriptions, jour_de(a)))
    if proposition is None:
        proposition = PropositionCommission(organisme=organisme)
    else:
        proposition = _verrouiller(proposition)
        verifier_transition(TRANSITIONS_PROPOSITION, proposition, EtatProposition.A_APPROUVER)
    proposition.etat = EtatProposition.A_APPROUVER
    proposition.date, proposition.heure, proposition.lieu, proposition.adresse = date, heure, lieu, adresse
    proposition.proposee_le, proposition.proposee_par = a, par
    proposition.full_clean()
    proposition.save()
    proposition.evaluateurs.set(evaluateurs)
    proposition.inscriptions.set(inscriptions)
    phrase = f"Commission proposée pour le {date:%d/%m/%Y}, {lieu} : à approuver par le centre."
    journaliser(organisme, "commission_proposee", phrase, par=par, a=a)
    return proposition


def _obstacles(
    delegation: DelegationOrganisation,
    le: date,
    evaluateurs: list[Evaluateur],
    inscriptions: list[Inscription],
    aujourdhui: date,
) -> Iterable[ErreurMetier]:
    if le < aujourdhui:
        yield ErreurMetier(f"Le {date_longue(le)} est passé.")
    if delegation.au is not None and delegation.au < le:
        yield RegleNonRespectee(DELEGATION, f"Votre délégation finit le {date_longue(delegation.au)}.")
    ouverts = set(delegation.evaluateurs.values_list("pk", flat=True))
    for evaluateur in evaluateurs:
        if evaluateur.pk not in ouverts:
            yield RegleNonRespectee(DELEGATION, f"{evaluateur} n’est pas de ceux que le centre vous a ouverts.")
    for inscription in inscriptions:
        if inscription.organisme_id != delegation.organisme_id:
            yield RegleNonRespectee(DELEGATION, f"Votre organisme n’a pas inscrit {inscription.candidat}.")
    if not inscriptions:
        yield ErreurMetier("Choisissez au moins un candidat.")


@acte
def approuver_proposition(*, proposition: PropositionCommission, par: Utilisateur, a: datetime) -> Commission:
    """It becomes a sitting like the others, under all the rules of one; whatever they refuse is said, and nothing is
    approved."""
    proposition = _verrouiller(proposition)
    verifier_transition(TRANSITIONS_PROPOSITION, proposition, EtatProposition.APPROUVEE)
    commission = planifier_commission(
        date=proposition.date,
        heure=proposition.heure,
        lieu=proposition.lieu,
        adresse=proposition.adresse,
        evaluateurs=list(proposition.evaluateurs.all()),
        par=par,
        a=a,
    )
    for inscription in proposition.inscriptions.order_by("candidat__cle_recherche"):
        ajouter_passage(commission=commission, inscription=inscription, par=par, a=a)
    proposition.commission = commission
    _decider(proposition, EtatProposition.APPROUVEE, "approuvée", par, a)
    return commission


@acte
def renvoyer_proposition(
    *, proposition: PropositionCommission, motif: str, par: Utilisateur, a: datetime
) -> PropositionCommission:
    proposition = _verrouiller(proposition)
    verifier_transition(TRANSITIONS_PROPOSITION, proposition, EtatProposition.RENVOYEE)
    if not motif.strip():
        raise ErreurMetier("Le motif du renvoi est attendu.")
    proposition.motif = motif.strip()
    _decider(proposition, EtatProposition.RENVOYEE, f"renvoyée : {proposition.motif}", par, a)
    return proposition


@acte
def abandonner_proposition(
    *, proposition: PropositionCommission, par: Utilisateur, a: datetime
) -> PropositionCommission:
    """The OF no longer asks for it."""
    proposition = _verrouiller(proposition)
    verifier_transition(TRANSITIONS_PROPOSITION, proposition, EtatProposition.ABANDONNEE)
    proposition.etat = EtatProposition.ABANDONNEE
    proposition.save(update_fields=["etat"])
    phrase = f"Commission proposée pour le {proposition.date:%d/%m/%Y} : abandonnée."
    journaliser(proposition.organisme, "commission_abandonnee", phrase, par=par, a=a)
    return proposition


def _verrouiller(proposition: PropositionCommission) -> PropositionCommission:
    return (
        PropositionCommission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisme")
        .get(pk=proposition.pk)
    )


def _decider(
    proposition: PropositionCommission, etat: EtatProposition, dit: str, par: Utilisateur, a: datetime
) -> None:
    proposition.etat, proposition.decidee_le, proposition.decidee_par = etat, a, par
    proposition.full_clean()
    proposition.save(update_fields=["etat", "motif", "decidee_le", "decidee_par", "commission"])
    phrase = f"Commission proposée pour le {proposition.date:%d/%m/%Y} : {dit}".rstrip(".") + "."
    journaliser(proposition.organisme, "commission_decidee", phrase, par=par, a=a)
    dire_proposition_decidee(proposition, a)
