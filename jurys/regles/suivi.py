"""Where a file stands: the table of the steps and that of the acts (`jurys.regles.acte`) read for one registration.

No database here, no clock: facts come in.
"""

from dataclasses import dataclass, replace
from datetime import date

from candidats.choix_suivi import ActeDossier, Acteur, EtapeDossier, StatutEtape
from certif_portal.commun.typographie import date_courte, tete_de_phrase
from jurys.choix import CodePiece
from jurys.regles.acte import ACTES, ETAPES, Jour, Ligne, ProchainActe, prochain
from jurys.regles.echeance import EcheanceDue, echeances
from jurys.regles.faits import Faits
from jurys.regles.piece import Manque, Verdict, manques, sans_manque

A, E, S = ActeDossier, EtapeDossier, StatutEtape


# The step whose act gives a missing piece, or that act itself; the centre bears the others.
ETAPES_DES_PIECES = {
    CodePiece.INSCRIPTION: E.INSCRIPTION,
    CodePiece.RECEVABILITE: E.LIVRET,
    CodePiece.LIVRET: E.LIVRET,
    CodePiece.COMPETENCES: E.EVALUATION,
    CodePiece.GRILLE: E.EVALUATION,
}
ACTES_DES_PIECES = {CodePiece.EMARGEMENT: A.EMARGER, CodePiece.AVIS: A.DONNER_AVIS}


# --- reading the tables ------------------------------------------------------------------------


@dataclass(frozen=True)
class Position:
    """Where one step stands."""

    etape: EtapeDossier
    titre: str
    statut: StatutEtape
    detail: str = ""
    le: Jour = None
    limite: Jour = None
    qui: str = ""
    acte: ProchainActe | None = None

    def texte(self, aujourdhui: date) -> str:
        return self.detail.replace("{le}", date_courte(self.le, aujourdhui) if self.le else "…")

    def a_garder(self) -> list[str | None]:
        """As JSON holds it; `relire` gives it back."""
        le, limite = (jour.isoformat() if jour else None for jour in (self.le, self.limite))
        return [self.etape.name, self.titre, self.statut.value, self.detail, le, limite, self.qui]


def relire(gardee: list[str]) -> Position:
    etape, titre, statut, detail, le, limite, qui = gardee
    return Position(
        etape=EtapeDossier[etape],
        titre=titre,
        statut=StatutEtape(statut),
        detail=detail,
        le=date.fromisoformat(le) if le else None,
        limite=date.fromisoformat(limite) if limite else None,
        qui=qui,
    )


def positions(faits: Faits) -> tuple[Position, ...]:
    """The six steps. The first one to be done is the one we are at; after a refusal nothing is to be done any more."""
    lues = [_position(faits, etape) for etape in EtapeDossier]
    if any(position.statut == S.REFUS for position in lues):
        return tuple(Position(p.etape, p.titre, S.SANS_OBJET) if p.statut == S.A_VENIR else p for p in lues)
    ici = next((p.etape for p in lues if p.statut == S.A_VENIR), None)
    return tuple(_ici(position) if position.etape == ici else position for position in lues)


def _ici(position: Position) -> Position:
    qui = str(position.acte.acteur.label) if position.acte else ""
    return replace(position, statut=S.ICI, qui=qui)


def _ligne(faits: Faits, etape: EtapeDossier) -> Ligne:
    return next(ligne for ligne in ETAPES if ligne.etape == etape and ligne.quand(faits))


def acteur_de(faits: Faits, code: CodePiece) -> Acteur:
    """Who must act for a piece that is missing: whoever the act that gives it waits for."""
    acte = ACTES_DES_PIECES.get(code)
    if code in ETAPES_DES_PIECES:
        acte = _ligne(faits, ETAPES_DES_PIECES[code]).acte
    return ACTES[acte].acteur(faits) if acte else Acteur.CENTRE


def _position(faits: Faits, etape: EtapeDossier) -> Position:
    ligne = _ligne(faits, etape)
    acte = prochain(faits, ligne.acte) if ligne.acte else None
    return Position(
        etape=etape,
        titre=_titre(faits, etape),
        statut=ligne.statut,
        detail=ligne.detail(faits) if callable(ligne.detail) else ligne.detail,
        le=ligne.le(faits) if ligne.le else None,
        limite=acte.limite if acte and not ligne.le else None,  # a day already told is not told twice
        acte=acte,
    )


def _titre(faits: Faits, etape: EtapeDossier) -> str:
    if etape == E.LIVRET:
        return tete_de_phrase(faits.delais.livret) if faits.livret_requis else "Recevabilité"
    return str(etape.label)


@dataclass(frozen=True)
class Conclusions:
    """All that is kept of one registration."""

    etapes: tuple[Position, ...]
    acte: ProchainActe | None
    jury_le: Jour
    pieces: tuple[Verdict, ...]
    manques: tuple[Manque, ...]
    echeances: tuple[EcheanceDue, ...]


def conclure(faits: Faits) -> Conclusions:
    etapes = positions(faits)
    return Conclusions(
        etapes=etapes,
        acte=next((position.acte for position in etapes if position.statut == S.ICI), None),
        jury_le=faits.jury_le,
        pieces=tuple(sans_manque(faits)),
        manques=tuple(replace(manque, acteur=acteur_de(faits, manque.code)) for manque in manques(faits)),
        echeances=tuple(echeances(faits)),
    )
