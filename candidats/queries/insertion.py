"""Insertion rates: counts by OF, certification, year and step, in one query. No answer is ever shown alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractYear

from candidats.choix import NEUTRALISEES, EtapeEnquete, SituationInsertion
from candidats.models import EnqueteInsertion
from candidats.regles.insertion import SEUIL_PERSONNES, Insertion
from certif_portal.commun.secret import montrable
from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.permissions import Personne

REPONDUE = Q(repondue_le__isnull=False)
COMPTES: dict[str, Count] = {
    "envoyees": Count("pk", filter=Q(envoyee_le__isnull=False)),
    "reponses": Count("pk", filter=REPONDUE),
    "neutralisees": Count("pk", filter=REPONDUE & Q(situation__in=sorted(NEUTRALISEES))),
    "en_emploi": Count("pk", filter=REPONDUE & Q(situation=SituationInsertion.EMPLOI)),
    "metier_vise": Count("pk", filter=REPONDUE & Q(metier_vise=True)),
}


@dataclass(frozen=True)
class LigneInsertion:
    """One promotion: an OF, a certification, a year of juries, a step."""

    organisme: str
    certification: str
    numero: str
    annee: int
    etape: str
    prevues: int
    insertion: Insertion

    @property
    def sans_adresse(self) -> int | None:
        """None when they are a few."""
        manquent = self.prevues - self.insertion.envoyees
        return manquent if montrable(manquent, SEUIL_PERSONNES) else None


COLONNES = {
    "certification": lambda ligne: cle_recherche(ligne.certification),
    "organisme": lambda ligne: cle_recherche(ligne.organisme),
    "annee": lambda ligne: ligne.annee,
    "enquete": lambda ligne: ligne.etape,
    "reponses": lambda ligne: ligne.insertion.taux_reponse,
    "emploi": lambda ligne: ligne.insertion.taux_global,
    "metier": lambda ligne: ligne.insertion.taux_metier_vise,
}


def lignes_insertion(personne: Personne, *, etape: str = "", annee: int | None = None) -> list[LigneInsertion]:
    """What this person may see, the latest juries first: one query."""
    enquetes = EnqueteInsertion.objects.visibles_par(personne)
    if etape:
        enquetes = enquetes.filter(etape=etape)
    if annee:
        enquetes = enquetes.filter(inscription__decidee_le__year=annee)
    groupes: QuerySet[Any, Any] = (
        enquetes.order_by()
        .values(
            "etape",
            annee=ExtractYear("inscription__decidee_le"),
            organisme=F("inscription__organisme__nom"),
            intitule=F("inscription__referentiel__intitule"),
            type=F("inscription__referentiel__certification__type"),
            numero=F("inscription__referentiel__certification__numero"),
        )
        .annotate(prevues=Count("pk"), **COMPTES)
    )
    lignes = [
        LigneInsertion(
            organisme=groupe["organisme"] or "Sans organisme",
            certification=groupe["intitule"],
            numero=f"{groupe['type']} {groupe['numero'] or ''}".strip(),
            annee=groupe["annee"],
            etape=str(EtapeEnquete(groupe["etape"]).label),
            prevues=groupe["prevues"],
            insertion=Insertion(**{nom: groupe[nom] for nom in COMPTES}),
        )
        for groupe in groupes
    ]
    return sorted(lignes, key=lambda ligne: (-ligne.annee, ligne.organisme, ligne.certification, ligne.etape))


def annees_enquetees(personne: Personne) -> list[int]:
    """From the latest year of juries that was surveyed to the first: two queries, each of one row."""
    decidees = EnqueteInsertion.objects.visibles_par(personne).filter(inscription__decidee_le__isnull=False)
    jours = decidees.order_by("inscription__decidee_le").values_list("inscription__decidee_le", flat=True)
    premier, dernier = jours.first(), jours.last()
    return list(range(dernier.year, premier.year - 1, -1)) if dernier and premier else []


def promotions_demandees(
    personne: Personne, adresse: Mapping[str, str]
) -> tuple[str, int | None, list[LigneInsertion]]:
    """The step and the year an address names, what cannot be read being left out, and their promotions: one query."""
    etape, choisie = adresse.get("etape", ""), annee_demandee(adresse)
    etape = etape if etape in EtapeEnquete.values else ""
    return etape, choisie, lignes_insertion(personne, etape=etape, annee=choisie)


def annee_demandee(adresse: Mapping[str, str]) -> int | None:
    annee = adresse.get("annee", "")
    return int(annee) if len(annee) == 4 and annee.isascii() and annee.isdigit() else None
