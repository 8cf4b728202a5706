"""« Prêt pour le jury »: every piece of every candidate, from the facts (the jury's gate) or from what is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse

from candidats.choix import Voie
from candidats.choix_suivi import Acteur
from candidats.models import Inscription, PieceManquante
from certif_portal.centre.models import parametres
from jurys.choix import CodePiece, EtatAttendue
from jurys.queries.faits import lire_faits
from jurys.regles.faits import Faits
from jurys.regles.piece import Manque, Verdict, exigence, libelle, verdicts, verdicts_du_jour
from jurys.regles.suivi import acteur_de
from referentiels.choix import Repertoire
from referentiels.models import Enregistrement

SORTES = {EtatAttendue.PRESENTE: "fait", EtatAttendue.MANQUANTE: "faire", EtatAttendue.SANS_OBJET: "neutre"}


@dataclass(frozen=True)
class PieceAttendue:
    """One piece of one registration: where it stands, why, who must act and where."""

    code: CodePiece
    libelle: str
    etat: EtatAttendue
    explication: str = ""
    qui: str = ""
    url: str = ""

    @property
    def manque(self) -> bool:
        return self.etat == EtatAttendue.MANQUANTE

    @property
    def sorte(self) -> str:
        return SORTES[self.etat]

    @property
    def etat_libelle(self) -> str:
        return str(self.etat.label)


def pieces_pour_jury(inscriptions: Iterable[Inscription], le: date) -> dict[int, list[PieceAttendue]]:
    """The gate: the pieces of each registration, from its facts, for a jury held on `le`; 12 queries at most."""
    return {
        pk: [
            _piece(verdict, pk, acteur_de(faits, verdict.code), _seance_a_emarger(faits))
            for verdict in verdicts(faits, le)
        ]
        for pk, faits in lire_faits(inscriptions).items()
    }


def pieces_gardees(inscription: Inscription, le: date, livret: str) -> list[PieceAttendue]:
    """What is kept of one registration, with its `suivi` and its missing pieces: 1 query."""
    gardees = [
        Verdict(CodePiece(code), EtatAttendue(etat), libelle(CodePiece(code), livret), explication)
        for code, etat, explication in inscription.suivi.pieces
    ]
    manques = [_manque(ligne) for ligne in inscription.pieces_manquantes.all()]
    jour = inscription.suivi.jury_le or le
    return _gardees(inscription, gardees, manques, jour, livret)


def manquantes_gardees(inscription: Inscription, jour: date, livret: str) -> list[PieceAttendue]:
    """What a jury held that day would miss; none where the missing pieces are already fetched."""
    manques = [_manque(ligne) for ligne in inscription.pieces_manquantes.all()]
    return _gardees(inscription, (), manques, jour, livret)


def _gardees(
    inscription: Inscription, gardees: Iterable[Verdict], manques: list[Manque], jour: date, livret: str
) -> list[PieceAttendue]:
    acteurs = {manque.code: manque.acteur for manque in manques}
    return [
        _piece(verdict, inscription.pk, acteurs.get(verdict.code, ""))
        for verdict in verdicts_du_jour(gardees, manques, jour, livret)
    ]


def _manque(ligne: PieceManquante) -> Manque:
    return Manque(CodePiece(ligne.code), ligne.explication, ligne.jour, ligne.du, ligne.au, ligne.acteur)


def est_pret(pieces: Iterable[PieceAttendue]) -> bool:
    return not any(piece.manque for piece in pieces)


def manquantes(pieces: Iterable[PieceAttendue]) -> list[PieceAttendue]:
    return [piece for piece in pieces if piece.manque]


def enregistrements_rncp(certifications: Iterable[int], le: date) -> dict[int, Enregistrement]:
    """By certification, the RNCP fiche under which it may be delivered that day: 1 query."""
    fiches = Enregistrement.objects.filter(
        certification__in=set(certifications), repertoire=Repertoire.RNCP, date_enregistrement__lte=le
    ).order_by("date_enregistrement")
    return {fiche.certification_id: fiche for fiche in fiches if fiche.couvre(le)}


def certifications_au_rncp(certifications: Iterable[int], le: date) -> frozenset[int]:
    certifications = set(certifications)
    return frozenset(enregistrements_rncp(certifications, le)) if certifications else frozenset()


def tableau_des_pieces() -> list[tuple[str, list[tuple[str, bool]]]]:
    """The decision table as it is shown to users: for each piece, what each route asks."""
    lignes, livret = [], parametres().livret_nom
    for code in CodePiece:
        demandes = [exigence(voie, code) for voie in Voie]
        lignes.append((libelle(code, livret), [(str(demande.label), demande != "sans_objet") for demande in demandes]))
    return lignes


def voies() -> list[str]:
    """The columns of the table."""
    return [str(voie.label) for voie in Voie]


def _piece(verdict: Verdict, inscription: int, acteur: str, seance: int | None = None) -> PieceAttendue:
    """With, where it is missing, who must give it and the page where it is given."""
    manque = verdict.etat == EtatAttendue.MANQUANTE
    emargement = seance if verdict.code == CodePiece.EMARGEMENT else None
    page = ("commission_detail", emargement) if emargement else ("inscription_detail", inscription)
    return PieceAttendue(
        code=verdict.code,
        libelle=verdict.libelle,
        etat=verdict.etat,
        explication=verdict.explication,
        qui=str(Acteur(acteur).label) if manque and acteur else "",
        url=_lien(*page) if manque else "",
    )


def _seance_a_emarger(faits: Faits) -> int | None:
    return next((seance.commission for seance in faits.seances if not seance.emargee), None)


def _lien(nom: str, pk: int) -> str:
    """Empty where that screen does not exist."""
    try:
        return reverse(nom, args=[pk])
    except NoReverseMatch:
        return ""
