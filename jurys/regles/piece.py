"""« Prêt pour le jury »: one decision table, route x piece, and the verdict on one registration.

« Sans ces documents, aucun candidat ne pourra être présenté » : a red piece refuses the presentation,
unless a named responsable passes over it with a reason, annexed to the PV (decision 0043).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from candidats.choix import DecisionRecevabilite, EtatDerogation, EtatLivret, Portee, Voie
from certif_portal.commun.regles import Origine, Regle, usage
from certif_portal.commun.typographie import date_longue, tete_de_phrase
from evaluations.choix import EtatAvis
from jurys.choix import CodePiece, EtatAttendue, Exigence
from jurys.regles.faits import Faits, Trou

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
        CodePiece.HABILITATION: E.SI_ORGANISME,
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
PIECES[Voie.SANS_FORMATION] = PIECES[Voie.FORMATION]  # no OF: no accreditation either


@dataclass(frozen=True)
class Verdict:
    code: CodePiece
    etat: EtatAttendue
    libelle: str
    explication: str = ""


HORS_RNCP = "Le CQPM n’est pas au RNCP le jour du jury : un bloc seul ne peut être certifié."
SANS_EVALUATION = frozenset({CodePiece.LIVRET, CodePiece.GRILLE, CodePiece.EMARGEMENT, CodePiece.AVIS})


def exigence(voie: str, code: CodePiece) -> Exigence:
    return PIECES[Voie(voie)][code]


def libelle(code: CodePiece, livret: str) -> str:
    """What the piece is called; `livret` is the centre's own word."""
    return f"{tete_de_phrase(livret)} validé" if code == CodePiece.LIVRET else str(code.label)


def verdicts(faits: Faits, jour: date) -> list[Verdict]:
    """One verdict per piece of the table, in its order, for a jury held that day."""
    return verdicts_du_jour(sans_manque(faits), manques(faits), jour, faits.delais.livret)


def verdicts_du_jour(
    presentes: Iterable[Verdict], manques: Iterable["Manque"], jour: date, livret: str
) -> list[Verdict]:
    """The same, from what is kept of a file: the verdict of each piece when it is not missing, and what is missing."""
    manquent = expliquer(manques, jour)
    connus = {verdict.code: verdict for verdict in presentes}
    return [
        Verdict(code, EtatAttendue.MANQUANTE, libelle(code, livret), manquent[code])
        if code in manquent
        else connus[code]
        for code in CodePiece
        if code in manquent or code in connus
    ]


def sans_manque(faits: Faits) -> list[Verdict]:
    """The pieces that are there, that are not asked, or that are there on some days only."""
    trouves = []
    for code in CodePiece:
        dispense, nom = _dispense(faits, code), libelle(code, faits.delais.livret)
        presente, explication = (True, "") if code in PAR_JOUR else CONTROLES[code](faits)
        if dispense is not None:
            trouves.append(Verdict(code, EtatAttendue.SANS_OBJET, nom, dispense))
        elif presente:
            trouves.append(Verdict(code, EtatAttendue.PRESENTE, nom, explication))
    return trouves


@dataclass(frozen=True)
class Manque:
    """A piece missing whatever the day of the jury, or for a jury held from `du` to `au` only.

    `jour`: the sitting that no accreditation covers. `acteur`: who must act (`jurys.regles.suivi` says it).
    """

    code: CodePiece
    explication: str = ""
    jour: date | None = None
    du: date | None = None
    au: date | None = None
    acteur: str = ""

    def vaut(self, jour: date) -> bool:
        """For a jury held that day."""
        return (self.du is None or self.du <= jour) and (self.au is None or jour <= self.au)


def manques(faits: Faits) -> list[Manque]:
    """What a jury would miss, on whatever day: `verdicts` says the same of one day, which a test compares."""
    trouves = []
    for code in CodePiece:
        if _dispense(faits, code) is None:
            trouves += PAR_JOUR[code](faits) if code in PAR_JOUR else _manque(faits, code)
    return trouves


def _manque(faits: Faits, code: CodePiece) -> list[Manque]:
    presente, explication = CONTROLES[code](faits)
    return [] if presente else [Manque(code, explication)]


def _manques_habilitation(faits: Faits) -> list[Manque]:
    """On the days of the sittings; not on the jury's, an act of the centre (decision 0203)."""
    return [Manque(CodePiece.HABILITATION, jour=jour) for jour in faits.jours_sans_habilitation()]


def _manques_repertoire(faits: Faits) -> list[Manque]:
    return _par_jour(CodePiece.REPERTOIRE, HORS_RNCP, faits.jours_hors_rncp())


def _par_jour(code: CodePiece, explication: str, trous: Iterable[Trou]) -> list[Manque]:
    return [Manque(code, explication, du=du, au=au) for du, au in trous]


def expliquer(manques: Iterable[Manque], jour: date) -> dict[CodePiece, str]:
    """By piece missing on that day, in the order of the table, the sentence that says why."""
    du_jour: dict[CodePiece, list[Manque]] = {}
    for manque in manques:
        if manque.vaut(jour):
            du_jour.setdefault(CodePiece(manque.code), []).append(manque)
    return {
        code: du_jour[code][0].explication or pas_habilite({m.jour for m in du_jour[code] if m.jour})
        for code in CodePiece
        if code in du_jour
    }


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
    if faits.derogation == EtatDerogation.ACCORDEE:
        return True, "Hors délai, dérogation accordée."
    return False, f"Déposée après le {date_longue(limite)}, sans dérogation accordée."


def _livret(faits: Faits) -> tuple[bool, str]:
    valide = faits.livret == EtatLivret.VALIDE
    return valide, "" if valide else f"Le {faits.delais.livret} n’est pas validé."


def _identite(faits: Faits) -> tuple[bool, str]:
    return faits.identite, "" if faits.identite else "L’identité n’est pas vérifiée."


def _recevabilite(faits: Faits) -> tuple[bool, str]:
    recevable = faits.recevabilite == DecisionRecevabilite.RECEVABLE
    return recevable, "" if recevable else "La recevabilité n’est pas déclarée."


def pas_habilite(jours: Iterable[date]) -> str:
    return f"L’organisme n’est pas habilité {', '.join(f'le {date_longue(jour)}' for jour in sorted(jours))}."


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
    if faits.avis == EtatAvis.RENDU:
        return True, ""
    if faits.avis == EtatAvis.ABSENT:
        return True, f"Absence constatée : {faits.avis_absence}"
    if faits.avis == EtatAvis.A_VERIFIER:
        return False, "L’avis de l’entreprise, reçu sur papier, n’est pas vérifié."
    return False, "L’avis de l’entreprise n’est pas rendu."


CONTROLES: dict[CodePiece, Callable[[Faits], tuple[bool, str]]] = {
    CodePiece.INSCRIPTION: _inscription,
    CodePiece.IDENTITE: _identite,
    CodePiece.RECEVABILITE: _recevabilite,
    CodePiece.LIVRET: _livret,
    CodePiece.COMPETENCES: _competences,
    CodePiece.GRILLE: _grille,
    CodePiece.EMARGEMENT: _emargement,
    CodePiece.AVIS: _avis,
}
PAR_JOUR: dict[CodePiece, Callable[[Faits], list[Manque]]] = {
    CodePiece.HABILITATION: _manques_habilitation,
    CodePiece.REPERTOIRE: _manques_repertoire,
}
"""What depends on the day of the jury."""
