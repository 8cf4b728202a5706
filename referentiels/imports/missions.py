"""The mission and the activities that prefigure the blocs; lines to paragraphs."""

from __future__ import annotations

import re
from dataclasses import replace

from referentiels.imports.carnet import LIBELLE, Carnet
from referentiels.imports.modele import ActiviteLue
from referentiels.imports.structure import Ligne
from referentiels.imports.texte import sans_emphase

_ACTIVITE_NUMEROTEE = re.compile(r"activit[ée]\s*(?:n°\s*)?\d+\s*[:.–-]\s*(?=\S)", re.IGNORECASE)
_FIN_D_ARTICLE = re.compile(r"[;.:]\s*$")


def lire_activites(
    lignes: list[Ligne], debut: int | None, ou: str, carnet: Carnet
) -> tuple[str | None, tuple[ActiviteLue, ...]]:
    """Paragraphs, then the activities: bullets (in italics when some are), each followed by its text.

    `debut`: rank of the first line after the phrase that announces the activities, when it was printed.
    """
    lignes = [_sans_numero(ligne, ou, carnet) for ligne in lignes]
    if debut is not None and any(ligne.puce for ligne in lignes[debut:]):
        avant, lignes = lignes[:debut], lignes[debut:]
    elif debut is not None and lignes[debut:]:
        activites = _sans_puces(lignes[debut:])
        carnet.douter(ou, f"activités lues sans puces dans la source : {len(activites)}")
        return assembler(lignes[:debut]) or None, activites
    else:
        avant = []
    marquees = any(ligne.puce and ligne.emphase for ligne in lignes)
    debuts = [rang for rang, ligne in enumerate(lignes) if ligne.puce and (ligne.emphase or not marquees)]
    bornes = [*debuts, len(lignes)]
    activites = tuple(
        _activite(lignes[rang], lignes[rang + 1 : fin]) for rang, fin in zip(debuts, bornes[1:], strict=True)
    )
    return assembler([*avant, *lignes[: bornes[0]]]) or None, activites


def _sans_numero(ligne: Ligne, ou: str, carnet: Carnet) -> Ligne:
    """« Activité 1 : Préparer… » is read as a bullet in emphasis: its label is set aside."""
    forme = _ACTIVITE_NUMEROTEE.match(ligne.texte)
    if forme is None:
        return ligne
    carnet.ecarter(ou, forme[0].strip(), LIBELLE)
    return replace(ligne, texte=ligne.texte[forme.end() :], puce=True, emphase=True)


def _activite(tete: Ligne, reste: list[Ligne]) -> ActiviteLue:
    """A title ends with its line, or goes on with the next ones until its semicolon."""
    intitule = tete.texte
    while reste and _prolonge(reste[0]) and not _FIN_D_ARTICLE.search(intitule):
        intitule, reste = f"{intitule} {reste[0].texte}", reste[1:]
    return ActiviteLue(_sans_fin(intitule), assembler(reste))


def _prolonge(ligne: Ligne) -> bool:
    return ligne.continue_la_precedente and ligne.texte[:1].islower()


def _sans_puces(lignes: list[Ligne]) -> tuple[ActiviteLue, ...]:
    """One activity per sentence of the enumeration, over as many lines as it takes; a blank line parts two."""
    intitules: list[str] = []
    for ligne in lignes:
        commence = not ligne.suite and ligne.texte[:1].isupper()
        if intitules and not commence and not _FIN_D_ARTICLE.search(intitules[-1]):
            intitules[-1] += f" {ligne.texte}"
        else:
            intitules.append(ligne.texte)
    return tuple(ActiviteLue(_sans_fin(intitule), "") for intitule in intitules)


def _sans_fin(intitule: str) -> str:
    return sans_emphase(intitule).rstrip(" ;.:,")


def assembler(lignes: list[Ligne]) -> str:
    """Lines to text: a line that goes on is joined, bullets and numbers keep a line each, paragraphs are parted."""
    texte = ""
    for ligne in lignes:
        contenu = f"• {ligne.texte}" if ligne.puce else ligne.texte
        separation = " " if ligne.continue_la_precedente else "\n" if ligne.est_un_article else "\n\n"
        texte = f"{texte}{separation}{contenu}" if texte else contenu
    return sans_emphase(texte)
