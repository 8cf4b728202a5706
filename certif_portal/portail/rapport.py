"""The annual report, from its frozen facts to what it prints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.graphique import Colonne, Graphique, graphique
from certif_portal.commun.typographie import date_longue
from certif_portal.portail.models import RapportAnnuel

MODELE, VERSION_MODELE = "rapport_annuel", "3"
TABLES = (
    ("trimestres", "Par trimestre", "Trimestre"),
    ("certification", "Par certification", "Certification"),
    ("voie", "Par voie d’accès", "Voie"),
    ("organisme", "Par organisme de formation", "Organisme"),
)
RIEN = "–"


@dataclass(frozen=True)
class TableRapport:
    titre: str
    entete: str
    lignes: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ContexteRapport:
    """`totaux` and each table: registrations, whole certifications, blocs aimed at alone, as words."""

    centre: str
    adresse: str
    annee: int
    version: int
    motif: str
    arrete_au: str
    etabli_le: str
    totaux: tuple[str, ...]
    graphiques: tuple[Graphique, ...]
    tables: tuple[TableRapport, ...]
    delais: tuple[tuple[str, ...], ...]
    jurys: tuple[tuple[str, ...], ...]
    organismes: int
    insertion: tuple[tuple[str, ...], ...]
    peu_utilisees: tuple[tuple[str, ...], ...]


def contexte_rapport(
    rapport: RapportAnnuel, faits: Mapping[str, Any], centre: ParametresCentre, a: datetime
) -> ContexteRapport:
    totaux = [_ligne(ligne)[1:] for ligne in faits["totaux"]]
    return ContexteRapport(
        centre=centre.nom,
        adresse=centre.adresse_complete(),
        annee=rapport.annee,
        version=rapport.version,
        motif=rapport.motif,
        arrete_au=faits["arrete_au"],
        etabli_le=date_longue(a),
        totaux=totaux[0] if totaux else (),
        graphiques=_graphiques(faits["trimestres"]),
        tables=tuple(
            TableRapport(titre, entete, tuple(map(_ligne, faits[nom]))) for nom, titre, entete in TABLES if faits[nom]
        ),
        delais=_textes(faits["delais"]),
        jurys=_textes(faits["jurys"]),
        organismes=faits["organismes"],
        insertion=tuple(
            (etape, str(comptees), _sur(comptees, emploi), _sur(comptees, metier))
            for etape, comptees, emploi, metier in faits["insertion"]
        ),
        peu_utilisees=_textes(faits["peu_utilisees"]),
    )


def _graphiques(trimestres: Sequence[Sequence[Any]]) -> tuple[Graphique, ...]:
    """The quarters of the table, drawn: registrations, then whole certifications; what is not told is not drawn."""
    inscrits = [Colonne(_court(nom), nombre) for nom, nombre, *_ in trimestres if nombre is not None]
    decidees = [Colonne(_court(nom), tout, part) for nom, _, tout, part, *_ in trimestres if tout is not None]
    dessines = (
        graphique("inscriptions", "Inscriptions déposées, par trimestre", inscrits, mots=("déposées", "")),
        graphique(
            "certifications", "Certifications complètes, par trimestre", decidees, mots=("présentées", "obtenues")
        ),
    )
    return tuple(dessin for dessin in dessines if dessin.barres)


def _court(nom: str) -> str:
    return nom.replace(" trimestre", " trim.")


def _textes(lignes: Sequence[Sequence[Any]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(valeur) for valeur in ligne) for ligne in lignes)


def _ligne(ligne: Sequence[Any]) -> tuple[str, ...]:
    nom, inscriptions, presentees, obtenues, blocs, blocs_obtenus = ligne
    return (
        nom,
        RIEN if inscriptions is None else str(inscriptions),
        _sur(presentees, obtenues),
        _sur(blocs, blocs_obtenus),
    )


def _sur(tout: int | None, part: int | None) -> str:
    """« 9 sur 11, 82 % »; how it went may be withheld: « – sur 11 »."""
    if not tout:
        return RIEN
    if part is None:
        return f"{RIEN} sur {tout}"
    return f"{part} sur {tout}, {round(100 * part / tout)}\u00a0%"
