"""A livret being prepared: what is typed of it, for one candidate or for a whole session, before it is deposited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from candidats.choix import Accord
from candidats.donnees import DonneesLivret, LigneLivretDonnees
from candidats.regles.constat import Constat
from candidats.regles.livret import EVALUATION_DATE, LIVRET_ACCORD, controler_livret

Saisie = dict[str, Any]
"""By field of the form, « modalites_12 » for those of a competence; dates in ISO."""
DATES = ("accord_le", "date_evaluation_prevue")
ACCORD = ("accord", "accord_nom", "accord_qualite")
LIGNE = ("modalites", "situation", "lieu", "tuteur", "motif")
RIEN = Constat("", "Rien n’est encore saisi.")
MANQUES = (
    Constat("accord_le", "La date de l’accord est attendue.", LIVRET_ACCORD),
    Constat("date_evaluation_prevue", "La date d’évaluation est attendue.", EVALUATION_DATE),
)


@dataclass(frozen=True)
class Cadre:
    """What one candidate's livret is judged against, as `controler_livret` reads it."""

    competences: Mapping[int, str]
    modalites: tuple[int, ...]
    en_situation: tuple[int, ...]
    accords: tuple[str, ...]
    avec_fichier: bool = False


def accord_du_dossier(accords: Iterable[str], *, tuteur: str, qualite: str, candidat: str) -> Saisie:
    """Who agrees, as the file names them: for the company the tutor, failing it the candidate."""
    if Accord.ENTREPRISE in tuple(accords):
        return dict(zip(ACCORD, (Accord.ENTREPRISE.value, tuteur, qualite), strict=True))
    return dict(zip(ACCORD, (Accord.CANDIDAT.value, candidat, ""), strict=True))


def completer(saisie: Saisie, commun: Saisie, *, remplacer: bool) -> Saisie:
    """What is typed for all goes where nothing was, or everywhere. A person who agreed goes with their quality, and a
    reason with the modalities it explains: neither is mixed with what was typed before."""
    pris = {champ: valeur for champ, valeur in commun.items() if valeur}
    if not remplacer:
        if saisie.get("accord_nom"):
            pris = {champ: valeur for champ, valeur in pris.items() if champ not in ACCORD}
        pris = {
            champ: valeur
            for champ, valeur in pris.items()
            if champ in ACCORD or not (saisie.get(champ) or ((motif := _explique(champ)) and saisie.get(motif)))
        }
    elif "accord" in pris:
        pris = dict.fromkeys(ACCORD, "") | pris
    return saisie | pris


def _explique(champ: str) -> str:
    """The modalities that a reason explains."""
    return champ.replace("motif_", "modalites_") if champ.startswith("motif_") else ""


def en_donnees(saisie: Saisie, competences: Iterable[int], le: date) -> DonneesLivret:
    """As a deposit reads it; a date not typed is today, the lack of it being told by `controler_prepare`."""
    lignes = tuple(
        LigneLivretDonnees(
            competence_id=pk,
            modalites=tuple(saisie.get(f"modalites_{pk}", ())),
            situation=saisie.get(f"situation_{pk}", ""),
            lieu=saisie.get(f"lieu_{pk}", ""),
            tuteur=saisie.get(f"tuteur_{pk}", ""),
            motif_hors_situation=saisie.get(f"motif_{pk}", ""),
        )
        for pk in competences
    )
    accord_le, evaluation = (date.fromisoformat(lu) if (lu := saisie.get(champ)) else le for champ in DATES)
    return DonneesLivret(
        accord=saisie.get("accord", ""),
        accord_nom=saisie.get("accord_nom", ""),
        accord_qualite=saisie.get("accord_qualite", ""),
        accord_le=accord_le,
        date_evaluation_prevue=evaluation,
        lignes=lignes if any(ligne.dite for ligne in lignes) else (),
    )


def controler_prepare(saisie: Saisie, cadre: Cadre, le: date) -> list[Constat]:
    """Everything that a deposit would refuse; empty when it can be deposited."""
    if not any(saisie.values()):
        return [RIEN]
    return [constat for constat in MANQUES if not saisie.get(constat.champ)] + controler_livret(
        en_donnees(saisie, cadre.competences, le),
        competences=cadre.competences,
        modalites=cadre.modalites,
        en_situation=cadre.en_situation,
        accords=cadre.accords,
        avec_fichier=cadre.avec_fichier,
        le=le,
    )


def en_court(constats: list[Constat]) -> list[str]:
    """A sentence for each thing to mend, that which several competences lack said once, with how many."""
    dits: dict[str, list[str]] = {}
    for constat in constats:
        competence, separe, phrase = constat.message.partition("»\u00a0: ")
        dits.setdefault(phrase if separe else competence, []).append(competence + separe if separe else "")
    return [
        f"{len(debuts)} compétences\u00a0: {phrase}" if len(debuts) > 1 else f"{debuts[0]}{phrase}"
        for phrase, debuts in dits.items()
    ]
