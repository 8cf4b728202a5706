"""« Prêt pour le jury »: one decision table, route x piece, and the verdict on one registration.

« Sans ces documents, aucun candidat ne pourra être présenté » : a red piece refuses the presentation,
unless a named responsable passes over it with a reason, annexed to the PV (decision 0043).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from candidats.choix import Portee, Voie
from certif_portal.commun.regles import Origine, Regle, usage
from certif_portal.commun.typographie import date_longue, tete_de_phrase
from jurys.choix import CodePiece, EtatAttendue, Exigence

PRET_POUR_LE_JURY = Regle(
    code="PRET-POUR-LE-JURY",
    enonce="Un candidat est présenté au jury quand chaque pièce attendue de sa voie est là.",
    source=usage("pièces à transmettre après la commission, avant le jury"),
    origine=Origine.CENTRE,
)

E = Exigence
PIECES: dict[Voie, dict[CodePiece, Exigence]] = {
    Voie.FORMATION: {
        CodePiece.INSCRIPTION: E.ATTENDUE,
        CodePiece.IDENTITE: E.ATTENDUE,
        CodePiece.RECEVABILITE: E.SANS_OBJET,
        CodePiece.LIVRET: E.ATTENDUE,
        CodePiece.HABILITATION: E.ATTENDUE,
        CodePiece.COMPETENCES: E.ATTENDUE,
        CodePiece.GRILLE: E.ATTENDUE,
        CodePiece.EMARGEMENT: E.ATTENDUE,
        CodePiece.AVIS: E.SAUF_DISPENSE,
        CodePiece.REPERTOIRE: E.SI_BLOCS,
    },
    Voie.VAE: {
        CodePiece.INSCRIPTION: E.ATTENDUE,
        CodePiece.IDENTITE: E.ATTENDUE,
        CodePiece.RECEVABILITE: E.ATTENDUE,
        CodePiece.LIVRET: E.SANS_OBJET,
        CodePiece.HABILITATION: E.SI_ORGANISME,
        CodePiece.COMPETENCES: E.ATTENDUE,
        CodePiece.GRILLE: E.ATTENDUE,
        CodePiece.EMARGEMENT: E.ATTENDUE,
        CodePiece.AVIS: E.SANS_OBJET,
        CodePiece.REPERTOIRE: E.SI_BLOCS,
    },
}
PIECES[Voie.VAE_BRANCHE] = PIECES[Voie.VAE]

QUI: dict[CodePiece, str] = {
    CodePiece.INSCRIPTION: "l’organisme",
    CodePiece.IDENTITE: "le centre",
    CodePiece.RECEVABILITE: "le centre",
    CodePiece.LIVRET: "l’organisme",
    CodePiece.HABILITATION: "le centre",
    CodePiece.COMPETENCES: "la commission",
    CodePiece.GRILLE: "la commission",
    CodePiece.EMARGEMENT: "le centre",
    CodePiece.AVIS: "le tuteur",
    CodePiece.REPERTOIRE: "le centre",
}


@dataclass(frozen=True)
class Seance:
    """A sitting of the registration's: its day, and whether its signed émargement is in."""

    date: date
    lieu: str
    emargee: bool


@dataclass(frozen=True)
class Faits:
    """What the verdict reads of one registration, on the day of the jury."""

    voie: Voie
    portee: Portee = Portee.COMPLETE
    acceptee: bool = True
    limite_inscription: date | None = None
    deposee_le: date | None = None
    derogation: bool = False
    identite: bool = True
    recevable: bool = False
    livret_valide: bool = False
    a_organisme: bool = True
    jours_sans_habilitation: tuple[date, ...] = ()
    competences_manquantes: tuple[int, ...] = ()
    grille_scellee: bool = False
    seances: tuple[Seance, ...] = ()
    avis_requis: bool = True
    avis_motif: str = ""
    avis_rendu: bool = False
    avis_absence: str = ""
    rncp: bool = True
    tout_acquis: bool = False
    livret: str = "livret de suivi"  # the centre's own word


@dataclass(frozen=True)
class Verdict:
    code: CodePiece
    etat: EtatAttendue
    libelle: str
    explication: str = ""


SANS_EVALUATION = frozenset({CodePiece.LIVRET, CodePiece.GRILLE, CodePiece.EMARGEMENT, CodePiece.AVIS})


def exigence(voie: str, code: CodePiece) -> Exigence:
    return PIECES[Voie(voie)][code]


def libelle(code: CodePiece, livret: str) -> str:
    """What the piece is called; `livret` is the centre's own word."""
    return f"{tete_de_phrase(livret)} validé" if code == CodePiece.LIVRET else str(code.label)


def verdicts(faits: Faits) -> list[Verdict]:
    """One verdict per piece of the table, in its order."""
    return [_verdict(faits, code) for code in CodePiece]


def _verdict(faits: Faits, code: CodePiece) -> Verdict:
    dispense, nom = _dispense(faits, code), libelle(code, faits.livret)
    if dispense is not None:
        return Verdict(code, EtatAttendue.SANS_OBJET, nom, dispense)
    presente, explication = CONTROLES[code](faits)
    return Verdict(code, EtatAttendue.PRESENTE if presente else EtatAttendue.MANQUANTE, nom, explication)


def _dispense(faits: Faits, code: CodePiece) -> str | None:
    """Why the piece is not asked of this registration; None when it is."""
    if faits.tout_acquis and code in SANS_EVALUATION:
        return "Sans objet : tout est déjà acquis, rien n’est évalué de nouveau."
    match exigence(faits.voie, code):
        case Exigence.SANS_OBJET:
            return faits.avis_motif if code == CodePiece.AVIS else f"Sans objet : {faits.voie.label}."
        case Exigence.SI_ORGANISME if not faits.a_organisme:
            return "Sans objet : aucun organisme de formation."
        case Exigence.SI_BLOCS if faits.portee != Portee.BLOCS:
            return "Sans objet : certification complète."
        case Exigence.SAUF_DISPENSE if not faits.avis_requis:
            return faits.avis_motif
    return None


def _inscription(faits: Faits) -> tuple[bool, str]:
    limite, depot = faits.limite_inscription, faits.deposee_le
    if not faits.acceptee:
        return False, "L’inscription n’est pas acceptée."
    if limite is None or depot is None or depot <= limite:
        return True, ""
    if faits.derogation:
        return True, "Hors délai, dérogation accordée."
    return False, f"Déposée après le {date_longue(limite)}, sans dérogation accordée."


def _livret(faits: Faits) -> tuple[bool, str]:
    return faits.livret_valide, "" if faits.livret_valide else f"Le {faits.livret} n’est pas validé."


def _identite(faits: Faits) -> tuple[bool, str]:
    return faits.identite, "" if faits.identite else "L’identité n’est pas vérifiée."


def _recevabilite(faits: Faits) -> tuple[bool, str]:
    return faits.recevable, "" if faits.recevable else "La recevabilité n’est pas déclarée."


def _habilitation(faits: Faits) -> tuple[bool, str]:
    if not faits.a_organisme:
        return False, "Aucun organisme de formation n’est indiqué."
    jours = ", ".join(f"le {date_longue(jour)}" for jour in sorted(faits.jours_sans_habilitation))
    return not jours, f"L’organisme n’est pas habilité {jours}." if jours else ""


def _competences(faits: Faits) -> tuple[bool, str]:
    numeros = faits.competences_manquantes
    if not numeros:
        return True, ""
    liste = ", ".join(str(numero) for numero in numeros)
    return False, f"Compétence {liste} non évaluée." if len(numeros) == 1 else f"Compétences {liste} non évaluées."


def _grille(faits: Faits) -> tuple[bool, str]:
    return faits.grille_scellee, "" if faits.grille_scellee else "La grille n’est pas signée par tous les évaluateurs."


def _emargement(faits: Faits) -> tuple[bool, str]:
    if not faits.seances:
        return False, "Aucune commission n’a été tenue."
    manquantes = [seance for seance in faits.seances if not seance.emargee]
    liste = ", ".join(f"{date_longue(seance.date)} ({seance.lieu})" for seance in manquantes)
    return not manquantes, f"Émargement signé à déposer : {liste}." if manquantes else ""


def _avis(faits: Faits) -> tuple[bool, str]:
    if faits.avis_rendu:
        return True, ""
    if faits.avis_absence:
        return True, f"Absence constatée : {faits.avis_absence}"
    return False, "L’avis de l’entreprise n’est pas rendu."


def _repertoire(faits: Faits) -> tuple[bool, str]:
    return (
        faits.rncp,
        "" if faits.rncp else "Le CQPM n’est pas au RNCP le jour du jury : un bloc seul ne peut être certifié.",
    )


CONTROLES: dict[CodePiece, Callable[[Faits], tuple[bool, str]]] = {
    CodePiece.INSCRIPTION: _inscription,
    CodePiece.IDENTITE: _identite,
    CodePiece.RECEVABILITE: _recevabilite,
    CodePiece.LIVRET: _livret,
    CodePiece.HABILITATION: _habilitation,
    CodePiece.COMPETENCES: _competences,
    CodePiece.GRILLE: _grille,
    CodePiece.EMARGEMENT: _emargement,
    CodePiece.AVIS: _avis,
    CodePiece.REPERTOIRE: _repertoire,
}
