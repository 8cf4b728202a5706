"""Acts on one registration that several apps take part in."""

from datetime import date, datetime

from candidats.choix import DecisionSuite, NatureIncident
from candidats.models import Inscription, Livret, SuiteInscription
from candidats.services.incident import abandonner_inscription
from candidats.services.livret import noter_validation_livret
from candidats.services.rapport import ouvrir_rapport
from candidats.services.suite import noter_suite
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser_lecture
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import EtatCommission
from evaluations.models import AvisEntreprise
from evaluations.services.avis import ouvrir_avis
from evaluations.services.commission import retirer_passage
from habilitations.models import Habilitation, OrganismeFormation
from jurys.choix import OUVERTS
from jurys.models import Presentation


def consulter_dossier(*, inscription: Inscription, par: Utilisateur, a: datetime) -> None:
    """An auditor reads every file, and each reading is told in the journal."""
    journaliser_lecture(inscription, "consultation", f"Dossier consulté par {par}.", par=par, a=a)


@acte
def valider_livret(*, livret: Livret, par: Utilisateur, a: datetime) -> tuple[Livret, AvisEntreprise | None]:
    """Validate the livret and, in the same transaction, ask the candidate for the activity report and the company for
    its opinion where they are due."""
    livret = noter_validation_livret(livret=livret, par=par, a=a)
    ouvrir_rapport(inscription=livret.inscription, par=par, a=a)
    return livret, ouvrir_avis(inscription=livret.inscription, par=par, a=a)


@acte
def mettre_fin(
    *, inscription: Inscription, nature: NatureIncident, le: date, motif: str, par: Utilisateur, a: datetime
) -> Inscription:
    """End a registration: its turns in sittings to come are given back; a jury that has it must let it go first."""
    prise = Presentation.objects.filter(inscription=inscription, jury__etat__in=OUVERTS).select_related("jury").first()
    if prise:
        raise ErreurMetier(f"Ce candidat est présenté au jury {prise.jury.numero} : le centre l’en détache d’abord.")
    passages = inscription.passages.filter(
        commission__etat=EtatCommission.PLANIFIEE, appreciations__isnull=True, notes__isnull=True
    )
    for passage in passages.select_related("commission", "inscription"):
        retirer_passage(passage=passage, motif=f"{nature.label} : {motif}", par=par, a=a)
    return abandonner_inscription(inscription=inscription, nature=nature, le=le, motif=motif, par=par, a=a)


@acte
def decider_suite(
    *,
    inscription: Inscription,
    habilitation: Habilitation,
    decision: DecisionSuite,
    repreneur: OrganismeFormation | None,
    motif: str,
    par: Utilisateur,
    a: datetime,
) -> SuiteInscription:
    """HABILITATION-SUITE: the decision, and the end of the registration when it stops."""
    suite = noter_suite(
        inscription=inscription,
        habilitation=habilitation,
        decision=decision,
        repreneur=repreneur,
        motif=motif,
        par=par,
        a=a,
    )
    if decision == DecisionSuite.ARRET:
        mettre_fin(inscription=inscription, nature=NatureIncident.ARRET, le=suite.le, motif=motif, par=par, a=a)
    return suite
