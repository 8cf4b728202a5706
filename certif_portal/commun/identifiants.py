"""Numbers of companies and organisations, normalised and checked once."""

import re
from functools import lru_cache

from stdnum.fr import siret as siret_officiel

from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.textes import nettoyer_texte

TELEPHONE = re.compile(r"0[1-9][0-9]{8}|(?:\+|00)[1-9][0-9]{6,14}")
TELEPHONE_ESPACE = re.compile(r"[\s.\-/()\u00a0\u202f]")
TELEPHONE_ATTENDU = "dix chiffres sont attendus (02 40 00 00 00), ou + et l’indicatif du pays (+33 2 40 00 00 00)."
SEPARATEURS = re.compile(r"[\s.\-/\u00a0\u202f]")


def chiffres(valeur: object) -> str:
    """Without spaces nor separators; « 12345678900012.0 », as Excel gives it, loses its decimals."""
    if isinstance(valeur, float) and valeur.is_integer():
        valeur = int(valeur)
    texte = nettoyer_texte(str(valeur))
    return SEPARATEURS.sub("", re.sub(r"[.,]0+$", "", texte))


@lru_cache(maxsize=2048)  # a workbook names the same companies on most of its lines
def siret_juste(siret: str) -> bool:
    """Fourteen digits and nothing else, whose key is right; La Poste has its own."""
    return siret.isascii() and siret.isdigit() and len(siret) == 14 and bool(siret_officiel.is_valid(siret))


def normaliser_siret(valeur: object) -> str:
    """Fourteen digits whose key is right (La Poste has its own); raises ErreurMetier."""
    siret = chiffres(valeur)
    if not (siret.isascii() and siret.isdigit() and len(siret) == 14):
        raise ErreurMetier(f"« {valeur} » n’est pas un SIRET : 14 chiffres sont attendus.")
    if not siret_officiel.is_valid(siret):
        raise ErreurMetier(f"Le SIRET « {valeur} » est faux : sa clé de contrôle ne correspond pas.")
    return siret


def normaliser_nda(valeur: object) -> str:
    """The eleven digits of a training organisation's declaration of activity; raises ErreurMetier."""
    nda = chiffres(valeur)
    if not (nda.isascii() and nda.isdigit() and len(nda) == 11):
        raise ErreurMetier(f"« {valeur} » n’est pas un numéro de déclaration d’activité : 11 chiffres sont attendus.")
    return nda


def normaliser_code_postal(valeur: object) -> str:
    """Five digits; raises ErreurMetier."""
    code = chiffres(valeur)
    if not (code.isascii() and code.isdigit() and len(code) == 5):
        raise ErreurMetier(code_postal_attendu(str(valeur)))
    return code


def code_postal_attendu(valeur: str) -> str:
    """Why a text is no postal code of an address in France. A lost zero is proposed, never guessed."""
    zero = f" Est-ce 0{valeur} ?" if re.fullmatch(r"[0-9]{4}", valeur) else ""
    return f"« {valeur} » n’est pas un code postal : 5 chiffres sont attendus.{zero}"


NAF_2, NAF_2025 = "rév. 2", "2025"
"""What stands after a code, between brackets."""
_DITE = r"(2025|2\.1|R[EÉ]V\.?2(?:\.1)?)"
_MENTION = rf"\((?:NAF|NACE)?{_DITE}\)|(?:NAF|NACE){_DITE}|(R[EÉ]V\.?2(?:\.1)?)"
ACTIVITE = re.compile(rf"([0-9]{{2}}|[0-9](?=[.,]))[.,]?([0-9]{{2}})[A-Z]?(?:{_MENTION})?")


def code_nace(texte: str) -> str:
    """« 2562 », « 25.62 », « 25.62B » (NAF) all give the NACE code « 25.62 »; « 25.62Z NAF 2025 » gives
    « 25.62 (2025) », whose European twin is the NACE 2.1; « 1.62 » is « 01.62 ». Anything else is left as it is:
    « 25.6 » is a group of codes, or a code that lost its zero."""
    trouve = ACTIVITE.fullmatch(re.sub(r"\s", "", texte).upper())
    if trouve is None:
        return texte
    dite = trouve[3] or trouve[4] or trouve[5] or ""
    nomenclature = NAF_2025 if dite.endswith(("2025", ".1")) else NAF_2
    code = f"{trouve[1]:0>2}.{trouve[2]}"
    return f"{code} ({nomenclature})" if dite else code


def normaliser_telephone(valeur: str) -> str:
    """A number as it was typed, once it may be dialled: ten digits of France, or the code of a country after « + » or
    « 00 »; raises ErreurMetier."""
    numero = TELEPHONE_ESPACE.sub("", valeur.replace("(0)", ""))
    if not TELEPHONE.fullmatch(numero):
        raise ErreurMetier(f"« {valeur} » n’est pas un téléphone : {TELEPHONE_ATTENDU}")
    return valeur
