"""The other names people give to our columns. One that does not say whose it is (« Pays ») is not here, but in
`sujets`."""

from functools import cache

from candidats.imports.colonnes import COLONNES
from certif_portal.commun.textes import cle_recherche

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
        "nom de jeune fille",
    ),
    "nom_usage": ("nom marital", "nom d epouse", "nom epouse", "nom d epoux", "nom usage", "nom usuel"),
    "prenom": ("prenoms", "prenom s", "prenom 1", "prenom du candidat", "1er prenom", "premier prenom"),
    "autres_prenoms": ("prenoms suivants", "prenom 2", "prenoms secondaires", "2eme prenom"),
    "sexe": ("genre", "civilite", "sexe f m", "sexe m f", "h f"),
    "date_naissance": ("ne le", "nee le", "ne e le", "date de naiss", "naissance", "ddn", "date naissance"),
    "commune_naissance": (
        "lieu de naissance",
        "ville de naissance",
        "ville naissance",
        "lieu naissance",
        "commune naissance",
        "ne a",
        "ne e a",
    ),
    "code_commune_naissance": ("insee naissance", "code insee commune de naissance", "code commune de naissance"),
    "departement_naissance": ("dpt naissance", "dept naissance", "departement naissance", "dpt de naissance"),
    "pays_naissance": ("pays naissance",),
    "courriel": ("mail", "email", "e mail", "adresse mail", "adresse e mail", "mail candidat", "courriel candidat"),
    "telephone": (
        "tel",
        "tel portable",
        "telephone portable",
        "portable",
        "mobile",
        "n de telephone",
        "numero de telephone",
        "telephone candidat",
    ),
    "adresse": ("adresse candidat", "adresse postale", "adresse du candidat", "rue"),
    "code_postal": ("cp", "code postal candidat"),
    "ville": ("ville candidat", "ville de residence", "commune de residence"),
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

UN_CONTRAT = "Est-ce le dispositif de financement (CP, PDC, POEI…), ou la nature du contrat de travail ?"
A_CONFIRMER: dict[str, tuple[str, str]] = dict.fromkeys(
    ("type de contrat", "type contrat", "contrat", "nature du contrat"), ("financements", UN_CONTRAT)
)
"""Headers that likely name a column, and may name something that is not asked here: proposed, and asked once."""


@cache
def titres_exacts() -> dict[str, str]:
    """Our own headers, without accent nor case -> their column."""
    return {cle_recherche(colonne.titre): colonne.cle for colonne in COLONNES}


@cache
def noms_connus() -> dict[str, str]:
    """Header, without accent nor case -> the column it names for everybody."""
    noms = {synonyme: cle for cle, synonymes in SYNONYMES.items() for synonyme in synonymes}
    return noms | titres_exacts()
