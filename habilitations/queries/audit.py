"""An audit as its page shows it, and who may be given it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from certif_portal.commun.durees import compte
from certif_portal.commun.sql import SansAccents
from certif_portal.commun.tri import rang_de
from certif_portal.commun.typographie import date_longue, tete_de_phrase
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.models import Attribution, Utilisateur
from certif_portal.comptes.permissions import Personne
from habilitations.choix import EtatAudit, EtatNonConformite, NatureAudit, Verdict
from habilitations.criteres import CRITERES, Critere, Indicateur
from habilitations.models import Audit, Constat, NonConformite, PreuveCorrective
from habilitations.regles import ACTIONS_CORRECTIVES


@dataclass(frozen=True)
class LigneIndicateur:
    critere: Critere
    indicateur: Indicateur
    constat: Constat | None


@dataclass(frozen=True)
class AuditLu:
    audit: Audit
    indicateurs: tuple[LigneIndicateur, ...]
    non_conformites: tuple[NonConformite, ...]

    @property
    def apprecies(self) -> int:
        return sum(1 for ligne in self.indicateurs if ligne.constat)

    @property
    def ouvertes(self) -> list[NonConformite]:
        return [nc for nc in self.non_conformites if nc.etat == EtatNonConformite.OUVERTE]


COLONNES = {
    "organisme": "organisme__cle_recherche",
    "audit": rang_de("nature", NatureAudit.values),
    "etape": rang_de("etat", EtatAudit.values),
    "ouvert": "ouvert_le",
    "agent": (SansAccents("agent__nom"), SansAccents("agent__prenom")),
}


def audits_visibles(personne: Personne) -> QuerySet[Audit]:
    return Audit.objects.visibles_par(personne).select_related(
        "organisme",
        "dossier",
        "dossier__document",
        "habilitation",
        "campagne",
        "agent",
        "rapport",
        "lettre",
        "attestation",
    )


def audit_complet(audit: Audit) -> AuditLu:
    """The twelve indicators with their findings, and the non-conformities with their proofs: three queries."""
    constats = {constat.code: constat for constat in audit.constats.select_related("annexe")}
    lignes = tuple(
        LigneIndicateur(critere, indicateur, constats.get(indicateur.code))
        for critere in CRITERES
        for indicateur in critere.indicateurs
    )
    preuves = PreuveCorrective.objects.select_related("fichier")
    ouvertes = audit.non_conformites.select_related("constat", "constat__annexe")
    return AuditLu(audit, lignes, tuple(ouvertes.prefetch_related(Prefetch("preuves", preuves))))


def non_conformite_complete(personne: Personne) -> QuerySet[NonConformite]:
    return NonConformite.objects.visibles_par(personne).select_related(
        "audit", "audit__organisme", "constat", "constat__annexe"
    )


def agents_du_centre(le: date) -> QuerySet[Utilisateur]:
    """Those who may be given a file that day."""
    roles = Attribution.objects.en_cours(le).filter(role__in=CENTRE).values("utilisateur")
    return Utilisateur.objects.filter(pk__in=roles, is_active=True).order_by("nom", "prenom")


def non_conformites_ouvertes(audit: Audit) -> list[str]:
    """« indicateur 3.2, majeure, à corriger jusqu’au 2 mars 2027 », one by one: 1 query."""
    lignes = audit.non_conformites.filter(etat=EtatNonConformite.OUVERTE).select_related("constat")
    return [
        f"indicateur {nc.constat.code}, {nc.constat.verdict}, à corriger jusqu’au {date_longue(nc.echeance)}"
        for nc in lignes.order_by("constat__code")
    ]


def suite_d_une_notification(audit: Audit, le: date) -> list[str]:
    """What notifying the findings today starts, said before it is done: 1 query."""
    ecarts = [
        f"indicateur {constat.code}, {constat.get_verdict_display().lower()}"
        for constat in audit.constats.exclude(verdict=Verdict.CONFORME).order_by("code")
    ]
    if not ecarts:
        return ["Aucune non-conformité : la décision vient ensuite.", "Les constats ne changent plus."]
    limite = date_longue(ACTIONS_CORRECTIVES.apres(le))
    return [
        f"{tete_de_phrase(compte(len(ecarts), 'non-conformité'))} : {' ; '.join(ecarts)}.",
        f"Les {ACTIONS_CORRECTIVES.duree} pour corriger partent aujourd’hui : jusqu’au {limite} inclus.",
        "L’organisme est prévenu et lit le rapport ; les constats ne changent plus.",
    ]
