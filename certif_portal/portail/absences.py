"""Why somebody, or something, is not in a list: answered by what the list itself reads, one condition at a time.

A list tells what it holds and which of some keys it shows at an address. What is known and not shown is asked of it
again, without its filters, then with each of them alone: those that leave it out are the reasons (decision 0349).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.textes import cle_recherche, nettoyer_texte
from certif_portal.commun.typographie import tete_de_phrase
from certif_portal.comptes.models import Utilisateur

MONTRES = 20
LONGUEUR = 100  # characters of what is looked for
ENSEMBLE = "Aucun de ces filtres ne l’écarte seul : ensemble, ils ne laissent rien de lui."


@dataclass(frozen=True)
class Lecteur:
    """Who asks, on which day; `pour`: the key of what the list belongs to, when it belongs to something."""

    personne: Utilisateur
    le: date
    centre: ParametresCentre
    pour: int = 0


@dataclass(frozen=True)
class Dit:
    """What was found, in words: its name, what tells it from another, what it is today, its page."""

    titre: str
    detail: str
    etat: str
    url: str


Adresse = Mapping[str, str]
Montrer = Callable[[Adresse, Lecteur, Collection[int]], set[int]]
"""Which of these keys the list shows at this address."""
Expliquer = Callable[[Sequence[Any], Lecteur], dict[int, list[str]]]


@dataclass(frozen=True)
class Sorte:
    """What may be looked for: « ce dossier », how it is found among what one may read, how it is told."""

    ce: str
    invite: str
    chercher: Callable[[str, Lecteur], QuerySet[Any]]
    dire: Callable[[Any, Lecteur], Dit]


@dataclass(frozen=True)
class Filtre:
    """One filter of an address: its name and label, its value in words (none: not told), what the thing is instead."""

    nom: str
    libelle: str
    dit: Callable[[str], str] = str
    est: Callable[[Any], str] = lambda objet: ""
    neutre: str = ""
    """The value that lets everything through, where that is not an absent one."""


@dataclass(frozen=True)
class Liste:
    """A list that answers. `tient`: what it holds whatever its filters; `raisons`: why each is not held, where a rule
    says more than its state; `d_un_objet`: it belongs to one (`Lecteur.pour`)."""

    titre: str
    tient: str
    sorte: Sorte
    montrer: Montrer
    roles: tuple[str, ...]
    filtres: tuple[Filtre, ...] = ()
    raisons: Expliquer | None = None
    d_un_objet: bool = False


@dataclass(frozen=True)
class Reponse:
    """One thing found, and why it is not there; no reason: it is."""

    dit: Dit
    raisons: list[str]


def parmi(lignes: QuerySet[Any], cles: Collection[int], chemin: str = "pk") -> set[int]:
    """Of these keys, those that the rows have at this path."""
    return set(lignes.order_by().filter(**{f"{chemin}__in": list(cles)}).values_list(chemin, flat=True))


def repondre(liste: Liste, adresse: Adresse, mots: str, lecteur: Lecteur) -> list[Reponse]:
    """What bears these words among what the reader may see: a reading of the list for each filter, and two more."""
    texte = nettoyer_texte(mots)[:LONGUEUR]
    if not cle_recherche(texte):
        return []
    objets = list(liste.sorte.chercher(texte, lecteur)[:MONTRES])
    raisons = _raisons(liste, adresse, objets, lecteur)
    return [Reponse(liste.sorte.dire(objet, lecteur), raisons.get(objet.pk, [])) for objet in objets]


def _raisons(liste: Liste, adresse: Adresse, objets: Sequence[Any], lecteur: Lecteur) -> dict[int, list[str]]:
    """By key, for those absent."""
    montres = liste.montrer(adresse, lecteur, [objet.pk for objet in objets])
    absents = {objet.pk: objet for objet in objets if objet.pk not in montres}
    if not absents:
        return {}
    neutre = {filtre.nom: filtre.neutre for filtre in liste.filtres if filtre.neutre}
    tenus = liste.montrer(neutre, lecteur, absents)
    dites: dict[int, list[str]] = {cle: [] for cle in absents}
    dehors = [objet for cle, objet in absents.items() if cle not in tenus]
    fines = liste.raisons(dehors, lecteur) if liste.raisons and dehors else {}
    for objet in dehors:
        dites[objet.pk] = fines.get(objet.pk) or [_hors(liste, objet, lecteur)]
    for filtre in liste.filtres:
        valeur = adresse.get(filtre.nom, "")
        if not tenus or valeur == filtre.neutre:
            continue
        seul = {nom: v for nom, v in {**neutre, filtre.nom: valeur}.items() if v}
        for cle in tenus - liste.montrer(seul, lecteur, tenus):
            dites[cle].append(_ecart(liste, filtre, valeur, absents[cle]))
    return {cle: raisons or [ENSEMBLE] for cle, raisons in dites.items()}


def _hors(liste: Liste, objet: Any, lecteur: Lecteur) -> str:
    etat = liste.sorte.dire(objet, lecteur).etat
    ce = tete_de_phrase(liste.sorte.ce)
    return f"{ce} n’en est pas : {etat}." if etat else f"{ce} n’en est pas."


def _ecart(liste: Liste, filtre: Filtre, valeur: str, objet: Any) -> str:
    dit, est = filtre.dit(valeur), filtre.est(objet)
    nom = f"{filtre.libelle} : {dit}" if dit else filtre.libelle
    return f"Le filtre « {nom} » l’écarte" + (f" ; {liste.sorte.ce} : {est}." if est else ".")
