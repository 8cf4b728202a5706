"""Identification numbers of the certifications, in every form the branch has printed them.

Pure functions: a printed string comes in, its parts and what could not be read come out. Nothing is
guessed: a part that may be read two ways is left empty and the reason is said.

Source of the model « CQPM 0000 0000 R et/ou I », « CCPM 0000 0000 », « BDC0000 »: Dispositif CPNEFP of
27/10/2020, part 1, « Identification des certifications ». The older forms (month, départements) are those
of the référentiels still in circulation.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# The first CQPM date from 1987: a year on two digits has one reading only until 2086.
PREMIERE_ANNEE = 1987

_FORME = re.compile(
    r"^(?:N\s*[°ºO]\s*:?\s*)?(?P<prefixe>CQPM|CQPI|CCPM|CCPI|MQ)?\s*[:.\-]?\s*"
    r"(?P<corps>\d[0-9AB\s./\-]*?)\s*(?P<suffixe>R\s*[/+\- ]?\s*I|I\s*[/+\- ]?\s*R|R|I)?$"
)
_IMPRIME = (
    r"(?P<numero>(?:(?:CQPM|CQPI|CCPM|CCPI|MQ)\s*)?"
    r"\d{4}(?:\s+[\dAB/]{2,7}){0,2}\s+\d{4}(?:\s*[RI](?:\s*/?\s*[RI])?(?!\w))?)"
)
_NUMERO_PUIS_TITRE = re.compile(_IMPRIME + r"\s*[-–:.,]?\s+(?P<titre>[^\W\d].*)")
_TITRE_PUIS_NUMERO = re.compile(r"(?P<titre>[^\W\d].*?)\s*[-–:,]?\s*\(?\s*" + _IMPRIME + r"\s*\)?")
_DEPARTEMENT = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-8])")
_BLOC = re.compile(r"^BDC\s*(?:N\s*[°ºO])?\s*(\d{4})$")
_BLOC_CHERCHE = re.compile(r"^(?:BDC|BLOC)\s*(?:N\s*[°ºO])?\s*(\d{1,4})$")
_CODE_BLOC = re.compile(r"^RNCP\s*(?:N\s*[°ºO])?\s*(\d{1,6})\s*-?\s*BC\s*(\d{1,2})$")
_FICHE_REPERTOIRE = re.compile(r"^(RNCP|RS)\s*(?:N\s*[°ºO])?\s*(\d{1,6})$")


@dataclass(frozen=True)
class NumeroLu:
    """Parts of a printed number; what was not read is None, and `doutes` says why.

    `numero`, four digits, is the stable part: it survives every reprint of the number.
    """

    imprime: str
    prefixe: str | None = None
    annee: int | None = None
    mois: int | None = None
    departements: tuple[str, ...] = ()
    numero: str | None = None
    suffixe: str | None = None
    doutes: tuple[str, ...] = ()


def lire_numero(imprime: str) -> NumeroLu:
    """Read `MQ 2004 0233`, `CQPM 2006 0248 R`, `2004 0230`, `2000 04 59/35 0186`, `MQ 96 11 76 0145`…"""
    texte = _normaliser(imprime)
    forme = _FORME.match(texte)
    if forme is None:
        return NumeroLu(imprime=imprime, doutes=(f"« {imprime.strip()} » n’est pas un numéro de certification",))
    annee, milieu, numero, doutes = _lire_corps(forme["corps"])
    mois, departements, doutes_milieu = _lire_milieu(milieu)
    return NumeroLu(
        imprime=imprime,
        prefixe=forme["prefixe"],
        annee=annee,
        mois=mois,
        departements=departements,
        numero=numero,
        suffixe="".join(lettre for lettre in "RI" if lettre in (forme["suffixe"] or "")) or None,
        doutes=(*doutes, *doutes_milieu),
    )


def est_un_numero(texte: str) -> bool:
    """Whether the text has the shape of a printed number (used to tell a number from a title)."""
    return lire_numero(texte).numero is not None


def separer_numero_et_titre(texte: str) -> tuple[str, str]:
    """« CCPM 2021 0009 – Tutorat », « Tutorat (CCPM 2021 0009) » → the number and the title, ("", text) otherwise."""
    for forme in (_NUMERO_PUIS_TITRE, _TITRE_PUIS_NUMERO):
        trouve = forme.fullmatch(texte.strip())
        if trouve is not None and est_un_numero(trouve["numero"]):
            return trouve["numero"], trouve["titre"]
    return "", texte


def annee_entiere(deux_chiffres: int) -> int:
    """96 → 1996, 20 → 2020: NUMERO-ANNEE-DEUX-CHIFFRES."""
    return 1900 + deux_chiffres if 1900 + deux_chiffres >= PREMIERE_ANNEE else 2000 + deux_chiffres


def lire_bloc(imprime: str) -> str | None:
    """`BDC 0170`, `BDC n° 0170` → `BDC0170`; None when it is not the number of a bloc."""
    forme = _BLOC.match(_normaliser(imprime))
    return f"BDC{forme[1]}" if forme else None


def bloc_cherche(question: str) -> str | None:
    """`bloc 171`, `bdc 171` → `BDC0171`: as one asks for it, which is less than what is printed."""
    forme = _BLOC_CHERCHE.match(_normaliser(question))
    return f"BDC{forme[1]:0>4}" if forme else None


def lire_fiche(imprime: str) -> str | None:
    """`RNCP 40664` → `RNCP40664`, `rs6717` → `RS6717`; None when it is not a fiche of the répertoire."""
    forme = _FICHE_REPERTOIRE.match(_normaliser(imprime))
    return f"{forme[1]}{forme[2]}" if forme else None


def lire_code_bloc(imprime: str) -> str | None:
    """`RNCP 40664 BC 1` → `RNCP40664BC01`; None when it is not the code of a bloc in a fiche of the RNCP."""
    forme = _CODE_BLOC.match(_normaliser(imprime))
    return f"RNCP{forme[1]}BC{int(forme[2]):02d}" if forme else None


def _normaliser(texte: str) -> str:
    texte = unicodedata.normalize("NFKC", texte).upper()
    texte = re.sub(r"[\u2010-\u2015\u2212]", "-", texte)
    return " ".join(texte.split())


def _lire_corps(corps: str) -> tuple[int | None, list[str], str | None, list[str]]:
    """Split the digits into year, groups between, serial."""
    groupes = [groupe for groupe in re.split(r"[\s.\-]+", corps) if groupe]
    if len(groupes) == 1:
        groupes = _degrouper(groupes[0])
    doutes: list[str] = []
    numero = groupes.pop() if groupes and re.fullmatch(r"\d{4}", groupes[-1]) and len(groupes) > 1 else None
    if numero is None:
        return None, [], None, [f"numéro d’ordre illisible dans « {corps} » : attendu l’année puis quatre chiffres"]
    annee = _lire_annee(groupes.pop(0), doutes)
    return annee, groupes, numero, doutes


def _degrouper(chiffres: str) -> list[str]:
    """`20040233` or `199611760145`, printed without spaces: year, pairs, serial."""
    if not re.fullmatch(r"\d{8}|\d{10}|\d{12}", chiffres):
        return [chiffres]
    milieu = chiffres[4:-4]
    return [chiffres[:4], *(milieu[rang : rang + 2] for rang in range(0, len(milieu), 2)), chiffres[-4:]]


def _lire_annee(groupe: str, doutes: list[str]) -> int | None:
    if re.fullmatch(r"\d{4}", groupe) and PREMIERE_ANNEE <= int(groupe) < PREMIERE_ANNEE + 100:
        return int(groupe)
    if re.fullmatch(r"\d{2}", groupe):
        annee = annee_entiere(int(groupe))
        doutes.append(f"année écrite sur deux chiffres : « {groupe} » lu {annee}")
        return annee
    doutes.append(f"année illisible : « {groupe} »")
    return None


def _lire_milieu(groupes: list[str]) -> tuple[int | None, tuple[str, ...], list[str]]:
    """Month then département(s); a lone group that may be either is left unread."""
    doutes: list[str] = []
    if not groupes:
        return None, (), doutes
    if len(groupes) > 2:
        return None, (), [f"« {' '.join(groupes)} » entre l’année et le numéro : attendu le mois et des départements"]
    if len(groupes) == 2:
        return _lire_mois(groupes[0], doutes), _lire_departements(groupes[1], doutes), doutes
    seul = groupes[0]
    if re.fullmatch(r"0[1-9]|1[0-2]", seul):
        return None, (), [f"« {seul} » peut être le mois ou un département : non lu"]
    return None, _lire_departements(seul, doutes), doutes


def _lire_mois(groupe: str, doutes: list[str]) -> int | None:
    if re.fullmatch(r"0?[1-9]|1[0-2]", groupe):
        return int(groupe)
    doutes.append(f"mois illisible : « {groupe} »")
    return None


def _lire_departements(groupe: str, doutes: list[str]) -> tuple[str, ...]:
    codes = [code for code in groupe.split("/") if code]
    if codes and all(_DEPARTEMENT.fullmatch(code) for code in codes):
        return tuple(codes)
    doutes.append(f"département illisible : « {groupe} »")
    return ()
