"""Of each field of each model: what it is of a person, why it is held, how long, and how it goes.

`donnees.toml`, beside, declares them all; a field that nobody declared fails a test. The register of processing,
`docs/conservation.md`, is written from it, and the purge reads the same rules (decisions 0402 and 0403).
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Model

from certif_portal.commun.durees import compte
from certif_portal.commun.regles import Delai, Source
from certif_portal.commun.typographie import typographier

TABLE = Path(__file__).with_name("donnees.toml")


class Categorie(StrEnum):
    """What a field says of a person; `GESTION` says nothing of anybody by itself."""

    IDENTITE = "identite"
    CONTACT = "contact"
    PARCOURS = "parcours"
    SENSIBLE = "sensible"
    EVALUATION = "evaluation"
    ACTEUR = "acteur"
    TEXTE = "texte"
    DOCUMENT = "document"
    SECRET = "secret"  # noqa: S105 a category, not one
    GESTION = "gestion"


CATEGORIES = {
    Categorie.IDENTITE: "état civil et noms",
    Categorie.CONTACT: "coordonnées",
    Categorie.PARCOURS: "parcours et situation professionnelle",
    Categorie.SENSIBLE: "aménagement ou mandat syndical (article 9)",
    Categorie.EVALUATION: "appréciations et décisions",
    Categorie.ACTEUR: "qui a agi",
    Categorie.TEXTE: "texte libre, qui peut nommer quelqu’un",
    Categorie.DOCUMENT: "document ou octets",
    Categorie.SECRET: "clé, jeton ou empreinte de connexion",
    Categorie.GESTION: "gestion",
}
EFFACEMENTS = {
    "ligne": "la ligne est supprimée",
    "champ": "le champ est vidé, la ligne reste",
    "aucun": "rien n’est effacé",
}


@dataclass(frozen=True)
class Regle:
    """How long, counted from what, and how it goes. Without a number: until what `depart` says."""

    code: str
    quoi: str
    depart: str
    effacement: str
    source: str
    ans: int = 0
    mois: int = 0
    jours: int = 0
    appliquee: str = ""
    """What applies it, in the code, when it is not the purge."""

    @property
    def duree(self) -> str:
        comptes = ((self.ans, "an"), (self.mois, "mois"), (self.jours, "jour"))
        return " ".join(compte(nombre, unite) for nombre, unite in comptes if nombre)

    @property
    def dite(self) -> str:
        return f"{f'{self.duree} après' if self.duree else 'jusqu’à'} {self.depart}"


@cache
def delai_de(code: str) -> Delai:
    """The delay of a rule, counted as all others are."""
    regle = lire_registre().regles[code]
    source = Source(regle.source, "")
    return Delai(code, regle.quoi, source, jours=regle.jours, mois=regle.mois, ans=regle.ans)


@dataclass(frozen=True)
class Champ:
    """A field as it is declared: its erasure is that of its rule."""

    modele: str
    nom: str
    categorie: Categorie
    finalite: str
    regle: Regle


@dataclass(frozen=True)
class Registre:
    """The table, read: purposes and rules by code, and every field that it declares."""

    finalites: Mapping[str, str]
    regles: Mapping[str, Regle]
    champs: tuple[Champ, ...]


@cache
def lire_registre(texte: str = "") -> Registre:
    """Raises KeyError for a purpose, a rule or a category that is none."""
    lu = tomllib.loads(texte or TABLE.read_text(encoding="utf-8"))
    regles = {code: Regle(code=code, **dite) for code, dite in lu["regles"].items()}
    champs = [
        champ
        for app, modeles in lu["donnees"].items()
        for nom, dit in modeles.items()
        for champ in _champs(f"{app}.{nom}", dit, lu["finalites"], regles)
    ]
    return Registre(lu["finalites"], regles, tuple(champs))


def _champs(
    modele: str, dit: Mapping[str, Any], finalites: Mapping[str, str], regles: Mapping[str, Regle]
) -> Iterator[Champ]:
    finalite, sauf = finalites[dit["finalite"]], dit.get("sauf", {})
    for cle, noms in dit.items():
        if cle not in ("finalite", "regle", "sauf"):
            categorie = Categorie[cle.upper()]
            regle = regles[sauf.get(cle, dit["regle"])]
            yield from (Champ(modele, nom, categorie, finalite, regle) for nom in noms.split())


@cache
def modele_nomme(nom: str) -> type[Model]:
    """« jurys.Certificat »: a model, as the table names it."""
    return {modele._meta.label: modele for modele in apps.get_models()}[nom]


def champs_des_modeles() -> set[tuple[str, str]]:
    """(model, field) of all that the base holds, the libraries' tables included; keys that say nothing apart."""
    return {
        (modele._meta.label, champ.name)
        for modele in apps.get_models()
        for champ in (*modele._meta.concrete_fields, *modele._meta.local_many_to_many)
        if not champ.primary_key or champ.remote_field
    }


def page_de_conservation() -> str:
    """docs/conservation.md: the register of processing, by purpose."""
    registre = lire_registre()
    lignes = [
        "# Registre des données et de leur conservation",
        "",
        "Écrit par `manage.py regles` d’après `certif_portal/portail/donnees.toml`, où chaque champ de la base est "
        "déclaré ; ne se modifie pas ici (décision 0402).",
        "",
        "## Ce qui se conserve, et combien de temps",
        "",
        "| Règle | Ce qu’elle tient | Durée | À compter de | Puis | Source | Appliquée par |",
        "|---|---|---|---|---|---|---|",
        *(_ligne_de_regle(regle) for regle in registre.regles.values()),
        "",
        "## Ce qui est tenu, et pourquoi",
    ]
    for finalite in registre.finalites.values():
        lignes += ["", f"### {finalite}", "", *_lignes_de_finalite(registre, finalite)]
    return typographier("\n".join(lignes)) + "\n"


def _ligne_de_regle(regle: Regle) -> str:
    purgee = "" if regle.effacement == "aucun" else "la purge"
    cellules = (
        f"`{regle.code}`",
        regle.quoi,
        regle.duree,
        regle.depart,
        EFFACEMENTS[regle.effacement],
        regle.source,
        f"`{regle.appliquee}`" if regle.appliquee else purgee,
    )
    return f"| {' | '.join(cellules)} |"


def _lignes_de_finalite(registre: Registre, finalite: str) -> Iterator[str]:
    yield "| Table | Catégorie | Champs | Règle |"
    yield "|---|---|---|---|"
    rangs: dict[tuple[str, Categorie, str], list[str]] = {}
    for champ in registre.champs:
        if champ.finalite == finalite:
            rangs.setdefault((champ.modele, champ.categorie, champ.regle.code), []).append(champ.nom)
    for (modele, categorie, code), noms in rangs.items():
        dits = ", ".join(f"`{nom}`" for nom in noms) if categorie != Categorie.GESTION else compte(len(noms), "champ")
        yield f"| `{modele}` | {CATEGORIES[categorie]} | {dits} | `{code}` |"
