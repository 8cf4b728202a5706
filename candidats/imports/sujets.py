"""Whose a header speaks of: the candidate's birth, their home, the company, the tutor… A column of one never feeds
another."""

import re
from enum import StrEnum


class Sujet(StrEnum):
    CANDIDAT = ""
    NAISSANCE = "naissance"
    RESIDENCE = "residence"
    ENTREPRISE = "entreprise"
    TUTEUR = "tuteur"
    SUPERIEUR = "superieur"
    FORMATEUR = "formateur"
    ORGANISME = "organisme"
    PROCHE = "proche"
    FINANCEUR = "financeur"
    CONTACT = "contact"


MOTS: tuple[tuple[Sujet, re.Pattern[str]], ...] = (
    (
        Sujet.PROCHE,
        re.compile(
            r"\b(pere|mere|parents?|conjointe?|urgence|prevenir|representant|tutelle|legale?)\b"
            r"|(?<!nom )(?<!nom de )\bfamille\b"
        ),
    ),
    (Sujet.TUTEUR, re.compile(r"\b(tuteur|tutrice|maitre d apprentissage)\b")),
    (Sujet.SUPERIEUR, re.compile(r"\b(superieur|responsable|hierarchique|manager|n 1|chef)\b")),
    (Sujet.FORMATEUR, re.compile(r"\b(formateurs?|formatrices?|enseignante?)\b")),
    (Sujet.ORGANISME, re.compile(r"\b(organisme|of|cfa|ecole|lycee|centre de formation)\b")),
    (Sujet.ENTREPRISE, re.compile(r"\b(entreprise|employeur|societe|siret|siren|raison sociale|naf|nace|ape)\b")),
    (Sujet.FINANCEUR, re.compile(r"\b(opco|opca|financeurs?|operateurs? de competences)\b")),
    (Sujet.CONTACT, re.compile(r"\b(contacts?|interlocut(?:eur|rice)s?|referente?s?)\b")),
    (Sujet.NAISSANCE, re.compile(r"\b(naissance|naiss|nee?|natale?|ddn)\b")),
    (
        Sujet.RESIDENCE,
        re.compile(r"\b(residence|domicile|habitation|postale?|actuelle?|adresse|cp|rue|voie publique)\b"),
    ),
)
"""The first that a header bears is its subject: « Adresse de l’entreprise » is the company's."""
DE_QUI = {
    Sujet.NAISSANCE: "du lieu de naissance",
    Sujet.ENTREPRISE: "de l’entreprise",
    Sujet.TUTEUR: "du tuteur",
    Sujet.SUPERIEUR: "du supérieur",
    Sujet.FORMATEUR: "du formateur",
    Sujet.ORGANISME: "de l’organisme",
    Sujet.PROCHE: "d’un proche",
    Sujet.FINANCEUR: "du financeur",
    Sujet.CONTACT: "d’un contact",
}
AMBIGUS = {
    "pays": "pays_naissance",
    "departement": "departement_naissance",
    "dpt": "departement_naissance",
    "dept": "departement_naissance",
    "dep": "departement_naissance",
    "commune": "commune_naissance",
    "code insee": "code_commune_naissance",
    "code commune": "code_commune_naissance",
    "insee": "code_commune_naissance",
}
"""Headers that do not say whose they are -> the column of birth they may be: what stands on their left tells."""
DE_RESIDENCE = {"commune": "ville"}
"""The same, once it is known that they speak of the home; the others have no column here."""
PARTAGEES: dict[str, dict[Sujet, str]] = {
    "adresse": {Sujet.ENTREPRISE: "entreprise_adresse"},
    "code_postal": {Sujet.ENTREPRISE: "entreprise_code_postal"},
    "ville": {Sujet.ENTREPRISE: "entreprise_ville", Sujet.NAISSANCE: "commune_naissance"},
    "courriel": {Sujet.TUTEUR: "tuteur_courriel", Sujet.SUPERIEUR: "superieur_courriel"},
    "telephone": {},
}
"""Columns of the candidate whose bare title, on the right of another's, may be that other's: in our column of theirs,
or in none."""
DE_LA_NAISSANCE = frozenset({"ville", "code_postal"})
"""What may still speak of the birth on its right; an address, a phone or a mail never does."""
DU_CANDIDAT = re.compile(
    r"\b(candidate?|stagiaire|apprenante?|beneficiaire|participante?|alternante?|apprentie?"
    r"|perso|personnel(?:le)?|residence|domicile|habitation)\b"
)
"""Words of a title, or of its group, that leave no doubt."""
DE_PASSAGE = frozenset({"service"})
"""Columns of ours that stand in the middle of those of the company."""
PERSONNELLES = frozenset(PARTAGEES) | {
    "nom_naissance",
    "nom_usage",
    "prenom",
    "autres_prenoms",
    "sexe",
    "date_naissance",
}
"""Columns that anybody has: the group above says whose. Our exact title of another column says enough."""
LIEUX_DE_NAISSANCE = frozenset(
    {"commune_naissance", "departement_naissance", "pays_naissance", "code_commune_naissance"}
)


NATURES = (
    "courriel",
    "mail",
    "telephone",
    "prenom",
    "nom",
    "pays",
    "departement",
    "ville",
    "commune",
    "adresse",
    "date",
)


def nature(cle_titre: str) -> str:
    """What a header is a column of, where it says so: « Pays de résidence » looks like « Ville de résidence », and
    is not."""
    return next((mot for mot in NATURES if mot in cle_titre.split()), "")


def sujet_du_titre(cle_titre: str) -> Sujet:
    """`cle_titre`: the header without accent nor case."""
    return next((sujet for sujet, mots in MOTS if mots.search(cle_titre)), Sujet.CANDIDAT)


def sujet_de(cle: str) -> Sujet:
    """Whose one of our columns is."""
    if cle in ("adresse", "code_postal", "ville"):
        return Sujet.RESIDENCE
    if cle in LIEUX_DE_NAISSANCE or cle == "date_naissance":
        return Sujet.NAISSANCE
    prefixe = cle.partition("_")[0]
    return Sujet(prefixe) if prefixe in ("entreprise", "tuteur", "superieur") else Sujet.CANDIDAT


def compatibles(cle_titre: str, cle: str) -> bool:
    """Whether a header that only looks like the name of a column may speak of the same thing."""
    sujet, voulu = sujet_du_titre(cle_titre), sujet_de(cle)
    return (
        sujet == voulu
        or (cle == "nom_naissance" and sujet == Sujet.NAISSANCE)
        or (cle == "formateurs" and sujet == Sujet.FORMATEUR)
        or (cle == "financements" and sujet == Sujet.FINANCEUR)
    )


def voisin_de(cle_titre: str, cle: str, sujet: Sujet, avant: Sujet) -> Sujet:
    """Whose the bare titles on the right may be. A title that names nothing here (« Fonction », « Effectif ») does not
    end what stood before it; a column of the candidate does."""
    if DU_CANDIDAT.search(cle_titre):
        return Sujet.CANDIDAT
    if sujet not in (Sujet.CANDIDAT, Sujet.RESIDENCE):
        return sujet
    return avant if not cle or cle in DE_PASSAGE else Sujet.CANDIDAT


def autre_lecture(cle_titre: str, cle: str, voisin: Sujet) -> str | None:
    """The column of that neighbour that a bare title of the candidate may name, empty when they have none here; None
    when it can only be the candidate's."""
    if cle not in PARTAGEES or voisin == Sujet.CANDIDAT or DU_CANDIDAT.search(cle_titre):
        return None
    if voisin == Sujet.NAISSANCE and cle not in DE_LA_NAISSANCE:
        return None
    return PARTAGEES[cle].get(voisin, "")
