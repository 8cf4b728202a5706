"""« Prêt pour le jury » for many candidates, and the decision table that answers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from candidats.choix import Voie
from candidats.models import Inscription, il_manque
from candidats.queries.nom import nommes
from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.queries.marche import avec_suivi
from jurys.choix import CodePiece, EtatJury, Exigence
from jurys.models import Presentation
from jurys.queries.piece import PieceAttendue, manquantes_gardees
from jurys.regles.piece import exigence, libelle


@dataclass(frozen=True)
class FiltrePrets:
    """`jury`: those attached to it; `prets`: nothing missing; `q`: by name."""

    jury: int | None = None
    prets: bool = False
    q: str = ""


@dataclass(frozen=True)
class Candidature:
    """One registration and what it still lacks."""

    inscription: Inscription
    manquantes: list[PieceAttendue]


COLONNES = {
    "candidat": "candidat__cle_recherche",
    "jury": "suivi__jury_le",
}


def candidatures(filtre: FiltrePrets, personne: Utilisateur, le: date) -> QuerySet[Inscription]:
    """Accepted and not decided; those whose evaluation comes first at the head. A file is judged for the day of the
    jury it is presented to, or for `le`."""
    lignes = Inscription.objects.visibles_par(personne).suivies()
    if filtre.jury:
        lignes = lignes.filter(presentations__jury=filtre.jury)
    if filtre.prets:
        lignes = lignes.annotate(juge_le=Coalesce(F("suivi__jury_le"), Value(le))).filter(
            ~il_manque(OuterRef("juge_le"))
        )
    lignes = nommes(lignes, cle_recherche(filtre.q))
    return lignes.order_by("date_commission", "date_evaluation_prevue", "candidat__cle_recherche", "pk")


def en_candidatures(lignes: QuerySet[Inscription], le: date, livret: str) -> list[Candidature]:
    """A page of them, with what each lacks: 2 queries."""
    presentations = Presentation.objects.filter(inscription=OuterRef("pk")).exclude(jury__etat=EtatJury.ANNULE)
    numero = presentations.order_by("-jury__date", "-pk").values("jury__numero")[:1]
    return [
        Candidature(inscription, manquantes_gardees(inscription, inscription.suivi.jury_le or le, livret))
        for inscription in avec_suivi(lignes).annotate(jury_numero=Subquery(numero))
    ]


def table_des_pieces(livret: str) -> list[tuple[str, list[Any]]]:
    """For each piece, what each route asks: the table the verdicts come from."""
    return [(libelle(code, livret), [_case(exigence(voie, code)) for voie in Voie]) for code in CodePiece]


def _case(demande: Exigence) -> tuple[str, str]:
    return ("neutre" if demande == Exigence.SANS_OBJET else "fait", str(demande.label))
