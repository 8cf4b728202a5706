"""Names as they are printed on a certificate kept 42 years: what cannot be a name is asked, and the case is
proposed."""

import re
import unicodedata
from typing import Any

from candidats.donnees import CHAMPS_NOMS
from certif_portal.commun.glyphes import defaut_de_texte, nommer_signe
from certif_portal.commun.regles import Origine, Regle, decision
from certif_portal.commun.textes import cle_recherche

NOM_RARE = Regle(
    code="NOM-CONFIRME",
    enonce="Ce qui est rarement un nom (une civilité, « NULL », un lien de mariage, un nom et un prénom ensemble) est "
    "demandé, et pris quand quelqu’un confirme que la pièce d’identité le porte.",
    source=decision(222, "Un nom rare est confirmé"),
    origine=Origine.LECTURE,
)
SIGNES = frozenset(" -'’ʼ‐‑.·")
"""What a name may hold beside letters: « O’Brien-Nguyễn », « J.-P. », the middle dot of Catalan."""
SIGNE_SEUL = re.compile(r"(?:^|\s)[-'’ʼ‐‑.·]+(?:\s|$)|^[-'’ʼ‐‑.·]|[-'’ʼ‐‑.·]$|\.\.")
INITIALE = re.compile(r"(?<![^\W_])[^\W\d_]\.")
CIVILITES = frozenset(
    {"m", "mr", "mme", "mlle", "melle", "mle", "mrs", "me", "monsieur", "madame", "mademoiselle", "dr", "docteur"}
)
CIVILITE_COLLEE = re.compile(rf"(?:{'|'.join(sorted(CIVILITES))})\.\s*[^\W\d_]", re.IGNORECASE)
LIENS = frozenset({"epouse", "epoux", "ep", "eps", "veuve", "vve", "nee", "ne", "femme", "mariee", "divorcee"})
"""Words that tie a birth name to a used one."""
DEUX_NOMS = frozenset({"ou", "et", "alias", "dit", "dite", "usage"})
"""Between two words, they make two names of them."""
SANS_NOM = frozenset(
    {
        *("neant", "idem", "id", "dito", "meme", "le meme", "la meme", "identique", "inconnu", "inconnue", "inconnus"),
        *("sans", "sans nom", "sans objet", "so", "s o", "ras", "vide", "oui", "non", "aucun", "aucune", "nom"),
        *("non communique", "non renseigne", "non precise", "a completer", "en attente", "pas de nom", "prenom"),
        *("pas de nom d usage", "nc", "n c", "n a", "null", "none", "nan", "nil", "test", "snp", "xx", "xxx", "xxxx"),
        *("mariee", "celibataire", "divorce", "divorcee", "veuf", "veuve", "epouse", "epoux", "nee"),
    }
)
"""What fills a cell that has nothing to say; some are rare names too, confirmed then."""
PARTICULES = frozenset({"de", "du", "des", "da", "dos"})
MOTS_LIES = PARTICULES | frozenset(
    {
        *("d", "l", "n", "m", "o", "la", "le", "les", "van", "von", "der", "den", "ter", "ten", "el", "al", "ben"),
        *("bin", "ibn", "ait", "bou", "abd", "abou", "ould", "di", "del", "della", "do", "mac", "mc"),
        *("saint", "sainte", "st", "ste"),
    }
)
"""Words that lead to a name: they are written in any case beside it, and make no first name of their own."""
MOTS = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")
ATTENDU = "Un nom est attendu ; s’il n’y en a pas, laissez vide."
SANS_CIVILITE = "Le nom seul, sans la civilité (M., Mme)."
UN_SEUL = "Un seul nom ici : le nom de naissance et le nom d’usage ont chacun leur place."
SIGNES_EN_TROP = "Un signe est seul, répété, ou au bord du nom : recopiez la pièce d’identité."


def defaut_de_nom(nom: str, *, plusieurs: bool = False) -> str:
    """Why a text cannot be a birth name, a used name or a first name, or nothing; `plusieurs`: a list, with commas."""
    if defaut := defaut_de_texte(nom):
        return defaut
    for signe in nom:
        if defaut := _defaut_du_signe(signe, plusieurs):
            return defaut
    return "" if any(signe.isalpha() for signe in nom) else ATTENDU


def doute_de_nom(nom: str, *, prenom: bool = False, plusieurs: bool = False) -> str:
    """NOM-CONFIRME: why a text that may be a name is asked before it is one, or nothing; `prenom`: a first name."""
    mots = cle_recherche(nom).split()
    if not mots:  # told as a fault
        return ""
    if " ".join(mots) in SANS_NOM or nom.casefold() == "marié":
        return ATTENDU
    espaces = [cle_recherche(mot) for mot in nom.split()]  # « M’Bala » is one word
    if CIVILITE_COLLEE.match(nom) or CIVILITES & {espaces[0], espaces[-1]}:
        return SANS_CIVILITE
    if mots[0] in LIENS and len(mots) > 1:
        return f"{UN_SEUL} Écrivez le nom sans « {nom.split()[0]} »."
    if LIENS & set(mots[1:]) or DEUX_NOMS & set(mots[1:-1]):
        return "Un seul prénom ici." if prenom else UN_SEUL
    if len("".join(mots)) == 1 or INITIALE.search(nom):
        return "Un nom entier est attendu : une lettre seule est lue."
    if SIGNE_SEUL.search(nom):
        return SIGNES_EN_TROP
    if not plusieurs and _casses_melees(nom):
        return "Deux casses sont lues : est-ce un nom suivi d’un prénom ? Chacun a sa place."
    if prenom and not plusieurs and sum(mot not in MOTS_LIES for mot in mots) > 2:
        return "Un seul prénom ici, simple ou composé : les suivants vont dans « Autres prénoms »."
    return ""


def _casses_melees(nom: str) -> bool:
    """« DUPONT Jean » and « Jean DUPONT », neither « Le GOFF » nor « DUPONT de La Tour »."""
    mots = nom.split()
    liants = [cle_recherche(mot) in MOTS_LIES for mot in mots]
    libres = [
        mot
        for mot, lie, apres in zip(mots, liants, [False, *liants], strict=False)
        if not lie and not apres and len(mot) > 1
    ]
    return any(mot.isupper() for mot in libres) and any(mot.istitle() for mot in libres)


def _defaut_du_signe(signe: str, plusieurs: bool) -> str:
    if signe in SIGNES or (plusieurs and signe in ",;") or unicodedata.category(signe) == "Mn":
        return ""
    if signe.isdigit():
        return f"Un nom ne contient pas de chiffre (« {signe} » est lu)."
    if signe in ",;":
        return "Un seul prénom ici : les suivants vont dans « Autres prénoms »."
    if not signe.isalpha():
        return f"Le signe {nommer_signe(signe)} n’est pas d’un nom."
    if not _est_latine(signe):
        return f"La lettre {nommer_signe(signe)} n’est pas de l’alphabet latin : recopiez la pièce d’identité."
    return ""


def _est_latine(lettre: str) -> bool:
    """A letter of the alphabets written in Latin, small or capital. « ɑ », « ǃ » and « ﬁ » are Latin by their name
    only: a phonetic sign, a click, two letters in one."""
    capitale = min(lettre, lettre.upper())
    return (
        (capitale <= "\u024f" or "\u1e00" <= capitale <= "\u1eff")
        and unicodedata.category(lettre) in ("Lu", "Ll")
        and not unicodedata.decomposition(lettre).startswith("<")
    )


def casse_du_nom(nom: str) -> str:
    """« nguyen van » is proposed as the centre prints it, « NGUYEN VAN »; a name that has both cases is left as
    typed."""
    return nom.upper() if nom.islower() else nom


def casse_du_prenom(prenom: str) -> str:
    """« jean-pierre » and « JEAN-PIERRE » give « Jean-Pierre »; « McKenzie » is left as typed."""
    return en_casse_de_prenom(prenom) if prenom.islower() or (prenom.isupper() and len(prenom) > 2) else prenom


def en_casse_de_prenom(prenom: str) -> str:
    """« İBRAHİM » gives « İbrahim »: the small letter of « İ » is « i », without the dot that Unicode adds above it."""

    def ecrire(mot: re.Match[str]) -> str:
        petit = mot[0].replace("İ", "i").lower()
        return petit if petit in PARTICULES else mot[0][0].upper() + mot[0][1:].replace("İ", "i").lower()

    return MOTS.sub(ecrire, unicodedata.normalize("NFC", prenom))


def meme_nom(un: str, autre: str) -> bool:
    """But for case, accents, apostrophes and hyphens."""
    return cle_recherche(un) == cle_recherche(autre)


def cle_des_noms(personne: Any) -> str:
    """The key by which a person is looked for, by every name they bear; and sorted, by the one that lists show."""
    usage = "" if meme_nom(personne.nom_usage, personne.nom_naissance) else personne.nom_usage
    montre, autre = (usage, personne.nom_naissance) if usage else (personne.nom_naissance, "")
    return cle_recherche(montre, personne.prenom, autre, personne.autres_prenoms)[:LONGUEUR_CLE]


LONGUEUR_CLE = 400


def noms_proposes(personne: Any) -> dict[str, str]:
    """The names of a civil status as the centre prints them: family names in capitals, « Jean-Pierre »."""
    return {
        champ: getattr(personne, champ).upper()
        if champ.startswith("nom")
        else casse_du_prenom(getattr(personne, champ))
        for champ in CHAMPS_NOMS
    }


def seule_la_casse_change(avant: str, apres: str) -> bool:
    """« ß » in capitals is « SS », « ı » is « I »: what is proposed in capitals is accepted; « i » for « ı » is not."""
    if avant.casefold() == apres.casefold() or apres == avant.upper():
        return True
    lettres = zip(avant, apres, strict=False)
    return len(avant) == len(apres) and all(a.casefold() == b.casefold() or b == a.upper() for a, b in lettres)
