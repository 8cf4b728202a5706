"""Requests to the GTP: the list, one file, what it already holds."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from certif_portal.commun.sql import SansAccents
from certif_portal.commun.tri import rang_de
from certif_portal.comptes.permissions import Personne
from referentiels.choix import EtatDemande, EtatReferentiel, NatureDemande, PieceAttendue
from referentiels.models import DemandeGTP, DomaineParcours, ModuleParcours, PieceDemande, Referentiel
from referentiels.regles import PIECES_DEMANDE


@dataclass(frozen=True)
class LignePiece:
    """A piece the text asks for, and what is there."""

    code: str
    libelle: str
    presente: bool
    texte: str = ""
    fichier_nom: str = ""
    piece_pk: int = 0
    datee_du: date | None = None
    au_catalogue: bool = False


COLONNES = {
    "certification": SansAccents("intitule"),
    "nature": rang_de("nature", NatureDemande.values),
    "adressee": "adressee_le",
    "decision": "decidee_le",
    "etat": rang_de("etat", EtatDemande.values),
}


def demandes_pour(personne: Personne, *, nature: str = "", etat: str = "") -> QuerySet[DemandeGTP]:
    demandes = DemandeGTP.objects.visibles_par(personne).select_related("certification", "projet")
    if nature:
        demandes = demandes.filter(nature=nature)
    if etat:
        demandes = demandes.filter(etat=etat)
    return demandes.annotate(nombre_pieces=Count("pieces")).order_by("-creee_le", "-pk")


def demande_complete(personne: Personne, pk: int) -> DemandeGTP | None:
    """One request with what it refers to: 1 query."""
    return (
        DemandeGTP.objects.visibles_par(personne)
        .select_related("certification", "projet__certification", "creee_par")
        .filter(pk=pk)
        .first()
    )


def lignes_pieces(demande: DemandeGTP) -> list[LignePiece]:
    """The pieces of that request in the order of the text; the project itself stands for the pieces it holds."""
    jointes = {piece.code: piece for piece in PieceDemande.objects.filter(demande=demande).select_related("fichier")}
    au_catalogue = _au_catalogue(demande)
    return [_ligne(code, jointes.get(code), code in au_catalogue) for code in _attendues(demande)]


def pieces_presentes(demande: DemandeGTP) -> set[str]:
    return {ligne.code for ligne in lignes_pieces(demande) if ligne.presente}


def projets_possibles(demande: DemandeGTP) -> QuerySet[Referentiel]:
    """The drafts that this request may carry."""
    brouillons = Referentiel.objects.filter(etat=EtatReferentiel.BROUILLON).select_related("certification")
    if demande.certification_id:
        return brouillons.filter(certification=demande.certification_id)
    parcours = demande.nature == NatureDemande.PARCOURS
    return brouillons.filter(fiche_parcours__isnull=not parcours)


def _attendues(demande: DemandeGTP) -> tuple[PieceAttendue, ...]:
    return PIECES_DEMANDE[NatureDemande(demande.nature)]


def _au_catalogue(demande: DemandeGTP) -> set[str]:
    """Pieces that the project of the catalogue holds by itself."""
    if demande.projet_id is None:
        return set()
    if demande.nature != NatureDemande.PARCOURS:
        return {PieceAttendue.PROJET}
    domaines = DomaineParcours.objects.filter(fiche__referentiel=demande.projet_id)
    modules = ModuleParcours.objects.filter(fiche__referentiel=demande.projet_id)
    presents = {PieceAttendue.FICHE: domaines.exists(), PieceAttendue.PROGRAMME: modules.exists()}
    return {str(code) for code, present in presents.items() if present}


def _ligne(code: PieceAttendue, piece: PieceDemande | None, au_catalogue: bool) -> LignePiece:
    if piece is None:
        return LignePiece(code.value, code.label, au_catalogue, au_catalogue=au_catalogue)
    return LignePiece(
        code=code.value,
        libelle=code.label,
        presente=True,
        texte=piece.texte,
        fichier_nom=piece.fichier.nom if piece.fichier else "",
        piece_pk=piece.pk,
        datee_du=piece.datee_du,
        au_catalogue=au_catalogue,
    )
