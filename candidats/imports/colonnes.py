"""The columns of the workbook, in the order of the form. The national « Import GAC » columns are not public."""

from dataclasses import dataclass
from enum import StrEnum

from candidats.choix import VOIES_D_UN_ORGANISME, EffetAmenagement, Financement, Origine, Secteur, Sexe
from candidats.donnees import LONGUEURS

VERSION_MODELE = "2026-2"
FEUILLE = "Inscriptions"
FEUILLE_AIDE = "Mode d’emploi"
FEUILLE_LISTES = "Listes"


class Genre(StrEnum):
    """How a cell is read."""

    TEXTE = "texte"
    NOM = "nom"
    PRENOM = "prenom"
    PRENOMS = "prenoms"
    DATE = "date"
    NAISSANCE = "naissance"
    SIRET = "siret"
    NACE = "nace"
    DEPARTEMENT = "departement"
    CODE_POSTAL = "code_postal"
    CODE_POSTAL_FRANCE = "code_postal_france"
    COMMUNE = "commune"
    TELEPHONE = "telephone"
    COURRIEL = "courriel"
    CHOIX = "choix"
    LISTE = "liste"
    OUI_NON = "oui_non"
    PAYS = "pays"
    CERTIFICATION = "certification"
    BLOCS = "blocs"
    FORMATEURS = "formateurs"
    PROJET = "projet"


@dataclass(frozen=True)
class Colonne:
    """One column: the field it fills, its header, how it is read, what the note of its header says."""

    cle: str
    titre: str
    genre: Genre
    note: str
    requise: bool = False
    choix: tuple[tuple[str, str], ...] = ()
    longueur: int = 0


def _colonne(cle: str, titre: str, note: str, genre: Genre = Genre.TEXTE, requise: bool = False) -> Colonne:
    return Colonne(cle, titre, genre, note, requise, longueur=LONGUEURS.get(cle, 0))


def _choix(liste: type) -> tuple[tuple[str, str], ...]:
    return tuple((str(code), str(libelle)) for code, libelle in liste.choices)  # type: ignore[attr-defined]


VOIES = tuple(VOIES_D_UN_ORGANISME)
CODES_FINANCEMENT = tuple((code, f"{code} : {libelle}") for code, libelle in _choix(Financement))

COLONNES: tuple[Colonne, ...] = (
    Colonne(
        "referentiel_id",
        "Certification",
        Genre.CERTIFICATION,
        "À choisir dans la liste, ou son numéro à quatre chiffres.",
        True,
    ),
    Colonne(
        "blocs",
        "Blocs visés",
        Genre.BLOCS,
        "Vide : certification complète. Sinon les numéros, séparés par « ; » : BDC0170 ; BDC0171.",
    ),
    Colonne(
        "voie",
        "Voie d’accès",
        Genre.CHOIX,
        "Parcours de formation, VAE ou VAE de branche.",
        True,
        VOIES,
    ),
    _colonne(
        "nom_naissance", "Nom de naissance", "Comme sur la pièce d’identité, accents compris.", Genre.NOM, requise=True
    ),
    _colonne("nom_usage", "Nom d’usage", "Facultatif.", Genre.NOM),
    _colonne("prenom", "Prénom", "Le premier prénom de la pièce d’identité.", Genre.PRENOM, requise=True),
    _colonne("autres_prenoms", "Autres prénoms", "Séparés par des virgules.", Genre.PRENOMS),
    Colonne("sexe", "Sexe", Genre.CHOIX, "F ou M.", True, _choix(Sexe)),
    _colonne(
        "date_naissance",
        "Date de naissance",
        "jj/mm/aaaa. Jour ou mois inconnu sur la pièce d’identité : 00/02/1990, 00/00/1990.",
        Genre.NAISSANCE,
        requise=True,
    ),
    _colonne("commune_naissance", "Commune de naissance", "Ville, en France ou à l’étranger.", requise=True),
    _colonne(
        "code_commune_naissance", "Code INSEE de naissance", "Facultatif : cinq caractères, 44184.", Genre.COMMUNE
    ),
    _colonne(
        "departement_naissance",
        "Département de naissance",
        "Pour une naissance en France : 01 à 95, 2A, 2B, 971…",
        Genre.DEPARTEMENT,
    ),
    _colonne("pays_naissance", "Pays de naissance", "Vide : France.", Genre.PAYS),
    _colonne("courriel", "Courriel", "Celui du candidat : il recevra ses résultats.", Genre.COURRIEL),
    _colonne("telephone", "Téléphone", "Facultatif.", Genre.TELEPHONE),
    _colonne("adresse", "Adresse", "Facultatif."),
    _colonne(
        "code_postal", "Code postal", "Facultatif. À l’étranger, précédé de son pays : B-1000.", Genre.CODE_POSTAL
    ),
    _colonne("ville", "Ville", "Facultatif."),
    Colonne("origine", "Origine", Genre.CHOIX, "SL : salarié. DE : demandeur d’emploi.", True, _choix(Origine)),
    Colonne(
        "initiative_sans_accord",
        "Initiative sans accord de l’employeur",
        Genre.OUI_NON,
        "oui : le salarié s’inscrit seul, l’entreprise n’est jamais contactée.",
    ),
    _colonne(
        "entreprise_siret", "SIRET entreprise", "14 chiffres. Facultatif pour un demandeur d’emploi.", Genre.SIRET
    ),
    _colonne("entreprise_raison_sociale", "Raison sociale", "De l’entreprise du candidat."),
    _colonne("entreprise_adresse", "Adresse entreprise", "Numéro et voie."),
    _colonne("entreprise_code_postal", "Code postal entreprise", "Cinq chiffres.", Genre.CODE_POSTAL_FRANCE),
    _colonne("entreprise_ville", "Ville entreprise", ""),
    _colonne("entreprise_code_nace", "Code NACE", "Quatre chiffres : 25.62.", Genre.NACE),
    Colonne("entreprise_secteur", "Secteur", Genre.CHOIX, "M : métaux. HM : hors métaux.", choix=_choix(Secteur)),
    _colonne("entreprise_branche", "Branche", "Attendue hors métaux."),
    _colonne("service", "Service du candidat", "Ses collègues de service ne pourront pas l’évaluer."),
    _colonne("superieur_nom", "Supérieur hiérarchique", "Prénom et nom."),
    _colonne("superieur_courriel", "Courriel du supérieur", "Facultatif.", Genre.COURRIEL),
    _colonne("tuteur_nom", "Tuteur", "Prénom et nom."),
    _colonne("tuteur_qualite", "Qualité du tuteur", "Facultatif."),
    _colonne("tuteur_courriel", "Courriel du tuteur", "L’avis de l’entreprise lui sera demandé.", Genre.COURRIEL),
    Colonne(
        "formateurs",
        "Formateurs",
        Genre.FORMATEURS,
        "Prénom et nom, séparés par « ; ». Le courriel peut suivre entre < et >.",
        longueur=LONGUEURS["formateurs"],
    ),
    Colonne(
        "financements", "Financements", Genre.LISTE, "Codes séparés par « ; » : PDC ; CPF.", True, CODES_FINANCEMENT
    ),
    Colonne("cpf_abonde", "CPF abondé", Genre.OUI_NON, "oui si le CPF est abondé."),
    _colonne("entree_formation", "Entrée en formation", "jj/mm/aaaa. Vide pour une VAE.", Genre.DATE),
    _colonne("fin_formation", "Fin de formation", "jj/mm/aaaa. Vide pour une VAE.", Genre.DATE),
    _colonne(
        "date_evaluation_prevue",
        "Évaluation prévue le",
        "jj/mm/aaaa. Au plus tard avec le livret de suivi.",
        Genre.DATE,
    ),
    Colonne(
        "recevabilite_recue_le", "Recevabilité reçue le", Genre.DATE, "VAE seulement : réception du formulaire CERFA."
    ),
    Colonne(
        "projet_id",
        "Projet de certification",
        Genre.PROJET,
        "Un projet dont le centre a donné l’aval : à choisir dans la liste, ou sa référence, PC-0042.",
    ),
    _colonne("positionnement_le", "Positionnement, le", "jj/mm/aaaa.", Genre.DATE),
    _colonne("positionnement_resultat", "Résultat du positionnement", "Tests, entretien : ce qu’ils concluent."),
    Colonne(
        "amenagements",
        "Aménagements",
        Genre.LISTE,
        "À la demande du candidat. L’effet seul, jamais la cause. Séparés par « ; ».",
        choix=_choix(EffetAmenagement),
    ),
)
PAR_CLE = {colonne.cle: colonne for colonne in COLONNES}
DU_BROUILLON = frozenset({"referentiel_id", "voie", "nom_naissance", "prenom", "date_naissance"})
"""What a draft cannot be kept without, as in the form; the rest is asked before the deposit."""
PERSONNELLES = frozenset(
    {
        *("nom_naissance", "nom_usage", "prenom", "autres_prenoms", "date_naissance", "commune_naissance"),
        *("code_commune_naissance", "courriel", "telephone", "adresse", "code_postal", "ville"),
    }
)
"""What is of one person: the same words on two lines are two questions."""
DE_MOTS = frozenset({Genre.CHOIX, Genre.LISTE, Genre.OUI_NON, Genre.DEPARTEMENT, Genre.PAYS, Genre.CERTIFICATION})
"""What is written in words that an organisation writes always the same way: explained once, they are remembered."""
DE_L_ENTREPRISE = tuple(c.cle for c in COLONNES if c.cle.startswith(("entreprise_", "superieur_"))) + ("service",)
DU_TUTEUR = tuple(c.cle for c in COLONNES if c.cle.startswith("tuteur_"))
DE_LA_FORMATION = ("entree_formation", "fin_formation", "formateurs")
POUR_TOUTES = (
    *("referentiel_id", "voie", "origine", "financements", *DE_LA_FORMATION, "date_evaluation_prevue"),
    *("recevabilite_recue_le", "projet_id", "positionnement_le", *DE_L_ENTREPRISE, *DU_TUTEUR),
)
"""What may be said once for every line, when no column says it."""


CONFIRMATION = "naissance_confirmee"
"""What a reader may answer on screen without a column: the day of birth is right, however unusual the age."""
NOM_CONFIRME = {
    colonne.cle: f"{colonne.cle}_confirme"
    for colonne in COLONNES
    if colonne.genre in (Genre.NOM, Genre.PRENOM, Genre.PRENOMS)
}
"""Column of a name -> the same answer: it is one, however unusual."""
REPONSES = frozenset({CONFIRMATION, *NOM_CONFIRME.values()})


def de_mots(cle: str) -> bool:
    return cle in PAR_CLE and PAR_CLE[cle].genre in DE_MOTS
