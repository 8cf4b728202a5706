"""« Prêt pour le jury » for many candidates, and the decision table that answers."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from candidats.choix import EtatInscription, Voie
from candidats.models import Inscription
from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.queries.piece import PieceDossier
from evaluations.choix import EtatGrille
from jurys.choix import CodePiece, Exigence
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
    manquantes: list[PieceDossier]


def candidatures(filtre: FiltrePrets, personne: Utilisateur) -> QuerySet[Inscription]:
    """Accepted and not decided; those whose evaluation comes first at the head."""
    lignes = Inscription.objects.visibles_par(personne).filter(etat=EtatInscription.ACCEPTEE)
    if filtre.jury:
        lignes = lignes.filter(presentations__jury=filtre.jury)
    if filtre.prets:
        lignes = lignes.filter(grille__etat=EtatGrille.SCELLEE)
    for mot in cle_recherche(filtre.q).split():
        lignes = lignes.filter(candidat__cle_recherche__contains=mot)
    return lignes.order_by("date_commission", "date_evaluation_prevue", "candidat__cle_recherche", "pk")


def en_candidatures(jugees: list[tuple[Inscription, list[PieceDossier]]], *, prets: bool = False) -> list[Candidature]:
    lignes = [Candidature(inscription, [piece for piece in pieces if piece.manque]) for inscription, pieces in jugees]
    return [ligne for ligne in lignes if not ligne.manquantes] if prets else lignes


def table_des_pieces(livret: str) -> list[tuple[str, list[Any]]]:
    """For each piece, what each route asks: the table the verdicts come from."""
    return [(libelle(code, livret), [_case(exigence(voie, code)) for voie in Voie]) for code in CodePiece]


def _case(demande: Exigence) -> tuple[str, str]:
    return ("neutre" if demande == Exigence.SANS_OBJET else "fait", str(demande.label))
