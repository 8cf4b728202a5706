"""HABILITATION-SUITE: one decision per running registration of an OF suspended or withdrawn."""

from datetime import datetime
from typing import Any

from candidats.choix import DecisionSuite
from candidats.models import Inscription, SuiteInscription
from candidats.queries.inscription import donnees_de, doublons
from candidats.queries.suite import concernees, interruption_de
from candidats.regles.inscription import INSCRIPTION_UNIQUE
from candidats.regles.suite import HABILITATION_SUITE
from candidats.services.depot import constats_habilitation
from candidats.services.verrou import exiger_motif, verrouiller
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from habilitations.courriels import prevenir_organisme
from habilitations.models import Habilitation, OrganismeFormation


@acte
def noter_suite(
    *,
    inscription: Inscription,
    habilitation: Habilitation,
    decision: DecisionSuite,
    repreneur: OrganismeFormation | None,
    motif: str,
    par: Utilisateur,
    a: datetime,
) -> SuiteInscription:
    """Keep the decision, and hand the registration over when another OF takes it. The end of a stopped one is the
    caller's: it gives back sittings and juries too."""
    habilitation = (
        Habilitation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisme")
        .get(pk=habilitation.pk)
    )
    inscription, le = verrouiller(inscription), jour_de(a)
    interruption = interruption_de(habilitation, le, list(habilitation.suspensions.all()))
    if interruption is None or not concernees(habilitation, interruption[0]).filter(pk=inscription.pk).exists():
        raise RegleNonRespectee(HABILITATION_SUITE, "Ce parcours n’attend pas de décision pour cette habilitation.")
    depuis, suspension = interruption
    suite = SuiteInscription(
        inscription=inscription,
        habilitation=habilitation,
        suspension=suspension,
        decision=decision,
        le=le,
        motif=exiger_motif(motif),
        decidee_le=a,
        decidee_par=par,
    )
    suite.full_clean()
    suite.save()
    phrase = f"{decision.label} : {suite.motif}"
    if decision == DecisionSuite.REPRISE:
        phrase = _reprendre(inscription, habilitation.organisme, repreneur, suite, a)
    cause = "suspendu" if suspension else "qui n’est plus habilité"
    phrase = f"Parcours d’un organisme {cause} à compter du {date_longue(depuis)}. {phrase}"
    journaliser(inscription, "suite", phrase, par=par, a=a)
    _prevenir(habilitation.organisme, inscription, decision, suite.motif, a)
    return suite


def _reprendre(
    inscription: Inscription,
    ancien: OrganismeFormation,
    repreneur: OrganismeFormation | None,
    suite: SuiteInscription,
    a: datetime,
) -> str:
    """The registration goes to the other OF, out of sight of the first; its projet, which is the first's, stays
    there."""
    if repreneur is None or repreneur.pk == ancien.pk:
        raise ErreurMetier("Choisissez l’organisme qui reprend le parcours.")
    obstacles = constats_habilitation(inscription, repreneur, suite.le)
    if obstacles and obstacles[0].regle:
        raise RegleNonRespectee(obstacles[0].regle, obstacles[0].message)
    certification = inscription.referentiel.certification_id
    if doublons(donnees_de(inscription), certification, repreneur):
        raise RegleNonRespectee(INSCRIPTION_UNIQUE, f"{repreneur} a déjà une inscription en cours de cette personne.")
    inscription.organisme, inscription.projet = repreneur, None
    inscription.full_clean()
    inscription.save(update_fields=["organisme", "projet"])
    dit: dict[str, Any] = {"inscription": inscription, "motif": suite.motif}
    prevenir_organisme("parcours_confie", organisme=repreneur, dossier=inscription, a=a, **dit)
    return f"Reprise par {repreneur} : {suite.motif}"


def _prevenir(
    organisme: OrganismeFormation, inscription: Inscription, decision: DecisionSuite, motif: str, a: datetime
) -> None:
    dit: dict[str, Any] = {"inscription": inscription, "decision": decision.label, "motif": motif}
    prevenir_organisme("parcours_decide", organisme=organisme, dossier=organisme, a=a, **dit)
