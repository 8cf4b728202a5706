"""The départements of France and the territories numbered like them: what people write, their number."""

import re
from functools import cache

from certif_portal.commun.textes import cle_recherche, mot_sur

# The code officiel géographique of INSEE.
DEPARTEMENTS = {
    "01": "Ain",
    "02": "Aisne",
    "03": "Allier",
    "04": "Alpes-de-Haute-Provence",
    "05": "Hautes-Alpes",
    "06": "Alpes-Maritimes",
    "07": "Ardèche",
    "08": "Ardennes",
    "09": "Ariège",
    "10": "Aube",
    "11": "Aude",
    "12": "Aveyron",
    "13": "Bouches-du-Rhône",
    "14": "Calvados",
    "15": "Cantal",
    "16": "Charente",
    "17": "Charente-Maritime",
    "18": "Cher",
    "19": "Corrèze",
    "2A": "Corse-du-Sud",
    "2B": "Haute-Corse",
    "21": "Côte-d’Or",
    "22": "Côtes-d’Armor",
    "23": "Creuse",
    "24": "Dordogne",
    "25": "Doubs",
    "26": "Drôme",
    "27": "Eure",
    "28": "Eure-et-Loir",
    "29": "Finistère",
    "30": "Gard",
    "31": "Haute-Garonne",
    "32": "Gers",
    "33": "Gironde",
    "34": "Hérault",
    "35": "Ille-et-Vilaine",
    "36": "Indre",
    "37": "Indre-et-Loire",
    "38": "Isère",
    "39": "Jura",
    "40": "Landes",
    "41": "Loir-et-Cher",
    "42": "Loire",
    "43": "Haute-Loire",
    "44": "Loire-Atlantique",
    "45": "Loiret",
    "46": "Lot",
    "47": "Lot-et-Garonne",
    "48": "Lozère",
    "49": "Maine-et-Loire",
    "50": "Manche",
    "51": "Marne",
    "52": "Haute-Marne",
    "53": "Mayenne",
    "54": "Meurthe-et-Moselle",
    "55": "Meuse",
    "56": "Morbihan",
    "57": "Moselle",
    "58": "Nièvre",
    "59": "Nord",
    "60": "Oise",
    "61": "Orne",
    "62": "Pas-de-Calais",
    "63": "Puy-de-Dôme",
    "64": "Pyrénées-Atlantiques",
    "65": "Hautes-Pyrénées",
    "66": "Pyrénées-Orientales",
    "67": "Bas-Rhin",
    "68": "Haut-Rhin",
    "69": "Rhône",
    "70": "Haute-Saône",
    "71": "Saône-et-Loire",
    "72": "Sarthe",
    "73": "Savoie",
    "74": "Haute-Savoie",
    "75": "Paris",
    "76": "Seine-Maritime",
    "77": "Seine-et-Marne",
    "78": "Yvelines",
    "79": "Deux-Sèvres",
    "80": "Somme",
    "81": "Tarn",
    "82": "Tarn-et-Garonne",
    "83": "Var",
    "84": "Vaucluse",
    "85": "Vendée",
    "86": "Vienne",
    "87": "Haute-Vienne",
    "88": "Vosges",
    "89": "Yonne",
    "90": "Territoire de Belfort",
    "91": "Essonne",
    "92": "Hauts-de-Seine",
    "93": "Seine-Saint-Denis",
    "94": "Val-de-Marne",
    "95": "Val-d’Oise",
    "971": "Guadeloupe",
    "972": "Martinique",
    "973": "Guyane",
    "974": "La Réunion",
    "975": "Saint-Pierre-et-Miquelon",
    "976": "Mayotte",
    "977": "Saint-Barthélemy",
    "978": "Saint-Martin",
    "984": "Terres australes et antarctiques françaises",
    "986": "Wallis-et-Futuna",
    "987": "Polynésie française",
    "988": "Nouvelle-Calédonie",
}
PAR_NOM = {cle_recherche(nom): numero for numero, nom in DEPARTEMENTS.items()} | {"reunion": "974"}
D_AVANT = {
    "basses alpes": "04",
    "charente inferieure": "17",
    "cotes du nord": "22",
    "loire inferieure": "44",
    "basses pyrenees": "64",
    "seine inferieure": "76",
    "ile de la reunion": "974",
    "corse sud": "2A",
    "corse du nord": "2B",
}
"""Names that départements bore, or are given."""
ENTIERS = {"st": "saint", "hte": "haute", "htes": "hautes", "ht": "haut", "hts": "hauts", "terr": "territoire"}
NUMERO = r"2 ?[ab]|0?[0-9]{1,2}|9[78][0-9]"
NUMERO_ET_NOM = re.compile(rf"(?:(?:departement|dept|dpt|dep) )?({NUMERO})(?: ([a-z ]+))?|([a-z ]+?) ({NUMERO})")
"""Of a text without accent nor sign: « 44 loire atlantique », « dpt 44 », « loire atlantique 44 »."""


def departement(texte: str) -> str:
    """« 1 » gives « 01 », « 2a » gives « 2A »; « Loire-Atlantique », « Loire Atlantique (44) » and « 44 -
    Loire-Atlantique » give « 44 »; anything else, and a number beside the name of another, is left as it is."""
    texte = texte.strip()
    cle = mot_sur(texte)
    if nomme := _par_nom(cle):
        return nomme
    if not (trouve := NUMERO_ET_NOM.fullmatch(cle)):
        return texte
    numero = _numero(trouve[1] or trouve[4])
    nom = trouve[2] or trouve[3]
    return numero if not nom or _par_nom(nom) == numero else texte


def _numero(lu: str) -> str:
    numero = lu.replace(" ", "").upper()
    return numero[1:] if len(numero) == 3 and numero[0] == "0" else numero.zfill(2)


@cache
def _par_nom(cle: str) -> str:
    """« hts de seine », « ille vilaine »: with the words that people shorten or leave out."""
    entiere = " ".join(ENTIERS.get(mot, mot) for mot in cle.split())
    return PAR_NOM.get(entiere) or D_AVANT.get(entiere) or _sans_et().get(entiere, "")


@cache
def _sans_et() -> dict[str, str]:
    return {cle.replace(" et ", " "): numero for cle, numero in PAR_NOM.items() if " et " in cle}
