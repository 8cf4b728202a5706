"""Waves: the acts that end, month by month, and what they ask of the team."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from certif_portal.commun.typographie import MOIS
from habilitations.choix import DOSSIERS_OUVERTS, EtatDossier, NatureAudit
from habilitations.models import Audit, DossierHabilitation, Habilitation
from habilitations.regles import a_renouveler

COLONNES_FINS = {
    "fin": lambda fin: fin.habilitation.date_fin,
    "organisme": lambda fin: fin.habilitation.organisme.cle_recherche,
    "renouvellement": lambda fin: fin.etat[1],
}


@dataclass(frozen=True)
class Fin:
    """One act that ends without another one after it."""

    habilitation: Habilitation
    etat_dossier: str
    auditee: bool
    presse: bool  # within six months: the time that corrections may take

    @property
    def etat(self) -> tuple[str, str]:
        """Where its renewal stands: how it looks, what it says."""
        if self.auditee:
            return "fait", "audit ouvert"
        if self.etat_dossier == EtatDossier.DEPOSE:
            return "faire", "dossier déposé, à recevoir"
        if self.etat_dossier:
            return "attente", "dossier en préparation"
        return ("refus", "pas de dossier") if self.presse else ("neutre", "pas encore de dossier")


@dataclass(frozen=True)
class Vague:
    """The acts that end in one month."""

    mois: date
    fins: tuple[Fin, ...]

    @property
    def cle(self) -> str:
        return f"{self.mois:%Y-%m}"

    @property
    def libelle(self) -> str:
        return f"{MOIS[self.mois.month - 1]} {self.mois.year}"

    @property
    def renouvellements(self) -> int:
        return len(self.fins)

    @property
    def dossiers(self) -> int:
        """Renewals whose file has at least been opened."""
        return sum(1 for fin in self.fins if fin.etat_dossier)

    @property
    def audits_a_planifier(self) -> int:
        return sum(1 for fin in self.fins if not fin.auditee)


def sans_suite(le: date) -> QuerySet[Habilitation]:
    """Acts in force, neither withdrawn nor followed by another one that holds."""
    suites = Habilitation.objects.filter(
        organisme=OuterRef("organisme"), retiree_le__isnull=True, date_fin__gt=OuterRef("date_fin")
    )
    return Habilitation.objects.filter(~Exists(suites), retiree_le__isnull=True, date_effet__lte=le, date_fin__gte=le)


def vagues(le: date) -> list[Vague]:
    """Ends of this centre's own acts, by month, the nearest first: one query. Another centre renews what it gave."""
    ouverts = DossierHabilitation.objects.filter(organisme=OuterRef("organisme"), etat__in=DOSSIERS_OUVERTS)
    audits = Audit.objects.filter(
        dossier__organisme=OuterRef("organisme"), dossier__etat__in=DOSSIERS_OUVERTS, nature=NatureAudit.RENOUVELLEMENT
    )
    actes = (
        sans_suite(le)
        .filter(autre_centre="")
        .select_related("organisme")
        .annotate(etat_dossier=Subquery(ouverts.values("etat")[:1]), auditee=Exists(audits))
        .order_by("date_fin", "organisme__cle_recherche", "pk")
    )
    fins = [Fin(acte, acte.etat_dossier or "", acte.auditee, a_renouveler(acte.date_fin, le)) for acte in actes]
    par_mois = groupby(fins, key=lambda fin: fin.habilitation.date_fin.replace(day=1))
    return [Vague(mois, tuple(siennes)) for mois, siennes in par_mois]
