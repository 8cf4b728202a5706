"""What is written at the place of a birthplace and is none, or belongs to another time: asked before any list is
read."""

import re
from datetime import date

from candidats.donnees import FRANCE, Naissance
from candidats.regles.noms import SANS_NOM
from candidats.regles.vocabulaire import PAYS_A_DEUX_LECTURES
from certif_portal.commun.departements import PAR_NOM
from certif_portal.commun.textes import cle_recherche, mot_sur

Dit = tuple[str, str]
"""A field, and what is said of it."""
DEPARTEMENTS_STABLES = 1976
"""Year from which no département was born: before, a list without dates cannot contradict the papers."""
INDEPENDANCE = date(1962, 7, 5)
"""Born in Algérie before that day, the codes are those of the French départements 91 to 94."""
D_ALGERIE = ("91", "92", "93", "94")
OUTRE_MER = {cle: numero for cle, numero in PAR_NOM.items() if len(numero) == 3} | {
    "la reunion": "974",
    "ile de la reunion": "974",
    "guyane francaise": "973",
    "saint martin partie francaise": "978",
}
"""What is written as a country, and is a département or a territory of France."""
A_L_ETRANGER = frozenset({"99", "099", "00", "0", "etranger", "etrangere", "a l etranger", "hors france"})
"""What is written in the column of the département for somebody born abroad."""
NATIONALITE = re.compile(r".*(?:ien|ienne|ais|aise|ain|aine|ois|oise)|[a-z]{1,3}")
D_UNE_VILLE = re.compile(r"(?:paris|lyon|marseille) (?:0?[1-9]|1[0-9]|20)(?![0-9]).*")
AUSSI_COMMUNES = frozenset(
    {
        *("allier", "aube", "correze", "creuse", "doubs", "gironde", "indre", "landes", "loire", "mayenne", "meuse"),
        *("paris", "vaucluse", "vienne", "saint barthelemy", "saint martin"),
    }
)
"""Départements whose name is a commune's too."""
ARRONDISSEMENT_OU_DEPARTEMENT = "marseille 13"


def pas_un_lieu(commune: str, code: str, pays: str, *, connue: bool, situee: bool = False) -> Dit | None:
    """« ? », « idem », a code, a date, a département; `connue`: a list has a commune of that name; `situee`: its
    département is said (« Néant » and « Aucun » are communes)."""
    if pays and (not _des_lettres(pays) or cle_recherche(pays) in SANS_NOM):
        return "pays_naissance", "Le nom d’un pays est attendu ; pour une naissance en France, laissez vide."
    cle = cle_recherche(commune)
    if not _des_lettres(commune) or (not (connue and situee) and cle in (*SANS_NOM, "x", "france")):
        return "commune_naissance", "Le nom d’une commune est attendu, comme sur la pièce d’identité."
    return _pas_une_commune(commune, cle, code, connue=connue) if pays in ("", FRANCE) else None


def _pas_une_commune(commune: str, cle: str, code: str, *, connue: bool) -> Dit | None:
    if cle == ARRONDISSEMENT_OU_DEPARTEMENT and not code:
        return "commune_naissance", (
            "Est-ce le 13e arrondissement (écrivez « Marseille 13e »), ou Marseille, dans le département 13 (écrivez "
            "« Marseille ») ?"
        )
    if not connue and not code and cle in PAR_NOM and cle not in AUSSI_COMMUNES:
        return "commune_naissance", f"{commune} est un département : le nom de la commune est attendu."
    if not connue and re.search(r"[0-9]{2}", commune) and not D_UNE_VILLE.fullmatch(cle):
        return (
            "commune_naissance",
            "Le nom seul de la commune est attendu : le département et le code ont chacun leur place.",
        )
    return None


def pays_a_deux_lectures(pays: str, code: str, code_du_pays: str) -> Dit | None:
    """« Congo » is two countries: asked, unless the code beside it says which."""
    lectures = PAYS_A_DEUX_LECTURES.get(mot_sur(pays))
    if not lectures or (code and code == code_du_pays):
        return None
    *debut, fin = lectures
    return "pays_naissance", f"« {pays} » se lit de plusieurs façons : écrivez {', '.join(debut)} ou {fin}."


def pas_un_pays(pays: str) -> Dit | None:
    """Of what no list knows."""
    if not NATIONALITE.fullmatch(cle_recherche(pays)):
        return None
    return (
        "pays_naissance",
        f"Le nom d’un pays est attendu en entier, et non une nationalité ou un sigle ; {pays} est lu.",
    )


def departement_d_un_autre_temps(commune: str, departement: str, naissance: Naissance | None) -> Dit | None:
    """A number that the day of birth does not go with, beside a commune that no list knows."""
    if naissance is None:
        return None
    if departement == "20" and naissance.jour.year >= DEPARTEMENTS_STABLES:
        return "departement_naissance", "Depuis 1976, la Corse est 2A ou 2B ; 20 est lu."
    if departement in D_ALGERIE and naissance.jour < INDEPENDANCE:
        return "departement_naissance", (
            f"Avant 1962, {departement} est aussi un département d’Algérie : si {commune} en est, écrivez le pays et "
            "laissez le département vide ; sinon, vérifiez l’un et l’autre."
        )
    return None


def _des_lettres(texte: str) -> bool:
    return any(signe.isalpha() for signe in texte)
