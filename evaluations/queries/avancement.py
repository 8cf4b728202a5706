"""How far the open grids are, without a word of what they say; what tablets sent that could not be applied."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, DateField, DateTimeField, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evaluations.choix import EtatCommission, EtatGrille, StatutOperation
from evaluations.models import Appreciation, Grille, MembreCommission, OperationRecue, Passage
from evaluations.regles.saisie import Operation, OperationIllisible, lire_operation
from referentiels.models import Competence


def grilles_en_cours(le: date) -> "QuerySet[Any]":
    """The grids not sealed whose first living sitting has come, the latest first: 1 query for a page of them."""
    vivants = Passage.objects.filter(inscription=OuterRef("inscription")).exclude(
        commission__etat=EtatCommission.ANNULEE
    )
    prevues = Passage.competences.through.objects.filter(passage__inscription=OuterRef("inscription")).exclude(
        passage__commission__etat=EtatCommission.ANNULEE
    )
    membres = MembreCommission.objects.filter(commission__passages__inscription=OuterRef("inscription")).exclude(
        commission__etat=EtatCommission.ANNULEE
    )
    lignes = Appreciation.objects.filter(grille=OuterRef("pk"))
    recues = OperationRecue.objects.filter(grille=OuterRef("pk"))
    return (
        Grille.objects.exclude(etat=EtatGrille.SCELLEE)
        .select_related("inscription__candidat", "inscription__referentiel__certification")
        .annotate(
            seance_le=Subquery(_un(vivants, "inscription", Min("commission__date")), output_field=DateField()),
            attendues=_nombre(prevues, "passage__inscription", "competence"),
            jugees=_nombre(lignes.filter(maitrisee__isnull=False), "grille", "pk"),
            a_trancher=_nombre(lignes.filter(tranchable__gt=0), "grille", "pk"),
            signatures_donnees=Count("signatures", distinct=True),
            signatures_attendues=_nombre(membres, "commission__passages__inscription", "evaluateur"),
            en_quarantaine=_nombre(recues.filter(statut=StatutOperation.QUARANTAINE, suite=""), "grille", "pk"),
            ecrite_le=Subquery(_un(lignes, "grille", Max("saisie_le")), output_field=DateTimeField()),
            recue_le=Subquery(_un(recues, "grille", Max("recue_le")), output_field=DateTimeField()),
        )
        .filter(seance_le__lte=le)
        .order_by("-seance_le", "inscription__candidat__cle_recherche", "pk")
    )


def vue_le(grille: Any) -> datetime | None:
    """The last time something of this grid reached the portal."""
    return max((moment for moment in (grille.ecrite_le, grille.recue_le) if moment), default=None)


def _un(lignes: "QuerySet[Any]", par: str, agregat: Any) -> "QuerySet[Any]":
    return lignes.order_by().values(par).annotate(x=agregat).values("x")[:1]


def _nombre(lignes: "QuerySet[Any]", par: str, champ: str) -> Coalesce:
    return Coalesce(Subquery(_un(lignes, par, Count(champ, distinct=True))), 0)


@dataclass(frozen=True)
class OperationEnAttente:
    """Something received that the staff has to decide of; `lue`: None when it cannot even be read."""

    recue: OperationRecue
    lue: Operation | None
    competence: Competence | None

    @property
    def reprenable(self) -> bool:
        return self.lue is not None and self.recue.grille is not None and self.competence is not None


def en_quarantaine() -> "QuerySet[OperationRecue]":
    """What waits for the staff, the oldest first."""
    return (
        OperationRecue.objects.filter(statut=StatutOperation.QUARANTAINE, suite="")
        .select_related("auteur", "grille__inscription__candidat", "grille__inscription__referentiel")
        .order_by("recue_le", "pk")
    )


def lire_en_attente(recues: "list[OperationRecue]") -> list[OperationEnAttente]:
    """With what each says, and of which competence: 1 query."""
    lues = {recue.pk: _lire(recue) for recue in recues}
    competences = Competence.objects.in_bulk([lue.competence for lue in lues.values() if lue])
    return [
        OperationEnAttente(recue, lue := lues[recue.pk], competences.get(lue.competence) if lue else None)
        for recue in recues
    ]


def _lire(recue: OperationRecue) -> Operation | None:
    try:
        return lire_operation(json.loads(recue.corps))
    except OperationIllisible:
        return None
