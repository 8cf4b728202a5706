"""Names as they are printed on a certificate kept 42 years: what cannot be a name is asked, and the case is
proposed."""

import re
import unicodedata
from typing import Any

from candidats.donnees import CHAMPS_NOMS
from certif_portal.commun.glyphes import defaut_de_texte, nommer_signe
from certif_portal.commun.textes import cle_recherche

SIGNES = frozenset(" -'’ʼ‐‑.·")
"""What a name may hold beside letters: « O’Brien-Nguyễn », « J.-P. », the middle dot of Catalan."""
CIVILITE = re.compile(r"(m|mr|mme|mlle|monsieur|madame|mademoiselle|dr|docteur)\.? +\S", re.IGNORECASE)
LIENS = frozenset({"epouse", "epoux", "ep", "eps", "veuve", "vve", "nee"})
"""Words that tie a birth name to a used one."""
SANS_NOM = frozenset({"neant", "idem", "inconnu", "inconnue", "sans", "sans objet", "non communique", "ras"})
PARTICULES = frozenset({"de", "du", "des", "da", "dos"})
MOTS = re.compile(r"[^\W\d_]+")


def defaut_de_nom(nom: str, *, plusieurs: bool = False) -> str:
    """Why a text cannot be a birth name, a used name or a first name, or nothing; `plusieurs`: a list, with commas."""
    if defaut := defaut_de_texte(nom):
        return defaut
    mots = cle_recherche(nom).split()
    for signe in nom:
        if defaut := _defaut_du_signe(signe, plusieurs):
            return defaut
    if not any(signe.isalpha() for signe in nom) or " ".join(mots) in SANS_NOM:
        return "Un nom est attendu ; s’il n’y en a pas, laissez vide."
    if CIVILITE.match(nom):
        return "Le nom seul, sans la civilité (M., Mme)."
    if LIENS & set(mots[1:]) and len(mots) > 2:
        return "Un seul nom ici : le nom de naissance et le nom d’usage ont chacun leur place."
    return ""


def _defaut_du_signe(signe: str, plusieurs: bool) -> str:
    if signe in SIGNES or (plusieurs and signe in ",;") or unicodedata.category(signe) == "Mn":
        return ""
    if signe.isdigit():
        return f"Un nom ne contient pas de chiffre (« {signe} » est lu)."
    if signe in ",;":
        return "Un seul prénom ici : les suivants vont dans « Autres prénoms »."
    if not signe.isalpha():
        return f"Le signe {nommer_signe(signe)} n’est pas d’un nom."
    if not unicodedata.name(signe, "").startswith("LATIN"):
        return f"La lettre {nommer_signe(signe)} n’est pas de l’alphabet latin : recopiez la pièce d’identité."
    return ""


def casse_du_nom(nom: str) -> str:
    """« nguyen van » is proposed as the centre prints it, « NGUYEN VAN »; a name that has both cases is left as
    typed."""
    return nom.upper() if nom.islower() else nom


def casse_du_prenom(prenom: str) -> str:
    """« jean-pierre » and « JEAN-PIERRE » give « Jean-Pierre »; « McKenzie » is left as typed."""
    return en_casse_de_prenom(prenom) if prenom.islower() or (prenom.isupper() and len(prenom) > 2) else prenom


def en_casse_de_prenom(prenom: str) -> str:
    return MOTS.sub(lambda mot: mot[0].lower() if mot[0].lower() in PARTICULES else mot[0].capitalize(), prenom.lower())


def meme_nom(un: str, autre: str) -> bool:
    """But for case, accents, apostrophes and hyphens."""
    return cle_recherche(un) == cle_recherche(autre)


def noms_proposes(personne: Any) -> dict[str, str]:
    """The names of a civil status as the centre prints them: family names in capitals, « Jean-Pierre »."""
    return {
        champ: getattr(personne, champ).upper()
        if champ.startswith("nom")
        else casse_du_prenom(getattr(personne, champ))
        for champ in CHAMPS_NOMS
    }


def seule_la_casse_change(avant: str, apres: str) -> bool:
    """« ß » in capitals is « SS »."""
    return avant.casefold() == apres.casefold()
