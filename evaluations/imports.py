"""The centre's list of evaluators, from a workbook: bytes to checked lines, each fault with its line and its column."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from candidats.imports.textes import lire_lignes
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse
from certif_portal.commun.feuilles import Cellule, est_un_classeur, lire_feuilles
from certif_portal.commun.identifiants import normaliser_siret, normaliser_telephone
from certif_portal.commun.textes import cle_recherche, nettoyer_texte

COLONNES: dict[str, tuple[str, tuple[str, ...]]] = {
    "courriel": ("Courriel", ("courriel", "email", "e mail", "mail", "adresse mail", "adresse electronique")),
    "prenom": ("Prénom", ("prenom",)),
    "nom": ("Nom", ("nom", "nom de famille")),
    "entreprise_nom": ("Entreprise", ("entreprise", "societe", "raison sociale", "employeur", "etablissement")),
    "entreprise_siret": ("SIRET", ("siret", "n siret", "siret de l entreprise")),
    "service": ("Service", ("service", "departement service", "atelier")),
    "fonction": ("Fonction", ("fonction", "poste", "qualite", "emploi")),
    "telephone": ("Téléphone", ("telephone", "tel", "portable", "mobile", "n de telephone")),
    "metier": ("Métier", ("metier", "specialite", "domaine", "metier evalue")),
    "region": ("Région", ("region", "bassin d emploi", "secteur geographique", "ville", "region ou bassin d emploi")),
    "disponibilite": ("Disponibilités", ("disponibilite", "disponibilites", "disponible")),
    "certifications": ("Certifications", ("certification", "certifications", "cqpm", "peut evaluer", "evalue")),
    "formations": ("Formations", ("formation", "formations", "formations suivies", "forme le")),
}
"""Column of the portal: its title, and what the centres call it, without accents."""
REQUISES = ("courriel", "prenom", "nom", "entreprise_nom")
LONGUEURS = {
    "prenom": 100,
    "nom": 100,
    "entreprise_nom": 160,
    "service": 120,
    "fonction": 120,
    "metier": 160,
    "region": 80,
    "disponibilite": 200,
    "formations": 2000,
}
SEL, UNE_HEURE = "liste-evaluateurs", 3600
LIGNES_DE_TITRES, LIGNES_MAXIMUM = 20, 1000


@dataclass(frozen=True)
class LigneVivier:
    """One person, as the line says; `certifications`: ids."""

    numero: int
    valeurs: dict[str, str]
    certifications: tuple[int, ...] = ()


@dataclass(frozen=True)
class ListeLue:
    """`ignorees`: headers that name nothing the portal keeps."""

    lignes: tuple[LigneVivier, ...]
    fautes: tuple[str, ...]
    reconnues: tuple[str, ...]
    ignorees: tuple[str, ...] = field(default=())


def lire_vivier(octets: bytes, numeros: Mapping[str, list[tuple[int, str]]]) -> ListeLue:
    """The first page whose headers are recognised. `numeros`: certifications (id, type) by their four digits."""
    feuilles: Iterable[Sequence[Sequence[Cellule]]] = (
        [feuille.lignes for feuille in lire_feuilles(octets)[1]] if est_un_classeur(octets) else [lire_lignes(octets)]
    )
    lues: list[str] = []
    for lignes in feuilles:
        for rang, ligne in enumerate(lignes[:LIGNES_DE_TITRES]):
            titres = [_texte(cellule) for cellule in ligne]
            places = _placer(titres)
            if set(REQUISES) <= set(places):
                ignorees = tuple(titre for place, titre in enumerate(titres) if titre and place not in places.values())
                return _lire(lignes[rang + 1 :], rang + 2, places, numeros, ignorees)
            lues = max(lues, [titre for titre in titres if titre], key=len)
    attendues = ", ".join(f"« {COLONNES[cle][0]} »" for cle in REQUISES)
    trouvees = f" Titres lus : {', '.join(lues[:12])}." if lues else ""
    raise FichierRefuse(f"Les colonnes {attendues} sont attendues, sur une même ligne de titres.{trouvees}")


def signer_liste(lignes: Iterable[LigneVivier]) -> str:
    """What a page shows of a list, to be given back by it as it was."""
    return signing.dumps([asdict(ligne) for ligne in lignes], salt=SEL, compress=True)


def rouvrir_liste(signee: str) -> list[LigneVivier]:
    try:
        lues = signing.loads(signee, salt=SEL, max_age=UNE_HEURE)
    except signing.BadSignature as erreur:
        raise ErreurMetier("Cette page est trop ancienne : déposez de nouveau la liste.") from erreur
    return [LigneVivier(lue["numero"], lue["valeurs"], tuple(lue["certifications"])) for lue in lues]


def _placer(titres: list[str]) -> dict[str, int]:
    """Column of the portal -> rank in the line; the first that bears a name wins."""
    connus = {mot: cle for cle, (_, mots) in COLONNES.items() for mot in mots}
    places: dict[str, int] = {}
    for rang, titre in enumerate(titres):
        cle = connus.get(" ".join(re.findall(r"\w+", cle_recherche(titre))))
        if cle:
            places.setdefault(cle, rang)
    return places


def _texte(cellule: Cellule) -> str:
    if isinstance(cellule, float) and cellule.is_integer():
        return str(int(cellule))
    return nettoyer_texte(str(cellule))


def _lire(
    lignes: Sequence[Sequence[Cellule]],
    premiere: int,
    places: dict[str, int],
    numeros: Mapping[str, list[tuple[int, str]]],
    ignorees: tuple[str, ...],
) -> ListeLue:
    gardees, fautes = [], []
    vues: dict[str, int] = {}
    for numero, ligne in enumerate(lignes, start=premiere):
        dites = {cle: _texte(ligne[rang]) if rang < len(ligne) else "" for cle, rang in places.items()}
        if not any(dites.values()):
            continue
        siennes = list(_fautes(dites))
        certifications, inconnues = _certifications(dites.pop("certifications", ""), numeros)
        siennes += inconnues
        deja = vues.setdefault(dites["courriel"].lower(), numero)
        if deja != numero:
            siennes.append(f"le courriel « {dites['courriel']} » est déjà celui de la ligne {deja}")
        fautes += [f"Ligne {numero} : {faute}." for faute in siennes]
        if not siennes:
            gardees.append(LigneVivier(numero, dites, certifications))
    if len(gardees) > LIGNES_MAXIMUM:
        raise FichierRefuse(f"Cette liste compte {len(gardees)} personnes : {LIGNES_MAXIMUM} au plus en une fois.")
    reconnues = tuple(COLONNES[cle][0] for cle in COLONNES if cle in places)
    return ListeLue(tuple(gardees), tuple(fautes), reconnues, ignorees)


def _fautes(dites: dict[str, str]) -> Iterator[str]:
    """What is wrong in a line; its values are put right on the way."""
    for cle in REQUISES:
        if not dites[cle]:
            yield f"« {COLONNES[cle][0]} » est vide"
    for cle, maximum in LONGUEURS.items():
        if len(dites.get(cle, "")) > maximum:
            yield f"« {COLONNES[cle][0]} » a {len(dites[cle])} signes : {maximum} au plus"
    try:
        validate_email(dites["courriel"] or "x@x.fr")
    except ValidationError:
        yield f"« {dites['courriel']} » n’est pas une adresse électronique"
    for cle, normaliser in (("entreprise_siret", normaliser_siret), ("telephone", normaliser_telephone)):
        try:
            dites[cle] = normaliser(dites[cle]) if dites.get(cle) else ""
        except ErreurMetier as erreur:
            yield str(erreur).rstrip(".")


def _certifications(texte: str, numeros: Mapping[str, list[tuple[int, str]]]) -> tuple[tuple[int, ...], list[str]]:
    """« CQPM 0187 ; 0248 »: by the last four digits, and the type when it is written."""
    trouvees: list[int] = []
    fautes = []
    for morceau in filter(None, re.split(r"[;,/\n]", texte)):
        chiffres = re.findall(r"\d{4}(?!\d)", morceau)
        candidates = numeros.get(chiffres[-1], []) if chiffres else []
        du_type = [pk for pk, genre in candidates if genre in morceau.upper()]
        choisies = du_type or [pk for pk, _ in candidates]
        if len(choisies) == 1:
            trouvees += choisies
        elif choisies:
            fautes.append(f"« {morceau.strip()} » désigne plusieurs certifications : écrivez le type devant le numéro")
        else:
            fautes.append(f"« {morceau.strip()} » n’est le numéro d’aucune certification")
    return tuple(dict.fromkeys(trouvees)), fautes
