"""Where a file stands: one table says of each step whether it is done and, of the first one that is not, which act it
waits for (`jurys.regles.acte` says the rest of that act).

A new state is a line of this table. No database here, no clock: facts come in.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from candidats.choix import DecisionRecevabilite, EtatInscription, EtatLivret
from candidats.choix_suivi import ActeDossier, Acteur, EtapeDossier, StatutEtape
from certif_portal.commun.durees import compte
from certif_portal.commun.typographie import date_courte, tete_de_phrase
from evaluations.choix import EtatAvis, EtatGrille
from jurys.choix import CodePiece
from jurys.regles.acte import ACTES, ProchainActe, prochain
from jurys.regles.echeance import EcheanceDue, echeances
from jurys.regles.faits import Faits
from jurys.regles.piece import Manque, Verdict, manques, sans_manque

A, E, S = ActeDossier, EtapeDossier, StatutEtape
TOUT_ACQUIS = "tout est déjà acquis"
Jour = date | None


@dataclass(frozen=True)
class Ligne:
    """One line of the table of steps. `detail`: its words, `{le}` standing for the day that `le` gives."""

    etape: EtapeDossier
    quand: Callable[[Faits], object]
    statut: StatutEtape
    detail: str | Callable[[Faits], str] = ""
    le: Callable[[Faits], Jour] | None = None
    acte: ActeDossier | None = None


def _recevable(f: Faits) -> bool:
    return f.recevabilite == DecisionRecevabilite.RECEVABLE


def _seance_evaluee(f: Faits) -> str:
    return (
        "{le}, en signature" if f.grille == EtatGrille.EN_SIGNATURE else f"{{le}}, {f.seance.lieu if f.seance else ''}"
    )


ETAPES: tuple[Ligne, ...] = (
    # the registration
    Ligne(
        E.INSCRIPTION,
        lambda f: f.etat == EtatInscription.ABANDONNEE,
        S.REFUS,
        "abandonnée le {le}",
        lambda f: f.abandonnee_le,
    ),
    Ligne(E.INSCRIPTION, lambda f: f.acceptee_le, S.FAIT, "acceptée le {le}", lambda f: f.acceptee_le),
    Ligne(
        E.INSCRIPTION,
        lambda f: f.etat == EtatInscription.DEPOSEE,
        S.A_VENIR,
        "déposée le {le}",
        lambda f: f.deposee_le,
        A.VERIFIER,
    ),
    Ligne(E.INSCRIPTION, lambda f: f.etat == EtatInscription.A_CORRIGER, S.A_VENIR, "à corriger", acte=A.CORRIGER),
    Ligne(E.INSCRIPTION, lambda f: True, S.A_VENIR, "brouillon", acte=A.COMPLETER),
    # the livret; in a VAE, the admissibility
    Ligne(
        E.LIVRET,
        lambda f: not f.livret_requis and _recevable(f) and f.livret2_le is None,
        S.A_VENIR,
        "recevable, livret 2 attendu",
        acte=A.DEPOSER_LIVRET2,
    ),
    Ligne(
        E.LIVRET,
        lambda f: not f.livret_requis and _recevable(f),
        S.FAIT,
        "recevable, {le}",
        lambda f: f.recevabilite_decidee_le,
    ),
    Ligne(
        E.LIVRET,
        lambda f: not f.livret_requis and f.recevabilite == DecisionRecevabilite.NON_RECEVABLE,
        S.REFUS,
        "non recevable, {le}",
        lambda f: f.recevabilite_decidee_le,
    ),
    Ligne(
        E.LIVRET,
        lambda f: not f.livret_requis and f.recevabilite and f.accueil_manque,
        S.A_VENIR,
        "accueil à faire",
        acte=A.NOTER_ACCUEIL,
    ),
    Ligne(E.LIVRET, lambda f: not f.livret_requis, S.A_VENIR, "à décider", acte=A.DECIDER_RECEVABILITE),
    Ligne(E.LIVRET, lambda f: f.tout_acquis, S.SANS_OBJET, TOUT_ACQUIS),
    Ligne(E.LIVRET, lambda f: f.livret == EtatLivret.VALIDE, S.FAIT, "validé le {le}", lambda f: f.livret_valide_le),
    Ligne(
        E.LIVRET,
        lambda f: f.livret == EtatLivret.DEPOSE,
        S.A_VENIR,
        "déposé le {le}",
        lambda f: f.livret_depose_le,
        A.VALIDER_LIVRET,
    ),
    Ligne(E.LIVRET, lambda f: f.livret, S.A_VENIR, "à corriger", acte=A.CORRIGER_LIVRET),
    Ligne(E.LIVRET, lambda f: True, S.A_VENIR, "attendu", acte=A.DEPOSER_LIVRET),
    # the evaluation
    Ligne(E.EVALUATION, lambda f: f.tout_acquis, S.SANS_OBJET, TOUT_ACQUIS),
    Ligne(E.EVALUATION, lambda f: not f.seances, S.A_VENIR, "à planifier", acte=A.PLANIFIER),
    Ligne(
        E.EVALUATION,
        lambda f: f.grille_scellee and not f.emargement_manque,
        S.FAIT,
        "{le}, grille signée",
        lambda f: f.seance_le,
    ),
    Ligne(E.EVALUATION, lambda f: f.grille_scellee, S.A_VENIR, "grille signée, émargement attendu", acte=A.EMARGER),
    Ligne(
        E.EVALUATION,
        lambda f: True,
        S.A_VENIR,
        _seance_evaluee,
        lambda f: f.seance_le,
        A.EVALUER,
    ),
    # the company's opinion
    Ligne(E.AVIS, lambda f: f.tout_acquis, S.SANS_OBJET, TOUT_ACQUIS),
    Ligne(E.AVIS, lambda f: not f.avis_requis, S.SANS_OBJET, lambda f: f.avis_motif),
    Ligne(E.AVIS, lambda f: f.avis == EtatAvis.RENDU, S.FAIT, "rendu le {le}", lambda f: f.avis_rendu_le),
    Ligne(
        E.AVIS, lambda f: f.avis == EtatAvis.ABSENT, S.FAIT, "absence constatée le {le}", lambda f: f.avis_absence_le
    ),
    Ligne(
        E.AVIS,
        lambda f: f.avis == EtatAvis.A_VERIFIER,
        S.A_VENIR,
        "papier saisi le {le}, à vérifier",
        lambda f: f.avis_saisi_le,
        A.VERIFIER_AVIS,
    ),
    Ligne(
        E.AVIS,
        lambda f: f.avis and f.avis_papier_le,
        S.A_VENIR,
        "papier reçu le {le}, à saisir",
        lambda f: f.avis_papier_le,
        A.SAISIR_AVIS,
    ),
    Ligne(E.AVIS, lambda f: f.avis, S.A_VENIR, "attendu", acte=A.DONNER_AVIS),
    Ligne(E.AVIS, lambda f: True, S.A_VENIR, lambda f: f"demandé après le {f.delais.livret}", acte=A.DONNER_AVIS),
    # the jury
    Ligne(E.JURY, lambda f: f.etat == EtatInscription.ADMISE, S.FAIT, "admis le {le}", lambda f: f.decidee_le),
    Ligne(E.JURY, lambda f: f.etat == EtatInscription.NON_ADMISE, S.REFUS, "non admis le {le}", lambda f: f.decidee_le),
    Ligne(E.JURY, lambda f: f.jury is None, S.A_VENIR, "à présenter", acte=A.PRESENTER),
    Ligne(
        E.JURY,
        lambda f: True,
        S.A_VENIR,
        lambda f: f"{{le}}, jury {f.jury.numero if f.jury else ''}",
        lambda f: f.jury_le,
        A.DELIBERER,
    ),
    # the certificate
    Ligne(E.CERTIFICAT, lambda f: f.certificat, S.FAIT, lambda f: f"n° {f.certificat}"),
    Ligne(E.CERTIFICAT, lambda f: f.etat == EtatInscription.NON_ADMISE, S.SANS_OBJET, "sans objet"),
    Ligne(E.CERTIFICAT, lambda f: f.jury, S.A_VENIR, acte=A.CERTIFIER),
    Ligne(
        E.CERTIFICAT,
        lambda f: True,
        S.A_VENIR,
        lambda f: f"{compte(f.delais.certificats_mois, 'mois')} au plus après le jury",
        acte=A.CERTIFIER,
    ),
)


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
