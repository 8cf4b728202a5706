"""Workbooks made for the tests, on the portal's template or nearly."""

import io
from datetime import date
from typing import Any

from openpyxl import Workbook

from candidats.imports.colonnes import COLONNES, FEUILLE, FEUILLE_AIDE, VERSION_MODELE
from candidats.imports.contexte import ContexteImport
from candidats.imports.controle import controler_classeur
from candidats.imports.lecture import ouvrir_classeur, ranger
from candidats.imports.rapport import Rapport
from candidats.regles.constat import FaitsBloc, FaitsReferentiel
from referentiels.regles import Periode

INTITULE = "Opérateur en usinage (essai)"
LE = date(2026, 11, 20)
FAITS = FaitsReferentiel(
    1,
    "CQPM",
    "0170",
    INTITULE,
    date(2020, 1, 1),
    None,
    None,
    (Periode(date(2020, 1, 1), None, None),),
    (FaitsBloc(1, "BDC0170", "Régler"), FaitsBloc(2, "BDC0171", "Usiner")),
    "CQPM 2020 0170",
)


def martin(n: int) -> str:
    """« Martinab »: as many names as are wanted, none with a digit."""
    return f"Martin{chr(97 + n // 26)}{chr(97 + n % 26)}"


def ligne(**cellules: Any) -> dict[str, Any]:
    """A good line: a salarié in training, typed as Excel would."""
    bonne = {
        "referentiel_id": INTITULE,
        "voie": "Parcours de formation",
        "nom_naissance": "Œuvré-Çelik",
        "prenom": "Zoé",
        "sexe": "F",
        "date_naissance": date(1996, 2, 29),
        "commune_naissance": "Saint-Nazaire",
        "departement_naissance": 44.0,
        "courriel": "zoe@exemple.fr",
        "origine": "SL",
        "entreprise_siret": 73282932000074.0,
        "entreprise_raison_sociale": "Ateliers Maëlström",
        "entreprise_adresse": "3 rue des Forges",
        "entreprise_code_postal": 44600.0,
        "entreprise_ville": "Saint-Nazaire",
        "entreprise_code_nace": 25.62,
        "entreprise_secteur": "M",
        "service": "Méthodes",
        "superieur_nom": "Yann Kermarrec",
        "tuteur_nom": "Anne Prigent",
        "tuteur_courriel": "anne@exemple.fr",
        "formateurs": "Loïc Salaün <loic@of.fr> ; Anne Le Dû",
        "financements": "PDC ; CPF",
        "entree_formation": date(2026, 11, 16),
        "fin_formation": date(2027, 6, 30),
    }
    return bonne | cellules


def classeur(
    *lignes: dict[str, Any],
    ordre: Any = COLONNES,
    colonnes_en_plus: Any = (),
    version: str = VERSION_MODELE,
    egaree: str = "",
) -> bytes:
    """The bytes of a workbook holding these lines."""
    livre = Workbook()
    feuille = livre.active
    feuille.title = FEUILLE
    feuille.append([*colonnes_en_plus, *(colonne.titre for colonne in ordre)])
    for valeurs in lignes:
        feuille.append([*("?" for _ in colonnes_en_plus), *(valeurs.get(colonne.cle) for colonne in ordre)])
    if egaree:
        feuille[egaree] = "x"
    aide = livre.create_sheet(FEUILLE_AIDE)
    aide.append(["Inscriptions"])
    aide.append(["Modèle", version])
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def controle(octets: bytes, corrections: dict[int, dict[str, str]] | None = None) -> Rapport:
    """The report of a workbook for one open certification and no registration yet: no database. `corrections`: what
    was typed on screen."""
    contexte = ContexteImport(LE, 15, (FAITS,), {1: 1}, corrections=corrections)
    return controler_classeur(ranger(ouvrir_classeur(octets)), contexte)
