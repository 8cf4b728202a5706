"""Lists of communes and countries, and what they make of a place of birth."""

from dataclasses import replace
from datetime import date

from candidats.donnees import Naissance
from candidats.regles.lieu import (
    Completion,
    FaitsCommune,
    FaitsPays,
    LieuDit,
    Lieux,
    cle_commune,
    completer_naissance,
)

LYON = FaitsCommune("69123", "Lyon", "69")
# One commune until the end of 2015, two names afterwards.
ANCIENNE = FaitsCommune("14001", "Le Val", "14", fin=date(2016, 1, 1), actuelle=False)
NOUVELLE = FaitsCommune("14999", "Le Val", "14", debut=date(2016, 1, 1))
# Its département was born with the year 1968.
DE_LA_SEINE = FaitsCommune("75012", "Boulogne-Billancourt", "75", fin=date(1968, 1, 1), actuelle=False)
DES_HAUTS_DE_SEINE = FaitsCommune("92012", "Boulogne-Billancourt", "92", debut=date(1968, 1, 1))
BOULOGNES = (DE_LA_SEINE, DES_HAUTS_DE_SEINE)
SANS_DATES = (
    FaitsCommune("25267", "Gennes", "25"),
    FaitsCommune("49149", "Gennes", "49", actuelle=False),
    FaitsCommune("44109", "Nantes", "44"),
    FaitsCommune("44100", "Montrelais", "44"),
    FaitsCommune("75112", "Paris 12e Arrondissement", "75"),
    FaitsCommune("35236", "Redon", "35"),
    FaitsCommune("39198", "Dole", "39"),
    LYON,
)
PAYS = {
    "algerie": FaitsPays("99352", "Algérie"),
    "maroc": FaitsPays("99350", "Maroc"),
    "urss": FaitsPays("99123", "URSS", fin=date(1991, 12, 25)),
    "congo": FaitsPays("99324", "Congo"),
    "soudan": FaitsPays("99343", "Soudan"),
    "zaire": FaitsPays("99312", "Zaïre"),
}
PAYS_PAR_CODE = {faits.code: faits.nom for faits in PAYS.values()} | {"99351": "Maroc", "99312": "Congo"}


def dire(commune: str, *, naissance=date(1998, 3, 12), precision="jour", communes=SANS_DATES, **champs) -> Completion:
    """What a list of these communes makes of a place."""
    par_cle, par_code = {}, {}
    for faits in communes:
        par_cle.setdefault(cle_commune(faits.nom), []).append(faits)
        par_code.setdefault(faits.code, []).append(faits)
    ne = Naissance(naissance, precision) if naissance else None
    return completer_naissance(
        Lieux(par_cle, PAYS, True, par_code, PAYS_PAR_CODE), LieuDit(commune, naissance=ne, **champs)
    )


def code_demande(question: str) -> Completion:
    return Completion(questions=(("code_commune_naissance", question),))


def departement_demande(question: str) -> Completion:
    return Completion(questions=(("departement_naissance", question),))


def d_un_trait(complete: Completion) -> Completion:
    """With plain spaces: a date is written with others."""
    return replace(complete, questions=tuple((champ, dit.replace("\u00a0", " ")) for champ, dit in complete.questions))
