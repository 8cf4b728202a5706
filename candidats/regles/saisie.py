"""What people write where they have nothing to write, or in the wrong cell: asked, never kept as a company, a place or
a person."""

import html
import re

from certif_portal.commun.textes import cle_recherche

BOUCHE_TROUS = frozenset(
    {
        "idem",
        "idem ci dessus",
        "neant",
        "null",
        "nan",
        "undefined",
        "n a",
        "sans objet",
        "inconnu",
        "inconnue",
        "non communique",
        "non renseigne",
        "a definir",
        "a completer",
        "a renseigner",
    }
)
"""Words that say that there is nothing, or what stands above; « NC » or « RAS » may be a company."""
BALISE = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|&(?:#[0-9]+|#x[0-9A-Fa-f]+|[A-Za-z]+);")
PLUSIEURS = re.compile(r"[/,;+&]| (?:et|ou) ")
CHIFFRES_D_UN_NUMERO = 4
"""From so many digits on, what stands in the place of a name is a telephone, a code or a SIRET."""
CHIFFRES_D_UN_SIREN = 9
VIDE_ATTENDU = "« {lu} » ne dit rien : écrivez la valeur, ou laissez vide s’il n’y en a pas."


def defaut_de_saisie(texte: str) -> str:
    """Why a text says nothing, or says it in the language of web pages; or nothing."""
    if not any(signe.isalnum() for signe in texte) or not texte.strip("0 ") or cle_recherche(texte) in BOUCHE_TROUS:
        return VIDE_ATTENDU.format(lu=texte)
    if (trouvee := BALISE.search(texte)) and (trouvee[0].startswith("<") or html.unescape(trouvee[0]) != trouvee[0]):
        return f"Du texte sans balise : « {trouvee[0]} » est lu."
    return ""


def defaut_d_entreprise(texte: str) -> str:
    """Why a text cannot be the name of a company; « 3M » and « 1664 » are."""
    if defaut := defaut_de_saisie(texte):
        return defaut
    if "@" in texte or (_chiffres(texte) >= CHIFFRES_D_UN_SIREN and not any(signe.isalpha() for signe in texte)):
        return f"Le nom de l’entreprise : « {texte} » est un courriel ou un numéro."
    return ""


def defaut_de_ville(texte: str) -> str:
    """Why a text cannot be the name of a town; « Lyon 03 » is."""
    if defaut := defaut_de_saisie(texte):
        return defaut
    if "@" in texte or not any(signe.isalpha() for signe in texte):
        return f"Le nom d’une ville : « {texte} » est lu."
    return ""


def defaut_de_personne(texte: str) -> str:
    """Why a text cannot be the first name and name of one person at work."""
    if defaut := defaut_de_saisie(texte):
        return defaut
    if "@" in texte or _chiffres(texte) >= CHIFFRES_D_UN_NUMERO or not any(signe.isalpha() for signe in texte):
        return f"Un prénom et un nom : « {texte} » est un courriel ou un numéro."
    if PLUSIEURS.search(texte):
        return f"Le prénom et le nom d’une seule personne : « {texte} » semble en nommer plusieurs."
    return ""


def _chiffres(texte: str) -> int:
    return sum(signe.isdigit() for signe in texte)
