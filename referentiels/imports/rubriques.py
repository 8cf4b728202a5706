"""The words of the model: headings, labels, column headers and set phrases of annexes 1 and 2.

Headings are known by their words, never by their number: published texts lose or restart the numbering.
"""

from __future__ import annotations

import re
from enum import Enum

from referentiels.imports.texte import cle, plier


class Rubrique(Enum):
    """Where in the document a line stands; the value is what a message calls it."""

    EN_TETE = "En-tête"
    TITRE = "Titre du document"
    ACTIVITES = "Référentiel d’activités"
    MISSION = "Mission et activités"
    ENVIRONNEMENT = "Environnement de travail"
    INTERACTIONS = "Interactions dans l’environnement de travail"
    EVOLUTIONS = "Analyse et évolutions du métier"
    COMPETENCES = "Référentiel de compétences"
    EVALUATIONS = "Référentiel d’évaluations"
    MODALITES = "Modalités d’évaluation"
    ADMISSION = "Conditions d’admissibilité"


_NUMEROTATION = re.compile(r"^(?:(?:\d+|[A-Z]|[IVX]+)\s*[.)–-]\s*)*(?:\d+(?:\.\d+)*\s+|[IVX]+\s+(?=[A-ZÀ-Ý]))?")
_TYPES = "cqpm|ccpm|cqpi|ccpi"
_TITRES: tuple[tuple[Rubrique, re.Pattern[str]], ...] = tuple(
    (rubrique, re.compile(motif))
    for rubrique, motif in (
        (Rubrique.TITRE, rf"(?:projet de )?referentiel d(?:u|e certification du|es) (?:{_TYPES})"),
        (Rubrique.ACTIVITES, rf"referentiel d activites?(?: du (?:{_TYPES}))?"),
        (
            Rubrique.MISSION,
            r"missions?(?: s)? et activites(?: visees par la (?:certification(?: professionnelle)?|qualification))?",
        ),
        (Rubrique.MISSION, rf"objectif professionnel(?: du (?:{_TYPES}))?"),
        (Rubrique.ENVIRONNEMENT, r"environnement de travail"),
        (Rubrique.INTERACTIONS, r"interactions(?: dans l environnement de travail)?"),
        (Rubrique.EVOLUTIONS, r"(?:analyse et )?evolutions? du metier"),
        (Rubrique.COMPETENCES, rf"referentiel de competences?(?: du (?:{_TYPES}))?"),
        (Rubrique.COMPETENCES, rf"competences et connaissances afferentes (?:au|a la) (?:{_TYPES})(?: visee?)?"),
        (Rubrique.EVALUATIONS, rf"referentiel d evaluations?(?: du (?:{_TYPES}))?"),
        (Rubrique.EVALUATIONS, rf"referentiel de (?:certification|validation)(?: du (?:{_TYPES}))?"),
        (
            Rubrique.EVALUATIONS,
            r"conditions de realisation et d evaluation des competences professionnelles"
            r"(?: selon les criteres mesurables(?: et)? observables(?: et)?(?: les)? resultats attendus)?",
        ),
        (Rubrique.EVALUATIONS, r"criteres mesurables(?: et)? observables et resultats attendus"),
        (Rubrique.MODALITES, r"modalites (?:d evaluations?|de validation|de certification)"),
        (Rubrique.MODALITES, r"conditions de mise en oeuvre des evaluations en vue de la certification"),
        (Rubrique.MODALITES, r"mise en oeuvre des modalites d evaluation"),
        (Rubrique.MODALITES, r"validation des competences professionnelles"),
        (Rubrique.ADMISSION, r"conditions? d admissi(?:bilite|on)"),
    )
)
# Opens the list of competences; in the forms before the blocs no heading does.
_CAPABLE = re.compile(
    r"(?:pour cela |a cet effet |a ce titre )?"
    r"(?:il(?: ou)?(?: elle)?|elle|l[ea](?: l[ea])? (?:titulaire|candidat)\b(?: \w+){0,6}?) (?:doit "
    r"etre|est) capable de"
)
_PORTENT_SUR = re.compile(r"(?:en fonction .*)?les missions?\b.* activites?\b.* (?:portent|porte|porter)\b.*sur")
NUMERO_DE_PAGE = r"\b(?:page|p\.)\s*\d{1,3}\s*(?:sur|/)\s*\d{1,3}\b"
_DEUX_PHRASES = re.compile(r"[^\W\d]{3}\s*[.!?…]\s+[A-ZÀ-Ý]")
_BRUIT_DE_PAGE = re.compile(r"(?:page )?\d{1,3} (?:sur|de) \d{1,3}|page \d{1,3}|(?:page )?\d{1,3}\s*/\s*\d{1,3}")
_FORMULES = tuple(
    re.compile(motif)
    for motif in (
        _PORTENT_SUR.pattern,
        _CAPABLE.pattern,
        r"les competences necessaires a l exercice de la mission sont",
        r"les differentes modalites d evaluation sont les suivantes",
        r"commiss?ion paritaire nationale(?: (?:de )?l ?emploi)?(?: et de la formation(?: professionnelle)?)?"
        r"(?: de l[ae] metallurgie)?",
        r"(?:de )?l ?emploi(?: et de la formation)?(?: professionnelle)?(?: de l[ae] metallurgie)?",
        r"(?:(?:et de la )?formation )?professionnelle de la metallurgie",
        r"modele de projet(?: de)? referentiel de (?:cqpm|ccpm)",
        r"annexe ?\d+",
    )
)
# Label, key of the field it fills.
_LIBELLES = (
    (rf"titre(?: d(?:u|e la) (?:{_TYPES}|certification(?: professionnelle)?|qualification))?", "titre"),
    (r"intitule(?: de la (?:certification|qualification))?", "titre"),
    (r"certification professionnelle", "certification"),
    (r"qualification", "certification"),
    (rf"numero(?: du (?:{_TYPES}))?|n ?°", "certification"),
    (r"niveau", "niveau"),
    (r"categorie", "categorie"),
    (r"derniere modification|date (?:du|de la decision du) gtp(?: certifications?)?", "date_gtp"),
)
_LIBELLE = re.compile(
    r"(?<![\w])(?:" + "|".join(f"(?P<c{rang}>{motif})" for rang, (motif, _) in enumerate(_LIBELLES)) + r")\s*:"
)
_LIBELLE_SANS_DEUX_POINTS = re.compile(
    r"(?:qualification|certification professionnelle)\s+(?:n\s*°\s*)?(?=(?:mq|cqpm|cqpi|ccpm|ccpi)?\s*\d{4}\b)"
)
_LIBELLE_NU = re.compile(r"(?P<libelle>niveau|categorie)\s+(?P<valeur>[^\s:]{1,3})")  # « Niveau 4 », without colon
COLONNES = {
    cle_de_colonne: role
    for role, cles in {
        "bloc": ("blocs de competences", "bloc de competences", "blocs"),
        "competence": (
            *("competences professionnelles", "competence professionnelle", "competences"),
            *("capacites professionnelles", "capacite professionnelle"),
        ),
        "connaissances": ("connaissances associees", "connaissances afferentes", "connaissances", "savoirs associes"),
        "conditions": (
            "conditions de realisation",
            "conditions d evaluation",
            "conditions de realisation et d evaluation",
        ),
        "criteres": (
            *("criteres mesurables et observables", "criteres mesurables observables"),
            *("criteres observables et mesurables", "criteres mesurables et ou observables"),
            *("criteres d evaluation", "criteres"),
        ),
        "resultats": ("resultats attendus", "resultats"),
    }.items()
    for cle_de_colonne in cles
}
COLONNES_BLOCS = frozenset({"bloc", "competence", "connaissances"})
COLONNES_LISTE = frozenset({"competence", "connaissances"})  # a plain list, before the blocs
# « conditions » besides, except for a CCPM; « résultats » besides, except in the oldest forms.
COLONNES_EVALUATION = frozenset({"competence", "criteres"})
TOUTES_COLONNES_EVALUATION = COLONNES_EVALUATION | {"conditions", "resultats"}

_COLONNES_LONGUES = sorted((c for c in COLONNES if " " in c), key=len, reverse=True)

_FAMILLE = re.compile(
    r"(?:en (?:matiere|termes?) d(?:e|es|')\s*|selon quel(?:le)?s? )(?:les )?"
    r"(?:(?P<methodes>methodes?(?: utilisees?)?)"
    r"|(?P<moyens>moyens?(?: utilises?)?)"
    r"|(?P<liens>liens?(?:[\s/,-]|et|ou|professionnel(?:le)?s?|relationnel(?:le)?s?)*)"
    r"|(?P<contraintes>contraintes?(?:\s+liees? au milieu(?: et(?: a)?(?: l['’])?\s*environnement)?(?: de travail)?)?)"
    r"|(?P<resultats>resultats?(?: attendus?)?))\s*(?::|$)"
)
TITRES_MODALITES = (
    ("reelle", re.compile(r"evaluations? en situations? professionnelles? reelles?")),
    ("reconstituee", re.compile(r"evaluations? en situations? (?:professionnelles? )?reconstituees?")),
    ("projet", re.compile(r"presentations? d(?:es|e|u) projets?.*")),
)
FORMES_REELLES = (
    ("observation", re.compile(r"(?:\d )?(?:une |l )?observations?\b.*")),
    ("questionnement", re.compile(r"(?:\d )?(?:des |un |le )?questionnements?\b.*")),
)


def lire_titre(texte: str) -> Rubrique | None:
    """The rubric a heading opens; None for an ordinary line."""
    propre = cle(_NUMEROTATION.sub("", texte, count=1))
    return next((rubrique for rubrique, motif in _TITRES if motif.fullmatch(propre)), None)


def est_une_formule(texte: str) -> bool:
    """A set phrase of the model, the same in every référentiel; never several sentences, which say something else."""
    if _DEUX_PHRASES.search(texte):
        return False
    propre = cle(texte)
    return any(motif.fullmatch(propre) for motif in _FORMULES)


def ouvre_les_competences(texte: str) -> bool:
    """« Pour cela, il (elle) doit être capable de : »."""
    return _CAPABLE.fullmatch(cle(texte)) is not None


def ouvre_les_activites(texte: str) -> bool:
    """« … les missions ou activités du titulaire portent sur : »."""
    return _PORTENT_SUR.fullmatch(cle(texte)) is not None


def est_un_bruit_de_page(texte: str) -> bool:
    """« Page 2 sur 6 », « 2/6 »: printed on each page by the software."""
    return _BRUIT_DE_PAGE.fullmatch(texte.strip().lower()) is not None


def est_un_entete_de_colonnes(texte: str) -> bool:
    """The column headers of a table whose cells were lost: one of them, or several on one line."""
    reste = cle(texte)
    while reste:
        trouvee = next((c for c in _COLONNES_LONGUES if reste == c or reste.startswith(f"{c} ")), None)
        if trouvee is None:
            return False
        reste = reste[len(trouvee) :].strip()
    return bool(texte.strip())


def lire_libelles(texte: str) -> list[tuple[str, str, str]]:
    """`Niveau : 4 Catégorie : C` → [(field, label as printed, value)…]; the list is empty without a label."""
    nu = _LIBELLE_NU.fullmatch(plier(texte).strip())
    if nu is not None:
        fin = len(nu["libelle"])
        return [("niveau" if nu["libelle"] == "niveau" else "categorie", texte[:fin], texte[fin:].strip())]
    trouves = list(_LIBELLE.finditer(plier(texte)))
    sans = _LIBELLE_SANS_DEUX_POINTS.match(plier(texte))
    if sans is not None:
        fin = trouves[0].start() if trouves else len(texte)
        return [
            ("certification", texte[: sans.end()].strip(), texte[sans.end() : fin].strip()),
            *lire_libelles(texte[fin:]),
        ]
    if not trouves or trouves[0].start() != 0:
        return []
    fins = [suivant.start() for suivant in trouves[1:]] + [len(texte)]
    champs = []
    for trouve, fin in zip(trouves, fins, strict=True):
        champ = _LIBELLES[int((trouve.lastgroup or "c0")[1:])][1]
        champs.append((champ, texte[trouve.start() : trouve.end()], texte[trouve.end() : fin].strip()))
    return champs


def premier_libelle(texte: str) -> int:
    """Where the first label of the header begins in a line, -1 without one."""
    return next(iter(debuts_de_libelles(texte)), -1)


def lire_colonnes(textes: list[str]) -> list[str] | None:
    """The role of each column when the row is the header of a known table."""
    roles = [COLONNES.get(cle(texte), "") for texte in textes]
    return roles if all(roles) and len(set(roles)) == len(roles) else None


def debuts_de_libelles(texte: str) -> list[int]:
    """Where each label of the header begins in a line."""
    return [trouve.start() for trouve in _LIBELLE.finditer(plier(texte))]


def est_un_titre_de_famille(texte: str) -> bool:
    """A family heading and nothing else, with or without its colon."""
    return _FAMILLE.fullmatch(plier(texte).strip()) is not None


def debuts_de_familles(texte: str) -> list[int]:
    """Where each family heading begins in a text: at its start, or with a capital and a colon."""
    return [
        trouve.start()
        for trouve in _FAMILLE.finditer(plier(texte))
        if trouve.start() == 0 or (texte[trouve.start()].isupper() and trouve[0].endswith(":"))
    ]


def separer_familles(texte: str) -> list[tuple[str | None, str, str]]:
    """Cut a text at its family headings: [(family, heading as printed, text after it)…].

    The first entry has no family when text comes before the first heading. A heading inside a text is one
    only when it begins with a capital and ends with a colon.
    """
    gardes = set(debuts_de_familles(texte))
    trouves = [trouve for trouve in _FAMILLE.finditer(plier(texte)) if trouve.start() in gardes]
    debuts = [trouve.start() for trouve in trouves] + [len(texte)]
    morceaux: list[tuple[str | None, str, str]] = []
    if debuts[0] > 0:
        morceaux.append((None, "", texte[: debuts[0]].strip()))
    for trouve, fin in zip(trouves, debuts[1:], strict=True):
        morceaux.append((trouve.lastgroup, texte[trouve.start() : trouve.end()], texte[trouve.end() : fin].strip()))
    return morceaux


def lire_titre_modalite(texte: str) -> str | None:
    """Which modality a title opens, "" for an unknown title in capitals, None for an ordinary text."""
    propre = cle(texte)
    for code, motif in TITRES_MODALITES:
        if motif.fullmatch(propre) and len(propre) < 100:
            return code
    return "" if texte.isupper() and len(texte.split()) >= 3 else None


def lire_forme_reelle(texte: str) -> str | None:
    """The two ways of the « situation professionnelle réelle »: observation, questioning with proofs."""
    return next((code for code, motif in FORMES_REELLES if motif.fullmatch(cle(texte))), None)
