"""The civil status of a person: whole and well formed, and when two files may be one person."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from candidats.donnees import DonneesInscription, cle_identite
from candidats.regles.constat import Constat
from candidats.regles.depot import identite_incomplete
from candidats.regles.inscription import identite_mal_dite
from candidats.regles.lieu import LieuDit, nes_ailleurs
from certif_portal.commun.regles import Origine, Regle, decision
from certif_portal.commun.textes import cle_recherche

IDENTITE_CORRECTION = Regle(
    code="IDENTITE-CORRECTION",
    enonce="Un état civil vérifié ne se corrige qu’au centre, avec un motif et un justificatif présenté, "
    "dont aucune copie n’est gardée ; les documents déjà rendus restent tels quels et sont signalés.",
    source=decision(80, "Corriger un état civil vérifié"),
    origine=Origine.LECTURE,
)


LIEU_ET_JOUR = (
    "commune_naissance",
    "code_commune_naissance",
    "departement_naissance",
    "pays_naissance",
    "date_naissance",
)
"""What the INSEE list is asked about: when none of it changes, the paper that was checked prevails."""


def constats_identite(donnees: DonneesInscription, le: date) -> list[Constat]:
    """What is wrong or missing in a civil status that must be complete."""
    return [*identite_mal_dite(donnees, le), *identite_incomplete(donnees)]


def identite_montree(personne: Any, papiers: Iterable[int]) -> str:
    """What a page of verification shows, in short: another value, or another paper, gives another."""
    return hashlib.sha256(repr((cle_identite(personne), sorted(papiers))).encode()).hexdigest()


def cle_personne(nom_naissance: str, prenom: str, date_naissance: date | None) -> tuple[str, date | None]:
    """What two registrations of one person have in common; homonyms born the same day elsewhere have it too, and are
    told apart by `nes_ailleurs`."""
    return cle_recherche(nom_naissance, prenom), date_naissance


def repartir(lieux: Sequence[LieuDit]) -> list[int]:
    """Rows of one name and one day of birth, numbered by person: two places that are surely not one are two people. A
    row without a place is of the only person there is, else of nobody else."""
    connus: list[LieuDit] = []
    rangs = [0] * len(lieux)
    for indice, lieu in sorted(enumerate(lieux), key=lambda numerote: not numerote[1].commune):
        seul = bool(lieu.commune) or len(connus) < 2
        memes = (rang for rang, connu in enumerate(connus) if seul and not nes_ailleurs(connu, lieu))
        rangs[indice] = next(memes, len(connus))
        if rangs[indice] == len(connus):
            connus.append(lieu)
    return rangs


def surement_deux(verifiees: bool, un: LieuDit, autre: LieuDit) -> bool:
    """Homonyms born the same day elsewhere, each checked against a paper (`verifiees`): two people, asked no more."""
    return verifiees and nes_ailleurs(un, autre)


def cles_homonymes(nom_naissance: str, nom_usage: str, prenom: str) -> set[str]:
    """What two files of one person born the same day have in common, whichever name and in whatever order: the letters.

    The same for « Le Goff Anne-Marie », « LEGOFF Anne Marie », « Anne-Marie » named « Le Goff », and for a birth name
    given in one file and the used name in the other.
    """
    noms = {nom_naissance, nom_usage or nom_naissance}
    return {"".join(sorted(cle_recherche(nom, prenom).replace(" ", ""))) for nom in noms}
