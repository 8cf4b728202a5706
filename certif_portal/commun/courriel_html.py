"""The second part of a mail, made from its plain text: one text per act, two parts that say the same thing."""

import re
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

ADRESSE = re.compile(r"(https?://[^\s<>«»]+[^\s<>«».,;:!?)])")
TIRET = re.compile(r"^\s*[-•] ")


@dataclass(frozen=True)
class Bloc:
    """A paragraph, or a list of items; each line is ready to be written."""

    lignes: tuple[SafeString, ...]
    liste: bool = False


def en_html(objet: str, texte: str) -> str:
    return render_to_string("courriels/cadre.html", {"objet": objet, "blocs": blocs(texte)})


def blocs(texte: str) -> list[Bloc]:
    """A blank line parts two blocks; lines that begin by a dash are items, the others are lines of a paragraph."""
    return [bloc for morceau in re.split(r"\n\s*\n", texte.strip()) for bloc in _blocs(morceau.splitlines())]


def _blocs(lignes: list[str]) -> list[Bloc]:
    faits: list[tuple[bool, list[str]]] = []
    for ligne in lignes:
        if TIRET.match(ligne):
            if not (faits and faits[-1][0]):
                faits.append((True, []))
            faits[-1][1].append(TIRET.sub("", ligne))
        elif faits and faits[-1][0] and ligne.startswith(" "):  # what follows an item, set back
            faits[-1][1][-1] += f" {ligne.strip()}"
        else:
            if not faits or faits[-1][0]:
                faits.append((False, []))
            faits[-1][1].append(ligne)
    return [Bloc(tuple(map(_avec_liens, siennes)), liste) for liste, siennes in faits]


def _avec_liens(ligne: str) -> SafeString:
    """Every address is a link that shows itself: whoever reads sees where it leads."""
    morceaux = ADRESSE.split(ligne.strip())
    ecrits = (
        (format_html('<a href="{0}">{0}</a>', morceau) if rang % 2 else morceau,)
        for rang, morceau in enumerate(morceaux)
    )
    return format_html_join("", "{}", ecrits)
