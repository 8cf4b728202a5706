"""The headers of a workbook: where they are, on one line or two, and which column of ours each one names."""

from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from candidats.imports.colonnes import COLONNES
from certif_portal.commun.textes import cle_recherche

LIGNES_EXPLOREES = 20
RESSEMBLANCE = 0.74
"""Below, two headers are not proposed as the same; between it and 1, the reader confirms."""
SYNONYMES: dict[str, tuple[str, ...]] = {
    "referentiel_id": ("certification visee", "cqpm", "intitule de la certification", "diplome", "cqpm vise"),
    "blocs": ("blocs", "bloc", "bloc de competences", "blocs de competences", "bdc"),
    "voie": ("voie", "modalite d acces", "dispositif d acces"),
    "nom_naissance": (
        "nom",
        "nom de famille",
        "nom patronymique",
        "nom du candidat",
        "nom naissance",
        "nom jeune fille",
    ),
    "nom_usage": ("nom marital", "nom d epouse", "nom usage", "nom usuel"),
    "prenom": ("prenoms", "prenom s", "prenom 1", "prenom du candidat", "1er prenom", "premier prenom"),
    "autres_prenoms": ("prenoms suivants", "prenom 2", "prenoms secondaires", "2eme prenom"),
    "sexe": ("genre", "civilite", "sexe f m", "sexe m f", "h f"),
    "date_naissance": ("ne le", "nee le", "ne e le", "date de naiss", "naissance", "ddn", "date naissance"),
    "commune_naissance": ("lieu de naissance", "ville de naissance", "commune naissance", "ne a", "ne e a"),
    "code_commune_naissance": ("code insee", "code commune", "insee naissance", "code insee commune de naissance"),
    "departement_naissance": (
        "departement",
        "dpt naissance",
        "dept naissance",
        "departement naissance",
        "dpt de naissance",
    ),
    "pays_naissance": ("pays", "pays naissance"),
    "courriel": ("mail", "email", "e mail", "adresse mail", "adresse e mail", "mail candidat", "courriel candidat"),
    "telephone": ("tel", "portable", "mobile", "n de telephone", "numero de telephone", "telephone candidat"),
    "adresse": ("adresse candidat", "adresse postale", "adresse du candidat", "rue"),
    "code_postal": ("cp", "code postal candidat"),
    "ville": ("ville candidat", "commune", "ville de residence"),
    "origine": ("statut", "origine du candidat", "situation", "sl de"),
    "initiative_sans_accord": ("initiative individuelle", "sans accord employeur", "a l initiative du salarie"),
    "entreprise_siret": (
        "siret",
        "n siret",
        "numero siret",
        "siret de l entreprise",
        "entreprise siret",
        "siret employeur",
    ),
    "entreprise_raison_sociale": (
        "entreprise",
        "nom de l entreprise",
        "nom entreprise",
        "employeur",
        "societe",
        "entreprise raison sociale",
        "entreprise nom",
    ),
    "entreprise_adresse": ("adresse de l entreprise", "adresse employeur", "entreprise adresse"),
    "entreprise_code_postal": (
        "cp entreprise",
        "code postal de l entreprise",
        "entreprise code postal",
        "entreprise cp",
    ),
    "entreprise_ville": ("ville de l entreprise", "commune entreprise", "entreprise ville"),
    "entreprise_code_nace": ("nace", "naf", "code naf", "ape", "code ape", "entreprise code nace", "entreprise naf"),
    "entreprise_secteur": ("secteur m hm", "secteur d activite", "entreprise secteur"),
    "entreprise_branche": ("branche professionnelle", "convention collective", "entreprise branche"),
    "service": ("service", "atelier", "service d affectation"),
    "superieur_nom": ("responsable", "n 1", "responsable hierarchique", "chef de service", "superieur"),
    "superieur_courriel": ("mail superieur", "mail responsable", "mail du superieur"),
    "tuteur_nom": ("nom du tuteur", "nom tuteur", "maitre d apprentissage", "tuteur entreprise"),
    "tuteur_qualite": ("fonction tuteur", "fonction du tuteur"),
    "tuteur_courriel": ("mail tuteur", "mail du tuteur", "email tuteur", "courriel tuteur"),
    "formateurs": ("formateur", "nom du formateur", "formateur referent"),
    "financements": ("financement", "dispositif", "dispositif de financement", "mode de financement", "financeur"),
    "entree_formation": (
        "date d entree",
        "debut de formation",
        "date de debut",
        "date debut formation",
        "date d entree en formation",
        "debut formation",
        "entree",
    ),
    "fin_formation": ("date de fin", "date fin formation", "date de fin de formation", "fin formation", "sortie"),
    "date_evaluation_prevue": ("date d evaluation", "evaluation prevue", "date evaluation", "date d evaluation prevue"),
    "recevabilite_recue_le": ("recevabilite", "date de recevabilite", "livret 1 recu le"),
    "projet_id": ("projet", "n projet", "numero de projet", "reference du projet", "projet certification"),
    "positionnement_le": ("positionnement", "date du positionnement", "date de positionnement", "positionne le"),
    "positionnement_resultat": ("resultat positionnement", "bilan du positionnement", "conclusion du positionnement"),
    "amenagements": ("amenagement", "amenagement d epreuve", "rqth amenagement"),
}


@dataclass(frozen=True)
class Titre:
    """One header: its rank from 0, its words, a value met under it, the column it names, and whether that is
    certain."""

    rang: int
    texte: str
    exemple: str = ""
    cle: str = ""
    sur: bool = False


@dataclass(frozen=True)
class Entete:
    """The headers found, and the number of their last line as Excel shows it."""

    derniere_ligne: int
    titres: tuple[Titre, ...]

    @property
    def reconnus(self) -> int:
        return sum(titre.sur and bool(titre.cle) for titre in self.titres)


@cache
def noms_connus() -> dict[str, str]:
    """Header, without accent nor case, -> the column it names for everybody."""
    noms = {synonyme: cle for cle, synonymes in SYNONYMES.items() for synonyme in synonymes}
    return noms | {cle_recherche(colonne.titre): colonne.cle for colonne in COLONNES}


def chercher_entete(lignes: list[list[Any]], memoire: dict[str, str]) -> Entete | None:
    """The line of headers among the first ones: the one whose words are best known. None for an empty sheet."""
    meilleure: Entete | None = None
    for numero in range(1, min(len(lignes), LIGNES_EXPLOREES) + 1):
        textes = _textes(lignes, numero)
        if sum(bool(texte) for texte, _ in textes) < 2:
            continue
        entete = Entete(numero, _titrer(textes, lignes[numero:], memoire))
        if meilleure is None or entete.reconnus > meilleure.reconnus:
            meilleure = entete
    return meilleure


def _textes(lignes: list[list[Any]], numero: int) -> list[tuple[str, str]]:
    """Words of each column: alone, and under the merged header above (« Entreprise » over « SIRET »)."""
    ligne = [_propre(cellule) for cellule in lignes[numero - 1]]
    dessus = [_propre(cellule) for cellule in lignes[numero - 2]] if numero > 1 else []
    textes, groupe = [], ""
    for rang, texte in enumerate(ligne):
        propre = dessus[rang] if rang < len(dessus) else ""
        groupe = propre or groupe
        textes.append((texte or propre, f"{groupe} {texte}" if groupe and texte else ""))
    return textes


def _propre(cellule: Any) -> str:
    return " ".join(cellule.split()) if isinstance(cellule, str) else ""


def _titrer(textes: list[tuple[str, str]], suite: list[list[Any]], memoire: dict[str, str]) -> tuple[Titre, ...]:
    prises: set[str] = set()
    connus = [_reconnaitre(texte, groupe, memoire) for texte, groupe in textes]
    titres = []
    for rang, ((texte, _), (cle, sur)) in enumerate(zip(textes, connus, strict=True)):
        if not texte:
            continue
        libre = cle not in prises and (sur or (cle, True) not in connus)
        prises.add(cle if libre else "")
        titres.append(Titre(rang, texte, _exemple(suite, rang), cle if libre else "", sur))
    return tuple(titres)


def _reconnaitre(texte: str, groupe: str, memoire: dict[str, str]) -> tuple[str, bool]:
    """The column a header names, and whether it is certain: remembered, our own title, or a known synonym."""
    cles = [cle for cle in (cle_recherche(groupe), cle_recherche(texte)) if cle]
    for cle in cles:
        if cle in memoire:
            return memoire[cle], True
    for cle in cles:
        if cle in noms_connus():
            return noms_connus()[cle], True
    return _ressemblante(cles[-1]) if cles else ("", False)


@cache
def _ressemblante(cherche: str) -> tuple[str, bool]:
    mesures = ((SequenceMatcher(None, cherche, nom).ratio(), cle) for nom, cle in noms_connus().items())
    mesure, cle = max(mesures)
    return (cle, False) if mesure >= RESSEMBLANCE else ("", False)


def _exemple(suite: list[list[Any]], rang: int) -> str:
    for ligne in suite[:10]:
        if rang < len(ligne) and str(ligne[rang]).strip():
            exemple = ligne[rang]
            if isinstance(exemple, float) and exemple.is_integer():
                exemple = int(exemple)
            return f"{exemple:%d/%m/%Y}" if isinstance(exemple, date) else str(exemple)[:40]
    return ""
