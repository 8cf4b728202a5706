"""Whose identity paper is a file, from its name alone: sure, or asked. No database here.

Sure: one person of the list bears the family name and the first name (or its initial), and the name of the file says
nothing else that is not understood. Everything else is a question, with whom it may be (decision 0267).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from candidats.choix import TypePieceIdentite
from certif_portal.commun.textes import cle_recherche

FACES = {
    **dict.fromkeys(("recto", "avant", "devant", "front"), 1),
    **dict.fromkeys(("verso", "arriere", "dos", "back"), 2),
}
TYPES = {
    "passeport": TypePieceIdentite.PASSEPORT,
    "passport": TypePieceIdentite.PASSEPORT,
    "sejour": TypePieceIdentite.TITRE_SEJOUR,
    "resident": TypePieceIdentite.TITRE_SEJOUR,
}
MOTS_VIDES = frozenset(
    {
        *FACES,
        *TYPES,
        *("cni", "ci", "cin", "id", "carte", "nationale", "identite", "d", "piece", "pieces", "titre", "de", "la"),
        *("le", "justificatif", "copie", "scan", "scanne", "scanner", "numerisation", "photo", "photos", "img"),
        *("image", "dsc", "pdf", "jpg", "jpeg", "png", "heic", "doc", "document", "fichier", "page", "face", "et"),
        *("du", "des", "copy", "stagiaire", "candidat", "candidate", "apprenti", "apprentie", "eleve", "m", "mr"),
        *("mme", "mlle", "monsieur", "madame", "cqpm", "cqpi", "ccpm", "ccpi", "bdc", "inscription", "formation"),
        *("new", "ok", "v", "final"),
    }
)
"""What the name of a file holds beside the name of a person."""
PAS_DES_INITIALES = MOTS_VIDES | {"r"}
"""« R » is a recto."""
ARTICLE = re.compile(r"(?<![^\W\d_])(?:[abelns](?![^\W_])|[ELNS](?=['’°º)]))")
"""« l’apprenti », « CANDIDAT(E) », « n° », « a » and « b » of two sides: a letter that may be no first name."""
PAGE_NUMEROTEE = re.compile(r"(?<![^\W\d_])p(?=[. ]?\d)", re.IGNORECASE)
"""« p1 », « P. 2 »: a page, not the initial of « Paul »."""
MOTS_D_UN_NOM = 5
RESSEMBLANCE, PROPOSES = 0.78, 5
CHAMEAU = re.compile(
    r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-ZÀ-ÖØ-Þ])(?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ])"
    r"|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|_"
)
"""« DupontJean », « DUPONTJean », « Dupont_Jean », « Dupont1 »: where a word ends without a space."""


@dataclass(frozen=True)
class Attendu:
    """Somebody whose paper may be among the files; `cle`: of their file."""

    cle: int
    nom_naissance: str
    nom_usage: str
    prenom: str
    autres_prenoms: str = ""


@dataclass(frozen=True)
class Lecture:
    """What the name of a file says: whose it is, when it is sure; else whom to ask about, and why it is asked."""

    cle: int | None = None
    proposes: tuple[int, ...] = ()
    raison: str = ""
    face: int = 0


@dataclass(frozen=True)
class _Connu:
    cle: int
    noms: tuple[str, ...]
    prenom: str
    siens: frozenset[str]
    entier: str


@dataclass(frozen=True)
class _Mots:
    """The words of a file's name, and where each run of them stands once its spaces are taken out."""

    mots: tuple[str, ...]
    suites: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    articles: frozenset[str] = frozenset()


def _colle(texte: str) -> str:
    return cle_recherche(texte).replace(" ", "")


def _mots_de(nom_fichier: str) -> _Mots:
    souche = re.sub(r"\.[A-Za-z]{2,5}$", "", nom_fichier)
    mots = tuple(cle_recherche(CHAMEAU.sub(" ", PAGE_NUMEROTEE.sub("page ", souche))).split())
    suites: dict[str, list[tuple[int, int]]] = {}
    for debut in range(len(mots)):
        for fin in range(debut + 1, min(debut + MOTS_D_UN_NOM, len(mots)) + 1):
            suites.setdefault("".join(mots[debut:fin]), []).append((debut, fin))
    return _Mots(mots, suites, frozenset(article.lower() for article in ARTICLE.findall(souche)))


def face_de(nom_fichier: str) -> int:
    """1 for the recto, 2 for the verso; 0 when the name does not say. « Dupont Jean 1 » is a recto, « Dupont Jean (1) »
    a second copy."""
    mots = _mots_de(re.sub(r"\(\d+\)", "", nom_fichier)).mots
    dites = {FACES[mot] for mot in mots if mot in FACES}
    if len(dites) == 1:
        return dites.pop()
    return int(mots[-1]) if not dites and mots and mots[-1] in ("1", "2") else 0


def type_de(nom_fichier: str) -> TypePieceIdentite:
    """A passport or a residence permit when the name says so; who checks it says what it is."""
    return next((TYPES[mot] for mot in _mots_de(nom_fichier).mots if mot in TYPES), TypePieceIdentite.CARTE)


class Annuaire:
    """The persons of a list, ready to be looked for in many names of files."""

    def __init__(self, attendus: Iterable[Attendu]) -> None:
        self.connus = [_connu(attendu) for attendu in attendus]

    def lire(self, nom_fichier: str) -> Lecture:
        lus, face = _mots_de(nom_fichier), face_de(nom_fichier)
        if not any(mot not in MOTS_VIDES and not mot.isdigit() for mot in lus.mots):
            return Lecture(raison="Le nom du fichier ne dit pas de qui il s’agit.", face=face)
        trouves = [(connu, pris) for connu in self.connus if (pris := _pris(connu, lus, initiale=False))]
        trouves = trouves or [(connu, pris) for connu in self.connus if (pris := _pris(connu, lus, initiale=True))]
        autres = self._aussi_possibles(trouves[0][0], lus) if len(trouves) == 1 else ()
        if len(trouves) == 1 and not autres:
            return self._un_seul(*trouves[0], lus, face)
        if trouves:
            ranges = sorted(trouves, key=lambda trouve: -len(trouve[1]))
            raison = "Plusieurs candidats peuvent porter ce nom : choisissez."
            return Lecture(proposes=(*(connu.cle for connu, _ in ranges), *autres), raison=raison, face=face)
        return self._a_demander(lus, face)

    def _aussi_possibles(self, connu: _Connu, lus: _Mots) -> tuple[int, ...]:
        """Who else may be meant: « Jean-Paul » is somebody's first name as well as Paul Jean, « Bernard-Martin »
        somebody's name as well as Martin Bernard; « La Tour Éric » may be a De la Tour Éric, « Ben Ali Mohamed » an
        Ali Mohamed Ben; and « Rose le 12-03 » says nothing of Rose Lê."""
        dit = "".join(mot for mot in lus.mots if mot not in MOTS_VIDES and not mot.isdigit())
        vide, lettres = any(nom in MOTS_VIDES for nom in connu.noms), "".join(sorted(dit))
        return tuple(
            autre.cle
            for autre in self.connus
            if autre is not connu
            and (
                dit in (autre.prenom, *autre.noms)
                or autre.entier == lettres
                or (autre.prenom == connu.prenom and (vide or _se_raccourcit(autre, connu)))
            )
        )

    def _un_seul(self, connu: _Connu, pris: frozenset[int], lus: _Mots, face: int) -> Lecture:
        reste = [
            mot
            for rang, mot in enumerate(lus.mots)
            if rang not in pris and mot not in MOTS_VIDES and not mot.isdigit() and mot not in connu.siens
        ]
        if not reste:
            return Lecture(cle=connu.cle, face=face)
        raison = f"Le nom du fichier dit aussi « {' '.join(reste)} » : confirmez."
        return Lecture(proposes=(connu.cle,), raison=raison, face=face)

    def _a_demander(self, lus: _Mots, face: int) -> Lecture:
        du_nom = [connu.cle for connu in self.connus if any(nom in lus.suites for nom in connu.noms)]
        if du_nom:
            raison = "Le prénom manque, ou n’est pas celui attendu : choisissez."
            return Lecture(proposes=tuple(du_nom), raison=raison, face=face)
        colle = "".join(mot for mot in lus.mots if mot not in MOTS_VIDES and not mot.isdigit())
        lettres = "".join(sorted(colle))
        notes = sorted(((_ressemblance(lettres, connu.entier), connu.cle) for connu in self.connus), reverse=True)
        proches = tuple(cle for note, cle in notes[:PROPOSES] if note >= RESSEMBLANCE)
        raison = "Aucun candidat de la liste ne porte ce nom" + (" exactement." if proches else ".")
        return Lecture(proposes=proches, raison=raison, face=face)


def _se_raccourcit(long: _Connu, court: _Connu) -> bool:
    """« De la Tour » and « Tour », « Dupont-Martin » and « Martin »: the longer is often written as the shorter."""
    return any(dit.startswith(nom) or dit.endswith(nom) for dit in long.noms for nom in court.noms if dit != nom)


def _connu(attendu: Attendu) -> _Connu:
    noms = tuple(dict.fromkeys(_colle(nom) for nom in (attendu.nom_naissance, attendu.nom_usage) if _colle(nom)))
    siens = cle_recherche(attendu.nom_naissance, attendu.nom_usage, attendu.prenom, attendu.autres_prenoms).split()
    prenom = _colle(attendu.prenom)
    return _Connu(attendu.cle, noms, prenom, frozenset(siens), "".join(sorted(f"{noms[0] if noms else ''}{prenom}")))


def _ressemblance(lettres: str, entier: str) -> float:
    """Of their letters, in whatever order the name and the first name come."""
    comparees = SequenceMatcher(None, lettres, entier, autojunk=False)
    return comparees.ratio() if comparees.real_quick_ratio() >= RESSEMBLANCE else 0.0


def _pris(connu: _Connu, lus: _Mots, *, initiale: bool) -> frozenset[int]:
    """The words that a person's name takes up, first name included; none when it is not there. `initiale`: « J » is
    enough for « Jean »."""
    prenom = connu.prenom[:1] if initiale else connu.prenom
    if not prenom or (initiale and prenom in PAS_DES_INITIALES | lus.articles):  # « M Dupont » is a civility
        return frozenset()
    essais = [
        frozenset((*range(*un), *range(*autre)))
        for nom in connu.noms
        for un in lus.suites.get(nom, ())
        for autre in lus.suites.get(prenom, ())
        if un[1] <= autre[0] or autre[1] <= un[0]
    ]
    if not initiale:
        colles = (suite for nom in connu.noms for suite in (nom + prenom, prenom + nom))
        essais += [frozenset(range(*ou)) for suite in colles for ou in lus.suites.get(suite, ())]
    return max(essais, key=len, default=frozenset())


def doute_sur_les_faces(faces: Sequence[int]) -> bool:
    """Several files of one person, of which the names do not say which comes first."""
    return len(faces) > 1 and (0 in faces or len(set(faces)) < len(faces))
